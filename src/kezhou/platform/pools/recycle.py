"""Taking back what rules say is due, and warning before: set-based, a chunk per transaction, safe to run again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform import events
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import limits
from kezhou.platform.records import hooks

from .due import active_rules, candidates, due_on, due_rows
from .ledger import Target, move
from .models import PoolRule

CHUNK = 5_000

_WARN = """
INSERT INTO pools_poolwarning (entity, record_id, owner_id, rule_id, due_on, at)
SELECT %s, d.id, d.owner_id, %s, d.due_on, %s
  FROM (SELECT t.id, t.owner_id, {day} AS due_on FROM {table} t WHERE {rows}) d
 WHERE d.due_on > %s AND d.due_on <= %s
ON CONFLICT DO NOTHING RETURNING id"""

_WARNED = """
SELECT w.record_id, jsonb_build_object('owner', jsonb_build_array(w.owner_id, w.owner_id),
                                       'due_on', jsonb_build_array(NULL, w.due_on))
  FROM pools_poolwarning w WHERE w.id = ANY(%s) ORDER BY w.id"""


def recycle_all(ctx: Ctx) -> int:
    """Every due record of every pooled entity goes into the pool of its rule; how many did."""
    return sum(recycle(ctx, entity) for entity in registry.all_entities(ctx).values() if entity.pooled)


def recycle(ctx: Ctx, entity: CompiledEntity, chunk: int = CHUNK, told: Callable[[int], None] | None = None) -> int:
    """The same for one entity, rule by rule in their order.

    Each chunk commits by itself with its ledger lines, audit and events: a run that was stopped is simply started
    again, for what has fallen is no longer owned. `told` hears the running total after each chunk.
    """
    total = 0
    today = company_today(ctx.clock)
    for rule in active_rules(entity):
        after = 0
        while True:
            limits.check()
            last, fallen = _chunk(ctx, entity, rule, today, after, chunk)
            total += fallen
            if last is None:
                break
            after = last
            if told is not None:
                told(total)
    return total


def _chunk(
    ctx: Ctx, entity: CompiledEntity, rule: PoolRule, today: date, after: int, size: int
) -> tuple[int | None, int]:
    """The next records of a rule: the last id looked at (None at the end), and how many fell.

    Rows that somebody is working on at this moment are passed over and fall the next time.
    """
    rows = due_rows(ctx, entity, rule, today)
    if rows.is_false:
        return None, 0
    statement = (
        f"SELECT t.id FROM {entity.table} t WHERE {rows.text} AND t.id > %s "  # noqa: S608
        "ORDER BY t.id LIMIT %s FOR UPDATE OF t SKIP LOCKED"
    )
    with transaction.atomic():
        ids = [row[0] for row in fetch_all(statement, (*rows.params, after, size))]
        if not ids:
            return None, 0
        kept: set[int] = set()
        for check in hooks.lock_checks:
            kept.update(check(ctx, entity, ids))
        falling = [id_ for id_ in ids if id_ not in kept]
        fallen = move(ctx, entity, falling, Target(pool=rule.pool_id), "recycle", rule=rule.id, reason=rule.name)
    return ids[-1], len(fallen)


def warn_all(ctx: Ctx) -> int:
    """Tell owners, once per record, rule and day, what they are about to lose; how many warnings were new.

    A warning is the event `<entity>.recycle_warned`; whoever delivers messages listens to it.
    """
    today = company_today(ctx.clock)
    told = 0
    for entity in registry.all_entities(ctx).values():
        if entity.pooled:
            for rule in active_rules(entity):
                limits.check()
                told += _warn(ctx, entity, rule, today) if rule.warn_days else 0
    return told


def _warn(ctx: Ctx, entity: CompiledEntity, rule: PoolRule, today: date) -> int:
    day = due_on(ctx, entity, rule)
    if day is None:
        return 0
    until = date.fromordinal(today.toordinal() + rule.warn_days)
    rows = candidates(ctx, entity, rule, until)
    statement = _WARN.format(day=day.text, table=entity.table, rows=rows.text)
    params = (entity.key, rule.id, ctx.clock.now(), *day.params, *rows.params, today, until)
    with transaction.atomic():
        new = [row[0] for row in fetch_all(statement, params)]
        if new:
            name = f"{entity.key}.recycle_warned"
            events.emit_from_select(ctx, name=name, entity=entity.key, select_sql=_WARNED, params=[new])
    return len(new)
