"""What is planned to come in, week by week (回款预测), over the plans that the reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance.ageing import seen_plans
from kezhou.modules.finance.head import currency_of
from kezhou.sdk.query import fetch_all

WEEKS = 13
_BY_WEEK = """
SELECT CASE WHEN t.planned_on < %s THEN -1 ELSE least((t.planned_on - %s) / 7, %s) END, count(*), sum(t.outstanding)
  FROM finance_receiptplan t
 WHERE t.deleted_at IS NULL AND t.state IN ('due', 'part', 'overdue') AND t.amount_currency = %s AND {seen}
 GROUP BY 1"""


def forecast(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{currency, overdue, weeks: [{from, to, count, amount}], later}`: thirteen weeks from the Monday of this one.
    `overdue` is what should have come before today, `later` what is planned behind the last week."""
    today = company_today(ctx.clock)
    monday = today - timedelta(days=today.weekday())
    currency = currency_of(given)
    seen = seen_plans(ctx)
    rows = fetch_all(_BY_WEEK.format(seen=seen.text), (today, monday, WEEKS, currency, *seen.params))
    found = {row[0]: {"count": row[1], "amount": f"{row[2]:.2f}"} for row in rows}
    nothing = {"count": 0, "amount": "0.00"}
    weeks = [
        {
            "from": (monday + timedelta(weeks=at)).isoformat(),
            "to": (monday + timedelta(weeks=at, days=6)).isoformat(),
            **found.get(at, nothing),
        }
        for at in range(WEEKS)
    ]
    return {
        "currency": currency,
        "overdue": found.get(-1, nothing),
        "weeks": weeks,
        "later": found.get(WEEKS, nothing),
    }
