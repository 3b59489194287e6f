"""Reports over customers and contacts that come with the product, and what they count in the statistics."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.modules.targets import api as targets
from kezhou.sdk.pools import flow_sums
from kezhou.sdk.reports import (
    ReportTemplate,
    StatItem,
    StatQuery,
    Sums,
    Tile,
    dashboard_tiles,
    midnight,
    report_template,
    stat_item,
)

CUSTOMERS = _("Customers")
POOLS = _("Pools")
NUMBER = {"fn": "count"}
MINE = {"field": "owner", "op": "eq", "value": "$me"}
SILENT = {
    "or": [
        {"field": "last_follow_up_at", "op": "empty"},
        {"not": {"field": "last_follow_up_at", "op": "within", "value": {"unit": "day", "from": -29, "to": 0}}},
    ]
}


def _came_in(ctx: Ctx, asked: StatQuery) -> Sums:
    return _flow(ctx, asked, "in")


def _came_out(ctx: Ctx, asked: StatQuery) -> Sums:
    return _flow(ctx, asked, "out")


def _flow(ctx: Ctx, asked: StatQuery, way: str) -> Sums:
    return flow_sums(
        ctx,
        "customer",
        "in" if way == "in" else "out",
        midnight(asked.span.first),
        midnight(asked.span.end),
        by="person" if asked.by in ("person", "department", "position") else asked.by,
        department=asked.department,
        action=asked.action,
    )


def register() -> None:
    """Called once at start-up."""
    targets.measure(
        targets.Measure("new_customers", _("New customers"), "number", "customer", customer="", color="green", order=40)
    )
    for template in (
        ReportTemplate(
            "customers.new",
            _("New customers this month"),
            {"entity": "customer", "measures": [NUMBER], "date_field": "created_at", "chart": "number",
             "period": {"unit": "month", "from": 0, "to": 0}, "compare": "previous"},
        ),
        ReportTemplate(
            "customers.new_by_month",
            _("New customers by month"),
            {"entity": "customer", "measures": [NUMBER], "date_field": "created_at", "chart": "line",
             "dimensions": [{"field": "created_at", "grain": "month"}],
             "period": {"unit": "month", "from": -11, "to": 0}},
        ),
        ReportTemplate(
            "customers.by_level",
            _("Customers by level"),
            {"entity": "customer", "measures": [NUMBER], "chart": "pie", "dimensions": [{"field": "level"}],
             "sort": {"by": "key"}},
        ),
        ReportTemplate(
            "customers.by_status",
            _("Customers by status"),
            {"entity": "customer", "measures": [NUMBER], "chart": "bar", "dimensions": [{"field": "status"}],
             "sort": {"by": "key"}},
        ),
        ReportTemplate(
            "customers.by_owner",
            _("Customers by owner"),
            {"entity": "customer", "measures": [NUMBER], "chart": "bar", "dimensions": [{"field": "owner"}],
             "top": 10},
        ),
        ReportTemplate(
            "customers.by_region",
            _("Customers by province"),
            {"entity": "customer", "measures": [NUMBER], "chart": "bar",
             "dimensions": [{"field": "region", "grain": "province"}], "top": 12},
        ),
        ReportTemplate(
            "customers.by_source",
            _("Customers by source and level"),
            {"entity": "customer", "measures": [NUMBER], "chart": "pivot",
             "dimensions": [{"field": "source"}, {"field": "level"}], "top": 20},
        ),
        ReportTemplate(
            "customers.silent",
            _("Silent for 30 days, by owner"),
            {"entity": "customer", "filter": SILENT, "measures": [NUMBER], "chart": "bar",
             "dimensions": [{"field": "owner"}], "top": 10},
        ),
        ReportTemplate(
            "customers.mine_by_status",
            _("My customers by status"),
            {"entity": "customer", "filter": MINE, "measures": [NUMBER], "chart": "bar",
             "dimensions": [{"field": "status"}], "sort": {"by": "key"}},
        ),
        ReportTemplate(
            "customers.mine_by_level",
            _("My customers by level"),
            {"entity": "customer", "filter": MINE, "measures": [NUMBER], "chart": "pie",
             "dimensions": [{"field": "level"}], "sort": {"by": "key"}},
        ),
        ReportTemplate(
            "pools.flow",
            _("Into and out of pools"),
            {"items": ["pools.in", "pools.out"], "by": "day", "chart": "bar",
             "period": {"unit": "day", "from": -13, "to": 0}},
        ),
    ):  # fmt: skip
        report_template(template)
    for item in (
        StatItem("customers.stock", _("Customers in hand"), CUSTOMERS, "customer", stock=True),
        StatItem("contacts.new", _("New contacts"), CUSTOMERS, "contact"),
        StatItem("pools.in", _("Went into pools"), POOLS, "customer", sums=_came_in, rows=False),
        StatItem("pools.out", _("Came out of pools"), POOLS, "customer", sums=_came_out, rows=False),
    ):
        stat_item(item)
    dashboard_tiles("ceo", Tile("customers.by_level", 4, 4, 51))
    dashboard_tiles("director", Tile("customers.by_level", 4, 4, 51), Tile("customers.by_region", 6, 4, 53))
    dashboard_tiles("manager", Tile("customers.silent", 6, 4, 53))
    dashboard_tiles(
        "sales",
        Tile("customers.mine_by_status", 6, 4, 40),
        Tile("customers.mine_by_level", 6, 4, 41),
    )
    dashboard_tiles(
        "service",
        Tile("customers.by_status", 6, 4, 20),
        Tile("customers.silent", 6, 4, 21),
        Tile("customers.by_source", 6, 4, 41),
    )
