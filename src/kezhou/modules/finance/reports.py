"""Money in reports: what was planned, came in and is still owed; what statistics count and targets are set for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.targets import api as targets
from kezhou.sdk.reports import (
    Figure,
    FigureColumn,
    Figured,
    FigureQuery,
    FigureRow,
    Measure,
    ReportTemplate,
    StatItem,
    Tile,
    dashboard_tiles,
    figure,
    report_template,
    stat_item,
)

from .ageing import FIGURES, bands

PLAN = {"fn": "sum", "field": "amount", "label": _("Planned amount")}
CAME = {"fn": "sum", "field": "received", "label": _("Received amount")}
GROUP = _("Receipts and invoices")
APPROVED = {"field": "approval_state", "op": "eq", "value": "approved"}
RECEIVED = {"and": [APPROVED, {"field": "kind", "op": "eq", "value": "money"}]}
"""Money that came in; what is taken from a prepayment came in before."""
PLANNED = {"field": "state", "op": "in", "value": ["due", "part", "overdue", "done"]}
OVERDUE = {"field": "state", "op": "eq", "value": "overdue"}
ISSUED = {"field": "state", "op": "in", "value": ["issued", "delivered", "reversed"]}
AMOUNT = Measure("sum", "amount")
COUNT, SUM = {"fn": "count"}, {"fn": "sum", "field": "amount"}
MONTH = {"unit": "month", "from": 0, "to": 0}
YEAR = {"unit": "month", "from": -11, "to": 0}
BANDS: Mapping[str, tuple[Any, int | None, int | None]] = {
    "not_due": (pgettext_lazy("age", "Not due"), None, 0),
    "d30": (pgettext_lazy("age", "1–30 days"), 1, 30),
    "d60": (pgettext_lazy("age", "31–60 days"), 31, 60),
    "d90": (pgettext_lazy("age", "61–90 days"), 61, 90),
    "d180": (pgettext_lazy("age", "91–180 days"), 91, 180),
    "older": (pgettext_lazy("age", "Over 180 days"), 181, None),
}
"""The age of what is owed → its name, and the days since it fell due, from and to."""


def _ages(ctx: Ctx, asked: FigureQuery) -> Figured:
    """What customers owe by age, in the base currency, today or at the end of a past day."""
    on = asked.as_of or company_today(ctx.clock)
    total = bands(ctx, on, asked.department, asked.action)
    rows = [FigureRow(str(BANDS[key][0]), [total[key]], _within(on, key)) for key in FIGURES[1:]]
    owed = {"field": "state", "op": "in", "value": ["due", "part", "overdue"]}
    narrowed = [{"field": "dept", "op": "under", "value": asked.department}] if asked.department is not None else []
    column = FigureColumn(str(_("Outstanding")), "money", left_out=total["other_currencies"])
    return Figured(str(pgettext_lazy("age", "Overdue")), [column], rows, [total["total"]], {"and": [owed, *narrowed]})


def _within(on: date, key: str) -> Mapping[str, Any]:
    _name, first, last = BANDS[key]
    parts = []
    if last is not None:
        parts.append({"field": "planned_on", "op": "gte", "value": (on - timedelta(days=last)).isoformat()})
    if first is not None:
        parts.append({"field": "planned_on", "op": "lte", "value": (on - timedelta(days=first)).isoformat()})
    return {"and": parts}


def register() -> None:
    """Called once at start-up."""
    refunds = targets.Measure("refunds", _("Refunds"), "money", "refund", "refunded_on", "amount", APPROVED)
    targets.measure(
        targets.Measure("receipts", _("Receipts"), "money", "receipt", "received_on", "amount", RECEIVED,
                        color="green", less=refunds, order=20)
    )  # fmt: skip
    figure(Figure("finance.ageing", _("Receivables by age"), "receipt_plan", _ages, past=True))
    for item in (
        StatItem("receipts.amount", _("Money received"), GROUP, "receipt", RECEIVED, AMOUNT, "received_on"),
        StatItem("receipts.count", _("Number of receipts"), GROUP, "receipt", RECEIVED, date_field="received_on"),
        StatItem("receipts.planned", _("Planned to come in"), GROUP, "receipt_plan", PLANNED, AMOUNT, "planned_on"),
        StatItem("receipts.overdue", _("Overdue"), GROUP, "receipt_plan", OVERDUE, Measure("sum", "outstanding"),
                 "planned_on", stock=True),
        StatItem("refunds.amount", _("Refunded"), GROUP, "refund", APPROVED, AMOUNT, "refunded_on"),
        StatItem("invoices.amount", _("Invoiced amount"), GROUP, "invoice", ISSUED, AMOUNT, "issued_on"),
        StatItem("invoices.count", _("Invoices issued"), GROUP, "invoice", ISSUED, date_field="issued_on"),
    ):  # fmt: skip
        stat_item(item)
    for template in (
        ReportTemplate(
            "finance.month",
            _("Money this month"),
            {"items": ["receipts.amount", "receipts.planned", "invoices.amount", "refunds.amount"], "by": "month",
             "chart": "number", "period": MONTH, "compare": "previous"},
        ),
        ReportTemplate(
            "finance.completion",
            _("Receipts against the plan"),
            {"entity": "receipt_plan", "filter": PLANNED, "date_field": "planned_on",
             "measures": [{"fn": "ratio", "of": 2, "by": 1, "label": _("Completion")}, PLAN, CAME],
             "period": MONTH, "chart": "number", "compare": "previous"},
        ),
        ReportTemplate(
            "finance.plan_by_month",
            _("Planned and received by month"),
            {"entity": "receipt_plan", "filter": PLANNED, "date_field": "planned_on",
             "measures": [PLAN, CAME],
             "dimensions": [{"field": "planned_on", "grain": "month"}],
             "period": {"unit": "month", "from": -5, "to": 3}, "chart": "bar"},
        ),
        ReportTemplate("finance.ageing", _("Receivables by age"), {"figure": "finance.ageing", "chart": "bar"}),
        ReportTemplate(
            "finance.overdue",
            _("Overdue by customer"),
            {"entity": "receipt_plan", "filter": OVERDUE, "measures": [{"fn": "sum", "field": "outstanding"}, COUNT],
             "dimensions": [{"field": "customer"}], "chart": "table", "top": 7},
        ),
        ReportTemplate(
            "finance.overdue_by_owner",
            _("Overdue by person in charge"),
            {"entity": "receipt_plan", "filter": OVERDUE, "measures": [{"fn": "sum", "field": "outstanding"}],
             "dimensions": [{"field": "owner"}], "chart": "bar", "top": 10},
        ),
        ReportTemplate(
            "finance.received_by_method",
            _("Receipts by method of payment"),
            {"entity": "receipt", "filter": RECEIVED, "measures": [SUM], "dimensions": [{"field": "method"}],
             "date_field": "received_on", "period": YEAR, "chart": "pie"},
        ),
        ReportTemplate(
            "finance.invoices_by_month",
            _("Invoiced by month"),
            {"entity": "invoice", "filter": ISSUED, "measures": [SUM, COUNT], "date_field": "issued_on",
             "dimensions": [{"field": "issued_on", "grain": "month"}], "period": YEAR, "chart": "line"},
        ),
    ):  # fmt: skip
        report_template(template)
    ages, completion = Tile("finance.ageing", 6, 4, 40), Tile("finance.completion", 6, 2, 12)
    dashboard_tiles("ceo", completion, ages)
    dashboard_tiles("director", completion, Tile("finance.ageing", 6, 4, 52))
    dashboard_tiles("manager", Tile("finance.ageing", 6, 4, 52))
    dashboard_tiles("sales", Tile("finance.ageing", 6, 4, 31))
    month, plan = Tile("finance.month", 12, 2, 10), Tile("finance.plan_by_month", 6, 4, 30)
    dashboard_tiles("finance", month, completion, plan, Tile("finance.ageing", 6, 4, 31),
                    Tile("finance.overdue", 6, 5, 40), Tile("finance.overdue_by_owner", 6, 4, 50),
                    Tile("finance.invoices_by_month", 6, 4, 51))  # fmt: skip
    dashboard_tiles("month_end", Tile("finance.month", 6, 2, 12), plan, Tile("finance.ageing", 6, 4, 31),
                    Tile("finance.overdue", 6, 5, 51))  # fmt: skip
