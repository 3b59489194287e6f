"""What one may decide, and what one has asked for."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import ConfigDict, StringConstraints

from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.platform.approvals import decide as decisions
from kezhou.platform.approvals import kinds
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import MAX_PAGE, STATES, listed

from .auth.authenticate import door
from .context import ctx_of
from .cursor import page_words

router = Router(tags=["approvals"], auth=door)


class ApprovalPerson(Schema):
    id: int
    title: str


class ApprovalOut(Schema):
    id: int
    kind: str
    kind_label: str
    title: str
    entity: str
    record_id: int | None
    state: str
    asked_by: ApprovalPerson | None
    asked_at: datetime
    decided_by: ApprovalPerson | None
    decided_at: datetime | None
    comment: str
    mine: bool
    """Asked for by the caller, who may withdraw it but not decide it."""


class ApprovalList(Schema):
    items: list[ApprovalOut]
    next: str | None


class Decision(Schema):
    model_config = ConfigDict(extra="forbid")

    comment: Annotated[str, StringConstraints(max_length=decisions.MAX_COMMENT)] = ""


@router.get("/approvals", response=ApprovalList, operation_id="approvals_list")
def list_approvals(request: HttpRequest) -> dict[str, Any]:
    """`state=pending` shows what still waits."""
    ctx = ctx_of(request)
    words = page_words(request, MAX_PAGE, "state")
    state = words.other.get("state") or None
    if state is not None and state not in STATES:
        message = _("Known states: %(known)s.") % {"known": ", ".join(STATES)}
        raise BadRequest(message, code="bad_state", errors=[FieldError("state", "bad_state", message)])
    rows = listed(ctx, state, words.limit + 1, words.before)
    return words.envelope([_out(row, ctx.actor.id) for row in rows])


@router.post("/approvals/{int:request_id}/approve", response=ApprovalOut, operation_id="approvals_approve")
def approve(request: HttpRequest, request_id: int, body: Decision) -> dict[str, Any]:
    return _decide(request, request_id, approve=True, comment=body.comment)


@router.post("/approvals/{int:request_id}/reject", response=ApprovalOut, operation_id="approvals_reject")
def reject(request: HttpRequest, request_id: int, body: Decision) -> dict[str, Any]:
    """Needs a comment that says why."""
    return _decide(request, request_id, approve=False, comment=body.comment)


@router.post("/approvals/{int:request_id}/withdraw", response=ApprovalOut, operation_id="approvals_withdraw")
def withdraw(request: HttpRequest, request_id: int) -> dict[str, Any]:
    """Take back one's own request."""
    ctx = ctx_of(request)
    return _out(decisions.withdraw(ctx, request_id), ctx.actor.id)


def _decide(request: HttpRequest, request_id: int, *, approve: bool, comment: str) -> dict[str, Any]:
    ctx = ctx_of(request)
    return _out(decisions.decide(ctx, request_id, approve=approve, comment=comment), ctx.actor.id)


def _out(row: ApprovalRequest, reader: int | None) -> dict[str, Any]:
    names = ("id", "kind", "title", "entity", "record_id", "state", "asked_at", "decided_at", "comment")
    return {
        **{name: getattr(row, name) for name in names},
        "kind_label": str(kinds.get(row.kind).label),
        "asked_by": _person(row.asked_by),
        "decided_by": _person(row.decided_by),
        "mine": row.asked_by_id is not None and row.asked_by_id == reader,
    }


def _person(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.id, "title": user.name}
