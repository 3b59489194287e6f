"""Reports that go out by themselves: who keeps one, when it is due, whom it reaches."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.platform import audit
from kezhou.platform.jobs.queue import enqueue_many
from kezhou.platform.org.models import User

from . import sending, shares, store, templates
from .models import Dashboard, Report, ReportSchedule

SEND_JOB = "reports_send"
EVERY = ("day", "week", "month")
MAX_OWN = 50
CHUNK = 50
"""Schedules that one run sends on their way."""
WORDS = ("every", "on_day", "hour", "last_month", "sheet", "recipients", "active")


def next_moment(every: str, on_day: int, hour: int, after: datetime) -> datetime:
    """The first moment behind `after` at which a schedule is due: that hour of the company's day, each day, on that
    day of the week (1 is Monday) or of the month (a shorter month takes its last day)."""
    local = after.astimezone(COMPANY_ZONE)
    day = local.date()
    for _step in range(64):
        if _is_on(every, on_day, day):
            moment = datetime.combine(day, time(hour), COMPANY_ZONE)
            if moment > after:
                return moment.astimezone(UTC)
        day += timedelta(days=1)
    raise ValueError(f"no such schedule: {every} {on_day}")


def _is_on(every: str, on_day: int, day: date) -> bool:
    if every == "day":
        return True
    if every == "week":
        return day.isoweekday() == on_day
    return day.day == min(on_day, monthrange(day.year, day.month)[1])


def listed(ctx: Ctx) -> list[dict[str, Any]]:
    """One's own schedules."""
    rows = ReportSchedule.objects.filter(owner_id=shares.person(ctx)).select_related("report", "dashboard")
    return [told(row) for row in rows.order_by("id")[:MAX_OWN]]


def save(ctx: Ctx, data: Mapping[str, Any], schedule_id: int | None = None) -> ReportSchedule:
    """A new schedule, or other words for one's own. Raises `Invalid`, `NotFound`. Any colleague may be a recipient,
    for everybody gets what their own rights allow."""
    me = shares.person(ctx)
    with transaction.atomic():
        if schedule_id is None:
            if ReportSchedule.objects.filter(owner_id=me).count() >= MAX_OWN:
                raise Conflict(_("At most %(limit)d can be kept.") % {"limit": MAX_OWN}, code="too_many")
            row = ReportSchedule(owner_id=me, every="month", recipients=[me])
            _about(ctx, row, data)
        else:
            row = _own(ctx, schedule_id)
        for name in WORDS:
            if data.get(name) is not None:
                setattr(row, name, data[name])
        _check(row, people="recipients" in data)
        row.next_at = next_moment(row.every, row.on_day, row.hour, ctx.clock.now())
        row.version = (row.version or 0) + (0 if schedule_id is None else 1)
        row.save()
        meta = {"every": row.every, "recipients": len(row.recipients)}
        audit.write(
            ctx, [audit.Entry("report_schedule", row.id, "create" if schedule_id is None else "update", {}, meta)]
        )
    return row


def delete(ctx: Ctx, schedule_id: int) -> None:
    with transaction.atomic():
        _own(ctx, schedule_id).delete()
        audit.write(ctx, [audit.Entry("report_schedule", schedule_id, "delete")])


def told(row: ReportSchedule) -> dict[str, Any]:
    about = row.dashboard or row.report
    template = templates.find(row.template) or templates.report(row.template)
    return {
        "id": row.id,
        "report": row.report_id,
        "dashboard": row.dashboard_id,
        "template": row.template,
        "name": about.name if about else str(template.label) if template else "",
        **{word: getattr(row, word) for word in WORDS},
        "next_at": row.next_at,
        "sent_at": row.sent_at,
    }


def send_due(ctx: Ctx) -> int:
    """Put what is due on its way, one job per recipient, and move each schedule on in the same transaction."""
    now = ctx.clock.now()
    with transaction.atomic():
        due = ReportSchedule.objects.select_for_update(skip_locked=True).filter(
            active=True, next_at__lte=now, owner__status=User.Status.ACTIVE
        )
        rows = list(due.order_by("next_at")[:CHUNK])
        jobs: list[Mapping[str, Any]] = []
        for row in rows:
            jobs += [{"schedule_id": row.id, "user_id": user, "at": row.next_at.isoformat()} for user in row.recipients]
            row.next_at, row.sent_at = next_moment(row.every, row.on_day, row.hour, now), now
            row.save(update_fields=["next_at", "sent_at"])
        enqueue_many(SEND_JOB, jobs)
    return len(rows)


def _own(ctx: Ctx, schedule_id: int) -> ReportSchedule:
    row = ReportSchedule.objects.select_for_update(of=("self",)).filter(id=schedule_id).first()
    if row is None or row.owner_id != shares.person(ctx):
        raise NotFound()
    return row


def _about(ctx: Ctx, row: ReportSchedule, data: Mapping[str, Any]) -> None:
    """What it sends: something that its owner may use."""
    if data.get("dashboard") is not None:
        row.dashboard = store.find(ctx, Dashboard, data["dashboard"])
    elif data.get("report") is not None:
        row.report = store.find(ctx, Report, data["report"])
    elif templates.find(data.get("template") or "") or templates.report(data.get("template") or ""):
        row.template = data["template"]
    else:
        raise _wrong("dashboard", "required", _("Choose the report or dashboard to send."))


def _check(row: ReportSchedule, *, people: bool) -> None:
    """`people`: who was named now must be there; of those who were named before, who has left gets nothing."""
    if row.every not in EVERY:
        raise _wrong("every", "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": ", ".join(EVERY)})
    last = {"day": 31, "week": 7, "month": 31}[row.every]
    for name, least, most in (("on_day", 1, last), ("hour", 0, 23)):
        if not least <= getattr(row, name) <= most:
            message = _("This must be a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
            raise _wrong(name, "out_of_range", message)
    if people:
        row.recipients = sending.recipients(row.recipients)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError(path, code, message)])
