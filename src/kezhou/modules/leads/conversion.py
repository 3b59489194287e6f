"""What the page of a lead shows about converting it: who it may be already, or what it became."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.modules.leads.candidates import COMPANY, company_values, person_values
from kezhou.modules.leads.convert import OPPORTUNITY
from kezhou.sdk.duplicates import alike
from kezhou.sdk.query import (
    CompiledEntity,
    Sql,
    all_entities,
    all_of,
    entity,
    fetch_all,
    fetch_one,
    may,
    right,
    title_expression,
)

LINKS = ("customer", "contact", OPPORTUNITY)


def told(ctx: Ctx, record_id: int) -> dict[str, Any]:
    """`{state, became: {customer, contact, opportunity}, customers, contacts, may}`.

    `customers` and `contacts` are who the lead may be, as the check of duplicates says it, best first, and empty for a
    lead that is over; a contact says whose it is. `may`: what the asker may make. The caller has made sure that the
    lead may be seen.
    """
    row = fetch_one(
        "SELECT state, name, phone, mobile, email, website, address, contact_name, customer_id, contact_id, "
        "opportunity_id FROM leads_lead WHERE id = %s",
        (record_id,),
    )
    if row is None:
        raise NotFound()
    state, *facts, customer, contact, opportunity = row
    values = dict(zip((*COMPANY, "contact_name"), facts, strict=True))
    is_open = state in ("new", "working", "qualified")
    known = all_entities(ctx)
    asks = [key for key in ("customer", "contact") if is_open and may(ctx, entity(ctx, key), "view")]
    customers = alike(ctx, "customer", [company_values(values)], "possible")[0] if "customer" in asks else []
    contacts = alike(ctx, "contact", [person_values(values)], "likely")[0] if "contact" in asks else []
    return {
        "state": state,
        "became": {
            key: _titled(ctx, key, id_) for key, id_ in zip(LINKS, (customer, contact, opportunity), strict=True)
        },
        "customers": customers,
        "contacts": _with_customers(ctx, contacts),
        "may": {key: key in known and may(ctx, known[key], "create") for key in LINKS},
    }


def _titled(ctx: Ctx, key: str, record_id: int | None) -> dict[str, Any] | None:
    """Title where the reader may see it; that there is one may be known to whoever sees the lead."""
    found: CompiledEntity | None = all_entities(ctx).get(key)
    if record_id is None or found is None:
        return None
    where = all_of([Sql("t.id = %s AND t.deleted_at IS NULL", (record_id,)), right(ctx, found, "view")])
    row = fetch_one(f"SELECT {title_expression(found)} FROM {found.table} t WHERE {where.text}", where.params)  # noqa: S608
    return {"id": record_id, "title": row[0]} if row else {"id": None, "title": None}


def _with_customers(ctx: Ctx, contacts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A contact that one may choose says to which customer it belongs."""
    ids = [item["id"] for item in contacts if "id" in item]
    rows = fetch_all("SELECT id, customer_id FROM parties_contact WHERE id = ANY(%s)", (ids,)) if ids else []
    whose: dict[int, int | None] = dict(rows)
    titles = {id_: _titled(ctx, "customer", id_) for id_ in {one for one in whose.values() if one is not None}}
    return [{**item, "customer": titles.get(whose.get(item.get("id", 0)) or 0)} for item in contacts]
