"""A report or dashboard put together for one person: its answers, and the file with a sheet per report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, KezhouError, NotFound
from kezhou.platform.access.scope import visible
from kezhou.platform.entities import registry

from . import dashboards, figures, sheets, stats, store, templates
from .answer import check
from .models import Dashboard, Report
from .periods import last_of, span_of, title
from .plan import Narrowing


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at or sent: a report by itself, or a dashboard with its tiles."""

    name: str
    audit: tuple[str, int | None]
    tiles: Sequence[Mapping[str, Any]]
    path: str
    """Where it is in the app."""
    narrowing: Narrowing


def of_report(ctx: Ctx, kept: Report | templates.ReportTemplate, data: Mapping[str, Any]) -> Subject:
    """Raises `Invalid` for a period that there is not."""
    from_template = isinstance(kept, templates.ReportTemplate)
    name = str(kept.label) if isinstance(kept, templates.ReportTemplate) else kept.name
    asked = kept.asked() if isinstance(kept, templates.ReportTemplate) else kept.definition
    tile = {"id": "t1", "name": name, "definition": asked}
    key: int | None = None if isinstance(kept, templates.ReportTemplate) else kept.id
    path = f"/reports?template={kept.key}" if from_template else f"/reports/{key}"  # type: ignore[union-attr]
    plain = Dashboard(name=name)
    return Subject(name, ("report", key), [tile], path, dashboards.narrowing_of(plain, data))


def of_dashboard(ctx: Ctx, kept: Dashboard | templates.DashboardTemplate, data: Mapping[str, Any]) -> Subject:
    """Raises `Invalid` for a period that there is not."""
    tiles = dashboards.tiles_of(ctx, kept)
    narrowing = dashboards.narrowing_of(kept, data)
    if isinstance(kept, templates.DashboardTemplate):
        return Subject(str(kept.label), ("dashboard", None), tiles, f"/dashboards?open={kept.key}", narrowing)
    return Subject(kept.name, ("dashboard", kept.id), tiles, f"/dashboards?open={kept.id}", narrowing)


def of_definition(ctx: Ctx, definition: Any, data: Mapping[str, Any]) -> Subject:
    """A report that was asked but not kept. Raises `Invalid` for what cannot be asked."""
    check(ctx, definition)
    name = translate("Statistics") if "items" in definition else translate("Report")
    tile = {"id": "t1", "name": name, "definition": definition}
    return Subject(name, ("report", None), [tile], "/reports", dashboards.narrowing_of(Dashboard(name=name), data))


def find(ctx: Ctx, data: Mapping[str, Any]) -> Subject:
    """What `report`, `dashboard` (ids), `template` (a key of either) or `definition` of a call mean, for somebody who
    may use it. Raises `NotFound`, `Invalid`."""
    if data.get("definition") is not None:
        return of_definition(ctx, data["definition"], data)
    if data.get("report") is not None:
        return of_report(ctx, store.find(ctx, Report, data["report"]), data)
    if data.get("dashboard") is not None:
        return of_dashboard(ctx, store.find(ctx, Dashboard, data["dashboard"]), data)
    key = data.get("template") or ""
    if (board := templates.find(key)) is not None:
        return of_dashboard(ctx, board, data)
    if (report := templates.report(key)) is not None:
        return of_report(ctx, report, data)
    raise NotFound()


def require_export(ctx: Ctx, subject: Subject) -> None:
    """Raises `Forbidden` unless at least one of the reports may leave as a file."""
    refusal: KezhouError = Forbidden()
    for tile in subject.tiles:
        try:
            return _exportable(ctx, tile["definition"])
        except KezhouError as problem:
            refusal = problem
    raise refusal


def _exportable(ctx: Ctx, definition: Any) -> None:
    if definition is None:
        raise NotFound()
    if "items" in definition:
        keys = [item.entity for item in stats.parse(definition).items]
    else:
        keys = [figures.parse(definition).figure.entity if "figure" in definition else definition["entity"]]
    for key in keys:
        visible(ctx, registry.entity(ctx, key), "export")


def answers(ctx: Ctx, subject: Subject) -> list[dict[str, Any]]:
    return dashboards.data_of(ctx, subject.tiles, subject.narrowing)


def file(ctx: Ctx, subject: Subject) -> dict[str, Any]:
    """The pack: a sheet per report, reached by the right to export, stored for some days for this person. What may not
    leave as a file says so on its sheet."""
    narrowing = replace(subject.narrowing, action="export")
    told = _told(narrowing, company_today(ctx.clock))
    # A report is called “this month” whatever month the file is about: its sheet says which one.
    made = [
        sheets.sheet_of(ctx, f"{tile['name']} {told}".strip(), tile["definition"], narrowing) for tile in subject.tiles
    ]
    return sheets.keep(ctx, f"{subject.name}-{told}" if told else subject.name, made, subject.audit)


def _told(narrowing: Narrowing, today: date) -> str:
    """The period that all reports share: 2026-10 for a month, two days for any other; nothing where each has its
    own."""
    if narrowing.period is None:
        return ""
    span = span_of(narrowing.period, today)
    if span.first.day == 1 and span.last == last_of("month", span.first):
        return title("month", span.first)
    return f"{span.first:%Y%m%d}-{span.last:%Y%m%d}"
