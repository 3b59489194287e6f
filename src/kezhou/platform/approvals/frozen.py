"""Values of records as requests keep them, in the JSON of the API, and as conditions compare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import Money
from kezhou.platform.entities.compiled import CompiledEntity
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


def rate_day(entity: CompiledEntity, values: Mapping[str, Any]) -> date | None:
    """The day by whose rate a document's amounts are told in base currency (docs/adr/0040): the one that its entity
    names, else that of its making. None where the values say neither."""
    for name in (entity.definition.rate_day, "created_at"):
        told = values.get(name) if name else None
        if told:
            moment = told if isinstance(told, date | datetime) else _moment(str(told))
            return moment.astimezone(COMPANY_ZONE).date() if isinstance(moment, datetime) else moment
    return None


def _moment(told: str) -> date | datetime:
    return date.fromisoformat(told) if len(told) == len("2026-11-22") else datetime.fromisoformat(told)


def typed(spec: FieldSpec, value: Any, day: date) -> Any:
    """A frozen value as conditions compare it; amounts in base currency by the rate of the day, links by their id.
    Raises `Conflict` (`no_rate`) for an amount in a currency without a rate."""
    if value is None or value == "" or value == []:
        return None
    if spec.type.key == "money":
        return base_of(value, day)
    convert = _TYPED.get(spec.type.key)
    if convert is not None:
        return convert(value)
    return id_of(value) if spec.link and not spec.type.multiple else value


def id_of(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def currency_of(value: Mapping[str, Any]) -> str:
    return str(value.get("currency") or BASE_CURRENCY)


def no_rate(currency: str, day: date) -> Conflict:
    """An amount that nobody can compare is told, and never taken for one in base currency."""
    text = _(
        "There is no exchange rate for %(currency)s on %(day)s, so the approval flow cannot judge by the amount; "
        "enter the rate, or let an administrator have the flow branch by currency first."
    )
    told = {"currency": currency, "day": day.isoformat()}
    return Conflict(text % told, code="no_rate", extra=told)


def base_of(value: Mapping[str, Any], day: date) -> Decimal:
    """An amount in base currency by the rate of the day. Raises `Conflict` (`no_rate`)."""
    currency = currency_of(value)
    found = to_base(Decimal(str(value["amount"])), currency, day)
    if found is None:
        raise no_rate(currency, day)
    return found


_TYPED: Mapping[str, Callable[[Any], Any]] = {
    "decimal": lambda value: Decimal(str(value)),
    "percent": lambda value: Decimal(str(value)),
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "multi_link": lambda value: [id_of(item) for item in value],
}
