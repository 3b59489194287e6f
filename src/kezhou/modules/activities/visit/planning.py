"""Planning visits to many customers in one step, spread over working days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.sdk import records
from kezhou.sdk.calendar import is_working_day

MAX_CUSTOMERS = 100
PER_DAY = 4
MAX_PER_DAY = 12
MINUTES = 60
BREAK = 30
"""Minutes on the way between two visits."""
MAX_DAYS_LOOKED_AT = 60


def plan_many(ctx: Ctx, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One visit per customer in the order given, from `first` on, `per_day` a day, working days only.

    An answer per customer: the visit's id, or the problem. The address is what the planner sees of the customer.
    """
    customers: list[int] = given["customers"]
    per_day, minutes = given["per_day"] or PER_DAY, given["minutes"] or MINUTES
    errors = []
    if len(customers) > MAX_CUSTOMERS:
        message = _("At most %(limit)d customers can be planned at once.") % {"limit": MAX_CUSTOMERS}
        errors.append(FieldError("customers", "too_many", message))
    if not 1 <= per_day <= MAX_PER_DAY:
        message = _("This must lie between 1 and %(limit)d.") % {"limit": MAX_PER_DAY}
        errors.append(FieldError("per_day", "out_of_range", message))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    addresses = _addresses(ctx, customers)
    rows = [
        {
            "customer": customer,
            "purpose": given["purpose"],
            "planned_at": at.isoformat(),
            "planned_minutes": minutes,
            "address": addresses.get(customer),
        }
        for customer, at in zip(customers, _times(given["first"], per_day, minutes), strict=False)
    ]
    return [
        {"customer": row["customer"], "id": draft.id, "planned_at": row["planned_at"]}
        if draft.problem is None
        else {"customer": row["customer"], "problem": {"code": draft.problem.code, "errors": _told(draft.problem)}}
        for row, draft in zip(rows, records.create_many(ctx, "visit", rows), strict=True)
    ]


def _addresses(ctx: Ctx, customers: list[int]) -> Mapping[int, str]:
    chosen = {"field": "id", "op": "in", "value": customers}
    page = records.find(ctx, "customer", chosen, fields=("address",), limit=MAX_CUSTOMERS)
    return {item["id"]: item["address"] for item in page.items if item.get("address") and not item.get("_masked")}


def _times(first: datetime, per_day: int, minutes: int) -> Iterator[datetime]:
    """The beginnings of visits: `per_day` on each working day, at the hours of the first day."""
    start = first.astimezone(COMPANY_ZONE)
    for offset in range(MAX_DAYS_LOOKED_AT * 2):
        day = start + timedelta(days=offset)
        if offset and not is_working_day(day.date()):
            continue
        for place in range(per_day):
            yield day + timedelta(minutes=place * (minutes + BREAK))


def _told(problem: Any) -> list[dict[str, Any]]:
    return [{"path": e.path, "code": e.code, "message": str(e.message)} for e in getattr(problem, "errors", ())]
