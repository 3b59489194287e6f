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


SHAPES: dict[str, Callable[[Values, Target], Values]] = {
    "relation": _relation,
    "decision_seat": _decision_seat,
    "target": _target,
}


def shaped(key: str, values: Values, target: Target) -> Values:
    """The values as a valid record has them."""
    return SHAPES[key](values, target) if key in SHAPES else values
