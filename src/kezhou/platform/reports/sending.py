"""Sending a report or dashboard to colleagues: by hand now, or by a schedule. It opens the question, as sharing does;
what they get is reckoned with the rights that they have when it is sent, and nothing goes out for somebody who lost the
right to use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from json import dumps, loads
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError
from kezhou.platform import audit
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.identity.limits import hit
from kezhou.platform.jobs.queue import enqueue_many
from kezhou.platform.org.models import User

from . import mail, packs, shares, store, templates
from .models import Dashboard, Report

SEND_JOB = "reports_send_once"
MAX_RECIPIENTS = 100
PER_HOUR = 300
"""Recipients that one person may send to in an hour."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: one of report, dashboard (ids) and template (a key of either), for a period (JSON) and department
    instead of its own."""

    report: int | None = None
    dashboard: int | None = None
    template: str | None = None
    period: str | None = None
    department: int | None = None

    def ids(self) -> dict[str, Any]:
        return asdict(self)

    def data(self) -> dict[str, Any]:
        """As the calls of packs read it."""
        return {**asdict(self), "period": loads(self.period) if self.period else None}


def send(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """Send it to colleagues now; one job each. Answers how many, and whether there is a mail server to send mails by.
    Raises `NotFound` for what the actor may not use, `Invalid`, `TooMany`."""
    me, people = shares.person(ctx), recipients(values["recipients"])
    period = dumps(values["period"]) if values.get("period") else None
    asked = Sent(
        values.get("report"), values.get("dashboard"), values.get("template"), period, values.get("department")
    )
    subject = packs.find(ctx, asked.data())
    hit(f"reports:send:{me}", PER_HOUR, 3600, ctx.clock.now(), len(people))
    sheet = values.get("sheet") is not False
    with transaction.atomic():
        enqueue_many(SEND_JOB, [{"sender_id": me, "user_id": one, "sheet": sheet, **asked.ids()} for one in people])
        meta = {"recipients": people, "table": subject.name}
        audit.write(ctx, [audit.Entry(subject.audit[0], subject.audit[1], "sent", meta=meta)])
    return {"sent": len(people), "mail": mail.is_ready()}


def recipients(raw: Any) -> list[int]:
    """Active colleagues by their ids. Raises `Invalid`."""
    ids = isinstance(raw, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in raw)
    if not ids or not 1 <= len(set(raw)) <= MAX_RECIPIENTS:
        raise _wrong("required", _("Choose 1 to %(limit)d people.") % {"limit": MAX_RECIPIENTS})
    found = sorted(set(raw))
    active = User.objects.filter(id__in=found, status=User.Status.ACTIVE, deleted_at__isnull=True).count()
    if active != len(found):
        raise _wrong("unknown", _("One of them is no active colleague."))
    return found


def opened(sender_id: int, user_id: int, asked: Sent) -> tuple[Ctx, packs.Subject] | None:
    """The recipient's context and what is told in it; None where the sender may no longer use what is sent, or one of
    the two is gone."""
    try:
        sender, reader, data = ctx_for_user(sender_id), ctx_for_user(user_id), asked.data()
        if asked.report is not None:
            return reader, packs.of_report(reader, store.find(sender, Report, asked.report), data)
        if asked.dashboard is not None:
            return reader, packs.of_dashboard(reader, store.find(sender, Dashboard, asked.dashboard), data)
        board = templates.find(asked.template or "")
        if board is not None:
            return reader, packs.of_dashboard(reader, board, data)
        report = templates.report(asked.template or "")
        return None if report is None else (reader, packs.of_report(reader, report, data))
    except KezhouError:
        return None


def _wrong(code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError("recipients", code, message)])
