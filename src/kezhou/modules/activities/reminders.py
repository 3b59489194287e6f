"""What tasks and visits remind of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import settings
from kezhou.modules.activities.task.rules import MAX_REMIND
from kezhou.sdk.query import Sql
from kezhou.sdk.reminders import ReminderSource, reminder_source

VISIT_AHEAD = timedelta(minutes=30)
_LONGEST = timedelta(minutes=MAX_REMIND)
_DAY = timedelta(days=1)

# A task of a whole day is due at nine o'clock of that day, as far as reminding goes.
_TASKS = """
SELECT t.id AS record_id, t.owner_id AS user_id, t.due_at AS moment
  FROM activities_task t
 CROSS JOIN LATERAL (SELECT CASE WHEN t.all_day
   THEN (date_trunc('day', t.due_at AT TIME ZONE 'Asia/Shanghai') + interval '9 hours') AT TIME ZONE 'Asia/Shanghai'
   ELSE t.due_at END - make_interval(mins => coalesce(t.remind_minutes, 0)) AS at) r
 WHERE t.deleted_at IS NULL AND t.state = 'open' AND t.owner_id IS NOT NULL
   AND t.due_at > %s AND t.due_at <= %s AND r.at > %s AND r.at <= %s"""
_VISITS = """
SELECT t.id AS record_id, t.owner_id AS user_id, t.planned_at AS moment
  FROM activities_visit t
 WHERE t.deleted_at IS NULL AND t.state = 'planned' AND t.checked_in_at IS NULL AND t.owner_id IS NOT NULL
   AND t.planned_at > %s AND t.planned_at <= %s"""
_OVERDUE = """
SELECT t.id AS record_id, t.owner_id AS user_id, t.due_at AS moment
  FROM activities_task t
 WHERE t.deleted_at IS NULL AND t.state = 'open' AND t.owner_id IS NOT NULL AND t.due_at >= %s AND t.due_at < %s"""


def _tasks(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    return Sql(_TASKS, (after - _DAY, until + _LONGEST + _DAY, after, until))


def _visits_soon(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    return Sql(_VISITS, (after + VISIT_AHEAD, until + VISIT_AHEAD))


def _visits_late(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    late = timedelta(minutes=settings.current().late_minutes)
    return Sql(_VISITS, (after - late, until - late))


def _overdue(ctx: Ctx, since: datetime, before: datetime) -> Sql:
    return Sql(_OVERDUE, (since, before))


def register() -> None:
    """Called once at start-up."""
    waits = "t.state = 'planned' AND t.checked_in_at IS NULL"
    for source in (
        ReminderSource(
            "task_due", _("Task due"), "task", _tasks,
            still="t.state = 'open'", moment="t.due_at", needs=("due_at",), overdue=_overdue,
        ),
        ReminderSource(
            "visit_soon", _("Visit soon"), "visit", _visits_soon,
            still=waits, moment="t.planned_at", needs=("planned_at",),
        ),
        ReminderSource(
            "visit_late", _("Visit late"), "visit", _visits_late,
            still=waits, moment="t.planned_at", needs=("planned_at",),
        ),
    ):  # fmt: skip
        reminder_source(source)
