"""Files and mails of reports are work that no request waits for."""

from __future__ import annotations

from datetime import date
from json import dumps, loads

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.jobs import records
from kezhou.platform.jobs.queue import enqueue
from kezhou.platform.jobs.registry import job
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.models import User

from . import mail, packs, schedules, sending
from .models import ReportSchedule

PACK_JOB = "reports_pack"
MAIL_JOB, MAIL_ONCE_JOB = "reports_mail", "reports_mail_once"


@job(PACK_JOB, timeout=900)
def make_pack(
    record_id: int,
    report: int | None = None,
    dashboard: int | None = None,
    template: str | None = None,
    period: str | None = None,
    department: int | None = None,
    as_of: str | None = None,
    definition: str | None = None,
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
        "definition": loads(definition) if definition else None,
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
    found = _scheduled(schedule_id, user_id)
    if found is None:
        return
    ctx, subject, sheet = found
    file_id = _hand_over(ctx, subject, user_id, sheet)
    if mail.is_ready():
        enqueue(MAIL_JOB, schedule_id=schedule_id, user_id=user_id, file_id=file_id)


@job(MAIL_JOB, timeout=600, retries=5)
def send_mail(schedule_id: int, user_id: int, file_id: int | None) -> None:
    """The mail of one recipient."""
    found = _scheduled(schedule_id, user_id)
    if found is not None:
        _mail(found[0], user_id, found[1], file_id)


@job(sending.SEND_JOB, timeout=900)
def send_once(
    sender_id: int,
    user_id: int,
    report: int | None = None,
    dashboard: int | None = None,
    template: str | None = None,
    period: str | None = None,
    department: int | None = None,
    sheet: bool = True,
) -> None:
    """What somebody sent a colleague by hand, once."""
    asked = sending.Sent(report, dashboard, template, period, department)
    found = sending.opened(sender_id, user_id, asked)
    if found is None:
        return
    file_id = _hand_over(*found, user_id=user_id, sheet=sheet)
    if mail.is_ready():
        enqueue(MAIL_ONCE_JOB, sender_id=sender_id, user_id=user_id, file_id=file_id, **asked.ids())


@job(MAIL_ONCE_JOB, timeout=600, retries=5)
def mail_once(
    sender_id: int,
    user_id: int,
    file_id: int | None,
    report: int | None = None,
    dashboard: int | None = None,
    template: str | None = None,
    period: str | None = None,
    department: int | None = None,
) -> None:
    """The mail of it, with the rights of this moment."""
    found = sending.opened(sender_id, user_id, sending.Sent(report, dashboard, template, period, department))
    if found is not None:
        _mail(found[0], user_id, found[1], file_id)


def _scheduled(schedule_id: int, user_id: int) -> tuple[Ctx, packs.Subject, bool] | None:
    """What a schedule tells this person, and whether with a file; None where it, its owner's right to what it sends or
    the recipient is gone."""
    row = ReportSchedule.objects.filter(id=schedule_id).first()
    if row is None or user_id not in row.recipients:
        return None
    period = dumps({"unit": "month", "from": -1, "to": -1}) if row.last_month else None
    asked = sending.Sent(row.report_id, row.dashboard_id, row.template or None, period)
    found = sending.opened(row.owner_id, user_id, asked)
    return None if found is None else (*found, row.sheet)


def _hand_over(ctx: Ctx, subject: packs.Subject, user_id: int, sheet: bool) -> int | None:
    """The file, where it is asked for and may be had, and the message in the person's inbox."""
    with translation.override(ctx.locale):
        file_id = _file(ctx, subject) if sheet else None
        notify(ctx, [user_id], "report", _("Report: %(name)s"), params={"name": subject.name}, entity=subject.audit[0],
               record_id=subject.audit[1])  # fmt: skip
    return file_id


def _mail(ctx: Ctx, user_id: int, subject: packs.Subject, file_id: int | None) -> None:
    address = User.objects.filter(id=user_id).values_list("email", flat=True).first()
    if address:
        with translation.override(ctx.locale):
            mail.send(ctx, address, subject, packs.answers(ctx, subject), file_id)


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
