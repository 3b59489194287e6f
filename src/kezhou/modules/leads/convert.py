"""A lead becomes a customer, a contact and, if wanted, an opportunity: in one transaction, and never a second time.

Conversions wait for each other. So of two that are about the same company at the same moment, the later one finds the
customer that the earlier one has made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, KezhouError
from kezhou.modules.leads.candidates import company_values, person_values
from kezhou.modules.leads.lead.actions import OPEN, must_be
from kezhou.modules.leads.lead.follow import EVERYTHING
from kezhou.modules.parties import api as parties
from kezhou.sdk import records
from kezhou.sdk.duplicates import alike, conversion_rule
from kezhou.sdk.limits import take_turns
from kezhou.sdk.notify import notify
from kezhou.sdk.query import all_entities, entity, fetch_all, fetch_one, seen_by

OPPORTUNITY = "opportunity"
ALONG = "lead_converted"
"""Word of the audit for what went along."""
CARRIED = ("name", "region", "address", "industry", "source", "website", "phone")
"""What the customer takes over as it is."""
MAX_MOVED = 500
"""Rows of one kind that are moved by one call of the pipeline."""


def convert(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open → converted. `customer` is one that exists, else a new one is made; `contact` likewise, none with
    `without_contact`; `opportunity` is the name of a new one.

    Raises `Conflict`: `wrong_state`, `in_pool`, and `duplicate` with the candidates where the company is known and
    none of them was chosen; `different` says that a person looked and it is another company.
    """
    must_be(values, *OPEN)
    if values.get("owner") is None:
        raise Conflict(_("Claim the lead first: the customer needs an owner."), code="in_pool")
    take_turns("leads.convert", None)
    customer = given.get("customer") or None
    if customer is None:
        customer = _new_customer(ctx, values, different=bool(given.get("different")))
    else:
        _must_see(ctx, "customer", customer)
        _keep_due(customer, values.get("next_follow_up_at"))
    contact = None if given.get("without_contact") else _contact(ctx, values, customer, given.get("contact"))
    opportunity = _opportunity(ctx, values, given, customer, contact) if given.get("opportunity") else None
    return {
        "state": "converted",
        "converted_at": ctx.clock.now().isoformat(),
        "customer": customer,
        "contact": contact,
        "opportunity": opportunity,
        "next_follow_up_at": None,
    }


def _new_customer(ctx: Ctx, values: Mapping[str, Any], *, different: bool) -> int:
    """Raises `Conflict` with the candidates where the company is there already. Who is certainly the same is never made
    a second time, whatever the person says."""
    rule = conversion_rule(ctx, "customer")
    if rule.action != "allow":
        found = alike(ctx, "customer", [company_values(values)], rule.level)[0]
        binding = [item for item in found if not different or rule.action == "block" or item["verdict"] == "certain"]
        if binding:
            message = _("This company is there already. Choose it, or say that it is another one.")
            raise Conflict(message, code="duplicate", extra={"candidates": found})
    customers = entity(ctx, "customer")
    wanted = {name: values[name] for name in CARRIED if values.get(name)}
    has_person = bool(values.get("contact_name"))
    if not has_person:
        wanted |= {name: values[name] for name in ("mobile", "email") if values.get(name)}
    if values.get("requirement") or values.get("remarks"):
        wanted["remarks"] = "\n".join(filter(None, (values.get("requirement"), values.get("remarks"))))
    codes = {choice.value for choice in customers.fields["status"].choices}
    if "following" in codes:
        wanted["status"] = "following"
    wanted |= {"owner": values["owner"], "next_follow_up_at": _moment(values.get("next_follow_up_at"))}
    made = records.create(ctx, "customer", wanted, _options(values))
    assert made.id is not None  # noqa: S101 — `create` raises where nothing was made
    return made.id


def _options(values: Mapping[str, Any]) -> records.Options:
    """What the lead says is taken over whole, also into fields that the person may not edit; where the record may be
    made is asked as always. The moment of the duplicate rules is “convert”."""
    return records.Options(internal=True, meta={"convert": values["id"]})


def _moment(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _keep_due(customer: int, due: datetime | None) -> None:
    """A customer that is not due anyway is due when the lead was."""
    held = parties.lock([customer]).get(customer)
    if held is not None and held.due is None and due is not None:
        parties.set_moments({customer: parties.Moments(held.last, due)})


def _contact(ctx: Ctx, values: Mapping[str, Any], customer: int, chosen: Any) -> int | None:
    """The contact that was chosen, one of the customer's who is the same person, or a new one. None where the lead
    names nobody."""
    if chosen:
        _must_see(ctx, "contact", chosen)
        if not _belongs(chosen, customer):
            message = _("This contact belongs to another customer.")
            raise Invalid(message, errors=[FieldError("contact", "other_customer", message)])
        return int(chosen)
    if not values.get("contact_name"):
        return None
    if (same := _same_person(ctx, values, customer)) is not None:
        return same
    wanted = {"customer": customer, "name": values["contact_name"]}
    wanted |= {n: values[n] for n in ("title", "mobile", "email", "wechat") if values.get(n)}
    if fetch_one("SELECT 1 FROM parties_contact WHERE customer_id = %s AND deleted_at IS NULL", (customer,)) is None:
        wanted["is_primary"] = True
    made = records.create(ctx, "contact", wanted, _options(values))
    return made.id


def _same_person(ctx: Ctx, values: Mapping[str, Any], customer: int) -> int | None:
    """One of the customer's contacts with the same number or address, or the same name and no other number."""
    sees_all = replace(ctx, grants=EVERYTHING)
    found = alike(sees_all, "contact", [person_values(values)], "likely")[0]
    ids = [item["id"] for item in found if "id" in item]
    rows = fetch_all(
        "SELECT id FROM parties_contact WHERE customer_id = %s AND deleted_at IS NULL "
        "AND (id = ANY(%s) OR (name = %s AND (mobile = '' OR %s = ''))) ORDER BY (id = ANY(%s)) DESC, id LIMIT 1",
        (customer, ids, values["contact_name"], values.get("mobile") or "", ids),
    )
    return int(rows[0][0]) if rows else None


def _belongs(contact: int, customer: int) -> bool:
    row = fetch_one(
        "SELECT 1 FROM parties_contact c WHERE c.id = %s AND (c.customer_id = %s OR EXISTS (SELECT 1 FROM "
        "parties_contactcustomer l WHERE l.contact_id = c.id AND l.customer_id = %s AND l.deleted_at IS NULL))",
        (contact, customer, customer),
    )
    return row is not None


def _must_see(ctx: Ctx, key: str, record_id: Any) -> None:
    """Raises `Invalid`: a record that cannot be seen can be chosen as little as one that does not exist."""
    try:
        records.check_subject(ctx, key, record_id)
    except KezhouError as problem:
        message = _("This record does not exist or is not visible to you.")
        raise Invalid(message, errors=[FieldError(key, "no_such_record", message)]) from problem


def _opportunity(
    ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any], customer: int, contact: int | None
) -> int | None:
    """Raises `Invalid` where the company keeps no opportunities."""
    known = all_entities(ctx).get(OPPORTUNITY)
    if known is None:
        message = _("There are no opportunities here.")
        raise Invalid(message, errors=[FieldError("opportunity", "unknown", message)])
    budget = values.get("budget")
    amount = given.get("amount")
    money = None
    if amount is not None:
        money = {"amount": str(amount), "currency": budget.currency if budget is not None else "CNY"}
    elif budget is not None:
        money = {"amount": str(budget.amount), "currency": budget.currency}
    expected = given.get("expected_on") or values.get("expected_on")
    wanted = {
        "name": given["opportunity"],
        "customer": customer,
        "contact": contact,
        "owner": values["owner"],
        "amount": money,
        "source": values.get("source"),
        "expected_on": _moment(expected),
    }
    kept = {name: value for name, value in wanted.items() if value is not None and name in known.fields}
    try:
        return records.create(ctx, OPPORTUNITY, kept, _options(values)).id
    except Invalid as problem:
        # The dialog asks for the name under the word “opportunity”.
        said = {"name": OPPORTUNITY}
        raise Invalid(
            problem.message,
            errors=[replace(error, path=said.get(error.path, error.path)) for error in problem.errors],
        ) from problem


def take_along(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Runs behind the save: talks, tasks and files of the lead are the customer's from now on, and its owner is told.

    Talks keep their authors, tasks whoever does them. That they change hands is no act on each of them: who may convert
    the lead need not be the one who may edit every talk about it.
    """
    lead, customer, contact = values["id"], values["customer"], values.get("contact")
    acting = replace(ctx, grants=EVERYTHING)
    for key in ("follow_up", "task"):
        table = entity(ctx, key).table
        while ids := fetch_all(
            f"SELECT t.id FROM {table} t WHERE t.lead_id = %s AND t.deleted_at IS NULL ORDER BY t.id LIMIT %s",  # noqa: S608
            (lead, MAX_MOVED),
        ):
            moved = {"lead": None, "customer": customer, "contact": contact}
            options = records.Options(internal=True, action=ALONG, meta={"lead": lead})
            for draft in records.update_many(acting, key, [row[0] for row in ids], moved, options):
                if draft.problem is not None:
                    raise draft.problem
    records.hand_files_on(("lead", lead), ("customer", customer))
    _tell(ctx, values)


def _tell(ctx: Ctx, values: Mapping[str, Any]) -> None:
    """Whoever owns the customer hears that a lead became part of it."""
    row = fetch_one("SELECT owner_id FROM parties_customer WHERE id = %s", (values["customer"],))
    owner = row[0] if row else None
    if owner is None or owner == ctx.actor.id:
        return
    people = seen_by(ctx, "customer", values["customer"], [owner])
    title = _("%(actor)s converted the lead “%(lead)s” into your customer")
    words = {"actor": ctx.actor.name, "lead": str(values.get("name"))[:60]}
    notify(ctx, people, "lead_converted", title, entity="customer", record_id=values["customer"], params=words)
