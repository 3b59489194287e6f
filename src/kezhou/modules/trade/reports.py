"""Contracts, orders and deliveries in reports: ready-made ones, what statistics count, and what targets are set for."""

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

GROUP = _("Contracts and orders")
APPROVED = {"field": "approval_state", "op": "eq", "value": "approved"}
SIGNED = {"and": [APPROVED, {"field": "state", "op": "in", "value": ["signed", "running", "completed", "expired"]}]}
"""What is agreed and was not broken off: its amount counts from the day of signing."""
ORDERED = {"and": [APPROVED, {"field": "state", "op": "ne", "value": "cancelled"}]}
RUNNING = {"field": "state", "op": "in", "value": ["signed", "running"]}
TO_DELIVER = {"and": [APPROVED, {"field": "state", "op": "in", "value": ["open", "part"]}]}
AMOUNT = Measure("sum", "amount")
COUNT, SUM = {"fn": "count"}, {"fn": "sum", "field": "amount"}
MONTH = {"unit": "month", "from": 0, "to": 0}
YEAR = {"unit": "month", "from": -11, "to": 0}


def register() -> None:
    """Called once at start-up."""
    targets.measure(
        targets.Measure("contract_amount", _("Contract amount"), "money", "contract", "signed_on", "amount", SIGNED,
                        color="blue", order=10)
    )  # fmt: skip
    for item in (
        StatItem("contracts.signed", _("Contracts signed"), GROUP, "contract", SIGNED, date_field="signed_on"),
        StatItem("contracts.amount", _("Contract amount"), GROUP, "contract", SIGNED, AMOUNT, "signed_on"),
        StatItem("contracts.customers", _("Customers with a new contract"), GROUP, "contract", SIGNED,
                 Measure("distinct", "customer"), "signed_on"),
        StatItem("orders.approved", _("Orders"), GROUP, "order", ORDERED, date_field="ordered_on"),
        StatItem("orders.amount", _("Order amount"), GROUP, "order", ORDERED, AMOUNT, "ordered_on"),
        StatItem("quotes.made", _("Quotes made"), GROUP, "quote"),
        StatItem("quotes.amount", _("Quoted amount"), GROUP, "quote", None, AMOUNT),
    ):  # fmt: skip
        stat_item(item)
    for template in (
        ReportTemplate(
            "trade.month",
            _("Contracts and orders this month"),
            {"items": ["contracts.signed", "contracts.amount", "orders.approved", "orders.amount"], "by": "month",
             "chart": "number", "period": MONTH, "compare": "previous"},
        ),
        grouped("trade.contracts_by_month", _("Contract amount by month"), "contract", "signed_on", [SUM, COUNT],
                over=("signed_on", YEAR), where=SIGNED, grain="month"),
        grouped("trade.contracts_by_customer", _("Largest customers by contract amount"), "contract", "customer",
                [SUM, COUNT], over=("signed_on", YEAR), where=SIGNED, chart="table", top=7),
        grouped("trade.ending", _("Contracts that end soon, by month"), "contract", "ends_on", [COUNT, SUM],
                over=("ends_on", {"unit": "month", "from": 0, "to": 5}), where=RUNNING, grain="month", chart="table"),
        grouped("trade.to_deliver", _("Orders to deliver, by month"), "order", "deliver_by", [COUNT, SUM],
                over=("deliver_by", {"unit": "month", "from": -2, "to": 3}), where=TO_DELIVER, grain="month",
                chart="table"),
        grouped("trade.returns", _("Goods that came back, by month"), "return_order", "created_at", [COUNT],
                over=("created_at", YEAR), grain="month", chart="line"),
    ):  # fmt: skip
        report_template(template)
    month, largest = Tile("trade.month", 6, 2, 13), Tile("trade.contracts_by_customer", 6, 5, 41)
    dashboard_tiles("director", month)
    dashboard_tiles("ceo", month, Tile("trade.contracts_by_month", 6, 4, 30))
    dashboard_tiles("finance", month, largest)
    dashboard_tiles("service", Tile("trade.to_deliver", 6, 4, 30), Tile("trade.ending", 6, 4, 31),
                    Tile("trade.returns", 6, 4, 40))  # fmt: skip
    dashboard_tiles("month_end", month, Tile("trade.contracts_by_customer", 6, 5, 50))
