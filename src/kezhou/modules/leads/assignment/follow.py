"""New leads that nobody was named for go where the rules say, in the transaction in which they are written."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.modules.leads.assignment.give import MAX_AT_ONCE, assign
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity

CHANNEL = "channel"
"""In the meta of a write: how the lead came in, where that is neither a file nor somebody's entry."""


def assign_new(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Registered with the pipeline. Who was named as owner keeps the lead; whoever only entered it does not."""
    if entity.key != "lead":
        return
    by_channel: dict[str, list[records.Draft]] = {}
    for draft in drafts:
        if draft.before is None and (channel := channel_of(ctx, draft)) is not None:
            by_channel.setdefault(channel, []).append(draft)
    for channel, new in by_channel.items():
        for start in range(0, len(new), MAX_AT_ONCE):
            _give(ctx, new[start : start + MAX_AT_ONCE], channel)


def channel_of(ctx: Ctx, draft: records.Draft) -> str | None:
    """How it came in; None where somebody said whose it is."""
    if CHANNEL in draft.meta:
        return str(draft.meta[CHANNEL])
    if draft.values.get("owner") is None or draft.values["owner"] != ctx.actor.id:
        return None
    return "import" if "import" in draft.meta else "entry"


def _give(ctx: Ctx, drafts: Sequence[records.Draft], channel: str) -> None:
    decided = assign(ctx, [draft.id for draft in drafts if draft.id is not None], channel)
    for draft in drafts:
        decision = decided.get(draft.id or 0)
        if decision is None:
            continue
        if (decision.owner, decision.pool) != (draft.values.get("owner"), draft.values.get("pool")):
            draft.version += 1
            draft.values |= {"owner": decision.owner, "pool": decision.pool}
