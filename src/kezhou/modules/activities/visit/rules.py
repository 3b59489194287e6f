"""What is true of visits. Pure: values in, verdict out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

MAX_MINUTES = 24 * 60


def validate(change: Change) -> Iterable[FieldError]:
    """A visit lasts between a minute and a day."""
    minutes = change.values.get("planned_minutes")
    if minutes is None or not 1 <= minutes <= MAX_MINUTES:
        yield FieldError(
            "planned_minutes",
            "out_of_range",
            _("This must lie between 1 and %(limit)d minutes.") % {"limit": MAX_MINUTES},
        )


def is_late(planned_at: datetime, now: datetime, late_minutes: int) -> bool:
    """Whether the time for checking in is over."""
    return now > planned_at + timedelta(minutes=late_minutes)
