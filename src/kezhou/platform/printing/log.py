"""Who printed what: in the audit, and as a list on the record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit import Entry, write
from kezhou.platform.audit.actions import register

from .limits import MAX_LOG
from .models import PrintLog
from .render import Job

register("print", _("printed"))


def note(ctx: Ctx, entity: str, record_id: int, job: Job, form: str, copies: int) -> None:
    """Write down that a print was handed out."""
    PrintLog.objects.create(
        entity=entity,
        record_id=record_id,
        template_id=job.template_id,
        template_name=job.name,
        number=job.number,
        format=form,
        copies=copies,
        actor_id=ctx.actor.id,
        at=ctx.clock.now(),
    )
    meta = {"template": job.name, "number": job.number, "format": form, "copies": copies}
    write(ctx, [Entry(entity, record_id, "print", meta=meta)])


def listed(entity: str, record_id: int) -> list[dict[str, Any]]:
    """The prints of a record, newest first. Whoever calls has checked that the record may be seen."""
    rows = PrintLog.objects.filter(entity=entity, record_id=record_id).select_related("actor").order_by("-id")[:MAX_LOG]
    return [
        {
            "id": row.id,
            "at": row.at,
            "actor": None if row.actor is None else {"id": row.actor.id, "title": row.actor.name},
            "template": row.template_name,
            "number": row.number,
            "format": row.format,
            "copies": row.copies,
        }
        for row in rows
    ]
