"""Values of records as requests keep them, in the JSON of the API, and as conditions compare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import Money
from kezhou.platform.fields.money import BASE_CURRENCY, to_base
from kezhou.platform.fields.spec import FieldSpec

NOT_COPIED = frozenset({"rich_text", "file", "image", "id_number", "location", "recurrence"})


def is_copied(spec: FieldSpec) -> bool:
    """Whether requests keep the field: no personal values, long documents and files."""
    return spec.pii is None and not spec.masked and spec.type.key not in NOT_COPIED


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a JSON column holds them."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(values, default=_json, option=orjson.OPT_NON_STR_KEYS))
    return found


def _json(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


def typed(spec: FieldSpec, value: Any) -> Any:
    """A frozen value as conditions compare it; amounts in base currency, links by their id. Raises `Conflict`
    (`no_rate`) for an amount in a currency without a rate."""
    if value is None or value == "" or value == []:
        return None
    convert = _TYPED.get(spec.type.key)
    if convert is not None:
        return convert(value)
    return id_of(value) if spec.link and not spec.type.multiple else value


def id_of(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def currency_of(value: Mapping[str, Any]) -> str:
    return str(value.get("currency") or BASE_CURRENCY)


def no_rate(currency: str) -> Conflict:
    """An amount that nobody can compare is told, and never taken for one in base currency."""
    text = _(
        "There is no exchange rate for %(currency)s, so the approval flow cannot judge by the amount; "
        "an administrator can let it branch by currency first."
    )
    return Conflict(text % {"currency": currency}, code="no_rate", extra={"currency": currency})


def _money(value: Mapping[str, Any]) -> Decimal:
    currency = currency_of(value)
    found = to_base(Decimal(str(value["amount"])), currency)
    if found is None:
        raise no_rate(currency)
    return found


_TYPED: Mapping[str, Callable[[Any], Any]] = {
    "money": _money,
    "decimal": lambda value: Decimal(str(value)),
    "percent": lambda value: Decimal(str(value)),
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "multi_link": lambda value: [id_of(item) for item in value],
}
