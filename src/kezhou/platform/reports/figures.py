"""Figures that a module reckons itself, where grouping rows says too little: receivables by age, how far targets are
reached, the funnel of a process. A figure is asked like a report, `{"figure": key, "period", "chart"}`, and its answer
has the same shape, so that it is drawn, opened, sent and taken away like every other one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import may, visible
from kezhou.platform.entities import registry

from . import periods
from .definition import CHARTS, wrong
from .definition import period as parse_period
from .periods import Period, Span
from .plan import EVERYTHING, Narrowing

WORDS = ("figure", "period", "chart", "as_of")
Number = int | Decimal | str | None
Format = Literal["number", "decimal", "money", "percent", "duration"]


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What a figure is asked: the days (None where it takes no period), below which department, as of which past day,
    by which right rows are reached."""

    span: Span | None
    department: int | None = None
    as_of: date | None = None
    action: str = "view"


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One number of each row. `where` narrows the rows behind it; one that counts no rows (`opens`) leads nowhere."""

    label: str
    format: Format = "number"
    where: Mapping[str, Any] | None = None
    opens: bool = True
    left_out: int = 0
    """How many rows are not in it, because no exchange rate of their currency is kept."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What the numbers stand for. `where` is the condition of its rows, of `entity` where these are of another kind
    than those of the figure; None opens no list."""

    title: str
    values: Sequence[Number]
    where: Mapping[str, Any] | None = None
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Figured:
    """An answer: what rows are called together, the columns, the rows in their order, the numbers of the whole, and the
    condition that all rows share."""

    label: str
    columns: Sequence[FigureColumn]
    rows: Sequence[FigureRow]
    total: Sequence[Number] = ()
    where: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """`entity`: whose rows it is about, and whose right to view or export it takes. `period`: what it looks at unless
    it is asked otherwise; None where it is about the present. `past`: whether it can be told as of a past day.

    `reckon` answers for the rows that the actor reaches by `FigureQuery.action`, and raises `Forbidden` where a field
    that it needs is not shown in full.
    """

    key: str
    label: Any
    entity: str
    reckon: Callable[[Ctx, FigureQuery], Figured]
    chart: str = "bar"
    period: Period | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    figure: Figure
    period: Period | None
    chart: str
    as_of: date | None


_figures: dict[str, Figure] = {}


def figure(new: Figure) -> None:
    """Make a figure known. Raises ValueError where its key is taken."""
    if _figures.get(new.key, new) != new:
        raise ValueError(f"two figures are called {new.key!r}")
    _figures[new.key] = new


def parse(raw: Mapping[str, Any], path: str = "definition") -> Asked:
    """Raises `Invalid`."""
    for name in raw:
        if name not in WORDS:
            words = {"name": str(name)[:60], "known": ", ".join(WORDS)}
            message = _("There is no “%(name)s” here; known are: %(known)s.") % words
            raise wrong(f"{path}.{str(name)[:60]}", "unknown_field", message)
    known = _figures.get(str(raw["figure"]))
    if known is None:
        message = _("There is no figure “%(key)s”.") % {"key": str(raw["figure"])[:60]}
        raise wrong(f"{path}.figure", "unknown_figure", message)
    chart = raw.get("chart") or known.chart
    if chart not in CHARTS:
        raise wrong(f"{path}.chart", "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": ", ".join(CHARTS)})
    as_of = parse_period(None if raw.get("as_of") is None else {"first": raw["as_of"], "last": raw["as_of"]}, path)
    period = parse_period(raw.get("period"), f"{path}.period") or known.period
    return Asked(known, period, chart, as_of.first if isinstance(as_of, periods.Fixed) else None)


def readable(ctx: Ctx, key: str, action: str = "view") -> bool:
    known = _figures.get(key)
    entity = registry.all_entities(ctx).get(known.entity) if known else None
    return entity is not None and may(ctx, entity, action)


def run(ctx: Ctx, asked: Asked, narrowing: Narrowing = EVERYTHING) -> dict[str, Any]:
    """The answer in the shape of `run.run`. Raises `NotFound`, `Forbidden`, `Invalid`."""
    known, today = asked.figure, company_today(ctx.clock)
    as_of = narrowing.as_of or asked.as_of
    if as_of is not None and as_of > today:
        raise wrong("definition.as_of", "in_the_future", _("Nothing is known of a day that has not come."))
    if as_of == today:
        as_of = None
    if as_of is not None and not known.past:
        raise wrong("definition.as_of", "no_past", _("This figure is known for the present only."))
    visible(ctx, registry.entity(ctx, known.entity), narrowing.action)
    span = None
    if known.period is not None:
        span = periods.span_of(narrowing.period or asked.period or known.period, today)
    told = known.reckon(ctx, FigureQuery(span, narrowing.department, as_of, narrowing.action))
    opens = as_of is None
    return {
        "entity": known.entity,
        "chart": asked.chart,
        "filter": told.where,
        "date_field": "",
        "period": None if span is None else {"first": span.first, "last": span.last},
        "previous": None,
        "as_of": as_of,
        "dimensions": [{"field": known.key, "label": told.label, "kind": "text", "grain": ""}],
        "measures": [
            {"label": one.label, "format": one.format, "fn": "sum", "filter": one.where, "still": not one.opens,
             "left_out": one.left_out}
            for one in told.columns
        ],
        "axes": [[{"key": str(at), "title": row.title, "filter": row.where if opens else None, "entity": row.entity}
                  for at, row in enumerate(told.rows)]],
        "cells": [{"at": [at], "values": [_json(one) for one in row.values]} for at, row in enumerate(told.rows)],
        "totals": {
            "rows": [],
            "columns": [],
            "all": {"values": [_json(one) for one in told.total] or [None] * len(told.columns)},
        },
    }  # fmt: skip


def _json(number: Number) -> Any:
    return str(number) if isinstance(number, Decimal) else number
