"""Approve, reject, take back. Whoever comes second gets a 409 and nothing happens twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

from . import edits, engine, signing, tasks, trail
from .flow import decision
from .models import WITHDRAWN, ApprovalRequest, ApprovalTask

MAX_COMMENT = 500


def decide(
    ctx: Ctx,
    request_id: int,
    *,
    approve: bool,
    comment: str = "",
    values: Mapping[str, Any] | None = None,
    signature: int | None = None,
    task_id: int | None = None,
) -> ApprovalRequest:
    """Approve or reject one's own task of a request. Not a candidate and not the asker: 404; the asker: 403; already
    decided, or not one's turn: 409; no reason: 422.

    `values` are fields of the document that the step lets its approvers change; they are written through the pipeline.
    `signature` is a picture that the actor has uploaded; a step may ask approvers for one. `task_id` is the task that
    the actor saw: whoever sends the same decision twice never decides the next step by it.
    What the kind does on approval or rejection happens in the same transaction.
    """
    comment = checked_comment(comment, required=not approve)
    with transaction.atomic():
        asked = engine.held(request_id)
        task = tasks.to_decide(ctx, asked, task_id)
        node = decision(engine.flow_of(asked), asked.node)
        if approve and node.comment:
            checked_comment(comment, required=True)
        changed = edits.edit(ctx, asked, node, values) if values and approve else []
        task.state = "approved" if approve else "rejected"
        task.decided_by_id, task.decided_at, task.comment = ctx.actor.id, ctx.clock.now(), comment
        task.signature_id = signing.take(ctx, signature, asked.id, required=approve and node.sign)
        task.save(update_fields=["state", "decided_by", "decided_at", "comment", "signature"])
        place = tasks.place_of(ctx, task)
        trail.leave(ctx, asked, task.state, comment=comment, for_user=place, changed=changed)
        if changed:
            edits.ask_again(ctx, asked, node)
        engine.after_decision(ctx, asked, node, comment, ctx.actor.id)
    return asked


def withdraw(ctx: Ctx, request_id: int) -> ApprovalRequest:
    """Take back one's own request before it is decided. Raises `NotFound`, `Conflict` (`already_decided`), `Forbidden`
    (`too_late`) where the flow does not allow it any more."""
    with transaction.atomic():
        asked = engine.held(request_id)
        if asked.asked_by_id is None or asked.asked_by_id != ctx.actor.id:
            raise NotFound()
        if asked.state == "pending" and not may_withdraw(asked):
            raise Forbidden(_("This request cannot be taken back any more."), code="too_late")
        asked.comment = ""
        engine.finish(ctx, asked, WITHDRAWN, ctx.actor.id)
        trail.leave(ctx, asked, "withdrawn")
    return asked


def may_withdraw(asked: ApprovalRequest) -> bool:
    """Whether the flow lets the starter take the request back as it stands."""
    rule = engine.flow_of(asked).withdraw
    if rule == "untouched":
        return not ApprovalTask.objects.filter(request=asked, state="approved", decided_by__isnull=False).exists()
    return rule == "always"


def checked_comment(comment: str, *, required: bool) -> str:
    """The comment without blanks around it. Raises `Invalid` (path `comment`)."""
    comment = comment.strip()
    if len(comment) > MAX_COMMENT or (required and not comment):
        code, text = ("too_long", _("At most %(limit)s characters.")) if comment else ("required", _("Say why."))
        params = {"limit": MAX_COMMENT}
        raise Invalid(
            _("The decision cannot be saved."),
            errors=[FieldError("comment", code, text % params if comment else text, params)],
        )
    return comment


def refuse_decided(asked: ApprovalRequest) -> None:
    """Raises `Conflict` for a request that is over."""
    if asked.state != "pending":
        raise Conflict(_("This request was already decided."), code="already_decided")
