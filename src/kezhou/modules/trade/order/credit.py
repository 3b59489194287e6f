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
    """Ask when a document is submitted. A block refuses it, a warning goes with the answer."""
    kind = CHECKED.get(entity.key)
    if kind is None:
        return {}
    problems: dict[int, KezhouError] = {}
    for at, draft in enumerate(drafts):
        amount = draft.values.get("amount")
        if not _submitted(draft) or amount is None or not amount.amount:
            continue
        document = (entity.key, draft.id) if draft.id is not None else None
        number = str(draft.values.get("number") or "")
        verdict = credit.check(ctx, draft.values["customer"], kind, amount, document=document, number=number)
        if not verdict.ok:
            problems[at] = verdict.refusal()
        elif verdict.answer == "warn":
            draft.warnings.extend(verdict.told)
    return problems


def _submitted(draft: Draft) -> bool:
    before = (draft.before or {}).get("approval_state")
    return draft.values.get("approval_state") in ("pending", "approved") and before in (None, "draft", "rejected")
