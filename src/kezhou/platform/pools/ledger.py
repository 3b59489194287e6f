"""Moves between owners and pools, one statement for any number of records: rows, ledger, children, audit, events.

The only way in which records change hands outside of the write pipeline; what changes hands inside of it is written
down by `recorded`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import TRUE, Sql, execute, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import ownership
from kezhou.platform.records.draft import Draft
from kezhou.platform.records.handing import MAX_MOVES, leave_traces

EVENTS = {
    "claim": "claimed",
    "assign": "assigned",
    "recycle": "recycled",
    "return": "returned",
    "transfer": "transferred",
    "handover": "handed_over",
    "merge": "merged",
}

moved: list[Callable[[Ctx, CompiledEntity, Sequence[int]], None]] = []
"""(ctx, entity, record ids) → what follows in the same transaction, such as handing open tasks on."""

_MOVE = """
WITH before AS MATERIALIZED (
  SELECT t.id, t.owner_id, t.pool_id FROM {table} t
   WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {where}
     AND (t.owner_id, t.pool_id) IS DISTINCT FROM (%s::bigint, %s::bigint)
   ORDER BY t.id FOR UPDATE),
moved AS (
  UPDATE {table} t
     SET owner_id = %s::bigint, pool_id = %s::bigint,
         dept_id = (SELECT department_id FROM org_user WHERE id = %s::bigint),
         pool_entered_at = %s::timestamptz, version = t.version + 1, updated_at = %s, updated_by_id = %s
    FROM before b WHERE t.id = b.id
  RETURNING t.id, b.owner_id, b.pool_id)
INSERT INTO pools_move (entity, record_id, from_owner_id, to_owner_id, from_pool_id, to_pool_id, kind, rule_id, reason,
                        at, actor_id)
SELECT %s::text, m.id, m.owner_id, %s::bigint, m.pool_id, %s::bigint, %s::text, %s::bigint, %s::text, %s::timestamptz,
       %s::bigint
  FROM moved m ORDER BY m.id
RETURNING id, record_id, from_owner_id"""

_WRITTEN_DOWN = """
INSERT INTO pools_move (entity, record_id, from_owner_id, to_owner_id, from_pool_id, to_pool_id, kind, reason, at,
                        actor_id)
SELECT %s::text, g.*, %s::timestamptz, %s::bigint
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[]) g"""

_LINES = """
SELECT record_id, from_owner_id, to_owner_id, from_pool_id, to_pool_id FROM pools_move WHERE id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go: to a person or into a pool, exactly one of the two."""

    owner: int | None = None
    pool: int | None = None

    def __post_init__(self) -> None:
        if (self.owner is None) == (self.pool is None):
            raise ValueError("a record belongs to a person or lies in a pool")


def move(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    target: Target,
    kind: str,
    *,
    where: Sql = TRUE,
    rule: int | None = None,
    reason: str = "",
) -> list[int]:
    """Move those of the records that still satisfy `where` (over alias `t`); the ids of those that moved.

    One conditional UPDATE writes rows and ledger, so of several callers for one record exactly one gets it. Rights and
    limits are the caller's business.
    """
    if len(ids) > MAX_MOVES:
        raise ValueError(f"more than {MAX_MOVES} records in one call: move them in chunks")
    now, actor = ctx.clock.now(), ctx.actor.id
    to = (target.owner, target.pool)
    with transaction.atomic():
        rows = fetch_all(
            _MOVE.format(table=entity.table, where=where.text),
            (
                *(list(ids), *where.params, *to),
                *(*to, target.owner, None if target.pool is None else now, now, actor),
                *(entity.key, *to, kind, rule, reason, now, actor),
            ),
        )
        record_ids = [row[1] for row in rows]
        if record_ids:
            ownership.follow(ctx, entity, {row[1]: row[2] for row in rows})
            meta: dict[str, Any] = {"reason": reason} if reason else {}
            meta |= {} if rule is None else {"rule": rule}
            lines = Sql(_LINES, ([row[0] for row in rows],))
            leave_traces(ctx, entity, lines, ("owner", "pool"), kind, EVENTS[kind], meta)
            for hook in moved:
                hook(ctx, entity, record_ids)
    return record_ids


def recorded(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Write down what the pipeline moved: an owner changed by hand, a record made in a pool. Registered with
    `records.hooks.saved`; children and followers are not in the ledger, they lie where what they hang on lies.
    """
    if not entity.pooled or entity.definition.scope.follows:
        return
    parents = entity.definition.scope.parents
    lines = []
    for draft in drafts:
        before = draft.before or {}
        old, new = (before.get("owner"), before.get("pool")), (draft.values.get("owner"), draft.values.get("pool"))
        born_owned = draft.before is None and new[0] is not None
        if old != new and not born_owned and not any(draft.values.get(p) is not None for p in parents):
            lines.append(
                (draft.id, old[0], new[0], old[1], new[1], _kind(draft), str(draft.meta.get("reason", ""))[:300])
            )
    if not lines:
        return
    now = ctx.clock.now()
    execute(_WRITTEN_DOWN, (entity.key, now, ctx.actor.id, *(list(c) for c in zip(*lines, strict=True))))
    execute(
        f"UPDATE {entity.table} SET pool_entered_at = CASE WHEN pool_id IS NULL THEN NULL ELSE %s END "  # noqa: S608
        "WHERE id = ANY(%s)",
        (now, [line[0] for line in lines]),
    )


def _kind(draft: Draft) -> str:
    """What the pipeline's caller called it, else what it looks like."""
    if (named := draft.meta.get("move")) is not None:
        return str(named)
    if draft.before is None:
        return "import"
    return "assign" if draft.values.get("owner") is not None else "return"
