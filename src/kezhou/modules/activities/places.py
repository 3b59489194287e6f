"""Where customers are: one place each, learned from check-ins or set on the spot.

Whoever may not read a customer's address does not learn its place either. It stands in a table of its own, in no list,
export, search or event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.modules.activities import positions, settings
from kezhou.modules.activities.models import CustomerPlace
from kezhou.sdk import query, records
from kezhou.sdk.audit import Entry, action, write
from kezhou.sdk.query import execute, fetch_all

GOOD_ACCURACY = 100
"""Metres. A check-in that knows less says nothing about the place of the customer."""
PERSON = "person"
"""The kind of customers who are human beings."""
ADDRESS = "address"

# What somebody set by hand is better than where somebody stood.
_LEARN = """
INSERT INTO activities_customerplace (customer_id, lat, lng, accuracy, source, at)
VALUES (%s, %s, %s, %s, 'check_in', %s)
ON CONFLICT (customer_id) DO UPDATE SET (lat, lng, accuracy, source, at)
  = ROW (excluded.lat, excluded.lng, excluded.accuracy, excluded.source, excluded.at)
 WHERE activities_customerplace.source = 'check_in'"""
_PURGE = """
DELETE FROM activities_customerplace WHERE id IN (
  SELECT p.id FROM activities_customerplace p JOIN parties_customer c ON c.id = p.customer_id
   WHERE c.kind = %s AND p.at < %s LIMIT %s)
RETURNING id"""


def learn(ctx: Ctx, customer: int, given: Mapping[str, Any]) -> None:
    """The place of a check-in becomes the customer's, where the device was sure enough."""
    location, accuracy = given.get("location"), given.get("accuracy")
    if location is not None and accuracy is not None and accuracy <= GOOD_ACCURACY:
        execute(_LEARN, (customer, location["lat"], location["lng"], accuracy, ctx.clock.now()))


def of_customer(ctx: Ctx, customer: int) -> dict[str, Any]:
    """The place, whether the customer is a person, and whether the asker may set it. Raises `NotFound`."""
    row = records.get(ctx, "customer", customer)
    if row is None:
        raise NotFound()
    entity = query.entity(ctx, "customer")
    rights = query.field_rights(ctx, entity)[ADDRESS]
    place = CustomerPlace.objects.filter(customer_id=customer).first() if rights.view == "full" else None
    return {
        "place": None if place is None else told(place),
        "person": row.get("kind") == PERSON,
        "can_set": rights.edit and _may_update(ctx, customer),
    }


def put(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Set the place to where somebody stands, or take it away (without `location`). Raises `NotFound`, `Forbidden`, and
    `Invalid` for the place of a person without the own consent to keep positions."""
    known = of_customer(ctx, given["customer"])
    if not known["can_set"]:
        raise Forbidden()
    location = given["location"]
    positions.check_accuracy(given)
    if known["person"]:
        positions.require_consent(ctx, given)
    with transaction.atomic():
        rows = CustomerPlace.objects.filter(customer_id=given["customer"])
        if location is None:
            if rows.delete()[0]:
                write(ctx, [Entry("customer", given["customer"], "place_removed", {})])
        else:
            rows.update_or_create(
                customer_id=given["customer"],
                defaults={
                    "lat": location["lat"],
                    "lng": location["lng"],
                    "accuracy": given["accuracy"],
                    "source": "hand",
                    "at": ctx.clock.now(),
                },
            )
            write(ctx, [Entry("customer", given["customer"], "place_set", {})])
    return of_customer(ctx, given["customer"])


def purge(ctx: Ctx) -> int:
    """Remove places of persons older than the rules allow; how many went."""
    before, gone = ctx.clock.now() - timedelta(days=settings.current().position_days), 0
    while rows := fetch_all(_PURGE, (PERSON, before, positions.PURGE_CHUNK)):
        gone += len(rows)
    return gone


def told(row: CustomerPlace) -> dict[str, Any]:
    return {
        "location": {"lat": row.lat, "lng": row.lng},
        "accuracy": row.accuracy,
        "source": row.source,
        "at": row.at,
    }


def _may_update(ctx: Ctx, customer: int) -> bool:
    may = query.right(ctx, query.entity(ctx, "customer"), "update")
    statement = f"SELECT 1 FROM parties_customer t WHERE t.id = %s AND {may.text}"  # noqa: S608 — compiled
    return bool(fetch_all(statement, (customer, *may.params)))


def register() -> None:
    """Called once at start-up."""
    action("place_set", _("set the place on the map"))
    action("place_removed", _("removed the place on the map"))
