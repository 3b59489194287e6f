"""Records that change hands outside of the pipeline: set-based, with the same audit, events, history and children.

Records that can lie in a pool go through `pools.ledger.move`, which writes its ledger and leaves the same traces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit, events
from kezhou.platform.audit.history import track_from_select
from kezhou.platform.base.sql import TRUE, Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from .ownership import follow

MAX_MOVES = 10_000
"""Records in one call; more are moved in chunks, each a transaction of its own."""

_MOVE = """
WITH before AS MATERIALIZED (
  SELECT t.id, t.owner_id FROM {table} t
   WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {where} AND t.owner_id IS DISTINCT FROM %s::bigint
   ORDER BY t.id FOR UPDATE),
moved AS (
  UPDATE {table} t
     SET owner_id = %s::bigint, dept_id = (SELECT department_id FROM org_user WHERE id = %s::bigint),
         version = t.version + 1, updated_at = %s, updated_by_id = %s
    FROM before b WHERE t.id = b.id RETURNING t.id, b.owner_id)
SELECT id, owner_id FROM moved ORDER BY id"""

_GIVEN = """
SELECT g.record_id, g.from_owner_id, %s::bigint AS to_owner_id
  FROM unnest(%s::bigint[], %s::bigint[]) AS g (record_id, from_owner_id)"""


def give(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    owner: int,
    action: str,
    event: str,
    *,
    where: Sql = TRUE,
    reason: str = "",
) -> list[int]:
    """Make `owner` the owner of those of the records that still satisfy `where` (over alias `t`); the ids of those.

    Rights and limits are the caller's business. `event` is the past tense that subscribers hear.
    """
    if len(ids) > MAX_MOVES:
        raise ValueError(f"more than {MAX_MOVES} records in one call: move them in chunks")
    with transaction.atomic():
        rows = fetch_all(
            _MOVE.format(table=entity.table, where=where.text),
            (list(ids), *where.params, owner, owner, owner, ctx.clock.now(), ctx.actor.id),
        )
        moved = [row[0] for row in rows]
        if moved:
            follow(ctx, entity, {row[0]: row[1] for row in rows})
            source = Sql(_GIVEN, (owner, moved, [row[1] for row in rows]))
            leave_traces(ctx, entity, source, ("owner",), action, event, {"reason": reason} if reason else {})
    return moved


def leave_traces(
    ctx: Ctx,
    entity: CompiledEntity,
    source: Sql,
    names: Sequence[str],
    action: str,
    event: str,
    meta: Mapping[str, Any],
) -> None:
    """One audit entry and one event for each line of `source`, and the history of the owner.

    `source` yields `record_id` and for each of `names` (`owner`, `pool`) the columns `from_<name>_id`, `to_<name>_id`.
    """
    for_audit = _changes(source, names, "jsonb_build_object('from', m.from_{0}_id, 'to', m.to_{0}_id)")
    for_events = _changes(source, names, "jsonb_build_array(m.from_{0}_id, m.to_{0}_id)")
    params = list(source.params)
    audit.write_from_select(ctx, entity=entity.key, action=action, select_sql=for_audit, params=params, meta=meta)
    name = f"{entity.key}.{event}"
    events.emit_from_select(ctx, name=name, entity=entity.key, select_sql=for_events, params=params)
    if entity.fields["owner"].track:
        owners = (
            "SELECT m.record_id, coalesce(to_jsonb(m.from_owner_id), 'null'::jsonb), "  # noqa: S608 — constants
            f"coalesce(to_jsonb(m.to_owner_id), 'null'::jsonb) FROM ({source.text}) m "
            "WHERE m.from_owner_id IS DISTINCT FROM m.to_owner_id"
        )
        track_from_select(ctx, entity.key, "owner", owners, params)


def _changes(source: Sql, names: Sequence[str], pair: str) -> str:
    pairs = ", ".join(f"'{name}', {pair.format(name)}" for name in names)
    return f"SELECT m.record_id, jsonb_build_object({pairs}) FROM ({source.text}) m ORDER BY m.record_id"  # noqa: S608
