"""Who decides in whose place while somebody is absent (委托代理).

A task stays the absent person's; the deputy sees it and may decide it as long as the absence lasts, whether it was
there before or comes during it. Nobody decides as a deputy on what they asked for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform import audit
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.models import User

from . import kinds
from .models import ApprovalDeputy

MAX_DEPUTIES = 20
"""Absences of one person that have not ended."""
MAX_DAYS = 366
MAX_REASON = 200
MAX_SUBJECTS = 50
ADMIN = "org"
"""Who administers the organisation enters the absence of others."""


@dataclass(frozen=True, slots=True)
class Place:
    """The actor may decide for `user`, on these kinds (empty: all)."""

    user: int
    subjects: tuple[str, ...]


def subjects() -> list[tuple[str, Any]]:
    """Key and label of everything that an absence can be about."""
    return sorted(((kind.key, kind.label) for kind in kinds.every().values()), key=lambda one: str(one[1]))


def places(ctx: Ctx) -> list[Place]:
    """In whose place the actor may decide today."""
    if ctx.actor.id is None:
        return []
    today = company_today(ctx.clock)
    rows = ApprovalDeputy.objects.filter(
        deputy=ctx.actor.id, ended_at__isnull=True, first_day__lte=today, last_day__gte=today
    )
    return [Place(user, tuple(subjects)) for user, subjects in rows.values_list("user_id", "subjects")]


def standing_in(ctx: Ctx, users: Sequence[int], kind: str) -> list[int]:
    """The deputies of these people for this kind today: they are told as well."""
    today = company_today(ctx.clock)
    rows = ApprovalDeputy.objects.filter(
        Q(subjects=[]) | Q(subjects__contains=[kind]),
        user__in=list(users),
        ended_at__isnull=True,
        first_day__lte=today,
        last_day__gte=today,
    )
    return list(rows.values_list("deputy_id", flat=True))


def of_person(user_id: int, limit: int = MAX_DEPUTIES) -> list[ApprovalDeputy]:
    """A person's absences, the latest first."""
    rows = ApprovalDeputy.objects.filter(user=user_id).select_related("user", "deputy")
    return list(rows.order_by("-id")[:limit])


def for_deputy(ctx: Ctx) -> list[ApprovalDeputy]:
    """The absences in which the actor stands in, today or later."""
    rows = ApprovalDeputy.objects.filter(
        deputy=ctx.actor.id, ended_at__isnull=True, last_day__gte=company_today(ctx.clock)
    )
    return list(rows.select_related("user", "deputy").order_by("first_day", "id")[:MAX_DEPUTIES])


def appoint(
    ctx: Ctx,
    user_id: int,
    deputy_id: int,
    first: date,
    last: date,
    subjects: Sequence[str] = (),
    reason: str = "",
) -> ApprovalDeputy:
    """Let somebody decide in the place of a person: of the actor's own, or, by administrators, of others.

    Raises `Forbidden`, `Invalid` (paths `deputy`, `first_day`, `last_day`, `subjects`, `reason`), `Conflict`
    (`too_many`, `overlaps`).
    """
    _may(ctx, user_id)
    errors = _wrong(ctx, user_id, deputy_id, first, last, subjects, reason)
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    with transaction.atomic():
        User.objects.select_for_update().get(id=user_id)
        standing = ApprovalDeputy.objects.filter(
            user=user_id, ended_at__isnull=True, last_day__gte=company_today(ctx.clock)
        )
        if standing.count() >= MAX_DEPUTIES:
            raise Conflict(_("At most %(limit)d absences at once.") % {"limit": MAX_DEPUTIES}, code="too_many")
        same = standing.filter(first_day__lte=last, last_day__gte=first)
        wanted = set(subjects)
        for other in same:
            if not wanted or not other.subjects or wanted & set(other.subjects):
                raise Conflict(_("Another deputy is appointed for these days already."), code="overlaps")
        made = ApprovalDeputy.objects.create(
            user_id=user_id,
            deputy_id=deputy_id,
            first_day=first,
            last_day=last,
            subjects=sorted(wanted),
            reason=reason.strip(),
            made_at=ctx.clock.now(),
        )
        meta = {"deputy": deputy_id, "from": first.isoformat(), "to": last.isoformat(), "kinds": sorted(wanted)}
        audit.write(ctx, [audit.Entry("user", user_id, "deputy_changed", meta=meta)])
        words = {"name": made.user.name, "first": first.isoformat(), "last": last.isoformat()}
        told = {deputy_id, user_id} - {ctx.actor.id}
        text = _("Deputy for the approvals of %(name)s from %(first)s to %(last)s")
        notify(ctx, [one for one in told if one is not None], "approval", text, params=words)
    return made


def end(ctx: Ctx, deputy_id: int) -> None:
    """End an absence at once. Raises `NotFound`, `Forbidden`, `Conflict` where it has ended."""
    row = ApprovalDeputy.objects.filter(id=deputy_id).first()
    if row is None or not (row.user_id == ctx.actor.id or row.deputy_id == ctx.actor.id or _is_admin(ctx)):
        raise NotFound()
    _may(ctx, row.user_id)
    with transaction.atomic():
        if not ApprovalDeputy.objects.filter(id=deputy_id, ended_at__isnull=True).update(ended_at=ctx.clock.now()):
            raise Conflict(_("This has ended already."), code="ended")
        audit.write(ctx, [audit.Entry("user", row.user_id, "deputy_changed", meta={"ended": deputy_id})])


def _is_admin(ctx: Ctx) -> bool:
    return ctx.grants.everything or ADMIN in ctx.grants.admin


def _may(ctx: Ctx, user_id: int) -> None:
    if user_id != ctx.actor.id and not _is_admin(ctx):
        raise Forbidden(_("Everybody appoints their own deputies."), code="not_yours")


def _wrong(
    ctx: Ctx, user_id: int, deputy_id: int, first: date, last: date, subjects: Sequence[str], reason: str
) -> list[FieldError]:
    errors = []
    known = User.objects.filter(id__in=[user_id, deputy_id], status=User.Status.ACTIVE, deleted_at__isnull=True)
    if deputy_id == user_id or known.count() < len({user_id, deputy_id}):
        errors.append(FieldError("deputy", "bad_person", _("This must be another person who can sign in.")))
    if last < first or last < company_today(ctx.clock):
        errors.append(FieldError("last_day", "too_early", _("The last day lies before the first, or in the past.")))
    elif (last - first).days > MAX_DAYS:
        text = _("At most %(limit)d days.") % {"limit": MAX_DAYS}
        errors.append(FieldError("last_day", "too_long", text, {"limit": MAX_DAYS}))
    known_kinds = all(isinstance(one, str) and kinds.find(one) is not None for one in subjects)
    if len(subjects) > MAX_SUBJECTS or not known_kinds:
        errors.append(FieldError("subjects", "bad_list", _("This must be a list of kinds of approvals.")))
    if len(reason) > MAX_REASON:
        text = _("At most %(limit)s characters.") % {"limit": MAX_REASON}
        errors.append(FieldError("reason", "too_long", text, {"limit": MAX_REASON}))
    return errors
