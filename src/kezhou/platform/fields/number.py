"""Whole numbers, decimals, percentages, durations. Decimals travel as text, so that no digit is lost."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.platform.base.sql import ident

from .base import ORDERED, Column, FieldType, ValueProblem
from .spec import MONEY_OF, FieldSpec

MIN_INTEGER, MAX_INTEGER = -(2**31), 2**31 - 1
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(\D|$))")


class Integer(FieldType):
    key = "integer"
    operators = ORDERED
    columns = (Column("", "integer"),)
    custom_cast = "bigint"
    summable = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueProblem("not_integer", _("This must be a whole number."))
        if not MIN_INTEGER <= raw <= MAX_INTEGER:
            raise ValueProblem("out_of_range", _("The number is out of range."))
        return raw

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if isinstance(cell, str):
            try:
                cell = int(_GROUPED.sub("", cell.strip()))
            except ValueError:
                raise ValueProblem("not_integer", _("This must be a whole number.")) from None
        return self.clean(cell, spec)

    def blank(self, spec: FieldSpec) -> Any:
        return 0

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "integer", "minimum": MIN_INTEGER, "maximum": MAX_INTEGER}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return number


class Duration(Integer):
    """A length of time in seconds."""

    key = "duration"


class DecimalNumber(FieldType):
    key = "decimal"
    operators = ORDERED
    columns = (Column("", "numeric"),)
    custom_cast = "numeric"
    summable = True
    row_json = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
            raise ValueProblem("not_decimal", _("This must be a number such as 1234.50."))
        try:
            value = Decimal(str(raw).strip())
        except InvalidOperation:
            raise ValueProblem("not_decimal", _("This must be a number such as 1234.50.")) from None
        if not value.is_finite():
            raise ValueProblem("not_decimal", _("This must be a number such as 1234.50."))
        digits, decimals = spec.digits or 18, 2 if spec.decimals is None else spec.decimals
        if value.adjusted() >= digits - decimals and value != 0:
            raise ValueProblem("out_of_range", _("The number is out of range."))
        quantized = value.quantize(Decimal(1).scaleb(-decimals))
        if quantized != value:
            raise ValueProblem(
                "too_precise", _("At most %(decimals)d digits after the point are kept."), decimals=decimals
            )
        return quantized

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, float):
            decimals = 2 if spec.decimals is None else spec.decimals
            cell = str(round(Decimal(repr(cell)), decimals))
        if isinstance(cell, str):
            cell = _GROUPED.sub("", cell.strip()).rstrip("%")
        return self.clean(cell, spec)

    def to_json(self, value: Any) -> Any:
        return str(value)

    def from_custom(self, stored: Any) -> Any:
        return Decimal(stored)

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return Decimal(value) if isinstance(value, str) else value

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if value is None else f"{Decimal(value):,f}"

    def blank(self, spec: FieldSpec) -> Any:
        return Decimal(0)

    def sum_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        """Of a part of an amount its share of the base amount, so that dollars and yuan are never added up."""
        own, whole = self.filter_expression(spec, alias), spec.options.get(MONEY_OF)
        if whole is None or spec.sql:
            return own
        amount, currency, base = (f"{alias}.{ident(whole + part)}" for part in ("", "_currency", "_base"))
        share = f"round({own} * {base} / nullif({amount}, 0), 2)"
        return f"(CASE WHEN {currency} IN ('', 'CNY') OR {amount} IS NULL THEN {own} ELSE {share} END)"

    def left_out(self, spec: FieldSpec, alias: str = "t") -> str:
        whole = spec.options.get(MONEY_OF)
        if whole is None or spec.sql:
            return ""
        amount, base = f"{alias}.{ident(whole)}", f"{alias}.{ident(whole + '_base')}"
        return f"({self.filter_expression(spec, alias)} <> 0 AND {amount} IS NOT NULL AND {base} IS NULL)"

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "string", "format": "decimal"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        decimals = 2 if spec.decimals is None else spec.decimals
        return str(Decimal(number).quantize(Decimal(1).scaleb(-decimals)))


class Percent(DecimalNumber):
    """A share in percent: 12.5 means 12.5 %."""

    key = "percent"

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if value is None else f"{super().diff_text(value, spec)}%"
