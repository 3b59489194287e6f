"""Opportunities in reports: what comes with the product, what statistics count, and what targets are set for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kezhou.modules.targets import api as targets
from kezhou.sdk.reports import Measure, ReportTemplate, StatItem, Tile, dashboard_tiles, report_template, stat_item

GROUP = _("Opportunities")
WON = {"field": "state", "op": "eq", "value": "won"}
LOST = {"field": "state", "op": "eq", "value": "lost"}
OPEN = {"field": "state", "op": "eq", "value": "open"}
ENDED = {"field": "state", "op": "in", "value": ["won", "lost"]}
COUNT = {"fn": "count"}
MONTH = {"unit": "month", "from": 0, "to": 0}
QUARTER = {"unit": "quarter", "from": 0, "to": 0}
YEAR = {"unit": "month", "from": -11, "to": 0}
HALF = {"unit": "month", "from": -5, "to": 0}
AMOUNT = Measure("sum", "amount")
AMOUNT_JSON = {"fn": "sum", "field": "amount"}


def register() -> None:
    """Called once at start-up."""
    targets.measure(
        targets.Measure("won_amount", _("Won amount"), "money", "opportunity", "closed_on", "amount", WON,
                        color="purple", order=30)
    )  # fmt: skip
    for item in (
        StatItem("opportunities.new", _("New opportunities"), GROUP, "opportunity", date_field="opened_on"),
        StatItem("opportunities.new_amount", _("Amount of new opportunities"), GROUP, "opportunity", None, AMOUNT,
                 "opened_on"),
        StatItem("opportunities.won", _("Opportunities won"), GROUP, "opportunity", WON, date_field="closed_on"),
        StatItem("opportunities.won_amount", _("Won amount"), GROUP, "opportunity", WON, AMOUNT, "closed_on"),
        StatItem("opportunities.won_customers", _("Customers that bought"), GROUP, "opportunity", WON,
                 Measure("distinct", "customer"), "closed_on"),
        StatItem("opportunities.lost", _("Opportunities lost"), GROUP, "opportunity", LOST, date_field="closed_on"),
        StatItem("opportunities.open", _("Open opportunities"), GROUP, "opportunity", OPEN, stock=True,
                 date_field="opened_on"),
        StatItem("opportunities.open_amount", _("Amount of open opportunities"), GROUP, "opportunity", OPEN, AMOUNT,
                 "opened_on", stock=True),
    ):  # fmt: skip
        stat_item(item)
    for template in (
        ReportTemplate(
            "sales.month",
            _("Sales this month"),
            {"items": ["opportunities.new", "opportunities.won", "opportunities.won_amount",
                       "opportunities.new_amount"],
             "by": "month", "chart": "number", "period": MONTH, "compare": "previous"},
        ),
        ReportTemplate(
            "sales.won_by_month",
            _("Won amount by month"),
            {"entity": "opportunity", "filter": WON, "measures": [AMOUNT_JSON], "date_field": "closed_on",
             "dimensions": [{"field": "closed_on", "grain": "month"}], "period": YEAR, "chart": "bar",
             "compare": "year"},
        ),
        ReportTemplate(
            "sales.expected",
            _("Expected to close, by month"),
            {"entity": "opportunity", "filter": OPEN, "date_field": "expected_on",
             "measures": [AMOUNT_JSON, {"fn": "sum", "field": "weighted_amount"}],
             "dimensions": [{"field": "expected_on", "grain": "month"}],
             "period": {"unit": "month", "from": 0, "to": 5}, "chart": "bar"},
        ),
        ReportTemplate(
            "sales.lost_reasons",
            _("Why opportunities were lost"),
            {"entity": "opportunity", "filter": LOST, "measures": [COUNT, AMOUNT_JSON], "date_field": "closed_on",
             "dimensions": [{"field": "lost_reason"}], "period": HALF, "chart": "pie"},
        ),
        ReportTemplate(
            "sales.best",
            _("Won amount this quarter, who leads"),
            {"entity": "opportunity", "filter": WON, "measures": [AMOUNT_JSON, COUNT], "date_field": "closed_on",
             "dimensions": [{"field": "owner"}], "period": QUARTER, "chart": "bar", "top": 10},
        ),
        ReportTemplate(
            "sales.best_departments",
            _("Won amount this quarter by department"),
            {"entity": "opportunity", "filter": WON, "measures": [AMOUNT_JSON], "date_field": "closed_on",
             "dimensions": [{"field": "dept"}], "period": QUARTER, "chart": "bar", "top": 10},
        ),
        ReportTemplate(
            "sales.win_rate",
            _("Win rate by month"),
            {"entity": "opportunity", "filter": ENDED, "date_field": "closed_on",
             "measures": [{"fn": "ratio", "of": 1, "by": 2}, {"fn": "count", "filter": WON}, COUNT],
             "dimensions": [{"field": "closed_on", "grain": "month"}], "period": YEAR, "chart": "table"},
        ),
        ReportTemplate(
            "sales.by_source",
            _("Won amount by source"),
            {"entity": "opportunity", "filter": WON, "measures": [AMOUNT_JSON, COUNT], "date_field": "closed_on",
             "dimensions": [{"field": "source"}], "period": YEAR, "chart": "bar", "top": 10},
        ),
        ReportTemplate(
            "sales.mine_open",
            _("My largest open opportunities by stage"),
            {"entity": "opportunity", "filter": {"and": [OPEN, {"field": "owner", "op": "eq", "value": "$me"}]},
             "measures": [AMOUNT_JSON, COUNT], "dimensions": [{"field": "stage"}], "chart": "bar"},
        ),
    ):  # fmt: skip
        report_template(template)
    month, expected = Tile("sales.month", 6, 2, 10), Tile("sales.expected", 6, 4, 22)
    best, lost = Tile("sales.best", 6, 4, 40), Tile("sales.lost_reasons", 6, 4, 41)
    dashboard_tiles("ceo", expected, Tile("sales.best_departments", 6, 4, 41))
    dashboard_tiles("director", month, expected, best, lost)
    dashboard_tiles("manager", month, expected, best, lost)
    dashboard_tiles("sales", month, Tile("sales.expected", 6, 4, 30))
    dashboard_tiles("month_end", month, best, lost)
