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

RULE_PROBLEMS = {
    "count_and_until": _("A rule ends after a number or on a day, not both."),
    "never": _("By this rule the meeting never takes place."),
    "frequency": _("A rule names how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
}
MALFORMED = _("“%(part)s” is not understood; a rule looks like FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10.")


def derive(change: Change) -> Mapping[str, Any]:
    """The rule in its usual spelling, and when the meeting ends for the last time."""
    values = change.values
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return {}
    text = values.get("rrule") or ""
    if not text:
        return {"last_end": ends}
    try:
        rule = parse(text)
        final = last(starts, rule, COMPANY_ZONE)
    except BadRuleError:
        return {"last_end": ends}
    return {"rrule": str(rule), "last_end": None if final is None else final + (ends - starts)}


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
        if text := values.get("rrule"):
            yield from _rule_problems(text, starts, ends)
    minutes = values.get("remind_minutes")
    if minutes is not None and not 0 <= minutes <= MAX_REMIND:
        yield FieldError(
            "remind_minutes",
            "out_of_range",
            _("This must lie between 0 and %(limit)d minutes.") % {"limit": MAX_REMIND},
        )


def _rule_problems(text: str, starts: datetime, ends: datetime) -> Iterable[FieldError]:
    try:
        last(starts, parse(text), COMPANY_ZONE)
    except BadRuleError as problem:
        message = RULE_PROBLEMS.get(problem.code) or MALFORMED % {"part": problem.part}
        yield FieldError("rrule", f"rule_{problem.code}", message)
