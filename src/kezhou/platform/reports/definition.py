"""What a report asks, as data, and its shape checked. Whether the asker may ask it is judged by `plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid

from .periods import MAX_DAYS, MAX_UNITS, UNITS, Fixed, Period, Relative

MAX_DIMENSIONS = 2
MAX_MEASURES = 8
MAX_TOP = 500
"""Rows that a report shows; what is beyond stands together in one row “others”."""
MAX_ACROSS = 60
"""Columns of a pivot, beyond them “others” as well."""
DEFAULT_TOP, DEFAULT_ACROSS = 50, 24
MAX_BANDS = 20
MAX_LABEL = 60
FUNCTIONS = ("count", "sum", "avg", "min", "max", "distinct", "ratio")
CHARTS = ("table", "pivot", "bar", "line", "pie", "funnel", "number")
COMPARISONS = ("", "previous", "year")
REGION_GRAINS = ("province", "city")
WORDS = ("entity", "dimensions", "measures", "filter", "date_field", "period", "compare", "chart", "sort", "top",
         "across", "as_of")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what rows are grouped: a field, or a field of a linked record (`customer.industry`).

    `grain` cuts dates into steps and regions into provinces or cities, `level` takes the department so many levels
    below the top, `bands` cut a number into ranges at these bounds.
    """

    field: str
    grain: str = ""
    level: int = 0
    bands: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is reckoned per group. `where` (condition JSON) narrows what this measure counts; a ratio divides the
    measure at position `of` by the one at `by`."""

    fn: str
    field: str | None = None
    where: Any = None
    of: int = 0
    by: int = 0
    label: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """By the groups themselves (`by` key) or by a measure."""

    by: str = "measure"
    measure: int = 0
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """One report. `date_field` is what its period narrows; without one it looks at all rows."""

    entity: str
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = (Measure("count"),)
    where: Any = None
    date_field: str = ""
    period: Period | None = None
    compare: str = ""
    chart: str = "table"
    sort: Sort | None = None
    top: int = DEFAULT_TOP
    across: int = DEFAULT_ACROSS
    as_of: date | None = None


def parse(raw: Any, path: str = "definition") -> Definition:
    """The definition that JSON says. Raises `Invalid` that names field, rule and what would be right."""
    source = _object(raw, path, WORDS)
    entity = source.get("entity")
    if not isinstance(entity, str) or not entity:
        raise wrong(f"{path}.entity", "required", _("A report needs the key of an entity."))
    dimensions = _list(source.get("dimensions"), f"{path}.dimensions", MAX_DIMENSIONS, _dimension)
    measures = _list(source.get("measures"), f"{path}.measures", MAX_MEASURES, _measure) or (Measure("count"),)
    for at, measure in enumerate(measures):
        for position in (measure.of, measure.by) if measure.fn == "ratio" else ():
            if not 0 <= position < len(measures) or measures[position].fn == "ratio":
                message = _("A ratio divides two other measures by their position.")
                raise wrong(f"{path}.measures.{at}", "bad_ratio", message)
    return Definition(
        entity,
        dimensions,
        measures,
        source.get("filter"),
        _text(source.get("date_field"), f"{path}.date_field"),
        period(source.get("period"), f"{path}.period"),
        _one_of(source.get("compare") or "", COMPARISONS, f"{path}.compare"),
        _one_of(source.get("chart") or "table", CHARTS, f"{path}.chart"),
        _sort(source.get("sort"), len(measures), f"{path}.sort"),
        _whole(source.get("top"), DEFAULT_TOP, 1, MAX_TOP, f"{path}.top"),
        _whole(source.get("across"), DEFAULT_ACROSS, 1, MAX_ACROSS, f"{path}.across"),
        _day(source.get("as_of"), f"{path}.as_of"),
    )


def period(raw: Any, path: str = "period") -> Period | None:
    """`{"unit": "month", "from": -11, "to": 0}` or `{"first": "2026-01-01", "last": "2026-03-31"}`; None is all time.
    Raises `Invalid`."""
    if raw is None:
        return None
    if isinstance(raw, Mapping) and "unit" in raw:
        source = _object(raw, path, ("unit", "from", "to"))
        unit = _one_of(source["unit"], UNITS, f"{path}.unit")
        first = _whole(source.get("from"), 0, -MAX_UNITS, MAX_UNITS, f"{path}.from")
        last = _whole(source.get("to"), 0, -MAX_UNITS, MAX_UNITS, f"{path}.to")
        if first > last:
            raise wrong(f"{path}.to", "backwards", _("The period ends before it begins."))
        return Relative(unit, first, last)
    source = _object(raw, path, ("first", "last"))
    begin, end = _day(source.get("first"), f"{path}.first"), _day(source.get("last"), f"{path}.last")
    if begin is None or end is None:
        raise wrong(path, "required", _("A period needs its first and its last day."))
    if end < begin or (end - begin).days > MAX_DAYS:
        message = _("A period ends after it begins and is at most %(days)d days long.") % {"days": MAX_DAYS}
        raise wrong(f"{path}.last", "bad_period", message)
    return Fixed(begin, end)


def wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, code="bad_report", errors=[FieldError(path, code, message)])


def _dimension(raw: Any, path: str) -> Dimension:
    source = _object(raw, path, ("field", "grain", "level", "bands"))
    field = _text(source.get("field"), f"{path}.field")
    if not field:
        raise wrong(f"{path}.field", "required", _("A group needs a field."))
    grain = _one_of(source.get("grain") or "", ("", *UNITS, *REGION_GRAINS), f"{path}.grain")
    level = _whole(source.get("level"), 0, 0, 12, f"{path}.level")
    return Dimension(field, grain, level, _bands(source.get("bands"), f"{path}.bands"))


def _bands(raw: Any, path: str) -> tuple[Decimal, ...]:
    if raw is None or raw == []:
        return ()
    message = _("Bands are at most %(limit)d numbers, each larger than the one before.") % {"limit": MAX_BANDS}
    if not isinstance(raw, list) or len(raw) > MAX_BANDS:
        raise wrong(path, "bad_bands", message)
    try:
        bounds = tuple(Decimal(str(one)) for one in raw)
    except InvalidOperation:
        raise wrong(path, "bad_bands", message) from None
    if any(not one.is_finite() for one in bounds) or list(bounds) != sorted(set(bounds)):
        raise wrong(path, "bad_bands", message)
    return bounds


def _measure(raw: Any, path: str) -> Measure:
    source = _object(raw, path, ("fn", "field", "filter", "of", "by", "label", "percent"))
    fn = _one_of(source.get("fn"), FUNCTIONS, f"{path}.fn")
    field = _text(source.get("field"), f"{path}.field") or None
    if (field is None) != (fn in ("count", "ratio")) and fn != "count":
        raise wrong(f"{path}.field", "required", _("This measure needs a field; a ratio takes none."))
    return Measure(
        fn,
        field,
        source.get("filter"),
        _whole(source.get("of"), 0, 0, MAX_MEASURES, f"{path}.of"),
        _whole(source.get("by"), 0, 0, MAX_MEASURES, f"{path}.by"),
        _text(source.get("label"), f"{path}.label"),
        bool(source.get("percent", fn == "ratio")),
    )


def _sort(raw: Any, measures: int, path: str) -> Sort | None:
    if raw is None:
        return None
    source = _object(raw, path, ("by", "measure", "descending"))
    by = _one_of(source.get("by") or "measure", ("measure", "key"), f"{path}.by")
    at = _whole(source.get("measure"), 0, 0, measures - 1, f"{path}.measure")
    return Sort(by, at, bool(source.get("descending", by == "measure")))


def _object(raw: Any, path: str, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise wrong(path, "not_an_object", _("This must be an object with: %(known)s.") % {"known": ", ".join(known)})
    for name in raw:
        if name not in known:
            message = _("There is no “%(name)s” here; known are: %(known)s.") % {
                "name": str(name)[:60],
                "known": ", ".join(known),
            }
            raise wrong(f"{path}.{str(name)[:60]}", "unknown_field", message)
    return raw


def _list(raw: Any, path: str, limit: int, one: Callable[[Any, str], Any]) -> tuple[Any, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > limit:
        raise wrong(path, "too_many", _("This must be a list of at most %(limit)d.") % {"limit": limit})
    return tuple(one(part, f"{path}.{at}") for at, part in enumerate(raw))


def _one_of(raw: Any, known: Sequence[str], path: str) -> str:
    if not isinstance(raw, str) or raw not in known:
        allowed = ", ".join(one for one in known if one)
        raise wrong(path, "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": allowed})
    return raw


def _text(raw: Any, path: str) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > 2 * MAX_LABEL or "\x00" in raw:
        raise wrong(path, "not_text", _("This must be a short text."))
    return raw.strip()


def _whole(raw: Any, default: int, least: int, most: int, path: str) -> int:
    if raw is None:
        return default
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        message = _("This must be a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise wrong(path, "out_of_range", message)
    return raw


def _day(raw: Any, path: str) -> date | None:
    if raw is None:
        return None
    try:
        day = date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise wrong(path, "not_date", _("This must be a date such as 2026-01-31.")) from None
    if not 1900 <= day.year <= 2999:
        raise wrong(path, "not_date", _("This must be a date such as 2026-01-31."))
    return day
