"""What makes two parties look connected though nobody has said so: one number, one mail domain, one address, two
companies. Only rows that the reader may see take part, and only fields that are not hidden from the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.reach import FREE_MAIL
from kezhou.modules.relations.naming import Party, names_of, told
from kezhou.modules.relations.panel import seen_as, subject
from kezhou.sdk.query import entity, fetch_all, field_rights

MAX_HINTS = 50
MAX_CONTACTS = 200
MIN_ADDRESS = 6
COMMON = 10
"""A mail domain at which more parties than these are seen belongs to a provider, not to a company."""
SHORT = "lower(regexp_replace({t}.address, '\\s', '', 'g'))"

_OWN = """
SELECT p.entity, p.record_id, p.field, p.kind, p.value FROM search_contactpoint p
 WHERE (p.entity, p.record_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[])) ORDER BY p.id LIMIT %s"""
_SAME = """
SELECT p.entity, p.record_id, p.field, p.kind, {value}, t.company FROM search_contactpoint p
  JOIN (SELECT 'customer' AS entity, t.id, t.id AS company FROM parties_customer t WHERE {c}
        UNION ALL SELECT 'contact', t.id, t.customer_id FROM parties_contact t WHERE {k}) t
    ON t.entity = p.entity AND t.id = p.record_id
 WHERE {value} = ANY(%s) AND {kind} AND NOT (p.entity, p.record_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))
 ORDER BY p.id LIMIT %s"""
DOMAIN = "split_part(p.value, '@', 2)"
_ADDRESS = f"""
SELECT t.id FROM parties_customer t JOIN parties_customer x ON x.id = %s AND t.id <> x.id
   AND md5({SHORT.format(t="t")}) = md5({SHORT.format(t="x")})
 WHERE length({SHORT.format(t="x")}) >= %s AND t.address <> '' AND {{c}} ORDER BY t.id LIMIT %s"""  # noqa: S608


def hints(ctx: Ctx, kind: str, record_id: int) -> dict[str, Any]:
    """`{items: [{kind, own, other, company?, value?}]}`: what of this party (or a contact of it) is also another's."""
    root = subject(ctx, kind, record_id)
    own = _family(ctx, root)
    readable = {k: field_rights(ctx, entity(ctx, k)) for k in ("customer", "contact")}
    columns: tuple[list[str], list[int]] = ([k for k, _id in own], [id_ for _k, id_ in own])
    points = [row for row in fetch_all(_OWN, (*columns, MAX_CONTACTS * 4)) if readable[row[0]][row[2]].view != "hidden"]
    found: list[tuple[str, Party, Party, int | None, str | None]] = []
    company = root[1] if root[0] == "customer" else _company(root[1])
    for name, values in _asked(points).items():
        rows = _same(ctx, name, list(values), columns) if values else []
        counts = Counter(row[4] for row in rows)
        for row in rows:
            if name == "same_domain" and counts[row[4]] > COMMON:
                continue
            if readable[row[0]][row[2]].view == "hidden" or (row[5] is not None and row[5] == company):
                continue
            full = readable[row[0]][row[2]].view == "full" and name != "same_domain"
            source = values[row[4]]
            shown = (
                row[4] if name == "same_domain" or (full and readable[source[0]][source[2]].view == "full") else None
            )
            found.append((name, (source[0], source[1]), (row[0], row[1]), row[5], shown))
    if root[0] == "customer" and readable["customer"]["address"].view != "hidden":
        c = seen_as(ctx, "customer")
        rows = fetch_all(_ADDRESS.format(c=c.text), (root[1], MIN_ADDRESS, *c.params, MAX_HINTS))
        found += [("same_address", root, ("customer", row[0]), row[0], None) for row in rows]
    return {"items": _told(ctx, found), "limit": MAX_HINTS}


def _family(ctx: Ctx, root: Party) -> list[Party]:
    """The party itself and, of a customer, the contacts that the reader may see."""
    if root[0] != "customer":
        return [root]
    k = seen_as(ctx, "contact")
    text = f"SELECT t.id FROM parties_contact t WHERE t.customer_id = %s AND {k.text} ORDER BY t.id LIMIT %s"  # noqa: S608
    return [root, *(("contact", row[0]) for row in fetch_all(text, (root[1], *k.params, MAX_CONTACTS)))]


def _company(contact_id: int) -> int | None:
    rows = fetch_all("SELECT customer_id FROM parties_contact WHERE id = %s", (contact_id,))
    return rows[0][0] if rows else None


def _asked(points: Sequence[Any]) -> Mapping[str, Mapping[str, Any]]:
    """Kind of hint → value → the own point that has it."""
    phones = {row[4]: row for row in points if row[3] == "phone"}
    mails = {row[4]: row for row in points if row[3] == "email"}
    domains = {
        domain: row for row in points if row[3] == "email" and (domain := row[4].partition("@")[2]) not in FREE_MAIL
    }
    return {"same_phone": phones, "same_email": mails, "same_domain": domains}


def _same(ctx: Ctx, name: str, values: list[str], own: tuple[list[str], list[int]]) -> list[Any]:
    c, k = seen_as(ctx, "customer"), seen_as(ctx, "contact")
    kind = {"same_phone": "p.kind = 'phone'"}.get(name, "p.kind = 'email'")
    value = DOMAIN if name == "same_domain" else "p.value"
    text = _SAME.format(value=value, kind=kind, c=c.text, k=k.text)
    return fetch_all(text, (*c.params, *k.params, values, *own, MAX_HINTS))


def _told(ctx: Ctx, found: Sequence[tuple[str, Party, Party, int | None, str | None]]) -> list[dict[str, Any]]:
    """One line per pair and kind; a domain says nothing more where the whole address agrees."""
    exact = {(own, other) for name, own, other, _company, _value in found if name == "same_email"}
    kept = []
    seen: set[tuple[str, Party]] = set()
    for name, own, other, company, value in found:
        if (name, other) in seen or (name == "same_domain" and (own, other) in exact):
            continue
        seen.add((name, other))
        kept.append((name, own, other, company, value))
    kept = kept[:MAX_HINTS]
    companies: list[Party] = [("customer", company) for _n, _o, _p, company, _v in kept if company is not None]
    names = names_of(ctx, [*companies, *(party for _n, own, other, _c, _v in kept for party in (own, other))])
    items = []
    for name, own, other, company, value in kept:
        item: dict[str, Any] = {"kind": name, "own": told(names, own), "other": told(names, other)}
        if other[0] == "contact" and company is not None:
            item["company"] = told(names, ("customer", company))
        items.append(item | ({"value": value} if value else {}))
    return items
