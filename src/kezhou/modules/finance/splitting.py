"""A contract's amount as a set of plans: in equal periods, or by percentages."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kezhou.kernel import tax
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.kernel.money import CURRENCIES
from kezhou.modules.finance import money
from kezhou.sdk import records
from kezhou.sdk.query import fetch_one

MOST = 60
LAST_YEAR = 2199
"""The first period is at most in this year, and so the last one still in the calendar."""
EVERY = {"week": 7, "month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""Step between two periods: days for a week, else months."""
HUNDRED = Decimal(100)
_LAST = "SELECT coalesce(max(period), 0) FROM finance_receiptplan WHERE {link} = %s AND deleted_at IS NULL"


def split(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Plans for all that is not planned yet: `{ids}`. `periods` equal parts or `percents` of it, the first on
    `first_on`, then `every` week, month, quarter, half year or year; the last cent goes where rounding lost most.

    Raises `Invalid` for what does not fit together, `NotFound`, `Forbidden`, and `Conflict` `nothing_left`.
    """
    kind = given["entity"]
    weights, every = _weights(given), given.get("every") or "month"
    problems = []
    if kind not in ("contract", "order"):
        problems.append(_choice("entity", ("contract", "order")))
    if every not in EVERY:
        problems.append(_choice("every", sorted(EVERY)))
    elif given["first_on"].year > LAST_YEAR:
        text = _("This must be a day before the year %(year)d.") % {"year": LAST_YEAR + 1}
        problems.append(FieldError("first_on", "out_of_range", text, {"year": LAST_YEAR + 1}))
    if problems:
        raise Invalid(_("Some values are not right."), errors=problems)
    record = records.get(ctx, kind, given["id"])
    if record is None:
        raise NotFound()
    place: money.Place = (kind, record["id"])
    with transaction.atomic():
        row = money.lock([place])[place]
        left = row.left("planned")
        if left is None:
            text = _("The document names no amount that could be split.")
            raise Conflict(text, code="no_amount")
        digits = CURRENCIES[row.currency].digits
        if left < Decimal(len(weights)).scaleb(-digits):
            raise Conflict(_("Nothing is left to do."), code="nothing_left")
        last = fetch_one(_LAST.format(link=f"{kind}_id"), (record["id"],))
        first = (last[0] if last else 0) + 1
        plans = [
            {
                kind: record["id"],
                "period": first + at,
                "planned_on": step(given["first_on"], every, at).isoformat(),
                "amount": {"amount": str(share), "currency": row.currency},
                "method": given.get("method") or None,
                **({} if given.get("remind_days") is None else {"remind_days": given["remind_days"]}),
            }
            for at, share in enumerate(tax.spread(left, weights, digits))
        ]
        drafts = records.create_many(ctx, "receipt_plan", plans)
        for draft in drafts:
            if draft.problem is not None:
                raise draft.problem
    return {"ids": [draft.id for draft in drafts]}


def step(first: date, every: str, times: int) -> date:
    """The day so many steps after the first; a month that is shorter ends earlier (31 January, 28 February, 31
    March)."""
    if every == "week":
        return first + timedelta(days=EVERY[every] * times)
    month = first.month - 1 + EVERY[every] * times
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _weights(given: Mapping[str, Any]) -> list[Decimal]:
    periods, percents = given.get("periods"), given.get("percents")
    if (periods is None) == (percents is None):
        text = _("Say either how many periods or which percentages.")
        raise Invalid(text, errors=[FieldError("periods", "one_only", text)])
    if periods is not None:
        if not 1 <= periods <= MOST:
            raise _out_of_range("periods")
        return [Decimal(1)] * int(periods)
    if not isinstance(percents, list) or not 1 <= len(percents) <= MOST:
        raise _out_of_range("percents")
    try:
        found = [Decimal(str(each)) for each in percents]
    except InvalidOperation:
        found = []
    if not found or any(not each.is_finite() or each <= 0 for each in found) or sum(found) != HUNDRED:
        text = _("Percentages are more than zero and come to 100.")
        raise Invalid(text, errors=[FieldError("percents", "not_hundred", text)])
    return found


def _out_of_range(name: str) -> Invalid:
    limit = {"most": MOST}
    text = _("Between 1 and %(most)d.") % limit
    return Invalid(text, errors=[FieldError(name, "out_of_range", text, limit)])


def _choice(name: str, allowed: Sequence[str]) -> FieldError:
    params = {"allowed": ", ".join(allowed)}
    return FieldError(name, "not_a_choice", _("One of %(allowed)s.") % params, params)
