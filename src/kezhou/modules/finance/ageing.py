"""Receivables by age (账龄), over the plans that the reader sees, in one currency at a time: nothing is added up that
cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid
from kezhou.modules.finance.head import currency_of
from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import TRUE, Sql, all_of, entity, fetch_all, field_rights, right, titles

BY = {"customer": "customer_id", "owner": "owner_id", "department": "dept_id"}
ENTITIES = {"customer": "customer", "owner": "user", "department": "department"}
PAGE, MOST = 50, 200
_CURSOR = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,4})?):([0-9]{1,18})")
_BELOW = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"

# What was open at the end of a day: as kept for today, for a day in the past from what was booked by then.
_NOW = "t.outstanding"
_THEN = """(t.amount
  - coalesce((SELECT sum(l.amount) FROM finance_receiptallocation l JOIN finance_receipt r ON r.id = l.receipt_id
     WHERE l.plan_id = t.id AND l.deleted_at IS NULL AND r.deleted_at IS NULL AND r.approval_state = 'approved'
       AND r.received_on <= %s), 0)
  + coalesce((SELECT sum(f.amount) FROM finance_refund f WHERE f.plan_id = t.id AND f.deleted_at IS NULL
       AND f.approval_state = 'approved' AND f.refunded_on <= %s), 0)
  - coalesce((SELECT sum(w.amount) FROM finance_writeoff w WHERE w.plan_id = t.id AND w.deleted_at IS NULL
       AND w.approval_state = 'approved' AND w.written_off_on <= %s), 0))"""
_OPEN = """
SELECT t.{column} AS who, {left} AS left_over, %s::date - t.planned_on AS days FROM finance_receiptplan t
 WHERE t.deleted_at IS NULL AND t.effective AND t.state <> 'void' AND t.amount_currency {than} %s AND {live}
   AND {seen}"""
_FIGURES = """coalesce(sum(left_over), 0) AS total,
       coalesce(sum(left_over) FILTER (WHERE days <= 0), 0),
       coalesce(sum(left_over) FILTER (WHERE days BETWEEN 1 AND 30), 0),
       coalesce(sum(left_over) FILTER (WHERE days BETWEEN 31 AND 60), 0),
       coalesce(sum(left_over) FILTER (WHERE days BETWEEN 61 AND 90), 0),
       coalesce(sum(left_over) FILTER (WHERE days BETWEEN 91 AND 180), 0),
       coalesce(sum(left_over) FILTER (WHERE days > 180), 0),
       coalesce(max(days) FILTER (WHERE days > 0), 0)"""
_SUMS = "SELECT coalesce(who, 0) AS who, {figures} FROM ({open}) o WHERE left_over > 0 GROUP BY 1"
_PAGE = "SELECT * FROM ({sums}) s WHERE {after} ORDER BY total DESC, who LIMIT %s"
_TOTAL = "SELECT 0, {figures} FROM ({open}) o WHERE left_over > 0"
_NUMBER = "SELECT count(*) FROM ({open}) o WHERE left_over > 0"
FIGURES = ("total", "not_due", "d30", "d60", "d90", "d180", "older")


def ageing(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{on, by, currency, items: [{id, title, total, not_due, d30, d60, d90, d180, older, oldest}], total, next}`: the
    largest first. `on` is a day, `by` customer, owner or department, `cursor` what the page before called `next`.

    A day in the past is answered from what was booked for that day or before, by the plans as they stand today.
    """
    by, today = given.get("by") or "customer", company_today(ctx.clock)
    on, currency = given.get("on") or today, currency_of(given)
    if by not in BY:
        raise _wrong("by", sorted(BY))
    if on > today:
        text = _("This day has not come yet.")
        raise Invalid(text, errors=[FieldError("on", "in_future", text)])
    limit = max(1, min(given.get("limit") or PAGE, MOST))
    open_ = _open(seen_plans(ctx), BY[by], on, today, currency)
    after = _after(given.get("cursor"))
    sums = _SUMS.format(figures=_FIGURES, open=open_.text)
    rows = fetch_all(_PAGE.format(sums=sums, after=after.text), (*open_.params, *after.params, limit + 1))
    (whole,) = fetch_all(_TOTAL.format(figures=_FIGURES, open=open_.text), open_.params)
    shown = rows[:limit]
    names = titles(ctx, ENTITIES[by], {row[0] for row in shown if row[0]})
    return {
        "on": on.isoformat(),
        "by": by,
        "currency": currency,
        "items": [{"id": row[0] or None, "title": names.get(row[0]), **_bands(row)} for row in shown],
        "total": _bands(whole),
        "next": f"{shown[-1][1]}:{shown[-1][0]}" if len(rows) > limit else None,
    }


def bands(ctx: Ctx, on: date, department: int | None = None, action: str = "view") -> dict[str, Any]:
    """The figures of all plans together, in the base currency, below a department, of rows reached by this right, and
    how many open plans in `other_currencies` are not in them.
    Raises `Forbidden` where amounts are hidden."""
    seen = seen_plans(ctx, action)
    if department is not None:
        seen = all_of([seen, Sql(f"t.dept_id IN ({_BELOW})", (department,))])
    open_ = _open(seen, BY["department"], on, company_today(ctx.clock), BASE_CURRENCY)
    others = _open(seen, BY["department"], on, company_today(ctx.clock), BASE_CURRENCY, "<>")
    (whole,) = fetch_all(_TOTAL.format(figures=_FIGURES, open=open_.text), open_.params)
    (number,) = fetch_all(_NUMBER.format(open=others.text), others.params)
    return _bands(whole) | {"other_currencies": number[0]}


def _open(seen: Sql, column: str, on: date, today: date, currency: str, than: str = "=") -> Sql:
    """What is open at the end of a day, row by row, in the currency (or in any other)."""
    params: tuple[date, ...] = ()
    # The states are those of the index over what is still open.
    left, live = _NOW, "t.outstanding > 0 AND t.state IN ('due', 'part', 'overdue')"
    if on < today:
        left, live, params = _THEN, "TRUE", (on, on, on)
    text = _OPEN.format(column=column, left=left, live=live, seen=seen.text, than=than)
    return Sql(text, (*params, on, currency, *seen.params))


def seen_plans(ctx: Ctx, action: str = "view") -> Sql:
    """The plans that the reader sees, as a predicate over `t`. Raises `Forbidden` where amounts are hidden."""
    plan = entity(ctx, "receipt_plan")
    rights = field_rights(ctx, plan)
    if any(rights[name].view != "full" for name in ("amount", "outstanding", "received")):
        raise Forbidden(code="no_right", extra={"entity": "receipt_plan", "action": "view"})
    return right(ctx, plan, action)


def _bands(row: Sequence[Any]) -> dict[str, Any]:
    return {name: f"{amount:.2f}" for name, amount in zip(FIGURES, row[1:8], strict=True)} | {"oldest": row[8]}


def _after(cursor: str | None) -> Sql:
    """Behind the last row of the page before. Raises `BadRequest`."""
    if cursor is None:
        return TRUE
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise BadRequest(code="bad_cursor")
    amount = Decimal(found[1])
    return Sql("(total < %s OR (total = %s AND who > %s))", (amount, amount, int(found[2])))


def _wrong(name: str, allowed: Sequence[str]) -> Invalid:
    params = {"allowed": ", ".join(allowed)}
    text = _("One of %(allowed)s.") % params
    return Invalid(text, errors=[FieldError(name, "not_a_choice", text, params)])
