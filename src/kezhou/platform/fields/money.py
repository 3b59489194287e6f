"""An amount with its currency, and what it came to in the base currency by the rate of the record's day (architecture
9.13)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.capital import parse_capital
from kezhou.kernel.clock import SystemClock, company_today
from kezhou.kernel.money import CURRENCIES, MAX_AMOUNT, Money, round_half_up, shown
from kezhou.platform.base.sql import fetch_one, ident

from .base import ORDERED, Column, FieldType, ValueProblem
from .number import DecimalNumber
from .spec import FieldSpec

BASE_CURRENCY = "CNY"
MAX_DIGITS = 20
_PLAIN_NUMBER = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?")
_OWN_CELL = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\(([A-Z]{3})\)")
"""What `to_cell` writes of another currency."""
BASE_DIGITS = 2
base_rates: list[Callable[[str, str], str]] = []
"""(SQL of a currency, SQL of a day) → SQL of the rate into the base currency on that day, NULL where none is kept;
filled by the module that keeps exchange rates. It must not name a parameter of its own."""


def rate_sql(currency: str, day: str) -> str:
    """SQL of the rate of a currency on a day."""
    return f"coalesce({', '.join(rate(currency, day) for rate in base_rates)})" if base_rates else "NULL::numeric"


def base_sql(amount: str, currency: str, day: str) -> str:
    """SQL of an amount in the base currency, half up as everywhere; NULL where no rate is kept."""
    return (
        f"round({amount} * CASE WHEN {currency} IN ('', '{BASE_CURRENCY}') THEN 1 ELSE {rate_sql(currency, day)} END, "
        f"{BASE_DIGITS})"
    )


def to_base(amount: Decimal, currency: str, day: date | None = None) -> Decimal | None:
    """The amount in base currency on a day (today where none is named), or None where no rate is known."""
    if currency == BASE_CURRENCY:
        return amount
    row = fetch_one(f"SELECT {rate_sql('%s', '%s::date')}", (currency, day or company_today(SystemClock())))
    return None if row is None or row[0] is None else round_half_up(amount * row[0], BASE_DIGITS)


class NamedAmount(Decimal):
    """What an amount that a filter names in another currency is worth today, in base currency. Rows in that currency
    are compared with the amount itself: 1,000 dollars of last year are 1,000 dollars, whatever became of the rate."""

    money: Money

    @staticmethod
    def of(money: Money, base: Decimal) -> "NamedAmount":
        made = NamedAmount(base)
        made.money = money
        return made


def own_sql(spec: FieldSpec, alias: str) -> tuple[str, str] | None:
    """SQL of the amount and of its currency; None for what is reckoned."""
    if spec.sql:
        return None
    if spec.custom:
        value = f"({alias}.custom -> '{spec.name}')"
        return f"({value} ->> 'amount')::numeric", f"({value} ->> 'currency')"
    return f"{alias}.{ident(spec.columns[0])}", f"{alias}.{ident(spec.columns[1])}"


def _own_base(value: Money) -> Decimal | None:
    """What is known of the base amount without asking anybody; that of other currencies is reckoned over all rows of a
    save at once (`records.bases`)."""
    return value.amount if value.currency == BASE_CURRENCY else None


def is_real_model(cls: type[models.Model]) -> bool:
    """Whether sibling columns must be added: a migration's stand-in for a model lists them itself."""
    return not cls._meta.abstract and cls.__module__ != "__fake__"


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """Three columns: `<name>` the amount, `<name>_currency`, and `<name>_base` by which sums and sorts go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", MAX_DIGITS)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if is_real_model(cls) and not hasattr(cls, f"{name}_currency"):
            currency = models.CharField(max_length=3, blank=True, default="")
            base = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=2, null=True, blank=True)
            for part in (currency, base):
                part.creation_counter = self.creation_counter
            currency.contribute_to_class(cls, f"{name}_currency")
            base.contribute_to_class(cls, f"{name}_base")


class MoneyType(FieldType):
    key = "money"
    operators = ORDERED
    columns = (Column("", "numeric"), Column("_currency", "text"), Column("_base", "numeric"))
    summable = True
    custom_allowed = True
    custom_cast = "numeric"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if isinstance(raw, Money):
            return raw
        if not isinstance(raw, dict) or not set(raw) <= {"amount", "currency"} or "amount" not in raw:
            raise ValueProblem("not_money", _('This must be an amount such as {"amount": "12.50", "currency": "CNY"}.'))
        amount = DecimalNumber().clean(raw["amount"], spec)
        currency = raw.get("currency") or BASE_CURRENCY
        if currency not in CURRENCIES:
            raise ValueProblem("unknown_currency", _("“%(value)s” is not a known currency code."), value=str(currency))
        if abs(amount) >= MAX_AMOUNT:
            raise ValueProblem("out_of_range", _("The number is out of range."))
        return Money(amount, currency)

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        """A plain number is base currency; also every spelling of unit and currency that registers use."""
        try:
            if isinstance(cell, int | float) or _PLAIN_NUMBER.fullmatch(str(cell).strip()):
                return Money(DecimalNumber().parse(cell, spec), BASE_CURRENCY)
            if (own := _OWN_CELL.fullmatch(str(cell).strip())) is not None:
                return self.clean({"amount": own[1], "currency": own[2]}, spec)
            money = parse_capital(str(cell))
        except (ValueError, InvalidOperation) as error:
            if isinstance(error, ValueProblem):
                raise
            raise ValueProblem("not_money", _("This must be an amount such as 500万元 or 12.50.")) from None
        return None if money is None else Money(DecimalNumber().clean(money.amount, spec), money.currency)

    def operand(self, raw: Any, spec: FieldSpec) -> Any:
        """Filters compare base amounts: a number, a decimal text, or an amount in any currency that has a rate, which
        rows in the same currency are compared with as it stands."""
        if isinstance(raw, dict):
            money = self.clean(raw, spec)
            if (base := to_base(money.amount, money.currency)) is None:
                raise ValueProblem("no_rate", _("No exchange rate of %(value)s is kept."), value=money.currency)
            return base if money.currency == BASE_CURRENCY else NamedAmount.of(money, base)
        return DecimalNumber().clean(raw, spec)

    def filter_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        return spec.expression(alias) if spec.custom or spec.sql else f'{alias}."{spec.columns[2]}"'

    def filled_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        """The amount itself: one in a currency without a rate has no base amount and is there all the same."""
        if spec.sql:
            return spec.expression(alias)
        return f"({alias}.custom -> '{spec.name}' ->> 'amount')" if spec.custom else spec.expression(alias)

    def left_out(self, spec: FieldSpec, alias: str = "t") -> str:
        if spec.sql:
            return ""
        if spec.custom:
            value = f"({alias}.custom -> '{spec.name}')"
            return f"({value} ->> 'amount' IS NOT NULL AND {value} ->> 'base' IS NULL)"
        amount, _currency, base = (f"{alias}.{ident(column)}" for column in spec.columns)
        return f"({amount} IS NOT NULL AND {base} IS NULL)"

    def store(self, value: Any, spec: FieldSpec) -> tuple[Any, ...]:
        if value is None:
            return None, "", None
        return value.amount, value.currency, _own_base(value)

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        return None if stored[0] is None else Money(stored[0], stored[1] or BASE_CURRENCY)

    def to_json(self, value: Any) -> Any:
        return {"amount": str(value.amount), "currency": value.currency}

    def to_custom(self, value: Any) -> Any:
        base = _own_base(value)
        return {**self.to_json(value), "base": None if base is None else str(base)}

    def from_custom(self, stored: Any) -> Any:
        return Money(Decimal(stored["amount"]), stored["currency"])

    def custom_expression(self, document: str, name: str) -> str:
        return super().custom_expression(document, name).replace(f"->> '{name}'", f"-> '{name}' ->> 'base'")

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        if isinstance(value, dict):
            value = Money(Decimal(value["amount"]), value["currency"])
        return value.amount if value.currency == BASE_CURRENCY else f"{value.amount}({value.currency})"

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        """`value` as it is in Python, or in the JSON form in which the audit keeps it."""
        if value is None:
            return ""
        money = value if isinstance(value, Money) else Money(Decimal(value["amount"]), value["currency"])
        return shown(money.amount, money.currency)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {
            "type": "object",
            "properties": {"amount": {"type": "string", "format": "decimal"}, "currency": {"type": "string"}},
            "required": ["amount"],
        }

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return {"amount": f"{number}.00", "currency": BASE_CURRENCY}
