"""The decision tree of a customer (客户决策树): who decides there, on whose side they stand, who has no place yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations.naming import hidden_name
from kezhou.modules.relations.panel import subject
from kezhou.sdk.query import entity, fetch_all, may, right
from kezhou.sdk.records import find

MAX_SEATS = 200
MAX_CONTACTS = 200
SEAT_FIELDS = ("contact", "reports_to", "role", "attitude", "influence", "relation_to_us", "note")
CONTACT_FIELDS = ("name", "title", "department", "role", "mobile", "phone", "customer")

_ALSO = """
SELECT l.contact_id FROM parties_contactcustomer l
 WHERE l.customer_id = %s AND l.deleted_at IS NULL AND {seen} ORDER BY l.id LIMIT %s"""


def decision_tree(ctx: Ctx, customer_id: int) -> dict[str, Any]:
    """`{seats, loose, can, more}`: the places with their contact, and contacts of the customer without a place."""
    subject(ctx, "customer", customer_id)
    seat = entity(ctx, "decision_seat")
    here = {"field": "customer", "op": "eq", "value": customer_id}
    page = (
        find(ctx, "decision_seat", here, sort="created_at", limit=MAX_SEATS, fields=SEAT_FIELDS)
        if may(ctx, seat, "view")
        else None
    )
    seats = page.items if page else []
    contacts = _contacts(ctx, customer_id, [row["contact"]["id"] for row in seats])
    can = _can(ctx, [row["id"] for row in seats])
    place = {row["contact"]["id"]: row["id"] for row in seats}
    return {
        "seats": [_told(row, contacts, can, place) for row in seats],
        "loose": [contact for id_, contact in contacts.items() if id_ not in place],
        "can": {"create": may(ctx, seat, "create")},
        "more": bool(page and page.next),
    }


def _contacts(ctx: Ctx, customer_id: int, placed: list[int]) -> Mapping[int, dict[str, Any]]:
    """The customer's contacts that the reader may see, those who also stand with it and those placed in its tree."""
    if not may(ctx, entity(ctx, "contact"), "view"):
        return {}
    seen = right(ctx, entity(ctx, "contact_customer"), "view", "l")
    also = [row[0] for row in fetch_all(_ALSO.format(seen=seen.text), (customer_id, *seen.params, MAX_CONTACTS))]
    wheres: list[Mapping[str, Any]] = [{"field": "id", "op": "in", "value": ids} for ids in (placed, also) if ids]
    wheres.append({"field": "customer", "op": "eq", "value": customer_id})
    found: dict[int, dict[str, Any]] = {}
    for where in wheres:
        page = find(ctx, "contact", where, fields=CONTACT_FIELDS, limit=MAX_CONTACTS, sort="name")
        found |= {row["id"]: row for row in page.items}
    return found


def _can(ctx: Ctx, ids: list[int]) -> Mapping[int, Mapping[str, bool]]:
    """Place → whether the reader may change or remove it; one statement."""
    model = entity(ctx, "decision_seat")
    verbs = {verb: right(ctx, model, verb) for verb in ("update", "delete")}
    columns = ", ".join(f"coalesce({sql.text}, FALSE)" for sql in verbs.values())
    params = [value for sql in verbs.values() for value in sql.params]
    rows = fetch_all(f"SELECT t.id, {columns} FROM {model.table} t WHERE t.id = ANY(%s)", (*params, ids)) if ids else []  # noqa: S608
    return {row[0]: dict(zip(verbs, row[1:], strict=True)) for row in rows}


def _told(
    row: Mapping[str, Any],
    contacts: Mapping[int, Mapping[str, Any]],
    can: Mapping[int, Mapping[str, bool]],
    place: Mapping[int, int],
) -> dict[str, Any]:
    """A place; `above` is the superior's place. Of a contact beyond the reader's view the tree keeps the position
    and says nothing else."""
    contact = contacts.get(row["contact"]["id"])
    words = {name: row[name] for name in SEAT_FIELDS[2:] if name in row}
    base = {"id": row["id"], "above": place.get((row.get("reports_to") or {}).get("id", 0))}
    if contact is None:
        return {**base, "contact": {"hidden": True, "title": hidden_name("contact")}, "can": {}}
    return {**base, "version": row["version"], "contact": contact, **words, "can": can[row["id"]]}
