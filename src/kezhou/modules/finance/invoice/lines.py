"""Lines of an invoice are those of the document that its head names, and never invoice more of them than there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError
from kezhou.sdk.query import fetch_all
from kezhou.sdk.records import Draft

Problems = dict[int, list[FieldError]]
_WHOSE = {
    "contract": "SELECT id, contract_id FROM trade_contractline WHERE id = ANY(%s) AND deleted_at IS NULL",
    "order": "SELECT id, order_id FROM trade_orderline WHERE id = ANY(%s) AND deleted_at IS NULL",
}
_HEADS = {
    "contract": "SELECT id, customer_id, id, NULL::bigint FROM trade_contract WHERE id = ANY(%s)",
    "order": "SELECT id, customer_id, contract_id, id FROM trade_order WHERE id = ANY(%s)",
    "original": "SELECT id, customer_id, contract_id, order_id FROM finance_invoice WHERE id = ANY(%s) AND original_id IS NULL",  # noqa: E501
}
# Of each line of the document that this invoice is about: what approved invoices ask for. Red ones give back once they
# are issued. A framework contract has no quantities to keep to; of an order goods that came back, or that will not be
# delivered any more, are not invoiced.
_BEYOND = """
SELECT s.name, {whole}, sum(l.quantity)
  FROM finance_invoiceline l JOIN finance_invoice h ON h.id = l.invoice_id
  JOIN trade_{kind}line s ON s.id = l.{kind}_line_id
 WHERE l.{kind}_line_id IN (SELECT {kind}_line_id FROM finance_invoiceline WHERE invoice_id = %s AND deleted_at IS NULL)
   AND l.deleted_at IS NULL AND h.deleted_at IS NULL AND (h.approval_state = 'approved' OR h.id = %s)
   AND (h.original_id IS NULL OR h.state IN ('issued', 'delivered')) {only}
 GROUP BY s.id HAVING sum(l.quantity) > {whole} ORDER BY s.id LIMIT 1"""
_WHOLE = {
    "contract": "s.quantity",
    "order": "(CASE WHEN (SELECT o.state FROM trade_order o WHERE o.id = s.order_id) = 'settled' THEN s.delivered "
    "ELSE s.quantity END - s.returned)",
}
# Of each line of the document: what the original asked for, and what red invoices of it take back.
_BACK = """
SELECT s.name, coalesce(sum(l.quantity) FILTER (WHERE l.invoice_id = %s), 0),
       -coalesce(sum(l.quantity) FILTER (WHERE h.original_id IS NOT NULL), 0)
  FROM finance_invoiceline l JOIN finance_invoice h ON h.id = l.invoice_id
  JOIN trade_{kind}line s ON s.id = l.{kind}_line_id
 WHERE (h.id = %s OR h.original_id = %s AND (h.approval_state = 'approved' OR h.id = %s))
   AND l.deleted_at IS NULL AND h.deleted_at IS NULL
 GROUP BY s.id, s.name HAVING sum(l.quantity) < 0 ORDER BY s.id LIMIT 1"""
# Of each line of a contract, those that a change took out too: what approved invoices ask for.
_KEPT = """
SELECT s.name, sum(l.quantity), CASE WHEN s.deleted_at IS NULL THEN s.quantity ELSE 0 END AS kept
  FROM trade_contractline s JOIN trade_contract c ON c.id = s.contract_id AND c.kind <> 'framework'
  JOIN finance_invoiceline l ON l.contract_line_id = s.id AND l.deleted_at IS NULL
  JOIN finance_invoice h ON h.id = l.invoice_id AND h.deleted_at IS NULL AND h.approval_state = 'approved'
   AND (h.original_id IS NULL OR h.state IN ('issued', 'delivered'))
 WHERE s.contract_id = %s GROUP BY s.id, s.name, s.quantity, s.deleted_at
HAVING sum(l.quantity) > CASE WHEN s.deleted_at IS NULL THEN s.quantity ELSE 0 END ORDER BY s.id LIMIT 1"""
_ONLY = {
    "contract": "AND EXISTS (SELECT FROM trade_contract c WHERE c.id = s.contract_id AND c.kind <> 'framework')",
    "order": "",
}


def check(ctx: Ctx, drafts: Sequence[Draft], written: Callable[[Draft], bool]) -> Problems:
    """What is wrong of invoices that somebody still writes on; one statement for each kind of document."""
    mine = [(at, draft) for at, draft in enumerate(drafts) if written(draft)]
    problems: Problems = {}
    for link in ("original", "order", "contract"):
        _heads(link, mine, problems)
    for link in ("contract", "order"):
        _lines(link, mine, problems)
    return problems


def _heads(link: str, mine: Sequence[tuple[int, Draft]], problems: Problems) -> None:
    """An invoice is for the customer and the contract of its order, a red one for those of its original."""
    ids = sorted({draft.values[link] for _at, draft in mine if draft.values.get(link) is not None})
    known = {row[0]: row[1:] for row in (fetch_all(_HEADS[link], (ids,)) if ids else ())}
    for at, draft in mine:
        values: Mapping[str, Any] = draft.values
        if values.get(link) is None or at in problems:
            continue
        found = known.get(values[link])
        if found is None:
            if link == "original":
                problems[at] = [FieldError(link, "is_red", _("A red invoice is not reversed."))]
            continue
        customer, contract, order = found
        if values.get("customer") != customer:
            text = _("This belongs to another customer.")
            problems[at] = [FieldError(link, "other_customer", text)]
        elif values.get("contract") != contract or (link != "contract" and values.get("order") != order):
            text = _("The contract and the order are not those of this document.")
            problems[at] = [FieldError(link, "other_document", text)]


def _lines(kind: str, mine: Sequence[tuple[int, Draft]], problems: Problems) -> None:
    link = f"{kind}_line"
    rows = [
        (at, place, draft.values.get(kind), row.values[link])
        for at, draft in mine
        for place, row in enumerate(draft.lines["lines"].rows if "lines" in draft.lines else ())
        if row.values.get(link) is not None
    ]
    whose: dict[int, int] = dict(fetch_all(_WHOSE[kind], (sorted({row[3] for row in rows}),))) if rows else {}
    for at, place, document, line in rows:
        if document is None or whose.get(line) != document:
            text = _("This line belongs to another document.")
            problems.setdefault(at, []).append(FieldError(f"lines/{place}/{link}", "other_document", text))


def must_lie_in_original(invoice_id: int, original: int) -> None:
    """Raises `Conflict` `over_line` where approved red invoices would take back more of a line than the original one
    asked for. The original is held by whoever asks."""
    for kind in _ONLY:
        for name, quantity, asked in fetch_all(_BACK.format(kind=kind), (original, original, original, invoice_id)):
            params = {"line": name, "quantity": f"{quantity.normalize():f}", "asked": f"{asked.normalize():f}"}
            text = _("Of “%(line)s” the original has %(quantity)s, red invoices would take back %(asked)s.") % params
            raise Conflict(text, code="over_line", extra=params)


def must_fit(invoice_id: int) -> None:
    """Raises `Conflict` `over_line` where approved invoices would ask for more of a line than it has. The money of the
    document is held by whoever asks, so that two requests are counted one after the other."""
    for kind, only in _ONLY.items():
        for name, quantity, asked in fetch_all(
            _BEYOND.format(kind=kind, only=only, whole=_WHOLE[kind]), (invoice_id, invoice_id)
        ):
            params = {"line": name, "quantity": f"{quantity.normalize():f}", "asked": f"{asked.normalize():f}"}
            text = _("Of “%(line)s” there are %(quantity)s, invoices would ask for %(asked)s.") % params
            raise Conflict(text, code="over_line", extra=params)


def must_be_kept(contract: int) -> None:
    """Raises `Conflict` `below_invoiced` where a line of the contract comes to less than invoices ask for. The money of
    the contract is held by whoever asks."""
    for name, asked, left in fetch_all(_KEPT, (contract,)):
        params = {"line": name, "asked": f"{asked.normalize():f}", "left": f"{left.normalize():f}"}
        text = _("Of “%(line)s” %(asked)s were invoiced already, the contract would have %(left)s.") % params
        raise Conflict(text, code="below_invoiced", extra=params)
