"""Opportunities in reports: what comes with the product, what statistics count, and what targets are set for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kezhou.modules.targets import api as targets
from kezhou.sdk.reports import (
    Measure,
    ReportTemplate,
    StatItem,
    Tile,
    dashboard_tiles,
    grouped,
    report_template,
    stat_item,
)

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
        grouped("sales.won_by_month", _("Won amount by month"), "opportunity", "closed_on", [AMOUNT_JSON],
                over=("closed_on", YEAR), where=WON, grain="month", compare="year"),
        grouped("sales.expected", _("Expected to close, by month"), "opportunity", "expected_on",
                [AMOUNT_JSON, {"fn": "sum", "field": "weighted_amount"}],
                over=("expected_on", {"unit": "month", "from": 0, "to": 5}), where=OPEN, grain="month"),
        grouped("sales.lost_reasons", _("Why opportunities were lost"), "opportunity", "lost_reason",
                [COUNT, AMOUNT_JSON], over=("closed_on", HALF), where=LOST, chart="pie"),
        grouped("sales.best", _("Won amount this quarter, who leads"), "opportunity", "owner", [AMOUNT_JSON, COUNT],
                over=("closed_on", QUARTER), where=WON, top=10),
        grouped("sales.best_departments", _("Won amount this quarter by department"), "opportunity", "dept",
                [AMOUNT_JSON], over=("closed_on", QUARTER), where=WON, top=10),
        ReportTemplate(
            "sales.win_rate",
            _("Win rate by month"),
            {"entity": "opportunity", "filter": ENDED, "date_field": "closed_on",
             "measures": [{"fn": "ratio", "of": 1, "by": 2}, {"fn": "count", "filter": WON}, COUNT],
             "dimensions": [{"field": "closed_on", "grain": "month"}], "period": YEAR, "chart": "table"},
        ),
        grouped("sales.by_source", _("Won amount by source"), "opportunity", "source", [AMOUNT_JSON, COUNT],
                over=("closed_on", YEAR), where=WON, top=10),
        grouped("sales.mine_open", _("My largest open opportunities by stage"), "opportunity", "stage",
                [AMOUNT_JSON, COUNT], where={"and": [OPEN, {"field": "owner", "op": "eq", "value": "$me"}]}),
    ):  # fmt: skip
        report_template(template)
    month, expected = Tile("sales.month", 6, 2, 10), Tile("sales.expected", 6, 4, 22)
    best, lost = Tile("sales.best", 6, 4, 40), Tile("sales.lost_reasons", 6, 4, 41)
    dashboard_tiles("ceo", expected, Tile("sales.best_departments", 6, 4, 41))
    dashboard_tiles("director", month, expected, best, lost)
    dashboard_tiles("manager", month, expected, best, lost)
    dashboard_tiles("sales", month, Tile("sales.expected", 6, 4, 30))
    dashboard_tiles("month_end", month, best, lost)
