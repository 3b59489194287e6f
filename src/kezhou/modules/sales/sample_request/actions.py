"""What people do with requests for samples: ask, send, receive, send back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.sales import asking
from kezhou.sdk import approvals

KIND = "sample_request"
JUDGED = ("item", "quantity", "ship_to", "needed_on")
WRONG = _("The request is in another state now.")


def submit(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask for it."""
    _must(values, approval_state=("draft", "rejected"), state=("open",))
    return {"approval_state": "pending"}


def submitted(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    title = _("Sample: %(item)s") % {"item": values["item"]}
    asking.ask(ctx, KIND, title, "sample_request", values["id"], values.get("owner"), {})


def send(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is on its way; only what was approved."""
    _must(values, approval_state=("approved",), state=("open",))
    return {"state": "sent", "sent_on": company_today(ctx.clock).isoformat()}


def receive(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer has it."""
    _must(values, state=("sent",))
    return {"state": "received", "received_on": company_today(ctx.clock).isoformat()}


def give_back(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It came back to us."""
    _must(values, state=("sent", "received"))
    return {"state": "returned"}


def cancel(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is not needed any more."""
    _must(values, approval_state=("draft", "approved", "rejected"), state=("open",))
    return {"state": "cancelled", "approval_state": "cancelled"}


def _must(values: Mapping[str, Any], **allowed: tuple[str, ...]) -> None:
    for name, states in allowed.items():
        if values.get(name) not in states:
            raise Conflict(WRONG, code="wrong_state", extra={name: values.get(name)})


@approvals.approval_kind(
    KIND,
    _("Sample request"),
    on_rejected=lambda ctx, asked: _decide(ctx, asked, "rejected"),
    on_undone=lambda ctx, asked: _decide(ctx, asked, "draft"),
    entity="sample_request",
    holds=JUDGED,
)
def _approve(ctx: Ctx, asked: approvals.ApprovalRequest) -> None:
    _decide(ctx, asked, "approved")


def _decide(ctx: Ctx, asked: approvals.ApprovalRequest, state: str) -> None:
    assert asked.record_id is not None  # noqa: S101 — `ask` names the request
    act = "sample_withdrawn" if state == "draft" else f"sample_{state}"
    asking.settle(ctx, "sample_request", asked.record_id, {"approval_state": state}, act, state)
