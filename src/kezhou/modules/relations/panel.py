"""The relations of one party, each named from its side (docs/adr/0022-relations.md).

Who sees a party sees what it stands in. The other end, where it lies beyond the reader's view, has neither name nor
number, and nothing is told of the relation but its kind and days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.modules.relations.kinds import Kind, kinds, parent_kind
from kezhou.modules.relations.naming import KINDS, Party, names_of, told
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, field_rights, may, right
from kezhou.sdk.records import check_subject

MAX_RELATIONS = 200
WORDS = ("since", "until", "strength", "source", "note")
PUBLIC_WORDS = ("since", "until")
"""What is told of a relation whose other end is hidden."""

_OF = """
SELECT r.id, r.version, r.type_id, r.from_customer_id, r.from_contact_id, r.to_customer_id, r.to_contact_id,
       r.since, r.until, r.strength, r.source, r.note, {update}, {delete}
  FROM relations_relation r WHERE r.deleted_at IS NULL AND (r.from_{kind}_id = %s OR r.to_{kind}_id = %s)
 ORDER BY r.id DESC LIMIT %s"""
_COMPANIES = """
SELECT l.id, l.version, l.contact_id, l.customer_id, l.title, {update}, {delete}
  FROM parties_contactcustomer l WHERE l.deleted_at IS NULL AND l.{kind}_id = %s AND {seen} ORDER BY l.id LIMIT %s"""


def subject(ctx: Ctx, kind: str, record_id: int) -> Party:
    """The party that a call is about. Raises `NotFound` where the asker cannot see it, `BadRequest` for other kinds."""
    if kind not in KINDS:
        raise BadRequest(_("Relations stand between customers and contacts."), code="wrong_kind")
    check_subject(ctx, kind, record_id)
    return kind, record_id


def relations_of(ctx: Ctx, kind: str, record_id: int) -> dict[str, Any]:
    """`{items, more, work, kinds, can}`; nothing of relations where no role shows any."""
    party = subject(ctx, kind, record_id)
    known = kinds(ctx)
    model = entity(ctx, "relation")
    rows = _rows(ctx, party) if may(ctx, model, "view") else []
    parents = _parents(ctx, party)
    work = _work(ctx, party)
    others = [_other(party, row[3:7]) for row in rows[:MAX_RELATIONS]]
    names = names_of(ctx, [*others, *parents, *(other for other, _row in work)])
    rights = field_rights(ctx, model)
    shown = [word for word in WORDS if rights[word].view == "full"]
    today = company_today(ctx.clock)
    items = []
    for other, row in zip(others, rows, strict=False):
        if row[2] in known:
            item = _named(known[row[2]], is_first=_is_first(party, row[3:7]))
            words = dict(zip(WORDS, row[7:12], strict=True))
            item["ended"] = row[8] is not None and row[8] < today
            item["other"] = told(names, other)
            visible = other in names
            item |= {w: words[w] for w in shown if visible or w in PUBLIC_WORDS}
            item |= {"id": row[0], "version": row[1], "can": {"update": row[12], "delete": row[13]}} if visible else {}
            items.append(item)
    group = parent_kind(known)
    for parent in parents if group else ():
        items.insert(0, {**_named(group, is_first=False), "other": told(names, parent), "in_parent": True})  # type: ignore[arg-type]
    return {
        "items": items,
        "more": len(rows) > MAX_RELATIONS,
        "work": [
            {
                "id": row[0],
                "version": row[1],
                "other": told(names, other),
                "title": row[4],
                "primary": row[0] is None,
                "can": {"update": row[5], "delete": row[6]},
            }
            for other, row in work
        ],
        "kinds": [_offered(k) for k in known.values()],
        "can": {"create": may(ctx, model, "create")},
    }


def _rows(ctx: Ctx, party: Party) -> Sequence[Any]:
    model = entity(ctx, "relation")
    answers = {verb: right(ctx, model, verb, "r") for verb in ("update", "delete")}
    kind, id_ = party
    text = _OF.format(kind=kind, **{verb: f"coalesce({sql.text}, FALSE)" for verb, sql in answers.items()})
    params = [value for sql in answers.values() for value in sql.params]
    return fetch_all(text, (*params, id_, id_, MAX_RELATIONS + 1))


def _parents(ctx: Ctx, party: Party) -> list[Party]:
    """The parent company, which is a field of the customer."""
    customer = entity(ctx, "customer")
    if party[0] != "customer" or field_rights(ctx, customer)["parent"].view == "hidden":
        return []
    rows = fetch_all("SELECT parent_id FROM parties_customer WHERE id = %s AND parent_id IS NOT NULL", (party[1],))
    return [("customer", row[0]) for row in rows]


def _work(ctx: Ctx, party: Party) -> list[tuple[Party, Sequence[Any]]]:
    """Of a contact the companies, the primary one first; of a customer the contacts who stand with it besides."""
    model = entity(ctx, "contact_customer")
    found: list[tuple[Party, Sequence[Any]]] = []
    if party[0] == "contact" and field_rights(ctx, entity(ctx, "contact"))["customer"].view != "hidden":
        text = (
            "SELECT NULL, 0, id, customer_id, '', FALSE, FALSE FROM parties_contact "
            "WHERE id = %s AND customer_id IS NOT NULL"
        )
        found += [(("customer", row[3]), row) for row in fetch_all(text, (party[1],))]
    seen = all_of([right(ctx, model, "view", "l")])
    answers = [right(ctx, model, verb, "l") for verb in ("update", "delete")]
    update, delete = (f"coalesce({sql.text}, FALSE)" for sql in answers)
    params = [value for sql in answers for value in sql.params]
    text = _COMPANIES.format(kind=party[0], seen=seen.text, update=update, delete=delete)
    for row in fetch_all(text, (*params, party[1], *seen.params, MAX_RELATIONS)):
        found.append((("customer", row[3]) if party[0] == "contact" else ("contact", row[2]), row))
    return found


def _is_first(party: Party, ends: Sequence[int | None]) -> bool:
    return (ends[0] if party[0] == "customer" else ends[1]) == party[1]


def _other(party: Party, ends: Sequence[int | None]) -> Party:
    customer, contact = ends[2:4] if _is_first(party, ends) else ends[0:2]
    return ("customer", customer) if customer is not None else ("contact", contact or 0)


def _named(kind: Kind, *, is_first: bool) -> dict[str, Any]:
    """What the other party is to this one: for the first that is the name of the second."""
    name = kind.back_name if is_first else kind.name
    return {"type": {"id": kind.id, "name": name, "color": kind.color}, "is_first": is_first}


def _offered(kind: Kind) -> Mapping[str, Any]:
    """What a form needs to know of a kind."""
    names = ("id", "name", "back_name", "color", "symmetric", "in_parent", "active", "first_kind", "second_kind")
    return {name: getattr(kind, name) for name in names}


def seen_as(ctx: Ctx, kind: str, alias: str = "t") -> Sql:
    """The living parties of a kind that the reader may see."""
    return all_of([Sql(f"{alias}.deleted_at IS NULL"), right(ctx, entity(ctx, kind), "view", alias)])
