"""What is true of customers. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.text.credit_code import check_credit_code
from kezhou.sdk.entity import Change, FieldError

HEALTH_FIELDS: Mapping[str, int] = {
    "name": 15,
    "credit_code": 20,
    "industry": 10,
    "level": 5,
    "source": 5,
    "region": 10,
    "address": 10,
    "phone": 10,
    "email": 5,
    "website": 5,
    "registered_capital": 5,
}
"""Points for a field that is filled, 100 in all; a credit code whose check digit fails earns half."""

MAX_PARENT_NAME = 200


def derive(change: Change) -> Mapping[str, Any]:
    """Whether the code holds, and how complete the record is."""
    values = change.values
    code = values.get("credit_code")
    holds = check_credit_code(code).ok if code else None
    return {"credit_code_ok": holds, "health": health(values, holds)}


def health(values: Mapping[str, Any], code_holds: bool | None) -> int:
    """Completeness and validity from 0 to 100."""
    filled = dict(values) | {"phone": values.get("phone") or values.get("mobile")}
    points = sum(weight for name, weight in HEALTH_FIELDS.items() if filled.get(name))
    return points - HEALTH_FIELDS["credit_code"] // 2 if code_holds is False else points


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
