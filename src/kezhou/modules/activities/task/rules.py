"""What is true of tasks. Pure: values in, verdict out."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

MAX_REMIND = 60 * 24 * 60
"""Minutes: sixty days."""


def validate(change: Change) -> Iterable[FieldError]:
    """A reminder comes within sixty days before; a task is about a customer or about a lead, not about both."""
    if change.values.get("customer") is not None and change.values.get("lead") is not None:
        yield FieldError("lead", "two_subjects", _("It is about a customer or about a lead, not about both."))
    minutes = change.values.get("remind_minutes")
    if minutes is not None and not 0 <= minutes <= MAX_REMIND:
        yield FieldError(
            "remind_minutes",
            "out_of_range",
            _("This must lie between 0 and %(limit)d minutes.") % {"limit": MAX_REMIND},
        )
