"""On which day a rule takes a record from its owner: one expression for the job, the warning, the column and the
simulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import FALSE, Sql, all_of, fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import shown_title
from kezhou.platform.query.where import rule_sql

from .facts import exemptions, recycle_facts
from .limits import midnight
from .models import PoolRule

MAX_ASKED = 200
ZONE = str(COMPANY_ZONE)

_OWNED_SINCE = """coalesce((SELECT max(m.at) FROM pools_move m
  WHERE m.entity = %s AND m.record_id = t.id AND m.to_owner_id = t.owner_id), t.created_at)"""

_HELD = "SELECT h.until + 1 FROM pools_poolhold h WHERE h.entity = %s AND h.record_id = t.id"


@dataclass(frozen=True, slots=True)
class Due:
    """A record falls into the rule's pool on this day."""

    rule: int
    rule_name: str
    pool: int
    pool_name: str
    on: date


def active_rules(entity: CompiledEntity) -> list[PoolRule]:
    """The rules that are switched on, in their order."""
    rules = PoolRule.objects.filter(active=True, deleted_at__isnull=True, pool__active=True, pool__entity=entity.key)
    return list(rules.select_related("pool").order_by("order", "id"))


def due_on(ctx: Ctx, entity: CompiledEntity, rule: PoolRule) -> Sql | None:
    """The day as SQL of type date over alias `t`, NULL where the rule never falls; None where its fact is unknown here.

    Days are calendar days of the company's zone: silent since Monday, one day: due on Tuesday.
    """
    since = Sql(_OWNED_SINCE, (entity.key,))
    if rule.basis == PoolRule.Basis.ON:
        # Whoever took the record after the day keeps it.
        day = Sql(
            f"CASE WHEN {day_of_moment(since.text)} < %s::date THEN %s::date END", (*since.params, *[rule.on_date] * 2)
        )
    else:
        known = recycle_facts.get(rule.fact)
        fact = known.moment(ctx, entity, "t") if known else None
        if fact is None:
            return None
        if rule.basis == PoolRule.Basis.WITHOUT:
            fact = Sql(f"greatest({since.text}, {fact.text})", (*since.params, *fact.params))
        day = Sql(f"({day_of_moment(fact.text)} + %s::int)", (*fact.params, rule.days))
    # A hold or the protection of a new record puts the day off; neither makes one where the rule has none.
    off = f"{day_of_moment('t.created_at')} + %s::int, ({_HELD})"
    text = f"(SELECT CASE WHEN d.day IS NOT NULL THEN greatest(d.day, {off}) END FROM (SELECT {day.text} AS day) d)"  # noqa: S608
    return Sql(text, (rule.protect_days, entity.key, *day.params))


def candidates(ctx: Ctx, entity: CompiledEntity, rule: PoolRule, until: date) -> Sql:
    """The owned rows that the rule is about and does not spare, before it is asked whether they are due."""
    parts = [Sql("t.deleted_at IS NULL AND t.owner_id IS NOT NULL")]
    links = entity.definition.scope.parents
    parts += [Sql(f"t.{ident(entity.fields[link].column)} IS NULL") for link in links]
    if rule.basis == PoolRule.Basis.WITHOUT:
        # Nobody owned it before it was made: what is younger than the rule's days needs no look at the ledger.
        parts.append(Sql("t.created_at < %s", (midnight(until - timedelta(days=rule.days - 1)),)))
    return all_of([*parts, subjects(ctx, entity, rule)])


def subjects(ctx: Ctx, entity: CompiledEntity, rule: PoolRule) -> Sql:
    """The rows that the rule is about and does not spare, whoever owns them."""
    parts = [Sql("TRUE")]
    if rule.condition:
        parts.append(rule_sql(ctx, entity, rule.condition))
    if rule.exceptions:
        parts.append(_not(rule_sql(ctx, entity, rule.exceptions)))
    for key in rule.spared:
        spared = exemptions[key].holds(ctx, entity, "t") if key in exemptions else None
        parts.append(FALSE if key not in exemptions else _not(spared) if spared else Sql("TRUE"))
    return all_of(parts)


def due_rows(ctx: Ctx, entity: CompiledEntity, rule: PoolRule, until: date) -> Sql:
    """The rows that fall on or before the day."""
    day = due_on(ctx, entity, rule)
    if day is None:
        return FALSE
    return all_of([candidates(ctx, entity, rule, until), Sql(f"{day.text} <= %s", (*day.params, until))])


def forecast(
    ctx: Ctx,
    entity: CompiledEntity,
    rules: Iterable[PoolRule],
    until: date,
    ids: Sequence[int] | None = None,
    owner: int | None = None,
) -> Sql | None:
    """A statement: `(id, owner_id, due_on, rule_at)` of every record (of those of `ids`, of this owner) that falls
    until the day, with its earliest rule by position; None where no rule could ever fall."""
    only = [] if ids is None else [Sql("t.id = ANY(%s)", (list(ids),))]
    if owner is not None:
        only.append(Sql("t.owner_id = %s", (owner,)))
    parts: list[Sql] = []
    for at, rule in enumerate(rules):
        day = due_on(ctx, entity, rule)
        if day is None:
            continue
        rows = all_of([*only, candidates(ctx, entity, rule, until)])
        text = f"SELECT t.id, t.owner_id, {day.text} AS due_on, {at} AS rule_at FROM {entity.table} t WHERE {rows.text}"  # noqa: S608
        parts.append(Sql(text, (*day.params, *rows.params)))
    if not parts:
        return None
    union = " UNION ALL ".join(part.text for part in parts)
    return Sql(
        f"SELECT DISTINCT ON (f.id) f.id, f.owner_id, f.due_on, f.rule_at FROM ({union}) f WHERE f.due_on <= %s "  # noqa: S608
        "ORDER BY f.id, f.due_on, f.rule_at",
        (*(value for part in parts for value in part.params), until),
    )


def due_of(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], until: date) -> Mapping[int, Due]:
    """Which of these records (at most `MAX_ASKED`) fall until the day, and when: the column “X天后回收”."""
    rules = active_rules(entity)
    found = forecast(ctx, entity, rules, until, list(ids)[:MAX_ASKED])
    if found is None:
        return {}
    rows = fetch_all(found.text, found.params)
    return {row[0]: _due(rules[row[3]], row[2]) for row in rows}


def falling(ctx: Ctx, entity: CompiledEntity, owner_id: int, until: date, limit: int) -> list[tuple[int, str, Due]]:
    """(record, its name, its fall) of what a person owns and loses until the day, the nearest first."""
    rules = active_rules(entity)
    found = forecast(ctx, entity, rules, until, owner=owner_id)
    if found is None:
        return []
    rows = fetch_all(
        f"SELECT f.id, {shown_title(ctx, entity)}, f.due_on, f.rule_at "  # noqa: S608
        f"FROM ({found.text}) f JOIN {entity.table} t ON t.id = f.id ORDER BY f.due_on, f.id LIMIT %s",
        (*found.params, limit),
    )
    return [(id_, str(title), _due(rules[at], day)) for id_, title, day, at in rows]


def _due(rule: PoolRule, day: date) -> Due:
    return Due(rule.id, rule.name, rule.pool_id, rule.pool.name, day)


def day_of_moment(moment: str) -> str:
    """SQL of the company's day in which a moment lies."""
    return f"({moment} AT TIME ZONE '{ZONE}')::date"


def _not(part: Sql) -> Sql:
    return Sql(f"NOT coalesce({part.text}, FALSE)", part.params)
