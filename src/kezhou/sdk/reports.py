"""What modules bring to reports at start-up: ready-made reports, tiles on the dashboards that roles begin with, items
of the statistics, and figures that a module reckons itself."""

from kezhou.platform.reports.definition import Measure
from kezhou.platform.reports.figures import Figure, FigureColumn, Figured, FigureQuery, FigureRow, figure
from kezhou.platform.reports.periods import UNITS, Relative, Span, midnight, start_of, stepped
from kezhou.platform.reports.statitems import StatItem, StatQuery, Sums, stat_item
from kezhou.platform.reports.templates import ReportTemplate, Tile, dashboard_tiles, grouped, report_template

__all__ = [
    "UNITS",
    "Figure",
    "FigureColumn",
    "FigureQuery",
    "FigureRow",
    "Figured",
    "Measure",
    "Relative",
    "ReportTemplate",
    "Span",
    "StatItem",
    "StatQuery",
    "Sums",
    "Tile",
    "dashboard_tiles",
    "figure",
    "grouped",
    "midnight",
    "report_template",
    "start_of",
    "stat_item",
    "stepped",
]
