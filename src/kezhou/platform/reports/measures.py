"""What a report reckons per group. Each measure is kept as parts that can be added up, so that “others” and totals are
exact: an average as sum and number, a ratio as the two measures that it divides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights, seen_in_every_row
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import MONEY_OF, FieldSpec
from kezhou.platform.query.where import where_sql

from .definition import Measure, wrong

FOLDS = {"count": "sum", "sum": "sum", "min": "min", "max": "max", "distinct": "nothing"}
"""How a part of several groups becomes that of all; different things counted once cannot be added up."""
_WORDS: Mapping[str, Any] = {
    "sum": _("%(field)s, sum"),
    "avg": _("%(field)s, average"),
    "min": _("%(field)s, smallest"),
    "max": _("%(field)s, largest"),
    "distinct": _("%(field)s, different ones"),
    "count": _("%(field)s, filled in"),
}
RECKONED = ("sum", "avg", "min", "max")
"""Measures that leave out what no exchange rate is kept for."""
ONE = Sql("1")
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregate of the statement over a value of each row."""

    fn: str
    value: Sql

    @property
    def call(self) -> str:
        return "count(DISTINCT {v})" if self.fn == "distinct" else f"{self.fn}({{v}})"


@dataclass(frozen=True, slots=True)
class Column:
    """One measure, resolved: `first` is the position of its first part."""

    measure: Measure
    label: str
    format: str
    """`number`, `decimal`, `money` (base currency), `percent` or `duration` (seconds)."""
    first: int
    parts: int
    left_out: int | None = None
    """The position of the part that counts the rows whose value could not be added up."""


def of(ctx: Ctx, entity: CompiledEntity, measures: Sequence[Measure]) -> tuple[list[Column], list[Part]]:
    """Raises `Invalid` for what cannot be measured so, `BadRequest` for a condition that the asker may not ask."""
    columns: list[Column] = []
    parts: list[Part] = []
    for at, measure in enumerate(measures):
        if measure.fn == "ratio":
            shape = "percent" if measure.percent else "decimal"
            columns.append(Column(measure, measure.label or translate("Ratio"), shape, len(parts), 0))
            continue
        spec = _spec(ctx, entity, measure, f"definition.measures.{at}.field") if measure.field else None
        mine = [Part(fn, _value(ctx, entity, measure, spec)) for fn in _aggregates(measure.fn)]
        missing = spec.type.left_out(spec) if spec is not None and measure.fn in RECKONED else ""
        place = len(parts) + len(mine) if missing else None
        columns.append(Column(measure, label_of(measure, spec), _format(measure, spec), len(parts), len(mine), place))
        parts += mine
        if missing:
            parts.append(Part("count", _where(ctx, entity, measure, Sql(f"CASE WHEN {missing} THEN 1 END"))))
    return columns, parts


def _aggregates(fn: str) -> tuple[str, ...]:
    return ("sum", "count") if fn == "avg" else (fn,)


def _spec(ctx: Ctx, entity: CompiledEntity, measure: Measure, path: str) -> FieldSpec:
    spec = entity.fields.get(measure.field or "")
    seen = spec is not None and field_rights(ctx, entity)[spec.name].view == "full"
    if spec is None or not seen or not _fits(measure.fn, spec) or not seen_in_every_row(ctx, entity, spec):
        words = {"entity": entity.label, "field": (measure.field or "")[:60]}
        raise wrong(path, "not_measurable", _("“%(field)s” of %(entity)s cannot be measured so.") % words)
    return spec


def _fits(fn: str, spec: FieldSpec) -> bool:
    if fn == "count":
        return True
    return spec.type.groupable if fn == "distinct" else spec.type.summable


def _value(ctx: Ctx, entity: CompiledEntity, measure: Measure, spec: FieldSpec | None) -> Sql:
    value = ONE if spec is None else Sql(spec.type.sum_expression(spec))
    if spec is not None and measure.fn in ("count", "distinct") and not spec.link:
        counted = spec.type.filled_expression if measure.fn == "count" else spec.type.filter_expression
        value = Sql(f"nullif(({counted(spec)})::text, '')")
    return _where(ctx, entity, measure, value)


def _where(ctx: Ctx, entity: CompiledEntity, measure: Measure, value: Sql) -> Sql:
    """The value, of the rows that the measure is about."""
    if measure.where is None:
        return value
    test = where_sql(ctx, entity, parse(measure.where))
    return Sql(f"CASE WHEN {test.text} THEN {value.text} END", (*test.params, *value.params))


def label_of(measure: Measure, spec: FieldSpec | None) -> str:
    if measure.label:
        return measure.label
    return translate("Count") if spec is None else str(_WORDS[measure.fn]) % {"field": spec.label}


def _format(measure: Measure, spec: FieldSpec | None) -> str:
    if spec is None or measure.fn in ("count", "distinct"):
        return "number"
    key = "money" if spec.options.get(MONEY_OF) else spec.type.key
    if key == "integer":
        return "decimal" if measure.fn == "avg" else "number"
    return key if key in ("money", "percent", "duration") else "decimal"


def left_out(columns: Sequence[Column], parts: Sequence[Any]) -> list[int]:
    """Per measure how many rows are not in it, because no exchange rate of their currency is kept."""
    return [0 if column.left_out is None else int(parts[column.left_out] or 0) for column in columns]


def reckoned(columns: Sequence[Column], parts: Sequence[Any]) -> list[Any]:
    """The values of the measures from the parts of one group: numbers, decimals as text, None for nothing."""
    return [_shown(column, _of(columns, column, parts)) for column in columns]


def _of(columns: Sequence[Column], column: Column, parts: Sequence[Any]) -> Any:
    measure = column.measure
    if measure.fn == "ratio":
        upper = _of(columns, columns[measure.of], parts)
        lower = _of(columns, columns[measure.by], parts)
        if upper is None or not lower:
            return None
        return Decimal(upper) / Decimal(lower) * (100 if measure.percent else 1)
    value = parts[column.first]
    if measure.fn == "avg":
        number = parts[column.first + 1]
        return None if value is None or not number else Decimal(value) / Decimal(number)
    if measure.fn == "count":
        return value or 0
    return value


def _shown(column: Column, value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    number = Decimal(value)
    if column.format == "number" or (column.format == "duration" and number == number.to_integral()):
        return int(number)
    places = Decimal("0.01") if column.format in ("money", "percent") else PLACES
    text = f"{number.quantize(places):f}"
    return text if column.format == "money" or "." not in text else text.rstrip("0").rstrip(".")


def order(columns: Sequence[Column], at: int) -> str:
    """The SQL by which groups are ranked: measure `at` from its parts `c0`, `c1` …"""
    column = columns[at]
    measure = column.measure
    if measure.fn == "ratio":
        return f"(({order(columns, measure.of)})::numeric / nullif({order(columns, measure.by)}, 0))"
    if measure.fn == "avg":
        return f"(c{column.first}::numeric / nullif(c{column.first + 1}, 0))"
    return f"c{column.first}"
