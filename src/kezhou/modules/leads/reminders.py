"""What leads remind of: the next follow-up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql
from kezhou.sdk.reminders import ReminderSource, reminder_source

OPEN = "t.state IN ('new', 'working', 'qualified')"
_LEADS = f"""
SELECT t.id AS record_id, t.owner_id AS user_id, t.next_follow_up_at AS moment
  FROM leads_lead t
 WHERE t.deleted_at IS NULL AND t.owner_id IS NOT NULL AND {OPEN}"""  # noqa: S608 — a constant


def _due(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    return Sql(f"{_LEADS} AND t.next_follow_up_at > %s AND t.next_follow_up_at <= %s", (after, until))


def _overdue(ctx: Ctx, since: datetime, before: datetime) -> Sql:
    return Sql(f"{_LEADS} AND t.next_follow_up_at >= %s AND t.next_follow_up_at < %s", (since, before))


def register() -> None:
    """Called once at start-up."""
    reminder_source(
        ReminderSource(
            "lead_due",
            _("Lead due"),
            "lead",
            _due,
            still=OPEN,
            moment="t.next_follow_up_at",
            needs=("next_follow_up_at",),
            overdue=_overdue,
        )
    )
