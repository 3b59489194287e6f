"""Documents that hang on another take customer and currency from it, and their lines come from its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

ABOVE = {
    "delivery": ("order", "trade_order"),
    "return_order": ("order", "trade_order"),
    "contract_change": ("contract", "trade_contract"),
}
"""Entity → the link to the document it hangs on, and that one's table."""
TAKEN = ("currency", "tax_included")
SUBMITTED = ("pending", "approved")
_EDITIONS = "SELECT id, edition FROM trade_contract WHERE id = ANY(%s)"
_CONTRACTS = "SELECT id, customer_id, currency FROM trade_contract WHERE id = ANY(%s) AND kind <> 'framework'"
OTHER = _("This document is about another customer than the one it belongs to; leave it open.")
ORIGIN = {
    "order": ("contract", "contract_line", "trade_contractline", "contract_id"),
    "delivery": ("order", "order_line", "trade_orderline", "order_id"),
    "return_order": ("order", "order_line", "trade_orderline", "order_id"),
    "contract_change": ("contract", "contract_line", "trade_contractline", "contract_id"),
}
"""Entity → the head's link, the line's link, and where the line it leads to says whose it is."""


def fill(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.fills`: one statement for all drafts. A customer that somebody wrote is left for
    `check` to judge."""
    for draft, (customer, *taken) in _above(entity, drafts):
        draft.values.update(zip(TAKEN, taken, strict=True))
        if draft.values.get("customer") is None or (draft.before is not None and "customer" not in draft.changed()):
            draft.values["customer"] = customer
    if entity.key == "contract_change":
        _editions(drafts)


def _editions(drafts: Sequence[Draft]) -> None:
    """A change says which edition of the contract it was written for; in force, it says the one that it made."""
    new = [draft for draft in drafts if draft.before is None and draft.values.get("contract") is not None]
    known: dict[int, int] = dict(fetch_all(_EDITIONS, ([d.values["contract"] for d in new],))) if new else {}
    for draft in new:
        draft.values["edition"] = known.get(draft.values["contract"])


def _above(entity: CompiledEntity, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Sequence[Any]]]:
    """Each draft that hangs on a document, with that one's customer, currency and meaning of prices."""
    if entity.key not in ABOVE:
        return
    link, table = ABOVE[entity.key]
    ids = {d.values[link] for d in drafts if d.values.get(link) is not None}
    if not ids:
        return
    rows = fetch_all(f"SELECT id, customer_id, currency, tax_included FROM {table} WHERE id = ANY(%s)", (list(ids),))  # noqa: S608
    known = {row[0]: row[1:] for row in rows}
    yield from ((draft, known[draft.values[link]]) for draft in drafts if draft.values.get(link) in known)


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: a document is about the customer of the one it hangs on, and a line never
    points into another document than its head does."""
    problems = _strangers(entity, drafts)
    if entity.key == "order":
        problems |= _unlike(drafts)
    for at, errors in _strays(entity, drafts).items():
        problems.setdefault(at, []).extend(errors)
    return problems


def _strangers(entity: CompiledEntity, drafts: Sequence[Draft]) -> dict[int, list[FieldError]]:
    places = {id(draft): at for at, draft in enumerate(drafts)}
    return {
        places[id(draft)]: [FieldError("customer", "other_customer", OTHER)]
        for draft, (customer, *_taken) in _above(entity, drafts)
        if draft.values.get("customer") != customer
    }


def _unlike(drafts: Sequence[Draft]) -> dict[int, list[FieldError]]:
    """Orders that are not of the customer of their contract, or submitted in another currency than it has. What others
    of a group order is agreed in framework contracts, which limit no money."""
    asked = [
        (at, draft)
        for at, draft in enumerate(drafts)
        if draft.values.get("contract") is not None
        and (draft.before is None or {"contract", "customer", "approval_state"} & set(draft.changed()))
    ]
    rows = fetch_all(_CONTRACTS, (sorted({d.values["contract"] for _at, d in asked}),)) if asked else ()
    known = {row[0]: (row[1], row[2]) for row in rows}
    problems: dict[int, list[FieldError]] = {}
    for at, draft in asked:
        customer, currency = known.get(draft.values["contract"], (draft.values.get("customer"), ""))
        if customer != draft.values.get("customer"):
            problems[at] = [FieldError("customer", "other_customer", OTHER)]
        elif currency and currency != draft.values.get("currency") and draft.values["approval_state"] in SUBMITTED:
            text = _("The document is in %(currency)s.") % {"currency": currency}
            problems[at] = [FieldError("currency", "other_currency", text, {"currency": currency})]
    return problems


def _strays(entity: CompiledEntity, drafts: Sequence[Draft]) -> dict[int, list[FieldError]]:
    if entity.key not in ORIGIN:
        return {}
    head, link, table, owner = ORIGIN[entity.key]
    rows = [
        (at, place, draft.values.get(head), row.values[link])
        for at, draft in enumerate(drafts)
        for place, row in enumerate(draft.lines["lines"].rows if "lines" in draft.lines else ())
        if row.values.get(link) is not None
    ]
    if not rows:
        return {}
    ids = sorted({row[3] for row in rows})
    statement = f"SELECT id, {owner} FROM {table} WHERE id = ANY(%s) AND deleted_at IS NULL"  # noqa: S608
    whose: dict[int, int] = dict(fetch_all(statement, (ids,)))
    problems: dict[int, list[FieldError]] = {}
    for at, place, document, line in rows:
        if document is None or whose.get(line) != document:
            text = _("This line belongs to another document.")
            problems.setdefault(at, []).append(FieldError(f"lines/{place}/{link}", "other_document", text))
    return problems
