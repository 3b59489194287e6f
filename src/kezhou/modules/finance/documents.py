"""What money hears of contracts, orders, plans and titles. Registered with `records.saved`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, KezhouError
from kezhou.modules.finance import checks, money, plans
from kezhou.modules.finance.invoice import lines
from kezhou.modules.trade import api as trade
from kezhou.sdk import records
from kezhou.sdk.limits import take_turns
from kezhou.sdk.query import CompiledEntity, execute, fetch_all
from kezhou.sdk.records import Draft

_PLANS = {
    "contract": "SELECT id FROM finance_receiptplan WHERE contract_id = ANY(%s) AND deleted_at IS NULL AND state <> 'void' ORDER BY id",  # noqa: E501
    "order": "SELECT id FROM finance_receiptplan WHERE order_id = ANY(%s) AND deleted_at IS NULL AND state <> 'void' ORDER BY id",  # noqa: E501
}
_BOOKED = "SELECT id FROM finance_receiptplan WHERE id = ANY(%s) AND (received <> 0 OR written_off <> 0)"
_GONE = "SELECT id FROM finance_receiptplan WHERE id = ANY(%s) AND deleted_at IS NOT NULL"
_DEFAULTS = """
SELECT id FROM finance_invoicetitle
 WHERE customer_id = %s AND is_default AND id <> %s AND deleted_at IS NULL ORDER BY id FOR UPDATE"""


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Keep what is planned and agreed in step, in the transaction of the save."""
    if entity.key == "receipt_plan":
        _planned(ctx, drafts)
    elif entity.key in ("contract", "order"):
        _documents(ctx, entity.key, [d for d in drafts if d.before is not None and d.id is not None])
    elif entity.key == "invoice_title":
        for draft in drafts:
            if draft.values.get("is_default") and not (draft.before or {}).get("is_default"):
                _one_default(ctx, draft)


def kept(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """Registered with `records.delete_checks`: a plan that money was booked on is not thrown away."""
    if entity.key != "receipt_plan":
        return {}
    text = _("Money was received or written off; take that back first.")
    return {row[0]: Conflict(text, code="has_money") for row in fetch_all(_BOOKED, (list(ids),))}


def _moved(draft: Draft, gone: Set[int]) -> Mapping[money.Place, Decimal]:
    """How a save changes what is planned. One that changes nothing put the plan into the trash, or took it out."""
    if draft.before is None or draft.changed():
        return checks.changes(draft)
    counted = checks.planned(draft.values)
    if counted is None:
        return {}
    return {counted[0]: -counted[1] if draft.id in gone else counted[1]}


def _planned(ctx: Ctx, drafts: Sequence[Draft]) -> None:
    by_currency: dict[str, dict[money.Place, dict[str, Decimal]]] = {}
    same = [draft.id for draft in drafts if draft.before is not None and not draft.changed()]
    gone = {row[0] for row in fetch_all(_GONE, (same,))} if same else set()
    for draft in drafts:
        for place, amount in _moved(draft, gone).items():
            own = by_currency.setdefault(draft.values["amount"].currency, {}).setdefault(place, {"planned": money.ZERO})
            own["planned"] += amount
    for currency, changes in by_currency.items():
        money.add(ctx, changes, currency)
    if back := [id_ for id_ in same if id_ is not None and id_ not in gone]:
        # Its document may have been approved while it lay in the trash.
        _turn(ctx, back, {}, "restore")


def _documents(ctx: Ctx, key: str, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        id_ = draft.id or 0
        changed = set(draft.changed())
        if changed & {"amount", "kind", "currency"}:
            _agreed(key, id_, draft)
        if key == "contract" and draft.before is not None and "lines" in draft.lines and draft.lines["lines"].changed:
            money.lock([(key, id_)])
            lines.must_be_kept(id_)
        if key == "order" and _is_less(draft, changed):
            _comes_to(id_, draft)
        if key == "order" and "contract" in changed:
            _must_be_bare(id_)
        if "approval_state" in changed:
            state, before = draft.values["approval_state"], (draft.before or {}).get("approval_state")
            if state == "cancelled":
                _voided(ctx, key, id_)
            elif "approved" in (state, before):
                _refresh(ctx, key, id_, {})


def _agreed(key: str, id_: int, draft: Draft) -> None:
    """The document comes to another amount: never to less than what was booked for it."""
    place: money.Place = (key, id_)
    row = money.lock([place])[place]
    amount = draft.values.get("amount")
    agreed = None if amount is None or draft.values.get("kind") == "framework" else amount.amount
    currency = draft.values.get("currency") if amount is None else amount.currency
    booked = max(row.sums["planned"], row.sums["requested"], row.sums["received"] + row.sums["written_off"])
    if booked and (currency != row.currency or (agreed is not None and agreed < booked)):
        params = {"booked": f"{booked:.2f}", "currency": row.currency}
        text = _("%(booked)s %(currency)s is planned, invoiced or received already.") % params
        raise Conflict(text, code="below_booked", extra=params)
    execute("UPDATE finance_documentmoney SET agreed = %s, currency = %s WHERE id = %s", (agreed, currency, row.id))


def _is_less(draft: Draft, changed: Set[str]) -> bool:
    """Whether goods of the order came back, or will not be delivered any more."""
    return "returned_amount" in changed or ("state" in changed and draft.values.get("state") == "settled")


def _comes_to(id_: int, draft: Draft) -> None:
    """Nothing is invoiced, planned or received for goods that the customer does not have; what was booked stays until
    it is taken back."""
    place: money.Place = ("order", id_)
    row = money.lock([place])[place]
    values = draft.values
    whole = values.get("delivered_amount") if values.get("state") == "settled" else values.get("amount")
    kept = _figure(whole) - _figure(values.get("returned_amount"))
    booked = max(row.sums["planned"], row.sums["requested"], row.sums["received"] + row.sums["written_off"])
    execute("UPDATE finance_documentmoney SET agreed = %s WHERE id = %s", (max(kept, booked), row.id))


def _figure(value: Any) -> Decimal:
    return money.ZERO if value is None else Decimal(value.amount)


def _must_be_bare(order: int) -> None:
    """What is booked for an order counts on its contract too: it is named before anything is."""
    row = money.lock([("order", order)])["order", order]
    if any(row.sums.values()):
        params = {"booked": f"{max(row.sums.values()):.2f}", "currency": row.currency}
        text = _("%(booked)s %(currency)s is planned, invoiced or received already.") % params
        raise Conflict(text, code="has_money", extra=params)


def _voided(ctx: Ctx, key: str, id_: int) -> None:
    """Nothing that money came in for, or that was invoiced, is voided; its plans go with it. Plans are held before the
    document's money, as by whoever books a receipt."""
    place: money.Place = (key, id_)
    plans.read([row[0] for row in fetch_all(_PLANS[key], ([id_],))], held=True)
    row = money.lock([place])[place]
    if row.sums["received"] or row.sums["requested"] or row.sums["written_off"]:
        text = _("Money was received or an invoice asked for already; take that back first.")
        raise Conflict(text, code="has_money")
    _refresh(ctx, key, id_, {"state": "void"})


def _refresh(ctx: Ctx, key: str, id_: int, values: dict[str, Any]) -> None:
    """Plans take on the state that the document now gives them."""
    if ids := [row[0] for row in fetch_all(_PLANS[key], ([id_],))]:
        _turn(ctx, ids, values, key)


def _turn(ctx: Ctx, ids: Sequence[int], values: dict[str, Any], by: str) -> None:
    options = records.Options(internal=True, moves_free=True, unlocked=True, meta={"by": by})
    for draft in records.update_many(trade.by_rule(ctx), "receipt_plan", ids, values, options):
        if draft.problem is not None:
            raise draft.problem


def _one_default(ctx: Ctx, draft: Draft) -> None:
    """A customer has one default title; the last one said wins."""
    customer = draft.values["customer"]
    take_turns("invoice_title", customer)
    ids = [row[0] for row in fetch_all(_DEFAULTS, (customer, draft.id))]
    if ids:
        records.update_many(
            trade.by_rule(ctx), "invoice_title", ids, {"is_default": False}, records.Options(internal=True)
        )
