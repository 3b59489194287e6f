"""Why something stands on the today page, in a sentence. Days are told as people tell them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx

from . import birthdays

METRIC_WORDS = {
    "calls": gettext_lazy("Calls"),
    "visits": gettext_lazy("Visits"),
    "follow_ups": gettext_lazy("Follow-ups"),
    "effective": gettext_lazy("Effective follow-ups"),
    "new_customers": gettext_lazy("New customers"),
    "tasks": gettext_lazy("Tasks done"),
    "journals": gettext_lazy("Work logs written"),
}


def day_word(day: date, today: date) -> str:
    """yesterday, today, tomorrow, or the date."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((day - today).days)
    if near is not None:
        return near
    if day.year == today.year:
        return _("%(month)d/%(day)d") % {"month": day.month, "day": day.day}
    return day.isoformat()


def moment_word(ctx: Ctx, moment: datetime, *, all_day: bool = False) -> str:
    """The day and the time of a moment, in the reader's zone; a whole day is the company's, wherever the reader is."""
    zone = COMPANY_ZONE if all_day else ZoneInfo(ctx.tz)
    there = moment.astimezone(zone)
    day = day_word(there.date(), ctx.clock.now().astimezone(zone).date())
    return day if all_day else _("%(day)s at %(time)s") % {"day": day, "time": there.strftime("%H:%M")}


def days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def follow_up(ctx: Ctx, due: datetime, overdue: int) -> str:
    told = _("The next follow-up was agreed for %(moment)s") % {"moment": moment_word(ctx, due)}
    return told + (_(", %(days)s ago") % {"days": days(overdue)} if overdue > 1 else "")


def new_lead(since: int) -> str:
    if since <= 0:
        return _("Came in today, nobody called yet")
    return _("Came in %(days)s ago, nobody called yet") % {"days": days(since)}


def task(ctx: Ctx, due: datetime, overdue: int, *, all_day: bool) -> str:
    if overdue > 0:
        return _("Was due %(moment)s, %(days)s ago") % {
            "moment": moment_word(ctx, due, all_day=all_day),
            "days": days(overdue),
        }
    return _("Due %(moment)s") % {"moment": moment_word(ctx, due, all_day=all_day)}


def visit(ctx: Ctx, planned: datetime, overdue: int) -> str:
    moment = moment_word(ctx, planned)
    if overdue > 0:
        return _("The visit planned for %(moment)s is still open") % {"moment": moment}
    return _("Visit %(moment)s") % {"moment": moment}


def silence(since: int, *, never: bool, usual: int | None) -> str:
    if never:
        return _("Never spoken to in the %(days)s since the record was made") % {"days": days(since)}
    if usual is not None:
        return _("No contact for %(days)s, usually every %(usual)s") % {"days": days(since), "usual": days(usual)}
    return _("No contact for %(days)s") % {"days": days(since)}


def birthday(born: date, is_lunar: bool, on: date, today: date) -> str:
    """Who, when and how old; the year of birth is left out where nobody can have been born in it."""
    ahead = (on - today).days
    told = (
        _("Birthday today")
        if ahead == 0
        else _("Birthday %(day)s, in %(days)s")
        % {
            "day": day_word(on, today),
            "days": days(ahead),
        }
    )
    if ahead == 1:
        told = _("Birthday tomorrow")
    if is_lunar:
        told += _(" (lunar %(day)s)") % {"day": birthdays.lunar_name(born)}
    age = birthdays.age_on(born, is_lunar, on)
    return told + (_(", turns %(age)d") % {"age": age} if 0 < age < 110 else "")


def anniversary(years: int, on: date, today: date) -> str:
    return _("Founded %(years)d years ago %(day)s") % {"years": years, "day": day_word(on, today)}


def recycled(pool: str, ahead: int) -> str:
    if ahead <= 0:
        return _("Falls into “%(pool)s” tonight") % {"pool": pool}
    return _("Falls into “%(pool)s” in %(days)s") % {"pool": pool, "days": days(ahead)}
