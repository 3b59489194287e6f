"""What a document that is voided leaves behind: nothing that happened is made undone, and nothing goes on with it.
Registered with `records.saved`; orders are in `order/after`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.trade import acting
from kezhou.sdk.query import CompiledEntity, fetch_one
from kezhou.sdk.records import Draft

HAPPENED: Mapping[tuple[str, str], Any] = {
    ("delivery", "shipped"): _("The goods have left already; take them back with a return."),
    ("delivery", "received"): _("The goods have left already; take them back with a return."),
    ("return_order", "returned"): _("The goods came back already."),
}
"""(entity, state) → why it is not voided any more."""
BECOMES: Mapping[tuple[str, str], str] = {
    ("delivery", "draft"): "cancelled",
    ("return_order", "draft"): "cancelled",
    ("quote", "sent"): "expired",
    ("contract", "signed"): "terminated",
    ("contract", "running"): "terminated",
}
"""(entity, state) → the state in which a voided document ends, where it would go on otherwise."""
ENTITIES = {"contract_change", *(entity for entity, _state in (*HAPPENED, *BECOMES))}
_ORDERS = """
SELECT id FROM trade_order WHERE contract_id = %s AND deleted_at IS NULL AND approval_state IN ('pending', 'approved')
   AND state <> 'cancelled' ORDER BY id LIMIT 1"""


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Raises `Conflict` where something stands on the document that a void would not take back."""
    if entity.key not in ENTITIES:
        return
    for draft in drafts:
        voided = draft.values.get("approval_state") == "cancelled"
        if not voided or draft.id is None or (draft.before or {}).get("approval_state") == "cancelled":
            continue
        place = entity.key, str(draft.values.get("state"))
        if place in HAPPENED:
            raise Conflict(HAPPENED[place], code="happened", extra={"state": place[1]})
        if entity.key == "contract_change" and draft.values.get("applied_on") is not None:
            raise Conflict(_("This change is in force; write another one."), code="applied")
        if entity.key == "contract" and fetch_one(_ORDERS, (draft.id,)) is not None:
            text = _("Orders stand on this contract; void them first, or end the contract early.")
            raise Conflict(text, code="has_orders")
        if place in BECOMES:
            acting.settle(ctx, entity.key, draft.id, {"state": BECOMES[place]}, "void", "cancelled")
