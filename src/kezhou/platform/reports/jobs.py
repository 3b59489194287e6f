"""Files and mails of reports are work that no request waits for."""

from __future__ import annotations

from datetime import date
from json import loads
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, KezhouError
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.jobs import records
from kezhou.platform.jobs.queue import enqueue
from kezhou.platform.jobs.registry import job
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.models import User

from . import mail, packs, schedules
from .models import ReportSchedule

PACK_JOB = "reports_pack"
MAIL_JOB = "reports_mail"


@job(PACK_JOB, timeout=900)
def make_pack(
    record_id: int,
    report: int | None = None,
    dashboard: int | None = None,
    template: str | None = None,
    period: str | None = None,
    department: int | None = None,
    as_of: str | None = None,
) -> None:
    """The file that somebody asked for, with the rights of this moment."""
    ctx = records.ctx_of(record_id)
    asked = {
        "report": report,
        "dashboard": dashboard,
        "template": template,
        "department": department,
        "period": loads(period) if period else None,
        "as_of": date.fromisoformat(as_of) if as_of else None,
    }
    with translation.override(ctx.locale):
        try:
            subject = packs.find(ctx, asked)
            packs.require_export(ctx, subject)
            result = packs.file(ctx, subject)
        except KezhouError as problem:
            records.fail(record_id, str(problem.message) or problem.code)
            return
    records.finish(record_id, result)


@job("reports_due", every="*/5 * * * *", timeout=120)
def send_due() -> None:
    """Every five minutes: what is due goes on its way."""
    schedules.send_due(Ctx.system("reports", SystemClock()))


@job(schedules.SEND_JOB, timeout=900)
def send_report(schedule_id: int, user_id: int, at: str) -> None:
    """One report for one recipient: the file in their own name, a message, and the mail as a job of its own."""
    found = _subject(schedule_id, user_id)
    if found is None:
        return
    ctx, schedule, subject = found
    file_id = None
    with translation.override(ctx.locale):
        if schedule.sheet:
            file_id = _file(ctx, subject)
        notify(ctx, [user_id], "report", _("Report: %(name)s"), params={"name": subject.name}, entity=subject.audit[0],
               record_id=subject.audit[1])  # fmt: skip
    if mail.is_ready():
        enqueue(MAIL_JOB, schedule_id=schedule_id, user_id=user_id, file_id=file_id)


@job(MAIL_JOB, timeout=600, retries=5)
def send_mail(schedule_id: int, user_id: int, file_id: int | None) -> None:
    """The mail of one recipient."""
    address = User.objects.filter(id=user_id).values_list("email", flat=True).first()
    found = _subject(schedule_id, user_id)
    if not address or found is None:
        return
    ctx, _schedule, subject = found
    with translation.override(ctx.locale):
        mail.send(ctx, address, subject, packs.answers(ctx, subject), file_id)


def _subject(schedule_id: int, user_id: int) -> tuple[Ctx, ReportSchedule, packs.Subject] | None:
    """What a schedule tells this person; None where either is gone. That its owner sends it opens the question to the
    recipient; the rows are those that the recipient may see."""
    rows = ReportSchedule.objects.select_related("report", "dashboard", "owner")
    schedule = rows.filter(id=schedule_id, owner__status=User.Status.ACTIVE).first()
    if schedule is None:
        return None
    try:
        ctx = ctx_for_user(user_id)
    except Forbidden:
        return None
    asked: dict[str, Any] = {}
    if schedule.last_month:
        asked["period"] = {"unit": "month", "from": -1, "to": -1}
    if schedule.report is not None and schedule.report.deleted_at is None:
        return ctx, schedule, packs.of_report(ctx, schedule.report, asked)
    if schedule.dashboard is not None and schedule.dashboard.deleted_at is None:
        return ctx, schedule, packs.of_dashboard(ctx, schedule.dashboard, asked)
    if schedule.template:
        return ctx, schedule, packs.find(ctx, {"template": schedule.template, **asked})
    return None


def _file(ctx: Ctx, subject: packs.Subject) -> int | None:
    """The pack in the recipient's name; None for somebody who may export nothing of it."""
    try:
        packs.require_export(ctx, subject)
    except KezhouError:
        return None
    record = records.open_job(ctx, PACK_JOB, subject.name)
    records.begin(record.id)
    result = packs.file(ctx, subject)
    records.finish(record.id, result)
    file_id: int = result["file"]
    return file_id
