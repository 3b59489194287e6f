"""Statistics (S180): items that a module declares once, asked for people, departments, positions or days, over a free
period or as of a day. Items are added up, so each counts or sums; the answer has the shape of `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.query.titles import titles

from . import periods, plan
from .definition import CHARTS, COMPARISONS, Definition, Dimension, Measure, wrong
from .definition import period as parse_period
from .periods import Fixed, Period, Span
from .plan import EVERYTHING, Narrowing

MAX_ITEMS = 24
MAX_GROUPS = 5_000
GROUPS: Mapping[str, Any] = {
    "person": pgettext_lazy("staff", "Person"),
    "department": _("Department"),
    "position": _("Position"),
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
}
TIMES = ("day", "week", "month")
WORDS = ("items", "by", "period", "compare", "chart", "as_of", "top")
Number = int | Decimal
Sums = Mapping[Any, Number]


@dataclass(frozen=True, slots=True)
class StatQuery:
    """What kept sums are asked: days, by whom or by which step of time, below which department, by which right."""

    span: Span
    by: str
    department: int | None = None
    action: str = "view"


COUNT = Measure("count")


@dataclass(frozen=True, slots=True)
class StatItem:
    """One figure that can be chosen: rows of an entity that match `where`, counted or summed.

    A flow is what happened in the period by `date_field`; a stock is what is there at its end. `sums` replaces the rows
    where a module keeps sums: person's id, or first day of the step, → number, of those that the actor reaches; None
    means that kept sums cannot answer this, and the rows do, unless there are none (`rows`).
    """

    key: str
    label: Any
    group: Any
    entity: str
    where: Mapping[str, Any] | None = None
    measure: Measure = COUNT
    date_field: str = "created_at"
    person: str = "owner"
    stock: bool = False
    sums: Callable[[Ctx, StatQuery], Sums | None] | None = None
    rows: bool = True


_items: dict[str, StatItem] = {}


def stat_item(item: StatItem) -> None:
    """Make an item known. Raises ValueError for one that cannot be added up or whose key is taken."""
    if item.measure.fn not in ("count", "sum"):
        raise ValueError(f"the item {item.key!r} cannot be added up")
    if _items.get(item.key, item) != item:
        raise ValueError(f"two items are called {item.key!r}")
    _items[item.key] = item


def offered(ctx: Ctx) -> list[StatItem]:
    """The items whose rows and fields the actor may read."""
    return [item for item in _items.values() if _readable(ctx, item)]


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
        if key not in _items:
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
        tuple(_items[key] for key in keys),
        raw.get("by") or "person",
        span,
        raw.get("compare") or "",
        raw.get("chart") or "table",
        as_of.first if isinstance(as_of, Fixed) else None,
        top,
    )


def run(ctx: Ctx, asked: Asked, narrowing: Narrowing = EVERYTHING) -> dict[str, Any]:
    """One statement per item and period, one for the people, one per kind of name; items that the actor may not read
    are left out. Raises `Invalid` where none is left."""
    today = company_today(ctx.clock)
    period = narrowing.period or asked.period
    as_of = narrowing.as_of or asked.as_of
    if as_of is not None:
        period = Fixed(as_of, as_of)
    span = periods.span_of(period, today)
    previous = periods.before(period, today, asked.compare) if asked.compare else None
    items = [item for item in asked.items if _readable(ctx, item, narrowing.action)]
    if not items:
        raise wrong("definition.items", "no_right", _("You may read none of these figures."))
    now = [_sums(ctx, item, asked.by, span, narrowing, as_of) for item in items]
    then = None if previous is None else [_sums(ctx, i, asked.by, previous, narrowing, None) for i in items]
    totals = [_added(sums) for sums in now]
    totals_then = None if then is None else [_added(sums) for sums in then]
    groups = _Groups(ctx, asked.by, span, [*now, *(then or [])], previous)
    rows = [groups.folded(sums) for sums in now]
    before = None if then is None else [groups.folded(sums, moved=True) for sums in then]
    keys = groups.keys(rows, asked.top)
    cells = []
    for at, key in enumerate(keys):
        cell = {"at": [at], "values": [_json(sums.get(key, 0)) for sums in rows]}
        if before is not None:
            cell["previous"] = [_json(sums.get(key, 0)) for sums in before]
        cells.append(cell)
    whole: dict[str, Any] = {"values": [_json(total) for total in totals]}
    if totals_then is not None:
        whole["previous"] = [_json(total) for total in totals_then]
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
             "drill": _drill(item, span) if item.rows else None} for item in items],
        "axes": [[{"key": None if key is None else str(key), "title": groups.title(key), "filter": None,
                   "subject": groups.subject(key)} for key in keys]],
        "cells": cells,
        "totals": {"rows": [], "columns": [], "all": whole},
    }  # fmt: skip


def _readable(ctx: Ctx, item: StatItem, action: str = "view") -> bool:
    known = registry.all_entities(ctx).get(item.entity)
    if known is None or not may(ctx, known, action):
        return False
    if not item.rows:
        return True
    rights = field_rights(ctx, known)
    named = [name for name in (item.measure.field, item.date_field, item.person) if name]
    return all(name in rights and rights[name].view == "full" for name in named)


def _sums(ctx: Ctx, item: StatItem, by: str, span: Span, narrowing: Narrowing, as_of: date | None) -> Sums:
    if by in TIMES and item.stock:
        return {}
    if item.sums is not None:
        kept = item.sums(ctx, StatQuery(span, by, narrowing.department, narrowing.action))
        if kept is not None or not item.rows:
            return kept or {}
    dimension = Dimension(item.date_field, by) if by in TIMES else Dimension(item.person)
    begins = date(1900, 1, 1) if item.stock else span.first
    asked = Definition(
        item.entity,
        (dimension,),
        (item.measure,),
        item.where,
        item.date_field,
        Fixed(begins, span.last),
        as_of=as_of if item.stock else None,
    )
    planned = plan.of(ctx, asked, Narrowing(department=narrowing.department, action=narrowing.action))
    rows = planned.rows(ctx, planned.span)
    call = planned.parts[0].call.format(v="v0")
    key = planned.axes[0].text.format(k="k0")
    statement = f"SELECT {key}, {call} FROM ({rows.text}) s GROUP BY k0 LIMIT %s"  # noqa: S608 — made of the registry
    found = fetch_all(statement, (*rows.params, MAX_GROUPS))
    read = date.fromisoformat if by in TIMES else int
    return {None if key == "-" else read(key[1:]): value or 0 for key, value in found}


class _Groups:
    """People folded into what was asked for: departments, positions, or the steps of the period."""

    def __init__(self, ctx: Ctx, by: str, span: Span, sums: Sequence[Sums], previous: Span | None) -> None:
        self.by = by
        self.kind = "date" if by in TIMES else {"person": "user"}.get(by, by)
        self.steps = periods.steps(span, by) if by in TIMES else []
        self._moved = (
            dict(zip(periods.steps(previous, by), self.steps, strict=False)) if previous and self.steps else {}
        )
        self._of: dict[int, int | None] = {}
        people = sorted({key for one in sums for key in one if isinstance(key, int)}) if by not in TIMES else []
        if by in ("department", "position"):
            column = "department_id" if by == "department" else "position_id"
            rows = fetch_all(f"SELECT id, {column} FROM org_user WHERE id = ANY(%s)", (people,))  # noqa: S608
            self._of = dict(rows)
        kind = {"person": "user"}.get(by, by)
        named = set(people) if by == "person" else {id_ for id_ in self._of.values() if id_ is not None}
        self._titles = titles(ctx, kind, named) if by not in TIMES else {}

    def folded(self, sums: Sums, *, moved: bool = False) -> dict[Any, Number]:
        """The numbers per group; of the period before, under the steps that they are compared with."""
        found: dict[Any, Number] = {}
        for key, number in sums.items():
            if self.by in TIMES:
                place = self._moved.get(key) if moved else key
                if place is None:
                    continue
            else:
                place = key if self.by == "person" or key is None else self._of.get(key)
            found[place] = found.get(place, 0) + number
        return found

    def keys(self, rows: Sequence[Mapping[Any, Number]], top: int) -> list[Any]:
        """The groups in their order: by time, or the largest first item first; nobody comes last."""
        if self.by in TIMES:
            return list(self.steps)
        found = {key for row in rows for key in row}
        return sorted(
            found,
            key=lambda key: (key is None, *(-row.get(key, 0) for row in rows), self._titles.get(key, ""), key or 0),
        )[:top]

    def title(self, key: Any) -> str:
        if self.by in TIMES:
            return periods.title(self.by, key)
        if key is None:
            return translate("Nobody") if self.by == "person" else translate("Not filled in")
        return str(self._titles.get(key) or f"#{key}")

    def subject(self, key: Any) -> dict[str, Any] | None:
        """Whom a row is about, so that a number can open the list behind it."""
        return {"kind": self.by, "id": key} if isinstance(key, int) and self.by in ("person", "department") else None


def _drill(item: StatItem, span: Span) -> dict[str, Any]:
    """The list of the rows that an item counts: entity, filter, and the fields of person and department."""
    first = date(1900, 1, 1) if item.stock else span.first
    days = plan.within(item.date_field, Span(first, span.end))
    dept = "author_dept" if item.person == "author" else "dept"
    parts = [days, *([item.where] if item.where else [])]
    return {"entity": item.entity, "person": item.person, "dept": dept, "filter": {"and": parts}}


def _format(ctx: Ctx, item: StatItem) -> str:
    if item.measure.field is None:
        return "number"
    key = registry.entity(ctx, item.entity).fields[item.measure.field].type.key
    return key if key in ("money", "duration") else "decimal"


def _added(sums: Sums) -> Number:
    return sum(sums.values(), 0)


def _json(number: Number) -> Any:
    return number if isinstance(number, int) else str(number)
