"""What modules bring to reports at start-up: ready-made reports, tiles on the dashboards that roles begin with, and
figures of the statistics."""

from kezhou.platform.reports.definition import Measure
from kezhou.platform.reports.periods import Span, midnight
from kezhou.platform.reports.stats import StatItem, StatQuery, Sums, stat_item
from kezhou.platform.reports.templates import ReportTemplate, Tile, dashboard_tiles, report_template

__all__ = [
    "Measure",
    "ReportTemplate",
    "Span",
    "StatItem",
    "StatQuery",
    "Sums",
    "Tile",
    "dashboard_tiles",
    "midnight",
    "report_template",
    "stat_item",
]
