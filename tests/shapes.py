"""What a valid record looks like where an entity's rules tie its fields together; samples made field by field are
cut to it."""

from collections.abc import Callable
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


def _about_a_customer(values: Values, target: Target) -> Values:
    """A follow-up is about a customer or about a lead; samples are about customers."""
    kept = {name: value for name, value in values.items() if name != "lead"}
    return kept if kept.get("customer") else {**kept, "customer": target("customer")}


def _task(values: Values, target: Target) -> Values:
    """A task is about a customer, a lead or nobody, never about two."""
    return {name: value for name, value in values.items() if name != "lead" or not values.get("customer")}


SHAPES: dict[str, Callable[[Values, Target], Values]] = {
    "relation": _relation,
    "decision_seat": _decision_seat,
    "follow_up": _about_a_customer,
    "task": _task,
}


def shaped(key: str, values: Values, target: Target) -> Values:
    """The values as a valid record has them."""
    return SHAPES[key](values, target) if key in SHAPES else values
