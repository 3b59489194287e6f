"""What is true of meetings. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.recurrence import BadRuleError, last, parse
from kezhou.sdk.entity import Change, FieldError

MAX_LENGTH = timedelta(days=31)
MAX_REMIND = 60 * 24 * 60
"""Minutes: sixty days."""


REMIND_AHEAD = 15
"""Minutes, where a meeting says nothing; for those of a whole day nothing is added."""


def derive(change: Change) -> Mapping[str, Any]:
    """When the meeting ends for the last time, and before when nobody is reminded of it."""
    values = change.values
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return {}
    ahead = remind_ahead(values.get("remind_minutes"), all_day=bool(values.get("all_day")))
    found = {"last_end": ends, "remind_at": starts - ahead}
    text = values.get("rrule") or ""
    if not text:
        return found
    try:
        final = last(starts, parse(text), COMPANY_ZONE)
    except BadRuleError:
        return found
    return found | {"last_end": None if final is None else final + (ends - starts)}


def remind_ahead(minutes: int | None, *, all_day: bool) -> timedelta:
    """How long before its beginning a meeting reminds."""
    if minutes is None:
        minutes = 0 if all_day else REMIND_AHEAD
    # A number that is refused anyway must not overflow a date.
    return timedelta(minutes=min(max(minutes, 0), MAX_REMIND))


def validate(change: Change) -> Iterable[FieldError]:
    """It ends after it begins, and its rule can be followed."""
    values = change.values
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        if ends < starts:
            yield FieldError("ends_at", "before_start", _("A meeting ends after it begins."))
        elif ends - starts > MAX_LENGTH:
            yield FieldError(
                "ends_at", "too_long", _("A meeting lasts at most %(days)d days.") % {"days": MAX_LENGTH.days}
            )
        if (text := values.get("rrule")) and _never(text, starts):
            yield FieldError("rrule", "rule_never", _("By this rule the meeting never takes place."))
    minutes = values.get("remind_minutes")
    if minutes is not None and not 0 <= minutes <= MAX_REMIND:
        yield FieldError(
            "remind_minutes",
            "out_of_range",
            _("This must lie between 0 and %(limit)d minutes.") % {"limit": MAX_REMIND},
        )


def _never(text: str, starts: datetime) -> bool:
    try:
        last(starts, parse(text), COMPANY_ZONE)
    except BadRuleError:
        return True
    return False
