"""Targets on dashboards: how far one's own are reached, and who is ahead this month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.reports import (
    Figure,
    FigureColumn,
    Figured,
    FigureQuery,
    FigureRow,
    ReportTemplate,
    Tile,
    dashboard_tiles,
    figure,
    report_template,
)

from . import standing
from .measures import known


def _now(ctx: Ctx, asked: FigureQuery) -> Figured:
    """The targets of this month, quarter and year that the reader answers for, or those of a department."""
    told = standing.present(ctx, asked.department, asked.action)
    whose = {_whose(one) for one in told}
    tell = len(whose) > 1
    return _figured(told, [f"{one['measure_label']} {one['period']}{_whose(one) if tell else ''}" for one in told])


def _people(ctx: Ctx, asked: FigureQuery) -> Figured:
    """The people with a target of this month in the measure that counts most, the furthest first."""
    told = standing.people(ctx, asked.department, asked.action)
    found = _figured(told, [str(one["name"] or "") for one in told])
    return Figured(told[0]["measure_label"], found.columns, found.rows) if told else found


def _figured(told: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> Figured:
    formats = {one["format"] for one in told}
    amount: Any = "money" if formats == {"money"} else "decimal"
    columns = [
        FigureColumn(translate("Completion"), "percent"),
        FigureColumn(translate("Reached"), amount),
        FigureColumn(pgettext("target", "Goal"), amount, opens=False),
    ]
    rows = [
        FigureRow(title, [_number(one["rate"]), _number(one["actual"]), _number(one["goal"])], _rows(one), _entity(one))
        for title, one in zip(titles, told, strict=True)
    ]
    return Figured(translate("Target"), columns, rows)


def _whose(one: Mapping[str, Any]) -> str:
    if one["subject"] == "company":
        return f" · {translate('Company')}"
    return f" · {one['name']}" if one["subject"] == "department" else ""


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _entity(one: Mapping[str, Any]) -> str:
    measure = known(one["measure"])
    return measure.entity if measure else ""


def _rows(one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The rows that a target counts, as a list finds them."""
    measure = known(one["measure"])
    if measure is None:
        return None
    last = one["end"] - timedelta(days=1)
    parts: list[Mapping[str, Any]] = [
        {"field": measure.date_field, "op": "between", "value": [one["first"].isoformat(), last.isoformat()]}
    ]
    if measure.where:
        parts.append(measure.where)
    if one["subject"] == "person":
        parts.append({"field": measure.person, "op": "eq", "value": one["subject_id"]})
    elif one["subject"] == "department":
        parts.append({"field": measure.department, "op": "under", "value": one["subject_id"]})
    return {"and": parts}


def register() -> None:
    """Called once at start-up."""
    now, people = _("How far targets are reached"), _("Targets of people this month")
    figure(Figure("targets.now", now, "target", _now))
    figure(Figure("targets.people", people, "target", _people))
    report_template(ReportTemplate("targets.now", now, {"figure": "targets.now", "chart": "bar"}))
    report_template(ReportTemplate("targets.people", people, {"figure": "targets.people", "chart": "bar"}))
    for board in ("director", "manager"):
        dashboard_tiles(board, Tile("targets.now", 6, 4, 30), Tile("targets.people", 6, 4, 31))
    dashboard_tiles("ceo", Tile("targets.now", 6, 4, 31))
    dashboard_tiles("sales", Tile("targets.now", 6, 4, 21))
    dashboard_tiles("month_end", Tile("targets.people", 6, 4, 35))
