"""Going beyond the limit with somebody's approval (信用放行)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.kernel.money import Money
from kezhou.modules.credit.models import CreditRelease
from kezhou.modules.credit.words import money
from kezhou.sdk.approvals import MAX_CANDIDATES, ApprovalRequest, approval_kind, request
from kezhou.sdk.audit import Entry, write
from kezhou.sdk.query import entity, fetch_all, people_table, titles, who_may
from kezhou.sdk.records import check_subject

KIND = "credit_release"
MAX_REASON = 300
MAX_DAYS = 366


@approval_kind(KIND, _("Release beyond the credit limit"))
def _release(ctx: Ctx, asked: ApprovalRequest) -> None:
    until = date.fromisoformat(asked.payload["until"])
    if until < company_today(ctx.clock):
        raise Conflict(_("The day that was asked for has passed."), code="too_late")
    assert asked.record_id is not None  # noqa: S101 — `ask` always names the customer
    CreditRelease.objects.create(
        customer_id=asked.record_id,
        amount=Decimal(asked.payload["amount"]),
        currency=asked.payload["currency"],
        until=until,
        reason=asked.payload["reason"],
        approval=asked.id,
        at=ctx.clock.now(),
        user_id=ctx.actor.id,
    )
    write(ctx, [Entry("customer", asked.record_id, "credit_released", meta=dict(asked.payload))])


def ask(ctx: Ctx, customer_id: int, amount: Money, until: date, reason: str) -> ApprovalRequest:
    """Ask that a customer may owe so much more than the limit until a day. Those who may change credit profiles decide.

    Raises `NotFound` for a customer that the actor cannot see, `Invalid` naming the field, and `Conflict`
    (`already_asked`, `nobody_decides`).
    """
    check_subject(ctx, "customer", customer_id)
    _check(ctx, amount, until, reason.strip())
    if ApprovalRequest.objects.filter(
        kind=KIND, record_id=customer_id, asked_by=ctx.actor.id, state="pending"
    ).exists():
        raise Conflict(_("You have asked for a release already; it waits for a decision."), code="already_asked")
    deciders = [user for user in _deciders(ctx) if user != ctx.actor.id]
    if not deciders:
        raise Conflict(_("Nobody may decide about credit."), code="nobody_decides")
    name = titles(ctx, "customer", {customer_id}).get(customer_id, "")
    shown = {"customer": name, "amount": money(amount.amount, amount.currency), "until": until.isoformat()}
    return request(
        ctx,
        KIND,
        _("%(amount)s beyond the credit limit of “%(customer)s” until %(until)s") % shown,
        users=deciders[:MAX_CANDIDATES],
        entity="customer",
        record_id=customer_id,
        payload={
            "amount": str(amount.amount),
            "currency": amount.currency,
            "until": until.isoformat(),
            "reason": reason.strip(),
        },
    )


def _check(ctx: Ctx, amount: Money, until: date, reason: str) -> None:
    errors = []
    today = company_today(ctx.clock)
    if amount.amount <= 0:
        errors.append(FieldError("amount", "not_positive", _("This must be more than zero.")))
    if not 0 <= (until - today).days <= MAX_DAYS:
        message = _("A day between today and %(days)d days from now.") % {"days": MAX_DAYS}
        errors.append(FieldError("until", "out_of_range", message, {"days": MAX_DAYS}))
    if not reason:
        errors.append(FieldError("reason", "required", _("Say why.")))
    elif len(reason) > MAX_REASON:
        message = _("At most %(limit)d characters are allowed.") % {"limit": MAX_REASON}
        errors.append(FieldError("reason", "too_long", message, {"limit": MAX_REASON}))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _deciders(ctx: Ctx) -> list[int]:
    """People who may change credit profiles, at most one more than can be asked."""
    may = who_may("credit_profile", "update", "p")
    people = people_table(entity(ctx, "credit_profile"))
    statement = f"SELECT p.id FROM {people} p WHERE {may.text} ORDER BY p.id LIMIT %s"  # noqa: S608
    return [row[0] for row in fetch_all(statement, (*may.params, MAX_CANDIDATES + 1))]
