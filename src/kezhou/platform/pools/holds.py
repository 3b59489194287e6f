"""Keeping a record from being recycled for a while: an extension that somebody grants, or a lock."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from kezhou.platform import audit
from kezhou.platform.access.scope import right
from kezhou.platform.audit.history import track
from kezhou.platform.base.sql import execute, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

from .models import PoolHold

MAX_DAYS = 366
TRACKED = "held_until"
"""The name under which the history keeps until when a record was held at which time."""

_PUT = """
INSERT INTO pools_poolhold (entity, record_id, until) VALUES (%s, %s, %s)
ON CONFLICT (entity, record_id) DO UPDATE SET until = excluded.until"""


def held_until(entity: CompiledEntity, record_id: int) -> date | None:
    """The last day on which the record is kept from every rule, None without a hold."""
    return PoolHold.objects.filter(entity=entity.key, record_id=record_id).values_list("until", flat=True).first()


def hold(
    ctx: Ctx, entity: CompiledEntity, record_id: int, until: date | None, reason: str, version: int | None = None
) -> None:
    """Keep an owned record with its owner up to and including the day; None lifts the hold.

    For who may hand the record over: owners ask, their superiors grant. Raises `NotFound`, `Forbidden`, `Conflict`
    (`in_pool`), `Invalid` (paths `until`, `reason`).
    """
    checked(ctx, until, reason)
    seen, may = right(ctx, entity, "view"), right(ctx, entity, "assign")
    with transaction.atomic():
        row = fetch_one(
            f"SELECT t.owner_id, coalesce({may.text}, FALSE), t.version FROM {entity.table} t "  # noqa: S608
            f"WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text} FOR UPDATE OF t",
            (*may.params, record_id, *seen.params),
        )
        if row is None:
            raise NotFound()
        if not row[1]:
            raise Forbidden(code="no_right", extra={"action": "assign"})
        if row[0] is None:
            raise Conflict(_("This lies in a pool already."), code="in_pool")
        if version is not None and version != row[2]:
            raise Stale(_("Somebody else saved this record first."), extra={"version": row[2]})
        _write(ctx, entity, record_id, until, reason)


def grant(ctx: Ctx, entity: CompiledEntity, record_id: int, owner_id: int, until: date, reason: str) -> None:
    """The same for who was asked for an extension: it holds only while the asker still owns the record.

    Whoever may decide is the caller's business. Raises `Conflict` (`moved_meanwhile`), and `Invalid` as `hold` does.
    """
    checked(ctx, until, reason)
    with transaction.atomic():
        row = fetch_one(
            f"SELECT t.owner_id FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL FOR UPDATE OF t",  # noqa: S608
            (record_id,),
        )
        if row is None or row[0] != owner_id:
            raise Conflict(_("This changed hands meanwhile."), code="moved_meanwhile")
        _write(ctx, entity, record_id, until, reason)


def checked(ctx: Ctx, until: date | None, reason: str) -> None:
    """Raises `Invalid` (paths `until`, `reason`)."""
    today = company_today(ctx.clock)
    errors = []
    if until is not None and not today <= until <= today + timedelta(days=MAX_DAYS):
        text = _("The day must lie within the next %(limit)d days.") % {"limit": MAX_DAYS}
        errors.append(FieldError("until", "out_of_range", text))
    if not 1 <= len(reason.strip()) <= 300:
        errors.append(FieldError("reason", "required", _("Say why.")))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _write(ctx: Ctx, entity: CompiledEntity, record_id: int, until: date | None, reason: str) -> None:
    before = held_until(entity, record_id)
    if until is None:
        PoolHold.objects.filter(entity=entity.key, record_id=record_id).delete()
    else:
        execute(_PUT, (entity.key, record_id, until))
    changes = {TRACKED: (before and before.isoformat(), until and until.isoformat())}
    if before != until:
        track(ctx, entity.key, record_id, changes)
    audit.write(ctx, [audit.Entry(entity.key, record_id, "hold", changes, {"reason": reason.strip()})])
