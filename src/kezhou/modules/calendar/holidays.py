"""The work calendar of a year: public holidays and the weekend days that are worked in their place (调休).

`GET workdays?year=` is open to everybody, as every calendar shows it; `PUT workdays` replaces a year as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, Stale
from kezhou.sdk.audit import Entry, write
from kezhou.sdk.calendar import next_year_missing, replace_year, special_days
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.limits import take_turns

FIRST_YEAR, LAST_YEAR = 2000, 2100
MAX_SPECIAL = 150
"""Special days of one year; the State Council names about forty."""
MAX_NAME = 60
ENTITY = "work_calendar"

Day = tuple[date, bool, str]


def of_year(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """The special days of `year` (this one when left out), which year is missing, and the `version` that a change must
    name. Raises `Invalid`."""
    return _told(ctx, _year(ctx, given["year"]))


def replace(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """The year has these special days and no others. Raises `Invalid` and `Stale`."""
    year = _year(ctx, given["year"])
    days = _days(year, given["days"])
    with transaction.atomic():
        take_turns("calendar.workdays", year)
        before = _stored(year)
        if given["version"] != _version(before):
            raise Stale(_("Somebody else changed the work calendar first."), extra={"current": _told(ctx, year)})
        if days != before:
            replace_year(year, days)
            changes = {"days": ([_words(day) for day in before], [_words(day) for day in days])}
            write(ctx, [Entry(ENTITY, None, "settings_changed", changes, {"year": year})])
    return _told(ctx, year)


def register() -> None:
    """Called once at start-up."""
    endpoint(
        Endpoint(
            "workdays", of_year, input={"year": Input("integer")}, summary="Holidays and worked weekends of a year"
        )
    )
    endpoint(
        Endpoint(
            "workdays",
            replace,
            "PUT",
            "admin:settings",
            {
                "year": Input("integer", required=True),
                "days": Input(JSON, required=True),
                "version": Input("text", required=True, max_length=64),
            },
            summary="Replace the holidays and worked weekends of a year",
        )
    )


def _year(ctx: Ctx, year: int | None) -> int:
    if year is None:
        return company_today(ctx.clock).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("This must lie between %(low)d and %(high)d.") % {"low": FIRST_YEAR, "high": LAST_YEAR}
        raise Invalid(message, errors=[FieldError("year", "out_of_range", message)])
    return year


def _stored(year: int) -> list[Day]:
    return [(one.day, one.working, one.name) for one in special_days(date(year, 1, 1), date(year, 12, 31))]


def _told(ctx: Ctx, year: int) -> dict[str, Any]:
    stored = _stored(year)
    return {
        "year": year,
        "days": [{"day": day, "working": working, "name": name} for day, working, name in stored],
        "missing": next_year_missing(company_today(ctx.clock)),
        "version": _version(stored),
    }


def _version(days: list[Day]) -> str:
    return hashlib.sha256("\n".join(_words(day) for day in days).encode()).hexdigest()[:16]


def _words(day: Day) -> str:
    return f"{day[0]:%Y-%m-%d} {'+' if day[1] else '-'} {day[2]}".strip()


def _days(year: int, sent: Any) -> list[Day]:
    """What was sent, in order of the days. Raises `Invalid` that names every wrong line."""
    message: Any
    if not isinstance(sent, list) or len(sent) > MAX_SPECIAL:
        message = _("Send a list of at most %(limit)d days.") % {"limit": MAX_SPECIAL}
        raise Invalid(message, errors=[FieldError("days", "not_a_list", message)])
    found: dict[date, Day] = {}
    errors: list[FieldError] = []
    for at, row in enumerate(sent):
        day = _day(row)
        if day is None:
            message = _("A line looks like {day: 2027-01-01, working: false, name: New Year}.")
            errors.append(FieldError(f"days.{at}", "malformed", message))
        elif day[0].year != year:
            message = _("%(day)s does not lie in the year %(year)d.") % {"day": day[0].isoformat(), "year": year}
            errors.append(FieldError(f"days.{at}.day", "other_year", message))
        elif day[0] in found:
            message = _("%(day)s is named twice.") % {"day": day[0].isoformat()}
            errors.append(FieldError(f"days.{at}.day", "twice", message))
        else:
            found[day[0]] = day
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return sorted(found.values())


def _day(row: Any) -> Day | None:
    if not isinstance(row, Mapping) or not set(row) <= {"day", "working", "name"}:
        return None
    working, name = row.get("working"), row.get("name", "")
    if not isinstance(working, bool) or not isinstance(name, str):
        return None
    name = " ".join(name.split())
    if len(name) > MAX_NAME or not name.isprintable():
        return None
    try:
        return date.fromisoformat(str(row.get("day"))), working, name
    except ValueError:
        return None
