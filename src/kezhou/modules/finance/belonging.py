"""What moves money takes customer and currency from the document that it is about. Registered with `records.fills`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

TABLES = {"plan": "finance_receiptplan", "contract": "trade_contract", "order": "trade_order"}
ABOUT = {
    "receipt_plan": ("contract", "order"),
    "refund": ("plan", "contract", "order"),
    "write_off": ("plan",),
    "invoice": ("contract", "order"),
}
"""Entity → the links that say what it is about; the first one that is set speaks."""
NAMED = ("refund", "invoice")
"""Where people may name the customer themselves."""
_CUSTOMERS = "SELECT id, customer_id FROM {table} WHERE id = ANY(%s)"
_DOCUMENTS = "SELECT id, customer_id, number, currency, tax_included, approval_state = 'approved' FROM {table} WHERE id = ANY(%s)"  # noqa: E501
_TITLES = """
SELECT id, name, tax_number, address, phone, bank, bank_account, recipient, recipient_phone, recipient_email,
       recipient_address
  FROM finance_invoicetitle WHERE id = ANY(%s) AND deleted_at IS NULL"""
BUYER = ("buyer", "buyer_tax_number", "buyer_address", "buyer_phone", "buyer_bank", "buyer_bank_account")


def fill(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """One statement for each kind of document that these drafts are about."""
    if entity.key not in ABOUT or not drafts:
        return
    if entity.key == "invoice":
        _contracts_of_orders(drafts)
        _buyers(drafts)
    links = ABOUT[entity.key]
    for link in links:
        mine = [(d, d.values[link]) for d in drafts if _speaks(d, links) == link]
        if not mine:
            continue
        statement = _CUSTOMERS if link == "plan" else _DOCUMENTS
        known = _by_id(statement.format(table=TABLES[link]), {id_ for _d, id_ in mine})
        for draft, id_ in mine:
            if id_ in known:
                _take(entity.key, draft, known[id_])


def _take(key: str, draft: Draft, row: Sequence[Any]) -> None:
    # A customer that somebody named is judged, not replaced.
    if key not in NAMED or draft.values.get("customer") is None:
        draft.values["customer"] = row[0]
    if key == "receipt_plan":
        _customer, number, _currency, _included, approved = row
        draft.values["effective"] = approved
        draft.values["name"] = draft.values.get("name") or f"{number}-{draft.values.get('period') or 1}"
    elif key == "invoice":
        draft.values.update(currency=row[2], tax_included=row[3])


def _speaks(draft: Draft, links: Iterable[str]) -> str | None:
    return next((link for link in links if draft.values.get(link) is not None), None)


def _contracts_of_orders(drafts: Sequence[Draft]) -> None:
    """An invoice for an order counts on the order's contract as well."""
    orders = {d.values["order"] for d in drafts if d.values.get("order") is not None}
    known = _by_id("SELECT id, contract_id FROM trade_order WHERE id = ANY(%s)", orders)
    for draft in drafts:
        if draft.values.get("order") in known and draft.values.get("contract") is None:
            draft.values["contract"] = known[draft.values["order"]][0]


def _buyers(drafts: Sequence[Draft]) -> None:
    """A title that is chosen gives the buyer's data, once; what was written by hand beside it stays."""
    chosen = [
        d for d in drafts if d.values.get("title") is not None and d.values["title"] != (d.before or {}).get("title")
    ]
    known = _by_id(_TITLES, {d.values["title"] for d in chosen})
    for draft in chosen:
        row = known.get(draft.values["title"])
        if row is None:
            continue
        before = draft.before or {}
        for name, value in zip((*BUYER, "send_to"), (*row[:6], " ".join(filter(None, row[6:]))), strict=True):
            if draft.values.get(name) in (None, "", before.get(name)):
                draft.values[name] = value


def _by_id(statement: str, ids: Iterable[int]) -> Mapping[int, Sequence[Any]]:
    wanted = list(ids)
    return {row[0]: row[1:] for row in fetch_all(statement, (wanted,))} if wanted else {}
