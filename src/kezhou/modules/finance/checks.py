"""What may not be written down, asked of other rows. Registered with `records.checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.modules.finance import money, plans
from kezhou.modules.finance.invoice import lines
from kezhou.modules.finance.rules import BASES
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

Problems = dict[int, list[FieldError]]
ZERO = Decimal(0)
_DOCUMENTS = "SELECT id, customer_id, {currency}, approval_state FROM {table} WHERE id = ANY(%s)"
_CURRENCY = "CASE WHEN amount IS NULL THEN currency ELSE amount_currency END"
_TITLES = "SELECT id, customer_id FROM finance_invoicetitle WHERE id = ANY(%s)"
TABLES = {"contract": "trade_contract", "order": "trade_order"}


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Each entity by its own rule; none but those of this module is looked at."""
    if entity.key == "receipt_plan":
        return _plans(drafts)
    if entity.key == "receipt":
        return _receipts(drafts)
    if entity.key in ("refund", "write_off"):
        return _single(drafts)
    return _invoices(ctx, drafts) if entity.key == "invoice" else {}


# -- plans: never more than the document comes to ----------------------------------------------------------------------


def planned(values: Mapping[str, Any] | None) -> tuple[money.Place, Decimal] | None:
    """What a plan counts on its document; a void one nothing."""
    if not values or values.get("amount") is None or values.get("state") == "void":
        return None
    if values.get("contract") is not None:
        return ("contract", values["contract"]), values["amount"].amount
    return None if values.get("order") is None else (("order", values["order"]), values["amount"].amount)


def changes(draft: Draft) -> dict[money.Place, Decimal]:
    """How a save changes what is planned, by document; empty where it does not."""
    found: dict[money.Place, Decimal] = {}
    for sign, counted in ((1, planned(draft.values)), (-1, planned(draft.before))):
        if counted is not None:
            found[counted[0]] = found.get(counted[0], ZERO) + sign * counted[1]
    return {place: amount for place, amount in found.items() if amount}


def _plans(drafts: Sequence[Draft]) -> Problems:
    asked = {at: found for at, draft in enumerate(drafts) if (found := changes(draft))}
    known = money.places(
        [i for found in asked.values() for k, i in found if k == "contract"],
        [i for found in asked.values() for k, i in found if k == "order"],
    )
    rows = money.lock({place for all_ in known.values() for place in all_}) if known else {}
    problems: Problems = {}
    for at, found in asked.items():
        currency = drafts[at].values["amount"].currency
        errors = [
            problem
            for place, amount in found.items()
            for target in known.get(place, ())
            if (problem := _too_much(rows[target], amount, currency)) is not None
        ]
        if errors:
            problems[at] = errors[:1]
    return problems


def _too_much(row: money.Row, amount: Decimal, currency: str) -> FieldError | None:
    if row.currency != currency and amount > 0:
        text = _("The document is in %(currency)s.") % {"currency": row.currency}
        return FieldError("amount", "other_currency", text, {"currency": row.currency})
    left = row.left("planned")
    row.sums["planned"] += amount
    if left is None or amount <= left:
        return None
    problem = money.over(row.place, max(left, ZERO), row.currency)
    return FieldError("amount", "over_document", problem.message, {"left": f"{max(left, ZERO):.2f}"})


# -- receipts, refunds, write-offs: for the same customer, in the same currency --------------------------------------


def _written(draft: Draft) -> bool:
    """Whether a person still writes on it; what is approved is judged where it is booked."""
    return (draft.before or {}).get("approval_state") in (None, "draft", "rejected")


def _receipts(drafts: Sequence[Draft]) -> Problems:
    wanted = [
        (at, f"lines/{place}/", row.values, draft)
        for at, draft in enumerate(drafts)
        if _written(draft) and "lines" in draft.lines
        for place, row in enumerate(draft.lines["lines"].rows)
    ]
    return _about(wanted)


def _single(drafts: Sequence[Draft]) -> Problems:
    return _about([(at, "", draft.values, draft) for at, draft in enumerate(drafts) if _written(draft)])


def _about(wanted: Sequence[tuple[int, str, Mapping[str, Any], Draft]]) -> Problems:
    ids = {name: sorted({v[name] for _at, _p, v, _d in wanted if v.get(name) is not None}) for name in BASES}
    known: dict[str, dict[int, tuple[int, str]]] = {
        "plan": {id_: (plan.customer, plan.currency) for id_, plan in plans.read(ids["plan"]).items()}
    }
    for name, table in TABLES.items():
        statement = _DOCUMENTS.format(table=table, currency=_CURRENCY)
        rows = fetch_all(statement, (ids[name],)) if ids[name] else ()
        known[name] = {row[0]: (row[1], row[2]) for row in rows}
    problems: Problems = {}
    for at, path, values, draft in wanted:
        for name in BASES:
            found = known[name].get(values.get(name) or 0)
            if found is None:
                if values.get(name) is not None:
                    text = _("This is in the trash; name another one.")
                    problems.setdefault(at, []).append(FieldError(path + name, "gone", text))
                continue
            if found[0] != draft.values.get("customer"):
                text = _("This belongs to another customer.")
                problems.setdefault(at, []).append(FieldError(path + name, "other_customer", text))
            amount = values.get("amount")
            if amount is not None and amount.currency != found[1]:
                text = _("The document is in %(currency)s.") % {"currency": found[1]}
                error = FieldError(f"{path}amount", "other_currency", text, {"currency": found[1]})
                problems.setdefault(at, []).append(error)
    return problems


def _invoices(ctx: Ctx, drafts: Sequence[Draft]) -> Problems:
    found = lines.check(ctx, drafts, _written)
    for at, errors in _titles(drafts).items():
        found.setdefault(at, []).extend(errors)
    return found


def _titles(drafts: Sequence[Draft]) -> Problems:
    """The title of an invoice is one of the customer's."""
    asked = [
        (at, draft.values["title"], draft.values.get("customer"))
        for at, draft in enumerate(drafts)
        if _written(draft) and draft.values.get("title") is not None
    ]
    rows = fetch_all(_TITLES, ([title for _at, title, _c in asked],)) if asked else ()
    owners: dict[int, int] = {row[0]: row[1] for row in rows}
    text = _("This belongs to another customer.")
    return {
        at: [FieldError("title", "other_customer", text)]
        for at, title, customer in asked
        if title in owners and owners[title] != customer
    }
