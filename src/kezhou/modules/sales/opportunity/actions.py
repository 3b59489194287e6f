"""What people do with opportunities: win, lose, give up, open again, register, start as a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.sales import asking
from kezhou.modules.sales.opportunity import stages as known
from kezhou.modules.sales.registration import registering
from kezhou.sdk import approvals

PROJECT = "project_start"
PROPOSED = ("name", "customer", "kind", "amount", "budget")
"""What is decided about when a project is taken up."""


def win(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is won; the guards of the stage “won” ask for the rest."""
    return _end(values, "won")


def lose(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is lost, for a reason and to somebody."""
    return _end(values, "lost")


def invalidate(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It never was an opportunity, for a reason."""
    return _end(values, "invalid")


def reopen(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It goes on: in the stage that is named, else in the first one."""
    if values.get("state") == "open":
        raise Conflict(_("The opportunity is in another state now."), code="wrong_state")
    first = known.load().first(values.get("process"))
    if first is None:
        raise Conflict(_("There is no sales process with stages yet."), code="no_stage")
    return {"stage": given.get("stage") or first.id}


def _end(values: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    if values.get("state") != "open":
        raise Conflict(_("The opportunity is in another state now."), code="wrong_state")
    stage = known.load().ending(values.get("process"), kind)
    if stage is None:
        raise Conflict(_("This sales process has no such end."), code="no_stage")
    return {"stage": stage.id}


def register(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask that it is registered: analysed first, decided by a person."""
    registering.checked(ctx, values, renewal=False)
    return {"registration_state": "pending"}


def registered(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    registering.submit(ctx, values, given.get("note"), renewal=False)


def renew(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask that the registration lasts longer; it stays registered meanwhile."""
    registering.checked(ctx, values, renewal=True)
    return {}


def renewed(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    registering.submit(ctx, values, given.get("note"), renewal=True)


def withdraw(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the request back; what follows from it is `withdrawn`."""
    if values.get("registration_state") != "pending":
        raise Conflict(_("Nothing that you asked for waits for a decision."), code="nothing_waits")
    registering.own(ctx, values)
    return {}


def withdrawn(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    registering.withdraw(ctx, values)


def start_project(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask that the project is taken up (立项)."""
    if values.get("kind") != "project" or values.get("project_state") in ("pending", "approved"):
        raise Conflict(_("The opportunity is in another state now."), code="wrong_state")
    return {"project_state": "pending"}


def project_asked(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    title = _("Take up the project “%(name)s”") % {"name": values["name"]}
    asking.ask(ctx, PROJECT, title, "opportunity", values["id"], values.get("owner"), {})


@approvals.approval_kind(
    PROJECT,
    _("Start of a project"),
    on_rejected=lambda ctx, asked: _decide(ctx, asked, "rejected"),
    on_undone=lambda ctx, asked: _decide(ctx, asked, "none"),
    entity="opportunity",
    holds=PROPOSED,
)
def _approve(ctx: Ctx, asked: approvals.ApprovalRequest) -> None:
    _decide(ctx, asked, "approved")


def _decide(ctx: Ctx, asked: approvals.ApprovalRequest, state: str) -> None:
    assert asked.record_id is not None  # noqa: S101 — `ask` names the opportunity
    act = "project_withdrawn" if state == "none" else f"project_{state}"
    asking.settle(ctx, "opportunity", asked.record_id, {"project_state": state}, act, act)
