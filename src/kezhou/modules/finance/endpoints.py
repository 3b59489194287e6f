"""Calls of money beyond its entities."""

from __future__ import annotations

from kezhou.modules.finance import ageing, channels, forecast, open_items, prepayments, splitting, three_way
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint

CURRENCY = Input(max_length=3, help="Three letters; CNY where nothing is said")
ENDPOINTS = (
    Endpoint(
        "finance/ageing",
        ageing.ageing,
        permission="receipt_plan:view",
        input={
            "on": Input("date"),
            "by": Input(help="customer, owner or department"),
            "currency": CURRENCY,
            "cursor": Input(help="of the page before"),
            "limit": Input("integer"),
        },
        summary="Receivables by age",
    ),
    Endpoint(
        "finance/forecast",
        forecast.forecast,
        permission="receipt_plan:view",
        input={"currency": CURRENCY},
        summary="What is planned to come in, thirteen weeks",
    ),
    Endpoint(
        "finance/three_way",
        three_way.three_way,
        permission="contract:view",
        input={
            "only": Input(help="all, invoiced_not_received or received_not_invoiced"),
            "customer": Input("link"),
            "owner": Input("link"),
            "cursor": Input("integer", help="of the page before"),
            "limit": Input("integer"),
        },
        summary="Contracts with what was invoiced and received",
    ),
    Endpoint(
        "finance/execution",
        three_way.execution,
        input={"entity": Input(required=True), "id": Input("integer", required=True)},
        summary="How far a contract or order has come",
    ),
    Endpoint(
        "finance/prepaid",
        prepayments.prepaid,
        permission="receipt:view",
        input={"customer": Input("link", required=True)},
        summary="What a customer has paid in advance",
    ),
    Endpoint(
        "finance/open",
        open_items.open_items,
        permission="receipt_plan:view",
        input={"customer": Input("link", required=True), "currency": CURRENCY},
        summary="What money of a customer can be allocated to",
    ),
    Endpoint(
        "finance/channels",
        channels.listed,
        permission="invoice:view",
        summary="Ways to a tax platform that this installation has",
    ),
    Endpoint(
        "finance/split",
        splitting.split,
        method="POST",
        permission="receipt_plan:create",
        input={
            "entity": Input(required=True),
            "id": Input("integer", required=True),
            "periods": Input("integer"),
            "percents": Input(JSON),
            "first_on": Input("date", required=True),
            "every": Input(help="week, month, quarter, half_year or year"),
            "method": Input(),
            "remind_days": Input("integer"),
        },
        summary="Receipt plans for what is not planned yet",
        status=201,
    ),
)


def register() -> None:
    """Called once at start-up."""
    for each in ENDPOINTS:
        endpoint(each)
