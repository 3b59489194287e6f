"""Leads in reports: what statistics count, and what those who bring leads in begin with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk.reports import ReportTemplate, StatItem, Tile, dashboard_tiles, report_template, stat_item

GROUP = _("Leads")
CONVERTED = {"field": "state", "op": "eq", "value": "converted"}
DROPPED = {"field": "state", "op": "eq", "value": "dropped"}
OPEN = {"field": "state", "op": "in", "value": ["new", "working", "qualified"]}
COUNT = {"fn": "count"}
BECAME = {"fn": "count", "filter": CONVERTED, "label": pgettext_lazy("lead", "Converted")}
RATE = {"fn": "ratio", "of": 2, "by": 0, "label": _("Conversion rate")}
MONTH = {"unit": "month", "from": 0, "to": 0}
HALF = {"unit": "month", "from": -5, "to": 0}


def register() -> None:
    """Called once at start-up."""
    for item in (
        StatItem("leads.new", _("New leads"), GROUP, "lead"),
        StatItem("leads.converted", _("Leads converted"), GROUP, "lead", CONVERTED, date_field="converted_at"),
        StatItem("leads.dropped", _("Leads dropped"), GROUP, "lead", DROPPED, date_field="dropped_at"),
        StatItem("leads.open", _("Leads in work"), GROUP, "lead", OPEN, stock=True),
    ):
        stat_item(item)
    for template in (
        ReportTemplate(
            "leads.month",
            _("Leads this month"),
            {"items": ["leads.new", "leads.converted", "leads.dropped"], "by": "month", "chart": "number",
             "period": MONTH, "compare": "previous"},
        ),
        ReportTemplate(
            "leads.by_month",
            _("New leads by month"),
            {"entity": "lead", "measures": [COUNT, BECAME], "date_field": "created_at", "chart": "bar",
             "dimensions": [{"field": "created_at", "grain": "month"}], "period": HALF},
        ),
        ReportTemplate(
            "leads.by_source",
            _("Leads and conversion by source"),
            {"entity": "lead", "measures": [COUNT, RATE, BECAME], "date_field": "created_at", "chart": "table",
             "dimensions": [{"field": "source"}], "period": HALF, "top": 10},
        ),
        ReportTemplate(
            "leads.by_campaign",
            _("Leads and conversion by campaign"),
            {"entity": "lead", "measures": [COUNT, RATE, BECAME], "date_field": "created_at", "chart": "table",
             "filter": {"field": "campaign", "op": "not_empty"}, "dimensions": [{"field": "campaign"}],
             "period": HALF, "top": 10},
        ),
        ReportTemplate(
            "leads.by_grade",
            _("Leads in work by grade"),
            {"entity": "lead", "filter": OPEN, "measures": [COUNT], "chart": "pie",
             "dimensions": [{"field": "grade"}], "sort": {"by": "key"}},
        ),
        ReportTemplate(
            "leads.drop_reasons",
            _("Why leads were dropped"),
            {"entity": "lead", "filter": DROPPED, "measures": [COUNT], "date_field": "dropped_at", "chart": "pie",
             "dimensions": [{"field": "drop_reason"}], "period": HALF},
        ),
    ):  # fmt: skip
        report_template(template)
    dashboard_tiles(
        "marketing",
        Tile("leads.month", 12, 2, 10),
        Tile("leads.by_month", 6, 4, 20),
        Tile("leads.by_grade", 6, 4, 21),
        Tile("leads.by_source", 6, 5, 30),
        Tile("leads.by_campaign", 6, 5, 31),
        Tile("leads.drop_reasons", 6, 4, 40),
    )
