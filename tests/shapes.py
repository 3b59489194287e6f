"""What a valid record looks like where an entity's rules tie its fields together; samples made field by field are
cut to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

Values = dict[str, Any]
Target = Callable[[str], int]
"""Entity → a record of it that a link may lead to."""


def _relation(values: Values, target: Target) -> Values:
    """One party at each end, not the same one; a beginning alone, which may change without the end."""
    kept = {name: value for name, value in values.items() if name not in ("from_contact", "to_customer", "until")}
    ends = {"from_customer": "customer", "to_contact": "contact"}
    return kept | {name: kept.get(name) or target(kind) for name, kind in ends.items()}


def _decision_seat(values: Values, target: Target) -> Values:
    """A superior must have a place of their own first."""
    return {name: value for name, value in values.items() if name != "reports_to"}


def _without_contact(values: Values, target: Target) -> Values:
    """A contact and an opportunity must be among the customer's."""
    return {name: value for name, value in values.items() if name not in ("contact", "opportunity")}


def _opportunity(values: Values, target: Target) -> Values:
    """A stage of its own process, nobody beside the customer, and no end."""
    left_out = ("process", "contact", "stage_files", "closed_on", "competitor", "lost_reason", "summary")
    return {name: value for name, value in values.items() if name not in left_out}


def _opportunity_seat(values: Values, target: Target) -> Values:
    """Nobody reports to themselves."""
    return {name: value for name, value in values.items() if name != "reports_to"}


def _price_policy(values: Values, target: Target) -> Values:
    """So many percent off, of a product or of a category."""
    left_out = ("category",) if values.get("product") else ()
    kept = {name: value for name, value in values.items() if name not in left_out}
    kept |= {"currency": kept.get("currency", "CNY")} if "min_amount" in kept else {}
    return kept | {"kind": "discount", "discount": kept.get("discount", "5.00")}


def _unit(values: Values, target: Target) -> Values:
    """At most six digits after the point."""
    return values | ({"decimals": values["decimals"] % 7} if "decimals" in values else {})


def _about_a_customer(values: Values, target: Target) -> Values:
    """A follow-up is about a customer or about a lead; samples are about customers, without a contact and an
    opportunity, which must be among the customer's."""
    kept = {name: value for name, value in values.items() if name not in ("lead", "contact", "opportunity")}
    return kept if kept.get("customer") else {**kept, "customer": target("customer")}


def _task(values: Values, target: Target) -> Values:
    """A task is about a customer, a lead or nobody, never about two."""
    kept = _without_contact(values, target)
    return {name: value for name, value in kept.items() if name != "lead" or not kept.get("customer")}


def _product_unit(values: Values, target: Target) -> Values:
    """A unit holds something."""
    return values | ({"factor": "1"} if "factor" in values and float(values["factor"]) <= 0 else {})


def _target(values: Values, target: Target) -> Values:
    """The plan for one customer in a month, which is known by its first day; another customer for every number, so
    that no two are about the same."""
    kept = {name: value for name, value in values.items() if name != "department"}
    kept |= {"unit": "month"} if "unit" in kept else {}
    day = date.fromisoformat(kept.get("starts_on", "2020-01-01"))
    if day.day != 1:
        number = day.toordinal() % 900
        kept["starts_on"] = date(2000 + number // 12, number % 12 + 1, 1).isoformat()
    return kept | {"subject": "customer", "customer": kept.get("customer") or target("customer")}


def _contract(values: Values, target: Target) -> Values:
    """Without lines its currency is that of its amount."""
    return {name: value for name, value in values.items() if name != "currency"}


def _of_its_document(values: Values, target: Target) -> Values:
    """Its customer is that of the document it hangs on."""
    hangs = values.get("contract") or values.get("order")
    return {name: value for name, value in values.items() if name != "customer" or not hangs}


def _receipt_plan(values: Values, target: Target) -> Values:
    """Of one approved contract, in its currency."""
    left_out = ("order", "remind_days", "period")
    kept = {name: value for name, value in values.items() if name not in left_out}
    return {**kept, "contract": target("contract")} if kept.get("contract") is None else kept


def _without_documents(values: Values, target: Target) -> Values:
    """A plan, contract or order must be one of the customer's; samples name none."""
    return {name: value for name, value in values.items() if name not in ("plan", "contract", "order")}


def _invoice(values: Values, target: Target) -> Values:
    """About a customer alone, and not red."""
    left_out = ("contract", "order", "title", "original", "red_reason", "contact", "discount")
    kept = {name: value for name, value in values.items() if name not in left_out}
    return {**kept, "customer": kept.get("customer") or target("customer")}


SHAPES: dict[str, Callable[[Values, Target], Values]] = {
    "relation": _relation,
    "decision_seat": _decision_seat,
    **dict.fromkeys(("visit", "meeting"), _without_contact),
    "opportunity": _opportunity,
    "opportunity_seat": _opportunity_seat,
    "price_policy": _price_policy,
    "unit": _unit,
    "follow_up": _about_a_customer,
    "task": _task,
    "product_unit": _product_unit,
    "target": _target,
    "contract": _contract,
    **dict.fromkeys(("contract_change", "delivery", "return_order"), _of_its_document),
    "receipt_plan": _receipt_plan,
    **dict.fromkeys(("refund", "receipt"), _without_documents),
    "invoice": _invoice,
}


def shaped(key: str, values: Values, target: Target) -> Values:
    """The values as a valid record has them."""
    return SHAPES[key](values, target) if key in SHAPES else values
