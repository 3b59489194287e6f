"""Running a report: one statement over the rows, folded in the database to what is shown, its totals and “others”.

The answer has the same shape for every report: `axes` name the rows and columns, `cells` hold values at positions of
the axes, `totals` those of whole rows, whole columns and of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, fetch_all

from . import axes, measures, periods
from .definition import Definition
from .periods import Span
from .plan import EVERYTHING, Narrowing, Plan, of

MAX_CELLS = 20_000
"""Cells of one answer; axes are cut to it."""
Line = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """The keys of one axis in the order in which they are shown; beyond `limit` they stand together."""

    keys: list[str | None]
    limit: int


def run(ctx: Ctx, definition: Definition, narrowing: Narrowing = EVERYTHING) -> dict[str, Any]:
    """The answer as JSON. Raises what `plan.of` raises."""
    plan = of(ctx, definition, narrowing)
    limits = _limits(plan)
    lines = fetch_all(*_statement(ctx, plan, plan.span, [_ranked(plan, at, limits[at]) for at in range(len(limits))]))
    shown = [_shown(plan, at, lines, limits[at]) for at in range(len(limits))]
    now = _Cells(plan, shown, lines)
    then = _previous(ctx, plan, shown) if plan.previous is not None else None
    return {
        "entity": plan.entity.key,
        "chart": plan.definition.chart,
        "filter": plan.filter,
        "date_field": plan.definition.date_field,
        "period": _days(plan.span),
        "previous": _days(plan.previous),
        "as_of": plan.definition.as_of,
        "dimensions": [
            {"field": a.dimension.field, "label": a.label, "kind": a.kind, "grain": a.grain} for a in plan.axes
        ],
        "measures": [
            {"label": c.label, "format": c.format, "fn": c.measure.fn, "filter": c.measure.where, "left_out": out}
            for c, out in zip(plan.columns, now.left_out(), strict=True)
        ],
        "axes": [_entries(ctx, plan, at, one, now.others[at]) for at, one in enumerate(shown)],
        "cells": now.cells(then),
        "totals": now.totals(then),
    }


def _limits(plan: Plan) -> list[int]:
    """How many keys each axis shows."""
    wanted = [plan.definition.top, plan.definition.across][: len(plan.axes)]
    for at, axis in enumerate(plan.axes):
        if (steps := plan.steps(axis)) is not None:
            wanted[at] = max(len(steps), 1)
    if len(wanted) == 2:
        wanted[0] = max(1, min(wanted[0], MAX_CELLS // (wanted[1] + 1)))
    return wanted


def _ranked(plan: Plan, at: int, limit: int) -> Sql:
    """The keys of an axis with their place: by a measure or in their own order; what comes after the limit shares
    one place."""
    sort = plan.sort
    own_order = sort.by == "key" if at == 0 else plan.axes[at].in_order
    descending = sort.descending if at == 0 else not own_order
    if own_order:
        order = f"k{at} {'DESC' if descending else 'ASC'}"
    else:
        measure = measures.order(plan.columns, sort.measure)
        order = f"{measure} {'DESC' if descending else 'ASC'} NULLS LAST, k{at}"
    text = (
        f"SELECT k{at} AS k, least(row_number() OVER (ORDER BY {order}), %s) AS place "  # noqa: S608 — own text
        f"FROM g WHERE gid = {_gid(plan, at)}"
    )
    return Sql(text, (limit + 1,))


def _given(keys: Sequence[str | None], limit: int) -> Sql:
    """The same places for another period, whose keys may be others."""
    texts = ["-" if key is None else f"={key}" for key in keys]
    places = list(range(1, len(texts) + 1))
    return Sql(
        "SELECT DISTINCT ON (k) u.k, u.place FROM unnest(%s::text[], %s::int[]) AS u (k, place) ORDER BY k, place",
        (texts, [min(place, limit + 1) for place in places]),
    )


def _gid(plan: Plan, at: int | None) -> int:
    """`GROUPING` of the lines of one axis by itself; of the whole for None."""
    count = len(plan.axes)
    if at is None:
        return int(2**count - 1)
    return int(2**count - 1 - 2 ** (count - 1 - at))


def _statement(ctx: Ctx, plan: Plan, span: Span | None, ranks: Sequence[Sql]) -> tuple[str, tuple[Any, ...]]:
    """Lines `(gid, place…, key…, groups, part…)`: cells, then the totals of rows and columns and of everything."""
    rows = plan.rows(ctx, span)
    numbers = range(len(ranks))
    keys = [f"k{at}" for at in numbers]
    if not keys:
        calls = ", ".join(f"{part.call.format(v=f'v{at}')}" for at, part in enumerate(plan.parts))
        return f"SELECT 0, 0, {calls} FROM ({rows.text}) s", rows.params  # noqa: S608 — made of the registry
    grouped = _grouped(plan, keys, rows.text)
    known = [_gid(plan, at) for at in numbers]
    ranked = ", ".join(f"r{at} AS ({rank.text})" for at, rank in enumerate(ranks))
    joins = " ".join(f"LEFT JOIN r{at} ON r{at}.k = g.k{at} AND g.gid IN (0, {known[at]})" for at in numbers)
    places = ", ".join(
        f"CASE WHEN g.gid IN (0, {known[at]}) THEN coalesce(r{at}.place, %s) END AS p{at}" for at in numbers
    )
    beyond = tuple(_beyond(rank) for rank in ranks)
    folded = ", ".join(_fold(at, part.fn) for at, part in enumerate(plan.parts))
    text = f"""WITH g AS MATERIALIZED ({grouped}), {ranked}
SELECT gid, {", ".join(f"p{at}, min(k{at})" for at in numbers)}, count(*), {folded}
  FROM (SELECT g.*, {places} FROM g {joins}) x
 GROUP BY gid, {", ".join(f"p{at}" for at in numbers)} ORDER BY gid, {", ".join(f"p{at}" for at in numbers)}"""  # noqa: S608
    return text, (*rows.params, *(value for rank in ranks for value in rank.params), *beyond)


def _grouped(plan: Plan, keys: Sequence[str], rows: str) -> str:
    """Cells and all their totals. Rows are grouped once and their groups added up again, which the database does in
    any way it likes; only different things have to be counted anew for each total."""
    parts = list(enumerate(plan.parts))
    named = ", ".join(keys)
    texts = ", ".join(f"{axis.text.format(k=key)} AS {key}" for axis, key in zip(plan.axes, keys, strict=True))
    sets = ", ".join([f"({named})", *(f"({key})" for key in keys if len(keys) > 1), "()"])
    if any(part.fn == "distinct" for part in plan.parts):
        calls, source = ", ".join(f"{part.call.format(v=f'v{at}')} AS c{at}" for at, part in parts), f"({rows}) s"
    else:
        each = ", ".join(f"{part.call.format(v=f'v{at}')} AS c{at}" for at, part in parts)
        calls = ", ".join(f"{measures.FOLDS[part.fn]}(c{at}) AS c{at}" for at, part in parts)
        source = f"(SELECT {named}, {each} FROM ({rows}) s GROUP BY {named}) b"  # noqa: S608 — made of the registry
    return (
        f"SELECT GROUPING({named}) AS gid, {texts}, {calls} FROM {source} "  # noqa: S608 — made of the registry
        f"GROUP BY GROUPING SETS ({sets})"
    )


def _beyond(rank: Sql) -> int:
    """The place of what an axis does not show."""
    last = rank.params[-1]
    return int(last if isinstance(last, int) else (max(last, default=0) + 1))


def _fold(at: int, fn: str) -> str:
    fold = measures.FOLDS[fn]
    return f"CASE WHEN count(*) = 1 THEN max(c{at}) END" if fold == "nothing" else f"{fold}(c{at})"


def _shown(plan: Plan, at: int, lines: Sequence[Line], limit: int) -> Shown:
    """The keys of an axis in their order; an axis of time shows every step of its period."""
    axis = plan.axes[at]
    if (steps := plan.steps(axis)) is not None:
        listed: list[str | None] = [step.isoformat() for step in steps]
        if at == 0 and plan.sort.by == "key" and plan.sort.descending:
            listed.reverse()
        if at > 0 or plan.sort.by == "key":
            return Shown(listed, len(listed))
    wanted = _gid(plan, at)
    found = sorted((line[1 + 2 * at], axes.plain(line[2 + 2 * at])) for line in lines if line[0] == wanted
                   and line[1 + 2 * at] <= limit)  # fmt: skip
    keys = [key for _place, key in found]
    if axis.spec.choices and (at > 0 or plan.sort.by == "key"):
        keys = axes.ordered(axis, keys)
        if at == 0 and plan.sort.descending:
            keys.reverse()
    return Shown(keys, limit)


def _previous(ctx: Ctx, plan: Plan, shown: Sequence[Shown]) -> _Cells:
    """The same cells of the period before: a step of time is compared with the step at its place."""
    ranks, moved = [], []
    for axis, one in zip(plan.axes, shown, strict=True):
        keys = one.keys
        if plan.steps(axis) is not None and plan.previous is not None and plan.span is not None:
            place = {step: at for at, step in enumerate(periods.steps(plan.span, axis.grain))}
            before = periods.steps(plan.previous, axis.grain)
            at_places = [place[date.fromisoformat(key or "")] for key in keys]
            keys = [before[at].isoformat() if at < len(before) else "" for at in at_places]
        moved.append(Shown(keys, one.limit))
        ranks.append(_given(keys, len(keys)))
    return _Cells(plan, moved, fetch_all(*_statement(ctx, plan, plan.previous, ranks)))


class _Cells:
    """The lines of the statement by their positions on the axes."""

    def __init__(self, plan: Plan, shown: Sequence[Shown], lines: Sequence[Line]) -> None:
        self.plan = plan
        self.shown = shown
        count = len(shown)
        self.others = [0] * count
        self.by_place: dict[tuple[int, tuple[int, ...]], list[Any]] = {}
        index = [{key: at for at, key in enumerate(one.keys)} for one in shown]
        for line in lines:
            gid = line[0]
            places = []
            for at in range(count):
                if line[1 + 2 * at] is None:
                    continue
                key = axes.plain(line[2 + 2 * at])
                inside = line[1 + 2 * at] <= shown[at].limit and key in index[at]
                places.append(index[at][key] if inside else len(shown[at].keys))
                if not inside and gid == _gid(plan, at):
                    self.others[at] = int(line[1 + 2 * count])
            self.by_place[(gid, tuple(places))] = list(line[2 + 2 * count :])
        if not count:
            self.by_place = {(0, ()): list(lines[0][2:])}

    def cells(self, then: _Cells | None) -> list[dict[str, Any]]:
        places = {at for gid, at in self.by_place if gid == 0}
        if then is not None:
            places |= {at for gid, at in then.by_place if gid == 0 and self._is_shown(at)}
        return [{"at": list(at), **self._values(0, at, then)} for at in sorted(places)]

    def left_out(self) -> list[int]:
        """Per measure how many of all rows are not in it."""
        whole = (_gid(self.plan, None) if self.shown else 0, ())
        return measures.left_out(self.plan.columns, self.by_place.get(whole, [None] * len(self.plan.parts)))

    def _is_shown(self, at: Sequence[int]) -> bool:
        return all(place < len(one.keys) for place, one in zip(at, self.shown, strict=True))

    def totals(self, then: _Cells | None) -> dict[str, Any]:
        count = len(self.shown)
        whole = self._values(_gid(self.plan, None) if count else 0, (), then)
        if count < 2:
            return {"rows": [], "columns": [], "all": whole}
        lists = []
        for at in range(count):
            length = len(self.shown[at].keys) + (1 if self.others[at] else 0)
            lists.append([self._values(_gid(self.plan, at), (place,), then) for place in range(length)])
        return {"rows": lists[0], "columns": lists[1], "all": whole}

    def _values(self, gid: int, at: tuple[int, ...], then: _Cells | None) -> dict[str, Any]:
        nothing = [None] * len(self.plan.parts)
        found = {"values": measures.reckoned(self.plan.columns, self.by_place.get((gid, at), nothing))}
        if then is not None:
            found["previous"] = measures.reckoned(self.plan.columns, then.by_place.get((gid, at), nothing))
        return found


def _entries(ctx: Ctx, plan: Plan, at: int, shown: Shown, others: int) -> list[dict[str, Any]]:
    """The names of an axis, each with the condition of the rows behind it."""
    axis = plan.axes[at]
    names = axes.named(ctx, axis, shown.keys)
    can_drill = plan.definition.as_of is None
    entries: list[dict[str, Any]] = [
        {
            "key": key,
            "title": names.get(key) if key is not None else translate("Not filled in"),
            "filter": axes.condition(axis, key) if can_drill else None,
        }
        for key in shown.keys
    ]
    if others:
        entries.append(
            {
                "key": None,
                "title": translate("Others (%(count)d)") % {"count": others},
                "filter": axes.others(axis, shown.keys) if can_drill else None,
                "others": others,
            }
        )
    return entries


def _days(span: Span | None) -> Mapping[str, date] | None:
    return None if span is None else {"first": span.first, "last": span.last}
