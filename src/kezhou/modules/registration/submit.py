"""Taking in what somebody sent: a new customer in its pool or with its owner, or one more sign of a known one.

The sender hears the same in both cases. Nothing that was stored before is changed by what an outsider says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Unavailable
from kezhou.kernel.text.fold import fold
from kezhou.sdk import audit, records
from kezhou.sdk.duplicates import same_party
from kezhou.sdk.events import NewEvent, emit
from kezhou.sdk.limits import take_turns
from kezhou.sdk.notify import notify
from kezhou.sdk.org import User
from kezhou.sdk.query import entity, fetch_one

from .fields import Answers
from .form.model import Form, Submission, SubmissionPersonal

AGAIN = "registered_again"
TELLING = ("name", "credit_code", "phone", "mobile", "email")
"""The answers by which two registrations are known to be of one party."""


def acting(ctx: Ctx) -> Ctx:
    """The system in the name of the form, with the outsider's address and request."""
    system = Ctx.system("registration", ctx.clock)
    return replace(system, ip=ctx.ip, request_id=ctx.request_id, locale=ctx.locale)


def submit(ctx: Ctx, form: Form, answers: Answers, consents: Mapping[str, bool]) -> Submission:
    """Keep a checked submission and what follows from it, in one transaction. Raises `Unavailable` where nobody is
    there to get the customer."""
    system = acting(ctx)
    party = {**answers.customer, **_reach(answers)}
    with transaction.atomic():
        _one_at_a_time(party)
        known = same_party(system, "customer", party)
        customer = known if known is not None else _create(system, form, answers)
        submission = Submission.objects.create(
            form=form,
            at=ctx.clock.now(),
            notice_version=form.notice_version,
            consents=dict(consents),
            outcome="again" if known is not None else "new",
            customer_id=customer,
        )
        until = company_today(ctx.clock) + timedelta(days=form.keep_days)
        SubmissionPersonal.objects.create(submission=submission, answers=dict(answers.plain), ip=ctx.ip, until=until)
        if known is not None:
            _note(system, form, submission, known)
        _tell(system, form, customer, again=known is not None)
    return submission


def _one_at_a_time(party: Mapping[str, Any]) -> None:
    """Whoever sends the same name, code, number or address at the same moment waits until the first is taken in, and is
    then known. The locks are taken in one order, so that nobody waits for each other."""
    for fact in sorted({_bare(str(party[name])) for name in TELLING if party.get(name)}):
        take_turns("registration", fact)


def _bare(text: str) -> str:
    """Without case, width and whatever people put between letters and digits."""
    return "".join(c for c in fold(text) if c.isalnum())


def _reach(answers: Answers) -> Mapping[str, str]:
    """A contact's number and address may be the customer's that is known."""
    return {
        name: answers.contact[name]
        for name in ("mobile", "email")
        if name in answers.contact and name not in answers.customer
    }


def _create(system: Ctx, form: Form, answers: Answers) -> int:
    place = {"pool": form.pool_id} if form.pool_id is not None else {"owner": _next_owner(form)}
    options = records.Options(internal=True, meta={"registration_form": form.id})
    made = records.create(system, "customer", {**answers.customer, **place}, options)
    assert made.id is not None  # noqa: S101 — `create` raises where nothing was made
    if answers.contact.get("name") and not answers.is_person:
        records.create(system, "contact", {**answers.contact, "customer": made.id, "is_primary": True}, options)
    return made.id


def _next_owner(form: Form) -> int:
    """The active owners in turn, by how many came in before."""
    Form.objects.select_for_update(of=("self",)).get(id=form.id)
    there = set(User.objects.filter(id__in=form.owners, status="active").values_list("id", flat=True))
    owners = [owner for owner in form.owners if owner in there]
    if not owners:
        raise Unavailable(_("This form takes no registrations at the moment."), code="nobody_there")
    turn = Submission.objects.filter(form=form, outcome="new").count()
    return int(owners[turn % len(owners)])


def _note(system: Ctx, form: Form, submission: Submission, customer: int) -> None:
    """又来登记: a line of the customer's history; what was said stays with the submission."""
    meta = {"form": form.id, "title": form.title, "submission": submission.id}
    audit.write(system, [audit.Entry("customer", customer, AGAIN, meta=meta)])
    emit(system, [NewEvent(f"customer.{AGAIN}", "customer", customer)])


def _tell(system: Ctx, form: Form, customer: int, *, again: bool) -> None:
    """The owner may open the customer; watchers hear that something came in and see what their rights show."""
    table = entity(system, "customer").table
    row = fetch_one(f"SELECT owner_id FROM {table} WHERE id = %s", (customer,))  # noqa: S608
    owner = row[0] if row else None
    title = _("Registered again through “%(form)s”") if again else _("New registration through “%(form)s”")
    people = {*form.watchers, *([owner] if owner is not None else [])}
    notify(system, people, "registration", title, entity="customer", record_id=customer, params={"form": form.title})
