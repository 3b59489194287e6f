"""Decide once: whoever comes second gets a 409 and nothing happens twice."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.audit import Entry, write
from kezhou.platform.notify.inbox import notify

from . import kinds
from .models import ApprovalRequest
from .request import may_decide

MAX_COMMENT = 500


def decide(ctx: Ctx, request_id: int, *, approve: bool, comment: str = "") -> ApprovalRequest:
    """Approve or reject. Not a candidate and not the asker: 404; the asker: 403; already decided: 409; no reason: 422.

    What the kind does on approval or rejection happens in the same transaction.
    """
    comment = comment.strip()
    if len(comment) > MAX_COMMENT or (not approve and not comment):
        code, text = ("too_long", _("At most %(limit)s characters.")) if comment else ("required", _("Say why."))
        raise Invalid(
            _("The decision cannot be saved."), errors=[FieldError("comment", code, text, {"limit": MAX_COMMENT})]
        )
    state = "approved" if approve else "rejected"
    with transaction.atomic():
        _check_right(ctx, request_id)
        decided = _settle(ctx, request_id, state, comment)
        kind = kinds.get(decided.kind)
        follow = kind.on_approved if approve else kind.on_rejected
        if follow is not None:
            follow(ctx, decided)
        if decided.asked_by_id is not None:
            words = _("Approved: %(title)s") if approve else _("Rejected: %(title)s")
            notify(
                ctx,
                [decided.asked_by_id],
                "approval",
                words,
                comment,
                params={"title": decided.title},
                entity="approval",
                record_id=decided.id,
            )
    return decided


def withdraw(ctx: Ctx, request_id: int) -> ApprovalRequest:
    """Take back one's own request before anybody decided."""
    with transaction.atomic():
        if not ApprovalRequest.objects.filter(id=request_id, asked_by=ctx.actor.id).exists():
            raise NotFound()
        return _settle(ctx, request_id, "withdrawn", "")


def _check_right(ctx: Ctx, request_id: int) -> None:
    if ctx.actor.id is None:
        raise NotFound()
    if ApprovalRequest.objects.filter(may_decide(ctx), id=request_id).exists():
        return
    if ApprovalRequest.objects.filter(Q(asked_by=ctx.actor.id), id=request_id).exists():
        raise Forbidden(_("Nobody can decide on their own request."), code="own_request")
    raise NotFound()


def _settle(ctx: Ctx, request_id: int, state: str, comment: str) -> ApprovalRequest:
    changed = ApprovalRequest.objects.filter(id=request_id, state="pending").update(
        state=state, decided_by_id=ctx.actor.id, decided_at=ctx.clock.now(), comment=comment
    )
    if not changed:
        raise Conflict(_("This request was already decided."), code="already_decided")
    decided = ApprovalRequest.objects.get(id=request_id)
    write(ctx, [Entry("approval", request_id, state, meta={"kind": decided.kind, "comment": comment})])
    return decided
