"""Going beyond the limit with somebody's approval (信用放行)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.kernel.money import Money
from kezhou.modules.credit.models import CreditCheck, CreditRelease
from kezhou.modules.credit.rules import KINDS
from kezhou.modules.credit.words import money
from kezhou.sdk.approvals import MAX_CANDIDATES, ApprovalRequest, approval_kind, request, running, version_for
from kezhou.sdk.audit import Entry, write
from kezhou.sdk.query import entity, fetch_all, people_table, titles, who_may
from kezhou.sdk.records import became, check_subject

KIND = "credit_release"
MAX_REASON = 300
MAX_DAYS = 366


@approval_kind(
    KIND,
    _("Release beyond the credit limit"),
    fields={"value": ("money", _("Amount")), "until": ("date", _("Released until")), "reason": ("text", _("Reason"))},
    documents=KINDS,
)
def _release(ctx: Ctx, asked: ApprovalRequest) -> None:
    until = date.fromisoformat(asked.payload["until"])
    if until < company_today(ctx.clock):
        raise Conflict(_("The day that was asked for has passed."), code="too_late")
    assert asked.record_id is not None  # noqa: S101 — who asks always names the customer or the document
    document = asked.entity != "customer"
    # The customer may have been merged into another one since it was asked.
    customer = became("customer", asked.payload["customer"] if document else asked.record_id)
    CreditRelease.objects.create(
        customer_id=customer,
        entity=asked.entity if document else "",
        record_id=asked.record_id if document else None,
        amount=Decimal(asked.payload["amount"]),
        currency=asked.payload["currency"],
        until=until,
        reason=asked.payload["reason"],
        approval=asked.id,
        at=ctx.clock.now(),
        user_id=ctx.actor.id,
    )
    write(ctx, [Entry("customer", customer, "credit_released", meta=dict(asked.payload))])
    if document:
        write(ctx, [Entry(asked.entity, asked.record_id, "credit_released", meta=dict(asked.payload))])


def standing(ctx: Ctx, documents: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Sequence[tuple[int, Money]]]:
    """Document → for which customer and up to which amount somebody released this very document, of releases that
    still hold; one statement for all."""
    wanted = set(documents)
    if not wanted:
        return {}
    found: dict[tuple[str, int], list[tuple[int, Money]]] = {}
    rows = CreditRelease.objects.filter(
        entity__in={key for key, _id in wanted},
        record_id__in={id_ for _key, id_ in wanted},
        until__gte=company_today(ctx.clock),
    ).values_list("entity", "record_id", "customer_id", "amount", "currency")
    for key, record_id, customer, amount, currency in rows:
        found.setdefault((key, int(record_id or 0)), []).append((customer, Money(amount, currency)))
    return found


def ask(ctx: Ctx, customer_id: int, amount: Money, until: date, reason: str) -> ApprovalRequest:
    """Ask that a customer may owe so much more than the limit until a day. Those who may change credit profiles decide.

    Raises `NotFound` for a customer that the actor cannot see, `Invalid` naming the field, and `Conflict`
    (`already_asked`, `nobody_decides`).
    """
    check_subject(ctx, "customer", customer_id)
    _check(ctx, amount, until, reason.strip())
    if ApprovalRequest.objects.filter(
        kind=KIND, entity="customer", record_id=customer_id, asked_by=ctx.actor.id, state="pending"
    ).exists():
        raise Conflict(_("You have asked for a release already; it waits for a decision."), code="already_asked")
    name = titles(ctx, "customer", {customer_id}).get(customer_id, "")
    shown = {"customer": name, "amount": money(amount.amount, amount.currency), "until": until.isoformat()}
    title = _("%(amount)s beyond the credit limit of “%(customer)s” until %(until)s") % shown
    return _open(ctx, title, "customer", customer_id, amount, until, reason, {})


def ask_for(ctx: Ctx, entity_key: str, record_id: int, until: date, reason: str) -> ApprovalRequest:
    """Ask that one document goes ahead although the customer's credit refused it. It may be submitted again once that
    is allowed, until the day and for no more than the amount that was refused.

    Raises `NotFound` and `Forbidden` as a change of the document would, `Invalid` naming the field, and `Conflict`
    (`not_refused`, `already_asked`, `nobody_decides`).
    """
    if entity_key not in KINDS:
        raise NotFound()
    check_subject(ctx, entity_key, record_id, write=True)
    refused = (
        CreditCheck.objects.filter(entity=entity_key, record_id=record_id, verdict="block").order_by("-id").first()
    )
    if refused is None:
        raise Conflict(_("The customer's credit has not refused this."), code="not_refused")
    amount = Money(refused.amount, refused.currency)
    _check(ctx, amount, until, reason.strip())
    # An order that is refused when it becomes binding waits for its own approval; that goes on once this is allowed.
    waiting = running(entity_key, record_id, KIND)
    if waiting is not None:
        raise Conflict(_("This waits for a decision already."), code="already_asked", extra={"approval": waiting.id})
    called = titles(ctx, entity_key, {record_id}).get(record_id, "")
    shown = {"document": called, "amount": money(amount.amount, amount.currency)}
    title = _("“%(document)s” with %(amount)s beyond the customer's credit") % shown
    return _open(
        ctx, title, entity_key, record_id, amount, until, reason, {"customer": refused.customer_id, "check": refused.id}
    )


def _open(
    ctx: Ctx,
    title: Any,
    entity_key: str,
    record_id: int,
    amount: Money,
    until: date,
    reason: str,
    more: Mapping[str, Any],
) -> ApprovalRequest:
    deciders = [user for user in _deciders(ctx) if user != ctx.actor.id]
    if not deciders and version_for(KIND) is None:
        raise Conflict(_("Nobody may decide about credit."), code="nobody_decides")
    told = {
        "value": {"amount": str(amount.amount), "currency": amount.currency},
        "amount": str(amount.amount),
        "currency": amount.currency,
        "until": until.isoformat(),
        "reason": reason.strip(),
    }
    return request(
        ctx,
        KIND,
        title,
        users=deciders[:MAX_CANDIDATES],
        entity=entity_key,
        record_id=record_id,
        payload={**more, **told},
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
