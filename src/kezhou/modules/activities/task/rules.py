"""What is true of tasks. Pure: values in, verdict out."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

MAX_REMIND = 60 * 24 * 60
"""Minutes: sixty days."""


def validate(change: Change) -> Iterable[FieldError]:
    """A reminder needs a time to come before."""
    minutes = change.values.get("remind_minutes")
    if minutes is not None and not 0 <= minutes <= MAX_REMIND:
        yield FieldError(
            "remind_minutes",
            "out_of_range",
            _("This must lie between 0 and %(limit)d minutes.") % {"limit": MAX_REMIND},
        )
