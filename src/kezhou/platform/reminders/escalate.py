"""Once a day: what people left undone for some days is told to their superiors, once per cause."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.base.turns import take_turns

from .claim import claim
from .models import ONLY, ReminderState
from .preferences import choices
from .sources import ESCALATION, Due, as_sql, sources

HOUR = time(9)
"""In the company's zone."""
BACK = timedelta(days=30)
"""What has been overdue for longer than the days and this is nobody's news any more."""
CHUNK = 2_000


def is_due(ctx: Ctx) -> bool:
    """Whether it is past the hour and today's has not been done."""
    now = ctx.clock.now().astimezone(COMPANY_ZONE)
    done = ReminderState.objects.values_list("escalated_on", flat=True).get(id=ONLY)
    return now.time() >= HOUR and (done is None or done < now.date())


def run(ctx: Ctx) -> None:
    """Claim all that is new since yesterday; each superior gets one message about it. Calendar days: what was due on
    Monday is told on Thursday with three days. A run takes at most `CHUNK` causes per source, oldest first; what is
    over goes out tomorrow."""
    today = company_today(ctx.clock)
    with transaction.atomic():
        take_turns("reminders", ESCALATION)
        state = ReminderState.objects.select_for_update().get(id=ONLY)
        if state.escalated_on is not None and state.escalated_on >= today:
            return
        if state.escalation_days:
            midnight = datetime.combine(today, time.min, COMPANY_ZONE)
            _claim(ctx, midnight - timedelta(days=state.escalation_days - 1))
        execute("UPDATE reminders_state SET escalated_on = %s WHERE id = %s", (today, ONLY))


def _claim(ctx: Ctx, before: datetime) -> None:
    for source in sources.values():
        if source.overdue is None:
            continue
        found = as_sql(source.overdue(ctx, before - BACK, before))
        kind = f"{ESCALATION}.{source.kind}"
        statement = (
            "SELECT d.record_id, s.id, d.moment "  # noqa: S608 — a registered source
            f"FROM ({found.text}) d JOIN org_user u ON u.id = d.user_id "
            "JOIN org_user s ON s.id = u.superior_id AND s.status = 'active' AND s.deleted_at IS NULL "
            "WHERE NOT EXISTS (SELECT 1 FROM reminders_sent r WHERE r.kind = %s AND r.entity = %s "
            "AND r.record_id = d.record_id AND r.moment = d.moment AND r.user_id = s.id) "
            "ORDER BY d.moment, d.record_id LIMIT %s"
        )
        parameters = (*found.params, kind, source.entity, CHUNK)
        rows: list[Due] = [(row[0], row[1], row[2]) for row in fetch_all(statement, parameters)]
        claim(ctx, kind, source.entity, rows, choices({row[1] for row in rows}))
