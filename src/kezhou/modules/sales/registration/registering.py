"""Registering an opportunity (报备): asking, deciding, renewing, running out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.modules.sales import asking, settings
from kezhou.modules.sales.opportunity_registration.model import OppRegistration
from kezhou.modules.sales.registration.analyse import analyse
from kezhou.sdk import approvals, records
from kezhou.sdk.query import Sql, entity
from kezhou.sdk.query import settle as settle_many

KIND = "opportunity_registration"
JUDGED = ("name", "customer", "product")
"""What the analysis compared; it stays while somebody decides about it."""


def checked(ctx: Ctx, values: Mapping[str, Any], *, renewal: bool) -> None:
    """What must hold before anybody is asked. Raises `Conflict`, `Invalid`."""
    state = values.get("registration_state")
    if values.get("state") != "open":
        raise Conflict(_("Only an open opportunity can be registered."), code="not_open")
    if renewal != (state == "registered") or state == "pending":
        raise Conflict(_("This opportunity is in another state of registration now."), code="wrong_state")
    if values.get("customer") is None:
        message = _("“%(field)s” is required.") % {"field": _("Customer")}
        raise Invalid(_("Some values are not right."), errors=[FieldError("customer", "required", message)])
    if asking.waiting(KIND, "opportunity", values["id"]) is not None:
        # A renewal may still wait when the registration itself has run out.
        raise Conflict(_("This was asked for already; it waits for a decision."), code="already_asked")
    if renewal:
        limit = settings.current().max_renewals
        done = OppRegistration.objects.filter(
            opportunity_id=values["id"], renewal=True, state="registered", deleted_at__isnull=True
        ).count()
        if done >= limit:
            raise Conflict(
                _("A registration can be renewed %(limit)d times at most.") % {"limit": limit}, code="too_often"
            )


def submit(ctx: Ctx, values: Mapping[str, Any], note: str | None, *, renewal: bool) -> None:
    """Analyse, keep what was found, and ask. In the transaction of the action."""
    report = analyse(ctx, values["name"], values["customer"], values["id"], values.get("product"))
    row = {
        "opportunity": values["id"], "renewal": renewal, "asker": ctx.actor.id, "note": note, "clashes": len(report),
    }  # fmt: skip
    options = records.Options(internal=True)
    made = records.create(asking.by_rule(ctx), "opportunity_registration", row, options)
    assert made.id is not None  # noqa: S101 — a draft without a problem has been stored
    OppRegistration.objects.filter(id=made.id).update(report=report)
    words = _("Renew the registration of “%(name)s”") if renewal else _("Register “%(name)s”")
    title = words % {"name": values["name"]}
    asking.ask(ctx, KIND, title, "opportunity", values["id"], values.get("owner"), {"registration": made.id})


def own(ctx: Ctx, values: Mapping[str, Any]) -> int:
    """The actor's request that waits. Raises `Conflict` where nothing of the actor's does."""
    asked = asking.waiting(KIND, "opportunity", values["id"])
    if asked is None or asked.asked_by_id != ctx.actor.id:
        raise Conflict(_("Nothing that you asked for waits for a decision."), code="nothing_waits")
    return asked.id


def withdraw(ctx: Ctx, values: Mapping[str, Any]) -> None:
    """The asker takes it back before anybody decided. Raises `Conflict` where nothing of the actor's waits."""
    approvals.withdraw(ctx, own(ctx, values))


@approvals.approval_kind(
    KIND,
    _("Registration of an opportunity"),
    on_rejected=lambda ctx, asked: _refuse(ctx, asked),
    on_undone=lambda ctx, asked: _undo(ctx, asked),
    entity="opportunity",
    holds=JUDGED,
)
def _register(ctx: Ctx, asked: approvals.ApprovalRequest) -> None:
    """It protects its finder from today, or on from where the registration would have ended."""
    today, rules = company_today(ctx.clock), settings.current()
    before = OppRegistration.objects.select_related("opportunity").get(id=_kept(asked)).opportunity
    until = max(today, before.registered_until or today) + timedelta(days=rules.validity_days)
    _close(ctx, asked, {"state": "registered", "valid_from": today.isoformat(), "valid_until": until.isoformat()})
    assert asked.record_id is not None  # noqa: S101 — `ask` names the opportunity
    values = {"registration_state": "registered", "registered_until": until.isoformat()}
    asking.settle(ctx, "opportunity", asked.record_id, values, "registered", "registered")


def _refuse(ctx: Ctx, asked: approvals.ApprovalRequest) -> None:
    _close(ctx, asked, {"state": "rejected"})
    _first(ctx, asked, "rejected", "registration_rejected")


def _undo(ctx: Ctx, asked: approvals.ApprovalRequest) -> None:
    """Taken back by the asker, or sent back: it can be asked for again."""
    _close(ctx, asked, {"state": "withdrawn"})
    _first(ctx, asked, "none", "registration_taken_back")


def _first(ctx: Ctx, asked: approvals.ApprovalRequest, state: str, act: str) -> None:
    """A renewal that fails leaves the registration as it is; a first one that fails was none."""
    assert asked.record_id is not None  # noqa: S101 — `ask` names the opportunity
    if not OppRegistration.objects.get(id=_kept(asked)).renewal:
        values = {"registration_state": state, "registered_until": None}
        asking.settle(ctx, "opportunity", asked.record_id, values, act, act)


def _close(ctx: Ctx, asked: approvals.ApprovalRequest, values: Mapping[str, Any]) -> None:
    decided = {"decider": ctx.actor.id, "decided_at": ctx.clock.now().isoformat(), "reason": asked.comment or None}
    options = records.Options(internal=True)
    records.update(asking.by_rule(ctx), "opportunity_registration", _kept(asked), {**decided, **values}, None, options)


def _kept(asked: approvals.ApprovalRequest) -> int:
    return int(asked.payload["registration"])


def run_out(ctx: Ctx) -> int:
    """Registrations whose last day has passed protect nobody any more; how many ran out. By a schedule."""
    today = company_today(ctx.clock)
    ended = Sql("t.registration_state = 'registered' AND t.registered_until < %s", (today,))
    values = {"registration_state": Sql("'expired'")}
    return settle_many(ctx, entity(ctx, "opportunity"), values, ended, action="registration_expired", event="expired")
