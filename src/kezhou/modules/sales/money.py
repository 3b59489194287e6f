"""What an opportunity has cost, beside what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.sdk import records
from kezhou.sdk.query import entity, fetch_all, field_rights, may, right


def costs(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{budget, spent: [{amount, currency}], by_kind: [{kind, label, amount, currency, count}]}` of the expenses that
    the reader may see. Raises `NotFound`."""
    record = records.get(ctx, "opportunity", given["record_id"])
    if record is None:
        raise NotFound()
    expense = entity(ctx, "opportunity_expense")
    shown = may(ctx, expense, "view") and field_rights(ctx, expense)["amount"].view == "full"
    rows = []
    if shown:
        seen = right(ctx, expense, "view")
        rows = fetch_all(
            "SELECT t.kind, t.amount_currency, sum(t.amount), count(*) FROM sales_opportunityexpense t "  # noqa: S608
            f"WHERE t.opportunity_id = %s AND t.deleted_at IS NULL AND {seen.text} GROUP BY 1, 2 ORDER BY 3 DESC",
            (record["id"], *seen.params),
        )
    labels = {choice.value: choice.label for choice in expense.fields["kind"].choices}
    spent: dict[str, Any] = {}
    for _kind, currency, amount, _count in rows:
        spent[currency] = spent.get(currency, 0) + amount
    return {
        "budget": record.get("budget"),
        "spent": [{"amount": str(amount), "currency": currency} for currency, amount in sorted(spent.items())],
        "by_kind": [
            {"kind": kind, "label": labels.get(kind, kind), "currency": currency, "amount": str(amount), "count": count}
            for kind, currency, amount, count in rows
        ],
    }
