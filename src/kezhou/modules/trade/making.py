"""One document made from another: a draft with what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, Forbidden, NotFound
from kezhou.modules.trade import acting, quoted
from kezhou.sdk import records
from kezhou.sdk.query import entity, may

ZERO = Decimal(0)
HEAD = ("name", "customer", "contact", "opportunity", "currency", "tax_included", "discount")
LINE = ("product", "name", "spec", "unit", "unit_price", "discount_rate", "tax_rate", "remarks")
SHIPPING = ("ship_to", "receiver", "receiver_phone")
Record = Mapping[str, Any]
LINKED = ("revision", "renewal")
"""Modes whose draft names the document that it takes the place of."""
QUOTE_HOLDS = timedelta(days=30)
"""How long a new quote holds until somebody writes another day into it."""
Make = Callable[[Ctx, Record, Sequence[Record]], dict[str, Any]]


class Read(dict[str, Any]):
    """A record as the actor reads it: a field that is hidden is told, and not taken for a mistake of ours."""

    def __missing__(self, name: str) -> Any:
        text = _("This takes over a field that you may not see.")
        raise Forbidden(text, code="field_hidden", extra={"field": name})


def make(ctx: Ctx, source: str, record_id: int, target: str, mode: str = "") -> dict[str, Any]:
    """Make the draft and tell `{entity, id}`. Raises `NotFound` for a source that the actor cannot see, `Conflict`
    where it is in no state for this or nothing is left, and whatever creating the target refuses."""
    maker = MAKERS.get((source, target, mode))
    if maker is None:
        raise BadRequest(_("This document cannot be made from that one."), code="no_such_way")
    found = records.get(ctx, source, record_id)
    if found is None:
        raise NotFound()
    record, lines = Read(found), [Read(line) for line in records.lines(ctx, source, record_id).get("lines", [])]
    with transaction.atomic():
        draft = records.create(ctx, target, maker(ctx, record, lines))
        assert draft.id is not None  # noqa: S101 — it was stored
        if mode in LINKED:
            link: dict[str, Any] = {"previous": record_id}
            link |= {"revision": record["revision"] + 1} if mode == "revision" else {}
            acting.settle(ctx, target, draft.id, link, mode, "linked")
    return {"entity": target, "id": draft.id}


def _plain(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value


def picked(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """What a draft takes over: links as ids, without what is empty or hidden from who makes it."""
    masked = record.get("_masked") or ()
    found = {name: _plain(record.get(name)) for name in names if name in record and name not in masked}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _head(record: Record, *more: str) -> dict[str, Any]:
    return picked(record, (*HEAD, *more))


def _all(lines: Sequence[Record], *more: str) -> list[dict[str, Any]]:
    return [{**picked(line, (*LINE, *more)), "quantity": line["quantity"]} for line in lines]


def _left(lines: Sequence[Record], whole: str, done: str, link: str, *, limited: bool = True) -> list[dict[str, Any]]:
    """The lines with what is left of them, each pointing to where it comes from."""
    found = []
    for line in lines:
        left = Decimal(line[whole]) - Decimal(line[done]) if limited else Decimal(line[whole])
        if left > 0:
            found.append({**picked(line, LINE), "quantity": str(left), link: line["id"]})
    if not found:
        raise Conflict(_("Nothing is left to do."), code="nothing_left")
    return found


def _approved(record: Record, *states: str) -> None:
    acting.must(record, _("This needs an approved document."), approval_state=("approved",))
    if states:
        acting.must(record, _("The document is in another state now."), state=states)


def _copied(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    return {**_head(record, "payment_terms", "delivery_terms"), "lines": _all(lines)}


def _revised(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    if record["state"] == "superseded":
        raise Conflict(_("It was replaced already; revise the one that replaced it."), code="superseded")
    return {**_copied(ctx, record, lines), "valid_until": None}


def _quote_to_contract(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "sent", "accepted")
    return {**_quoted_rest(ctx, record, lines), **picked(record, ("payment_terms",))}


def _quote_to_order(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "sent", "accepted")
    return {**_quoted_rest(ctx, record, lines), "ordered_on": _today(ctx)}


def _quoted_rest(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    """What of a quote no contract and no order has taken yet, with what is left of the discount on the whole."""
    rest = quoted.rest(ctx, record, lines)
    values = {**_head(record), "quote": record["id"], "lines": _all(rest)}
    return values | ({"discount": quoted.discount_left(record)} if "discount" in values else {})


def _contract_to_order(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "signed", "running")
    framework = record["kind"] == "framework"
    head = _head(record) | {"contract": record["id"], "ordered_on": _today(ctx)}
    return {**head, "lines": _left(lines, "quantity", "ordered", "contract_line", limited=not framework)}


def _contract_renewed(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record)
    values = {**_head(record, "kind", "payment_terms", "terms", "remind_days"), "lines": _all(lines)}
    return values if lines else {**values, "amount": record["amount"]}


def _contract_changed(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "draft", "signed", "running")
    values = picked(record, ("name", "customer", "contact", "discount", "ends_on"))
    values |= {
        "contract": record["id"],
        "lines": [{**line, "contract_line": own["id"]} for line, own in zip(_all(lines), lines, strict=True)],
    }
    return values if lines else {**values, "amount": record["amount"]}


def _order_to_delivery(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "open", "part")
    head = picked(record, ("name", "customer", "contact", *SHIPPING))
    return {**head, "order": record["id"], "lines": _left(lines, "quantity", "delivered", "order_line")}


def _order_to_return(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    _approved(record, "part", "delivered", "settled")
    head = picked(record, ("name", "customer", "contact"))
    return {**head, "order": record["id"], "lines": _left(lines, "delivered", "returned", "order_line")}


def _opportunity_to(target: str) -> Make:
    """What was quoted goes on into contract and order with its lines; a quote begins with what the opportunity says."""

    def made(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
        quote = None if target == "quote" else _quoted(ctx, record["id"])
        if quote is not None:
            further = _quote_to_contract if target == "contract" else _quote_to_order
            lines = [Read(line) for line in records.lines(ctx, "quote", quote["id"]).get("lines", [])]
            return further(ctx, Read(quote), lines)
        values = picked(record, ("name", "customer", "contact")) | {"opportunity": record["id"]}
        if record.get("amount"):
            values["currency"] = record["amount"]["currency"]
            values |= {"amount": record["amount"]} if target == "contract" else {}
        if target == "quote":
            values["valid_until"] = (company_today(ctx.clock) + QUOTE_HOLDS).isoformat()
        elif target == "order":
            values["ordered_on"] = _today(ctx)
        return values

    return made


def _quoted(ctx: Ctx, opportunity: int) -> Record | None:
    """The newest quote of an opportunity that the customer has and the actor sees; one that was accepted goes before
    one that was not answered yet."""
    approved = {"field": "approval_state", "op": "eq", "value": "approved"}
    of = {"field": "opportunity", "op": "eq", "value": opportunity}
    if not may(ctx, entity(ctx, "quote"), "view"):
        return None
    for state in ("accepted", "sent"):
        where = {"and": [of, approved, {"field": "state", "op": "eq", "value": state}]}
        found = records.find(ctx, "quote", where, fields=("name",), sort="-updated_at", limit=1).items
        if found:
            return records.get(ctx, "quote", found[0]["id"])
    return None


def _today(ctx: Ctx) -> str:
    return company_today(ctx.clock).isoformat()


MAKERS: dict[tuple[str, str, str], Make] = {
    ("quote", "quote", ""): _copied,
    ("quote", "quote", "revision"): _revised,
    ("quote", "contract", ""): _quote_to_contract,
    ("quote", "order", ""): _quote_to_order,
    ("contract", "order", ""): _contract_to_order,
    ("contract", "contract", "renewal"): _contract_renewed,
    ("contract", "contract_change", ""): _contract_changed,
    ("order", "delivery", ""): _order_to_delivery,
    ("order", "return_order", ""): _order_to_return,
    ("opportunity", "quote", ""): _opportunity_to("quote"),
    ("opportunity", "contract", ""): _opportunity_to("contract"),
    ("opportunity", "order", ""): _opportunity_to("order"),
}
