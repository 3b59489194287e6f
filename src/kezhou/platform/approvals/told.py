"""What a reader is told of the document behind a request.

Three things decide: whether the reader may still see the record, whether the flow asked (or asks) them to decide, and
what the steps in which it did hide from their approvers. Title, steps and log of a request are told to everybody whom
it concerns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import may, right
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry

from . import kinds
from .models import PENDING, ApprovalRequest, ApprovalTask
from .tally import OPEN

Hidden = frozenset[str]
"""Fields, `$lines`, and `$lines.column` that are kept from a reader."""
Seen = Mapping[str, Collection[int]]
"""Entity → records that the reader sees, where the caller has asked already."""


def told(
    ctx: Ctx,
    found: Sequence[ApprovalRequest],
    mine: Mapping[int, Sequence[ApprovalTask]],
    copied: Collection[int],
    seen: Seen | None = None,
) -> dict[int, Hidden | None]:
    """Request → what is hidden of its document; None where the reader is told nothing of it.

    `mine` are the reader's tasks by request, `copied` the requests that the reader was told of. Whoever has to decide
    is told what they decide about, whoever has decided as long as they may see such documents at all; everybody else,
    the starter too, as long as they see the record.
    """
    seen = _seen(ctx, [asked for asked in found if not _asked(ctx, asked, mine)]) if seen is None else seen
    return {
        asked.id: _hidden(ctx, asked, mine.get(asked.id, ()), told_of=asked.id in copied)
        if _asked(ctx, asked, mine) or not _is_record(asked) or asked.record_id in seen.get(asked.entity, ())
        else None
        for asked in found
    }


def _is_record(asked: ApprovalRequest) -> bool:
    return asked.record_id is not None and asked.kind in kinds.about(asked.entity)


def _asked(ctx: Ctx, asked: ApprovalRequest, mine: Mapping[int, Sequence[ApprovalTask]]) -> bool:
    """Whether the reader decides on it or has decided."""
    tasks = mine.get(asked.id, ())
    if asked.state == PENDING and any(task.state in OPEN for task in tasks):
        return True
    return bool(tasks) and _is_record(asked) and may(ctx, registry.entity(ctx, asked.entity), "view")


def _hidden(ctx: Ctx, asked: ApprovalRequest, mine: Sequence[ApprovalTask], *, told_of: bool) -> Hidden:
    """What every step in which the reader was asked hides. The starter, and who was told, learn all of it anyway."""
    if not mine or told_of or (asked.asked_by_id is not None and asked.asked_by_id == ctx.actor.id):
        return frozenset()
    return frozenset.intersection(*(frozenset(task.hidden) for task in mine))


def _seen(ctx: Ctx, found: Sequence[ApprovalRequest]) -> dict[str, set[int]]:
    """One statement for each entity."""
    wanted: dict[str, set[int]] = {}
    for asked in found:
        if _is_record(asked) and asked.record_id is not None:
            wanted.setdefault(asked.entity, set()).add(asked.record_id)
    seen: dict[str, set[int]] = {}
    for key, ids in wanted.items():
        entity = registry.entity(ctx, key)
        see = right(ctx, entity, "view")
        statement = f"SELECT t.id FROM {entity.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {see.text}"  # noqa: S608
        seen[key] = {row[0] for row in fetch_all(statement, (sorted(ids), *see.params))}
    return seen
