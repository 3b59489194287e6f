"""What is true of follow-ups. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

MAX_SUBJECT = 60
"""Characters of the content that stand for it in lists and links."""
MAX_FILES = 30
MAX_DURATION = 24 * 3600


def derive(change: Change) -> Mapping[str, Any]:
    """What the content is called, and the figures that the rule of effectiveness reads."""
    values = change.values
    content = values.get("content") or ""
    found: dict[str, Any] = {
        "subject": subject(content) or None,
        "content_length": len("".join(content.split())),
        "file_count": len(values.get("attachments") or ()),
    }
    if values.get("kind") == "call" and not values.get("direction"):
        found["direction"] = "out"
    return found


def subject(content: str) -> str:
    """The first line, shortened to what fits a row of a list."""
    line = content.strip().partition("\n")[0].strip()
    return line if len(line) <= MAX_SUBJECT else f"{line[: MAX_SUBJECT - 1]}…"


def validate(change: Change) -> Iterable[FieldError]:
    """It is about a customer or a lead; a next time lies after the present one; a call has a length that a day can
    hold."""
    values = change.values
    if values.get("customer") is None and values.get("lead") is None:
        yield FieldError("customer", "required", _("Name the customer or the lead that it is about."))
    elif values.get("customer") is not None and values.get("lead") is not None:
        yield FieldError("lead", "two_subjects", _("It is about a customer or about a lead, not about both."))
    elif values.get("lead") is not None:
        for name in ("contact", "status_to"):
            if values.get(name) is not None:
                yield FieldError(name, "needs_customer", _("Only what is about a customer can have this."))
    at, next_at = values.get("at"), values.get("next_at")
    if at is not None and next_at is not None and next_at < at and (change.changed("next_at") or change.changed("at")):
        yield FieldError("next_at", "before_at", _("The next follow-up must lie after this one."))
    duration = values.get("duration")
    if duration is not None and not 0 <= duration <= MAX_DURATION:
        yield FieldError(
            "duration", "out_of_range", _("This must lie between 0 and %(limit)d seconds.") % {"limit": MAX_DURATION}
        )
    if len(values.get("attachments") or ()) > MAX_FILES:
        yield FieldError("attachments", "too_many", _("At most %(limit)d files are allowed.") % {"limit": MAX_FILES})
