"""Statistics (S180): items that a module declares once, asked for people, departments, positions or days, over a free
period or as of a day. The answer has the shape of `run`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry

from . import periods, plan
from .definition import CHARTS, COMPARISONS, wrong
from .definition import period as parse_period
from .periods import Fixed, Period, Span
from .plan import EVERYTHING, Narrowing
from .statgroups import Groups
from .statitems import MAX_GROUPS, TIMES, Number, StatItem, Summed, beyond, readable, summed
from .statitems import known as known_items

MAX_ITEMS = 24
GROUPS: Mapping[str, Any] = {
    "person": pgettext_lazy("staff", "Person"),
    "department": _("Department"),
    "position": _("Position"),
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
}
WORDS = ("items", "by", "period", "compare", "chart", "as_of", "top")


@dataclass(frozen=True, slots=True)
class Asked:
    """One statistic, as it is kept and run."""

    items: tuple[StatItem, ...]
    by: str
    period: Period
    compare: str
    chart: str
    as_of: date | None
    top: int


def parse(raw: Mapping[str, Any], path: str = "definition") -> Asked:
    """Raises `Invalid`."""
    for name in raw:
        if name not in WORDS:
            words = {"name": str(name)[:60], "known": ", ".join(WORDS)}
            message = _("There is no “%(name)s” here; known are: %(known)s.") % words
            raise wrong(f"{path}.{str(name)[:60]}", "unknown_field", message)
    keys = raw.get("items")
    if not isinstance(keys, list) or not 1 <= len(keys) <= MAX_ITEMS or not all(isinstance(k, str) for k in keys):
        message = _("Choose 1 to %(limit)d items.") % {"limit": MAX_ITEMS}
        raise wrong(f"{path}.items", "required", message)
    for key in keys:
        if key not in known_items:
            message = _("There is no item “%(key)s”.") % {"key": key[:60]}
            raise wrong(f"{path}.items", "unknown_item", message)
    for name, allowed, default in (
        ("by", tuple(GROUPS), "person"),
        ("compare", COMPARISONS, ""),
        ("chart", CHARTS, "table"),
    ):
        if (raw.get(name) or default) not in allowed:
            message = _("Possible are: %(allowed)s.") % {"allowed": ", ".join(filter(None, allowed))}
            raise wrong(f"{path}.{name}", "not_a_choice", message)
    top = raw.get("top") or 500
    if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= MAX_GROUPS:
        message = _("This must be a whole number from %(least)d to %(most)d.") % {"least": 1, "most": MAX_GROUPS}
        raise wrong(f"{path}.top", "out_of_range", message)
    as_of = parse_period(None if raw.get("as_of") is None else {"first": raw["as_of"], "last": raw["as_of"]}, path)
    span = parse_period(raw.get("period"), f"{path}.period") or periods.Relative("month", 0, 0)
    return Asked(
        tuple(known_items[key] for key in keys),
        raw.get("by") or "person",
        span,
        raw.get("compare") or "",
        raw.get("chart") or "table",
        as_of.first if isinstance(as_of, Fixed) else None,
        top,
    )


def run(ctx: Ctx, asked: Asked, narrowing: Narrowing = EVERYTHING) -> dict[str, Any]:
    """One statement per kind of rows and period, one for the people, one per kind of name; items that the actor may not
    read are left out. Raises `Invalid` where none is left."""
    today = company_today(ctx.clock)
    period = narrowing.period or asked.period
    as_of = narrowing.as_of or asked.as_of
    if as_of is not None:
        period = Fixed(as_of, as_of)
    span = periods.span_of(period, today)
    previous = periods.before(period, today, asked.compare) if asked.compare else None
    items = [item for item in asked.items if readable(ctx, item, narrowing.action)]
    if not items:
        raise wrong("definition.items", "no_right", _("You may read none of these figures."))
    now = summed(ctx, items, asked.by, span, narrowing, _past(span, today))
    then = None if previous is None else summed(ctx, items, asked.by, previous, narrowing, _past(previous, today))
    groups = Groups(ctx, asked.by, span, [*now, *(then or [])], previous)
    rows = [groups.folded(sums) for sums in now]
    before = None if then is None else [groups.folded(sums, moved=True) for sums in then]
    keys = groups.keys(rows, asked.top)
    told = [not _silent(item, asked.by) for item in items]
    unknown = _unknown(ctx, items, now, rows, keys, narrowing.action) if asked.by == "person" else {}
    cells = []
    for at, key in enumerate(keys):
        known = [shown and key not in unknown.get(place, ()) for place, shown in enumerate(told)]
        cell = {"at": [at], "values": _values(rows, known, key)}
        if before is not None:
            cell["previous"] = _values(before, known, key)
        cells.append(cell)
    whole = {"values": [_json(one.whole if shown else None) for one, shown in zip(now, told, strict=True)]}
    if then is not None:
        whole["previous"] = [_json(one.whole if shown else None) for one, shown in zip(then, told, strict=True)]
    return {
        "entity": "",
        "chart": asked.chart,
        "filter": None,
        "date_field": "",
        "period": {"first": span.first, "last": span.last},
        "previous": None if previous is None else {"first": previous.first, "last": previous.last},
        "as_of": as_of,
        "dimensions": [{"field": asked.by, "label": str(GROUPS[asked.by]), "kind": groups.kind, "grain": asked.by}],
        "measures": [
            {"label": str(item.label), "format": _format(ctx, item), "fn": item.measure.fn, "filter": None,
             "drill": _drill(item, span) if item.rows and item.measure.fn != "distinct" else None,
             "left_out": one.left_out} for item, one in zip(items, now, strict=True)],
        "axes": [[{"key": None if key is None else str(key), "title": groups.title(key), "filter": None,
                   "subject": groups.subject(key)} for key in keys]],
        "cells": cells,
        "totals": {"rows": [], "columns": [], "all": whole},
    }  # fmt: skip


def _unknown(
    ctx: Ctx,
    items: Sequence[StatItem],
    now: Sequence[Summed],
    rows: Sequence[Mapping[Any, Number]],
    keys: Sequence[Any],
    action: str,
) -> dict[int, frozenset[int]]:
    """Position of an item → the people of whom its kept sums know nothing. No number is told of them, the list behind
    it may have rows."""
    people = [key for key in keys if isinstance(key, int)]
    out_of_reach: dict[str, frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for at, (item, one) in enumerate(zip(items, now, strict=True)):
        silent = frozenset(people) - rows[at].keys() if one.kept else frozenset()
        if silent and item.entity not in out_of_reach:
            out_of_reach[item.entity] = beyond(ctx, item, people, action)
        if silent:
            found[at] = silent & out_of_reach[item.entity]
    return found


def _drill(item: StatItem, span: Span) -> dict[str, Any]:
    """The list of the rows that an item counts: entity, filter, and the fields of person and department."""
    first = date(1900, 1, 1) if item.stock else span.first
    days = plan.within(item.date_field, Span(first, span.end))
    dept = "author_dept" if item.person == "author" else "dept"
    parts = [days, *([item.where] if item.where else [])]
    return {"entity": item.entity, "person": item.person, "dept": dept, "filter": {"and": parts}}


def _format(ctx: Ctx, item: StatItem) -> str:
    if item.measure.field is None or item.measure.fn == "distinct":
        return "number"
    key = registry.entity(ctx, item.entity).fields[item.measure.field].type.key
    return key if key in ("money", "duration") else "decimal"


def _past(span: Span, today: date) -> date | None:
    """The day as of which a stock is told: the last one of days that are over."""
    return span.last if span.last < today else None


def _silent(item: StatItem, by: str) -> bool:
    """A stock is told at the end of the period, not by its steps."""
    return item.stock and by in TIMES


def _values(rows: Sequence[Mapping[Any, Number]], told: Sequence[bool], key: Any) -> list[Any]:
    return [_json(sums.get(key, 0) if shown else None) for sums, shown in zip(rows, told, strict=True)]


def _json(number: Number | None) -> Any:
    return number if number is None or isinstance(number, int) else str(number)
