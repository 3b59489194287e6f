"""What is true of work logs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.modules.journals.journal.periods import first_day, period_name
from kezhou.sdk.entity import Change, FieldError

TEXTS = ("done", "plan", "problems")
KEPT = (*TEXTS, "kind", "on", "owner", "state")
BEST = 5


def derive(change: Change) -> Mapping[str, Any]:
    """A period is known by its first day; the day of submitting is the day on which the state became so."""
    values = change.values
    found: dict[str, Any] = {}
    if values.get("on") is not None and values.get("kind"):
        found["on"] = first_day(values["kind"], values["on"])
        found["title"] = period_name(values["kind"], found["on"])
    if values.get("state") == "submitted" and values.get("submitted_on") is None:
        found["submitted_on"] = change.today
    return found


def validate(change: Change) -> Iterable[FieldError]:
    values, before = change.values, change.before or {}
    if values.get("state") == "submitted" and not any(values.get(name) for name in TEXTS):
        yield FieldError("done", "required", _("Write what was done before you submit."))
    if before.get("reviewed_on") is not None:
        for name in KEPT:
            if before.get(name) != values.get(name):
                yield FieldError(name, "reviewed", _("A work log that was reviewed stays as it is."))
    if values.get("on") is not None and values["on"] > change.today and change.changed("on"):
        yield FieldError("on", "in_future", _("This period has not begun yet."))
    rating = values.get("rating")
    if rating is not None and not 1 <= rating <= BEST:
        yield FieldError("rating", "out_of_range", _("A rating lies between 1 and %(best)d.") % {"best": BEST})
