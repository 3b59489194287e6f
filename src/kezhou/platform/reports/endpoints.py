"""The calls of reports, dashboards, statistics and schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.identity.limits import hit
from kezhou.platform.records.endpoints import JSON, Endpoint, Input
from kezhou.platform.records.endpoints import register as endpoint

from . import answer, dashboards, offer, packs, shares, statitems, stats, store, templates
from .models import Dashboard, Report
from .told import dashboard_head, dashboard_told, report_told, start_pack

PER_MINUTE = 300
"""Reports that one person may ask for; a page of twelve tiles is one call."""

NARROWED = {"period": Input(JSON), "department": Input("integer"), "as_of": Input("date")}
REPORT = {
    "name": Input("text", max_length=60),
    "description": Input("text", max_length=300),
    "definition": Input(JSON),
    "shares": Input(JSON),
}
DASHBOARD = {
    "name": Input("text", max_length=60),
    "description": Input("text", max_length=300),
    "tiles": Input(JSON),
    "period": Input(JSON),
    "department": Input("integer"),
    "shares": Input(JSON),
}
VERSION = {"version": Input("integer")}
WHICH = {"report": Input("integer"), "dashboard": Input("integer"), "template": Input("text", max_length=60)}
REPORT_WORDS = ("name", "description", "definition")


def register() -> None:
    """Called once at start-up."""
    report, board = "report/{int:report_id}", "dashboard/{int:dashboard_id}"
    for one in (
        Endpoint("report/sources", _sources, summary="Of what one may build a report"),
        Endpoint("report/fields", _fields, input={"entity": Input(required=True)},
                 summary="Groups, figures and dates of an entity"),
        Endpoint("report/run", _run, "POST", input={"definition": Input(JSON, required=True), **NARROWED},
                 summary="The answer to a definition"),
        Endpoint("report", _reports, summary="Reports that one may use, and those that come with the product"),
        Endpoint("report", _create_report, "POST", input=REPORT, summary="Keep a report", status=201),
        Endpoint(report, _report, summary="One report"),
        Endpoint(report, _change_report, "PATCH", input={**REPORT, **VERSION}, summary="Change a report"),
        Endpoint(report, _delete_report, "DELETE", summary="Put a report away", status=204),
        Endpoint("report/pack", _pack, "POST", input={**WHICH, **NARROWED, "definition": Input(JSON)},
                 summary="A report, kept or not, or a dashboard with a sheet per report, as a spreadsheet"),
        Endpoint("dashboard", _boards, summary="Dashboards that one may use, and which one opens first"),
        Endpoint("dashboard", _create_board, "POST", input=DASHBOARD, summary="A new dashboard", status=201),
        Endpoint(board, _board, summary="One dashboard with its reports"),
        Endpoint(board, _change_board, "PATCH", input={**DASHBOARD, **VERSION}, summary="Change a dashboard"),
        Endpoint(board, _delete_board, "DELETE", summary="Put a dashboard away", status=204),
        Endpoint("dashboard/first", _first, summary="The dashboard that one begins with"),
        Endpoint("dashboard/first", _choose, "PUT", input={k: v for k, v in WHICH.items() if k != "report"},
                 summary="Begin with another one"),
        Endpoint("dashboard/template", _template, input={"key": Input(required=True)},
                 summary="A dashboard that comes with the product"),
        Endpoint("dashboard/data", _data, "POST", input={**WHICH, **NARROWED, "tiles": Input(JSON)},
                 summary="The answers of all tiles, or of those that are named"),
        Endpoint("stat/items", _items, summary="Figures that can be chosen, and by what"),
    ):  # fmt: skip
        endpoint(one)
    from . import schedule_endpoints

    schedule_endpoints.register()


def _sources(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return {"items": offer.entities(ctx), "next": None}


def _fields(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return offer.fields(ctx, values["entity"])


def _run(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    _limited(ctx)
    return answer.answer(ctx, values["definition"], dashboards.narrowing_of(Dashboard(), values))


def _reports(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    made = [
        {"key": one.key, "name": str(one.label), "description": str(one.description), "definition": one.asked()}
        for one in templates.offered_reports(ctx)
    ]
    kept = store.listed(ctx, Report)
    opened = shares.told(kept)
    return {"items": [report_told(ctx, one, opened.get(one.id, [])) for one in kept], "templates": made, "next": None}


def _create_report(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return _one_report(ctx, store.create(ctx, Report, REPORT_WORDS, values, _take_report).id)


def _report(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return _one_report(ctx, values["report_id"])


def _change_report(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return _one_report(ctx, store.change(ctx, Report, REPORT_WORDS, values["report_id"], values, _take_report).id)


def _delete_report(ctx: Ctx, values: Mapping[str, Any]) -> None:
    store.delete(ctx, Report, values["report_id"])


def _take_report(ctx: Ctx, kept: Report, values: Mapping[str, Any]) -> None:
    if kept.id is None or "definition" in values:
        kept.entity = answer.check(ctx, values.get("definition"))
        kept.definition = values["definition"]


def _one_report(ctx: Ctx, report_id: int) -> Any:
    kept = store.find(ctx, Report, report_id)
    return report_told(ctx, kept, shares.told([kept]).get(kept.id, []))


def _pack(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return {"job": start_pack(ctx, values)}


def _boards(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    kept = store.listed(ctx, Dashboard)
    opened = shares.told(kept)
    made = [{"key": one.key, "name": str(one.label)} for one in templates.BUILT_IN]
    first = dashboards.chosen(ctx)
    return {
        "items": [dashboard_head(ctx, one, opened.get(one.id, [])) for one in kept],
        "templates": made,
        "first": first.id if isinstance(first, Dashboard) else None,
        "first_template": first.key if isinstance(first, templates.DashboardTemplate) else "",
        "next": None,
    }


def _create_board(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    made = store.create(ctx, Dashboard, dashboards.WORDS, {**values, "tiles": values["tiles"] or []}, dashboards.take)
    return dashboard_told(ctx, store.find(ctx, Dashboard, made.id))


def _board(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return dashboard_told(ctx, store.find(ctx, Dashboard, values["dashboard_id"]))


def _change_board(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    kept = store.change(ctx, Dashboard, dashboards.WORDS, values["dashboard_id"], values, dashboards.take)
    return dashboard_told(ctx, store.find(ctx, Dashboard, kept.id))


def _delete_board(ctx: Ctx, values: Mapping[str, Any]) -> None:
    store.delete(ctx, Dashboard, values["dashboard_id"])


def _first(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    found = dashboards.chosen(ctx)
    return {"dashboard": None if found is None else dashboard_told(ctx, found)}


def _choose(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    dashboards.choose(ctx, values["dashboard"], values["template"] or "")
    return _first(ctx, values)


def _template(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    found = templates.find(values["key"])
    if found is None:
        raise NotFound()
    return dashboard_told(ctx, found)


def _data(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    _limited(ctx)
    subject, only = packs.find(ctx, values), values["tiles"]
    if only is not None:
        named = set(only) if isinstance(only, list) and all(isinstance(one, str) for one in only) else set()
        subject = replace(subject, tiles=[tile for tile in subject.tiles if tile["id"] in named])
    return {"tiles": packs.answers(ctx, subject)}


def _items(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    items = [
        {"key": item.key, "label": str(item.label), "group": str(item.group), "stock": item.stock}
        for item in statitems.offered(ctx)
    ]
    return {"items": items, "groups": [{"key": k, "label": str(label)} for k, label in stats.GROUPS.items()]}


def _limited(ctx: Ctx) -> None:
    hit(f"reports:{ctx.actor.id}", PER_MINUTE, 60, ctx.clock.now())
