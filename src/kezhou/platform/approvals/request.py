"""Ask for an approval, and list what one may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit import Entry, write
from kezhou.platform.notify.inbox import notify

from . import hooks, kinds
from .models import ApprovalRequest

MAX_CANDIDATES = 50
MAX_PAGE = 100
STATES = ("pending", "approved", "rejected", "withdrawn")


def request(
    ctx: Ctx,
    kind: str,
    title: Any,
    *,
    users: Sequence[int] = (),
    role: str = "",
    permission: str = "",
    entity: str = "",
    record_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> ApprovalRequest:
    """Open a request of a registered kind and tell those who may decide. Somebody other than the asker must be able
    to."""
    kinds.get(kind)
    candidates = sorted(set(users) - {ctx.actor.id})
    if not (candidates or role or permission) or len(candidates) > MAX_CANDIDATES:
        raise ValueError(f"an approval needs 1 to {MAX_CANDIDATES} people other than the asker, a role or a permission")
    with transaction.atomic():
        asked = ApprovalRequest.objects.create(
            kind=kind,
            title=str(title)[:200],
            entity=entity,
            record_id=record_id,
            payload=dict(payload or {}),
            asked_by_id=ctx.actor.id,
            asked_at=ctx.clock.now(),
            candidate_users=candidates,
            candidate_role=role,
            candidate_permission=permission,
        )
        write(ctx, [Entry("approval", asked.id, "approval_requested", meta={"kind": kind})])
        told = {*candidates, *hooks.holders(role, permission)} - {ctx.actor.id}
        notify(
            ctx,
            [user_id for user_id in told if user_id is not None],
            "approval",
            _("Your approval is asked for: %(title)s"),
            params={"title": asked.title},
            entity="approval",
            record_id=asked.id,
        )
    return asked


def may_decide(ctx: Ctx) -> Q:
    """Requests that the actor is a candidate for and did not ask for."""
    mine = Q(candidate_users__contains=[ctx.actor.id])
    if ctx.grants.roles:
        mine |= Q(candidate_role__in=list(ctx.grants.roles))
    if ctx.grants.admin:
        mine |= Q(candidate_permission__in=sorted(ctx.grants.admin))
    return mine & (Q(asked_by__isnull=True) | ~Q(asked_by=ctx.actor.id))


def listed(ctx: Ctx, state: str | None, limit: int, before: int | None = None) -> list[ApprovalRequest]:
    """What the actor may decide or has asked for, newest first."""
    if ctx.actor.id is None:
        return []
    rows = ApprovalRequest.objects.filter(may_decide(ctx) | Q(asked_by=ctx.actor.id))
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.select_related("asked_by", "decided_by").order_by("-id")[: min(limit, MAX_PAGE)])
