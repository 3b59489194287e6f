"""What callers of `price` send: rows of JSON → lines, with every mistake named by path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.catalog.pricing.answer import MAX_LINES, PriceLine

KNOWN = ("product", "quantity", "unit", "choices", "unit_price")
MOST = Decimal(10) ** 12
MAX_CHOICES = 100


def price_lines(raw: Any) -> list[PriceLine]:
    """The lines that were sent. Raises `Invalid`."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_LINES:
        text = _("Between 1 and %(limit)d lines.") % {"limit": MAX_LINES}
        raise Invalid(text, errors=[FieldError("lines", "not_a_list", text, {"limit": MAX_LINES})])
    errors: list[FieldError] = []
    lines = [_line(row, f"lines.{at}", errors) for at, row in enumerate(raw)]
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return [line for line in lines if line is not None]


def _line(row: Any, path: str, errors: list[FieldError]) -> PriceLine | None:
    if not isinstance(row, dict):
        errors.append(FieldError(path, "not_an_object", _("This must be an object.")))
        return None
    errors += [
        FieldError(f"{path}.{str(name)[:40]}", "unknown_field", _("There is no such field."))
        for name in row
        if name not in KNOWN
    ]
    choices = row.get("choices")
    if choices is not None and (not isinstance(choices, dict) or len(choices) > MAX_CHOICES):
        errors.append(FieldError(f"{path}.choices", "not_an_object", _("This must be an object.")))
    product = _id(row, "product", path, errors, required=True)
    quantity = _number(row, "quantity", path, errors)
    return PriceLine(
        product or 0,
        Decimal(1) if quantity is None else quantity,
        _id(row, "unit", path, errors),
        choices if isinstance(choices, Mapping) else None,
        _number(row, "unit_price", path, errors),
    )


def _id(
    row: Mapping[str, Any], name: str, path: str, errors: list[FieldError], *, required: bool = False
) -> int | None:
    raw = row.get(name)
    raw = raw.get("id") if isinstance(raw, dict) else raw
    if raw is None and not required:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw < 2**63:
        errors.append(FieldError(f"{path}.{name}", "not_a_link", _("This must be the id of a record.")))
        return None
    return raw


def _number(row: Mapping[str, Any], name: str, path: str, errors: list[FieldError]) -> Decimal | None:
    raw = row.get(name)
    if raw is None or raw == "":
        return None
    try:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise InvalidOperation
        value = Decimal(str(raw))
        if not value.is_finite() or abs(value) >= MOST:
            raise InvalidOperation
    except InvalidOperation:
        errors.append(FieldError(f"{path}.{name}", "not_decimal", _("This must be a number such as 1234.50.")))
        return None
    return value
