"""The calls of the life cycle: its rules and numbers for administrators, a status held by hand for those who may
change the customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.sdk import records
from kezhou.sdk.audit import action
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.history import flows, spans
from kezhou.sdk.pools import recycle_facts
from kezhou.sdk.query import LIVE, check_subject, entity, fetch_all, fetch_one, field_rights

from . import rules as rule
from . import store

ADMIN = "admin:settings"
FLOW_DAYS = 30
MAX_HELD_DAYS = 730


def register() -> None:
    """Called once at start-up."""
    action(store.ACT, _("recognised the status"))
    action("held", _("set the status by hand"))
    for one in (
        Endpoint("lifecycle", _get, permission=ADMIN, summary="Rules, counts by status, moves of 30 days"),
        Endpoint(
            "lifecycle",
            _put,
            "PUT",
            permission=ADMIN,
            input={"active": Input("boolean", required=True), "rules": Input(JSON, required=True),
                   "version": Input("integer")},
            summary="Exactly these rules, on or off",
        ),
        Endpoint(
            "lifecycle/simulate",
            _simulate,
            "POST",
            permission=ADMIN,
            input={"rules": Input(JSON, required=True)},
            summary="Who would change tomorrow; changes nothing",
        ),
        Endpoint("customer/{int:record_id}/lifecycle", _of_customer, summary="Status, since when, and why"),
        Endpoint(
            "customer/{int:record_id}/status",
            _hold,
            "POST",
            input={"status": Input("text", max_length=40), "until": Input("date"), "version": Input("integer")},
            summary="Set the status by hand until a day, or hand it back to the rules",
        ),
    ):  # fmt: skip
        endpoint(one)


def _get(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    active, rules, version = store.current()
    customers = entity(ctx, "customer")
    since = ctx.clock.now() - timedelta(days=FLOW_DAYS)
    counts = fetch_all(f"SELECT t.status, count(*) FROM {customers.table} t WHERE {LIVE.text} GROUP BY 1")  # noqa: S608
    held = rule.free(ctx)
    kept = fetch_one(
        f"SELECT count(*) FROM {customers.table} t WHERE {LIVE.text} AND NOT {held.text}",  # noqa: S608
        held.params,
    )
    return {
        "active": active,
        "version": version,
        "rules": [one.to_json() for one in rules],
        "facts": [
            {"key": fact.key, "label": fact.label}
            for fact in recycle_facts.values()
            if fact.moment(ctx, customers, "t") is not None
        ],
        "unknown_facts": rule.unknown_facts(ctx, customers, rules),
        "statuses": [
            {"value": choice.value, "label": choice.label, "color": choice.color}
            for choice in customers.fields["status"].choices
        ],
        "counts": dict(counts),
        "held": kept[0] if kept else 0,
        "flows": [{"from": old, "to": new, "count": n} for old, new, n in flows("customer", "status", since)],
    }


def _put(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    store.save(ctx, store.checked(ctx, values["rules"]), active=values["active"], version=values["version"])
    return _get(ctx, values)


def _simulate(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return store.simulate(ctx, store.checked(ctx, values["rules"]))


def _of_customer(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """`{status, until, since, rule?, recognised?, spans}`; `recognised` is what the rules say today."""
    record_id = values["record_id"]
    check_subject(ctx, "customer", record_id)
    customers = entity(ctx, "customer")
    if field_rights(ctx, customers)["status"].view != "full":
        raise NotFound()
    active, rules, _version = store.current()
    works = active and not rule.unknown_facts(ctx, customers, rules)
    at = rule.rule_at(ctx, customers, rules if works else [])
    row = fetch_one(
        f"SELECT t.status, t.status_until, {at.text} FROM {customers.table} t WHERE t.id = %s",  # noqa: S608
        (*at.params, record_id),
    )
    if row is None:
        raise NotFound()
    status, until, place = row
    past = spans("customer", record_id, "status")
    return {
        "status": status,
        "until": until if until is not None and until >= company_today(ctx.clock) else None,
        "since": past[-1].since if past else None,
        "recognised": rules[place].status if place is not None else None,
        "rule": rules[place].to_json() if place is not None else None,
        "spans": [{"value": span.value, "since": span.since, "until": span.until} for span in past[-20:]],
    }


def _hold(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """Without a day the status goes back to the rules, which look at it the next night."""
    record_id = values["record_id"]
    check_subject(ctx, "customer", record_id, write=True)
    if not field_rights(ctx, entity(ctx, "customer"))["status"].edit:
        raise Forbidden(code="no_right", extra={"field": "status"})
    until: date | None = values["until"]
    today = company_today(ctx.clock)
    if until is not None and not today <= until <= today + timedelta(days=MAX_HELD_DAYS):
        message = _("This must be a day from today on, within two years.")
        raise Invalid(message, errors=[FieldError("until", "out_of_range", message)])
    data: dict[str, Any] = {"status_until": None if until is None else until.isoformat()}
    if values["status"] is not None:
        data["status"] = values["status"]
    options = records.Options(internal=True, action="held", always=True)
    records.update(ctx, "customer", record_id, data, values["version"], options)
    return _of_customer(ctx, values)
