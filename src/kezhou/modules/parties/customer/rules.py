"""What is true of customers. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.text.credit_code import check_credit_code
from kezhou.modules.parties.health import rules as health
from kezhou.sdk.entity import Change, FieldError

MAX_PARENT_NAME = 200


KEPT_DAYS = 30
"""So long a status that a person sets is not recognised anew."""
CHECKED = (*health.FILLED, "mobile", "kind", "legal_form", "founded_on")
"""Fields whose change is somebody's word that the record is right as of today."""


def derive(change: Change) -> Mapping[str, Any]:
    """Whether the code holds, how good the data is, and since when it is known to be right."""
    values = change.values
    code = values.get("credit_code")
    holds = check_credit_code(code).ok if code else None
    confirmed = values.get("confirmed_on")
    if change.before is None or any(change.changed(name) for name in CHECKED):
        confirmed = change.today
    found = health.assess(values, holds, change.today, confirmed)
    until = values.get("status_until")
    if change.before is not None and change.changed("status") and not change.changed("status_until"):
        until = change.today + timedelta(days=KEPT_DAYS)
    return {
        "status_until": until,
        "credit_code_ok": holds,
        "confirmed_on": confirmed,
        "health": found.score,
        "health_findings": list(found.findings) or None,
    }


def warn(change: Change) -> Iterable[FieldError]:
    """A wrong code is worth telling, never worth refusing a customer."""
    if change.values.get("credit_code_ok") is False and change.changed("credit_code"):
        yield FieldError(
            "credit_code",
            "check_digit",
            _("The check digit of this credit code does not hold; please compare it with the licence."),
        )


def validate(change: Change) -> Iterable[FieldError]:
    """No company is its own parent. Longer circles are refused where the group tree is kept."""
    record_id = change.values.get("id")
    if record_id is not None and change.values.get("parent") == record_id:
        yield FieldError("parent", "own_parent", _("A company cannot be its own parent."))
