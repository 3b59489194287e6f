"""Values of records as requests keep them, in the JSON of the API, and as conditions compare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from kezhou.kernel.money import Money
from kezhou.platform.fields.money import to_base
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
    """A frozen value as conditions compare it; amounts in base currency, links by their id."""
    if value is None or value == "" or value == []:
        return None
    convert = _TYPED.get(spec.type.key)
    if convert is not None:
        return convert(value)
    return id_of(value) if spec.link and not spec.type.multiple else value


def id_of(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _money(value: Mapping[str, Any]) -> Decimal:
    amount = Decimal(str(value["amount"]))
    return to_base(amount, value.get("currency") or "CNY") or amount


_TYPED: Mapping[str, Callable[[Any], Any]] = {
    "money": _money,
    "decimal": lambda value: Decimal(str(value)),
    "percent": lambda value: Decimal(str(value)),
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "multi_link": lambda value: [id_of(item) for item in value],
}
