"""What is true of targets."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

UNITS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
"""Months of each period."""
IDENTITY = ("measure", "subject", "owner", "department", "customer", "unit", "starts_on")


def first_day(unit: str, day: date) -> date:
    """The first day of the period that a day lies in."""
    length = UNITS[unit]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def end_of(unit: str, first: date) -> date:
    """The day after the last one of the period that begins on `first`."""
    month = first.month - 1 + UNITS[unit]
    return date(first.year + month // 12, month % 12 + 1, 1)


def name_of(unit: str, first: date) -> str:
    """2026, 2026 Q3, 2026-07."""
    if unit == "year":
        return str(first.year)
    return f"{first.year} Q{(first.month + 2) // 3}" if unit == "quarter" else f"{first.year}-{first.month:02d}"


def derive(change: Change) -> Mapping[str, Any]:
    """A period is known by its first day; what the subject does not need is empty."""
    values = change.values
    found: dict[str, Any] = {}
    if values.get("starts_on") is not None and values.get("unit") in UNITS:
        found["starts_on"] = first_day(values["unit"], values["starts_on"])
        found["title"] = name_of(values["unit"], found["starts_on"])
    if values.get("subject") != "department":
        found["department"] = None
    if values.get("subject") != "customer":
        found["customer"] = None
    return found


def validate(change: Change) -> Iterable[FieldError]:
    values = change.values
    needed = {"department": "department", "customer": "customer"}.get(values.get("subject") or "")
    if needed and values.get(needed) is None:
        yield FieldError(needed, "required", _("Say whose target this is."))
    for name in ("floor", "goal", "stretch"):
        if values.get(name) is not None and values[name] < 0:
            yield FieldError(name, "out_of_range", _("A target is not below zero."))


def warn(change: Change) -> Iterable[FieldError]:
    """The three figures are meant to rise; a company may have its reasons."""
    values = change.values
    for low, high in (("floor", "goal"), ("goal", "stretch")):
        if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
            yield FieldError(
                high, "below", _("The floor should lie below the goal, and the goal below the stretch goal.")
            )


def identity(values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What one target is known by, in the order of `IDENTITY`: no two targets have the same. Of a person's and a
    customer's target whose it is counts, of a department's the department."""
    subject, unit, day = values.get("subject") or "person", values.get("unit") or "month", values.get("starts_on")
    if unit not in UNITS or day is None:
        return None
    named = {
        "owner": values.get("owner") if subject in ("person", "customer") else None,
        "department": values.get("department") if subject == "department" else None,
        "customer": values.get("customer") if subject == "customer" else None,
    }
    return values.get("measure"), subject, *named.values(), unit, first_day(unit, day)
