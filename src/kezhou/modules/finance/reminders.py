"""What money reminds of: a plan that falls due, and, to superiors, one that is overdue."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql
from kezhou.sdk.reminders import ReminderSource, reminder_source

ZONE = "Asia/Shanghai"
_MORNING = "(({day})::timestamp + interval '9 hours') AT TIME ZONE '" + ZONE + "'"
COMING = _MORNING.format(day="t.planned_on - t.remind_days")
LATE = _MORNING.format(day="t.planned_on + 1")
OPEN = "t.state IN ('due', 'part', 'overdue')"
_ROWS = """
SELECT t.id AS record_id, t.owner_id AS user_id, {moment} AS moment FROM finance_receiptplan t
 WHERE t.deleted_at IS NULL AND t.owner_id IS NOT NULL AND {open}"""


def _due(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    return Sql(f"{_ROWS.format(moment=COMING, open=OPEN)} AND {COMING} > %s AND {COMING} <= %s", (after, until))


def _overdue(ctx: Ctx, since: datetime, before: datetime) -> Sql:
    """By the day after the planned one; the cause is told apart by the same moment as the owner's reminder, for that is
    the one that is compared when somebody is told."""
    return Sql(f"{_ROWS.format(moment=COMING, open=OPEN)} AND {LATE} >= %s AND {LATE} < %s", (since, before))


def register() -> None:
    """Called once at start-up."""
    reminder_source(
        ReminderSource(
            "receipt_due",
            _("Money is to come in"),
            "receipt_plan",
            _due,
            still=OPEN,
            moment=COMING,
            needs=("planned_on",),
            overdue=_overdue,
        )
    )
