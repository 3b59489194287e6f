"""Values that rules give to many records at once: a statement reckons them, a chunk at a time is written.

As with moves between owners (`pools.ledger`), rows, audit, events and tracked history are one transaction per chunk,
and a run that was stopped is simply started again: what has its value already is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit, events
from kezhou.platform.audit.history import track_from_select
from kezhou.platform.base.sql import TRUE, Sql, execute, fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import limits

from . import hooks

CHUNK = 5_000

_GIVEN = "FROM jsonb_to_recordset(%s::jsonb) AS g (record_id bigint, name text, old jsonb, new jsonb)"
_PAIRS = "SELECT g.record_id, jsonb_object_agg(g.name, {pair}) {given} GROUP BY g.record_id ORDER BY 1"
_AUDITED = _PAIRS.format(pair="jsonb_build_object('from', g.old, 'to', g.new)", given=_GIVEN)
_EMITTED = _PAIRS.format(pair="jsonb_build_array(g.old, g.new)", given=_GIVEN)
_TRACKED = (
    "SELECT g.record_id, coalesce(g.old, 'null'::jsonb), coalesce(g.new, 'null'::jsonb) " + _GIVEN + " WHERE g.name = "
)


def settle(
    ctx: Ctx,
    entity: CompiledEntity,
    values: Mapping[str, Sql],
    where: Sql = TRUE,
    *,
    action: str,
    event: str = "updated",
    meta: Mapping[str, Any] | None = None,
    chunk: int = CHUNK,
    told: Callable[[int], None] | None = None,
) -> int:
    """Give each record that matches `where` (over alias `t`) the values that the expressions reckon from its row; how
    many records changed.

    For code that acts by a rule: no rights, no field rules, no change of owner. `action` is a registered word of the
    audit, `event` the past tense that subscribers hear. Rows that somebody holds at the moment, and those that an
    approval locks, keep what they have until the next run. `told` hears the running total after each chunk.
    """
    total = after = 0
    while True:
        limits.check()
        last, changed = _chunk(ctx, entity, values, where, after, chunk, (action, event, meta or {}))
        total += changed
        if last is None:
            return total
        after = last
        if told is not None:
            told(total)


def _chunk(
    ctx: Ctx,
    entity: CompiledEntity,
    values: Mapping[str, Sql],
    where: Sql,
    after: int,
    size: int,
    names: tuple[str, str, Mapping[str, Any]],
) -> tuple[int | None, int]:
    """The next records whose values differ: the last id looked at (None at the end), and how many were written."""
    columns = {name: _column(entity, name) for name in values}
    wanted = ", ".join(
        f"{value.text} AS {column}" for column, value in zip(columns.values(), values.values(), strict=True)
    )
    params = [one for value in values.values() for one in value.params]
    differs = " OR ".join(f"t.{column} IS DISTINCT FROM v.{column}" for column in columns.values())
    shown = ", ".join(f"to_jsonb(t.{column}), to_jsonb(v.{column})" for column in columns.values())
    statement = (
        f"SELECT t.id, {shown} FROM {entity.table} t CROSS JOIN LATERAL (SELECT {wanted}) v "  # noqa: S608
        f"WHERE t.id > %s AND t.deleted_at IS NULL AND {where.text} AND ({differs}) "
        "ORDER BY t.id LIMIT %s FOR UPDATE OF t SKIP LOCKED"
    )
    with transaction.atomic():
        rows = fetch_all(statement, (*params, after, *where.params, size))
        if not rows:
            return None, 0
        kept: set[int] = set()
        for check in hooks.lock_checks:
            kept.update(check(ctx, entity, [row[0] for row in rows]))
        changing = [row for row in rows if row[0] not in kept]
        if changing:
            setters = ", ".join(f"{column} = v.{column}" for column in columns.values())
            execute(
                f"UPDATE {entity.table} u SET {setters}, version = u.version + 1, updated_at = %s, updated_by_id = %s "  # noqa: S608
                f"FROM {entity.table} t CROSS JOIN LATERAL (SELECT {wanted}) v WHERE u.id = t.id AND t.id = ANY(%s)",
                (ctx.clock.now(), ctx.actor.id, *params, [row[0] for row in changing]),
            )
            _leave_traces(ctx, entity, list(columns), changing, names)
    return rows[-1][0], len(changing)


def _leave_traces(
    ctx: Ctx,
    entity: CompiledEntity,
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    names: tuple[str, str, Mapping[str, Any]],
) -> None:
    action, event, meta = names
    lines = [
        {"record_id": row[0], "name": name, "old": _plain(row[1 + 2 * at]), "new": _plain(row[2 + 2 * at])}
        for row in rows
        for at, name in enumerate(fields)
        if row[1 + 2 * at] != row[2 + 2 * at]
    ]
    audited = orjson.dumps([line for line in lines if entity.fields[str(line["name"])].audit]).decode()
    audit.write_from_select(ctx, entity=entity.key, action=action, select_sql=_AUDITED, params=[audited], meta=meta)
    events.emit_from_select(ctx, name=f"{entity.key}.{event}", entity=entity.key, select_sql=_EMITTED, params=[audited])
    for name in fields:
        if entity.fields[name].track:
            track_from_select(ctx, entity.key, name, _TRACKED + "%s", [audited, name])


def _column(entity: CompiledEntity, name: str) -> str:
    spec = entity.fields[name]
    if len(spec.columns) != 1 or spec.pii is not None:
        raise ValueError(f"{name} of {entity.key} is not one plain column")
    return ident(spec.columns[0])


def _plain(document: str | None) -> Any:
    """A value as the pipeline would write it down: nothing is None."""
    value = None if document is None else orjson.loads(document)
    return None if value in ("", []) else value
