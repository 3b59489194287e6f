"""Whether an order may be submitted on credit. Registered with `records.checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.modules.credit import api as credit
from kezhou.sdk.query import CompiledEntity
from kezhou.sdk.records import Draft

CHECKED = {"quote": "quote", "contract": "contract", "order": "order"}
"""Entity → kind of document that credit is kept for; deliveries are asked when they are shipped."""


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, KezhouError]:
    """Ask when documents are submitted, and of orders when they become binding, once for all. A block refuses one, a
    warning goes with the answer."""
    kind = CHECKED.get(entity.key)
    if kind is None:
        return {}
    asked = [
        (at, draft, draft.values["amount"])
        for at, draft in enumerate(drafts)
        if (_submitted(draft) or _binding(entity, draft))
        and draft.values.get("amount") is not None
        and draft.values["amount"].amount
    ]
    if not asked:
        return {}
    verdicts = credit.check_many(
        ctx,
        [
            credit.CreditAsk(
                draft.values["customer"],
                kind,
                amount,
                (entity.key, draft.id) if draft.id is not None else None,
                str(draft.values.get("number") or ""),
                contract=draft.values.get("contract") if kind == "order" else None,
            )
            for _at, draft, amount in asked
        ],
    )
    problems: dict[int, KezhouError] = {}
    for (at, draft, _amount), verdict in zip(asked, verdicts, strict=True):
        if not verdict.ok:
            problems[at] = verdict.refusal()
        elif verdict.answer == "warn":
            draft.warnings.extend(verdict.told)
    return problems


def _submitted(draft: Draft) -> bool:
    before, state = (draft.before or {}).get("approval_state"), draft.values.get("approval_state")
    return state in ("pending", "approved") and before in (None, "draft", "rejected")


def _binding(entity: CompiledEntity, draft: Draft) -> bool:
    """An order that somebody approves after a while is asked once more: others may have taken the credit meanwhile."""
    before, state = (draft.before or {}).get("approval_state"), draft.values.get("approval_state")
    return entity.key == "order" and before == "pending" and state == "approved"
