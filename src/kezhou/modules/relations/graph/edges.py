"""The lines of the graph: what leads from parties to parties, read set-based, one statement per kind of line.

Both ends of every line lie within the reader's view; the predicate stands in the statement itself. The parties that one
starts from have passed it before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations.naming import Party
from kezhou.modules.relations.panel import seen_as
from kezhou.sdk.query import FALSE, Sql, entity, fetch_all, field_rights, may, right

MAX_EDGES = 600
USUAL_STRENGTH = 3
PARENT, WORK, SUPERIOR = "parent", "work", "superior"
FIXED = (PARENT, WORK, SUPERIOR)
"""Lines that are no rows of `relation`: the parent company, where somebody works, to whom somebody reports."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from the first party to the second. `kind` is one of `FIXED` or the id of a kind of relation; `strength`
    runs from 1 to 5."""

    first: Party
    second: Party
    kind: str
    strength: int = USUAL_STRENGTH
    ended: bool = False

    def other(self, party: Party) -> Party:
        return self.second if party == self.first else self.first


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are followed: `fixed` of `FIXED`; `types` None means every kind of relation."""

    fixed: frozenset[str] = frozenset(FIXED)
    types: tuple[int, ...] | None = None


_RELATIONS = """
SELECT r.type_id, r.from_customer_id, r.from_contact_id, r.to_customer_id, r.to_contact_id, r.strength, r.until
  FROM relations_relation r
 WHERE r.deleted_at IS NULL AND (r.from_customer_id = ANY(%s) OR r.to_customer_id = ANY(%s)
       OR r.from_contact_id = ANY(%s) OR r.to_contact_id = ANY(%s)) AND (%s OR r.type_id = ANY(%s))
   AND (r.from_customer_id IS NULL OR EXISTS (SELECT FROM parties_customer t WHERE t.id = r.from_customer_id AND {c}))
   AND (r.to_customer_id IS NULL OR EXISTS (SELECT FROM parties_customer t WHERE t.id = r.to_customer_id AND {c}))
   AND (r.from_contact_id IS NULL OR EXISTS (SELECT FROM parties_contact t WHERE t.id = r.from_contact_id AND {k}))
   AND (r.to_contact_id IS NULL OR EXISTS (SELECT FROM parties_contact t WHERE t.id = r.to_contact_id AND {k}))
 ORDER BY r.id LIMIT %s"""
_PARENTS = """
(SELECT t.parent_id, t.id FROM parties_customer t WHERE t.parent_id = ANY(%s) AND {c} ORDER BY t.id LIMIT %s)
UNION ALL
(SELECT t.id, x.id FROM parties_customer x JOIN parties_customer t ON t.id = x.parent_id
  WHERE x.id = ANY(%s) AND {c} ORDER BY x.id LIMIT %s)"""
_WORK = """
(SELECT t.customer_id, t.id FROM parties_contact t WHERE t.customer_id = ANY(%s) AND {k} ORDER BY t.id LIMIT %s)
UNION ALL
(SELECT t.id, x.id FROM parties_contact x JOIN parties_customer t ON t.id = x.customer_id
  WHERE x.id = ANY(%s) AND {c} ORDER BY x.id LIMIT %s)"""
_MORE_WORK = """
(SELECT l.customer_id, t.id FROM parties_contactcustomer l JOIN parties_contact t ON t.id = l.contact_id
  WHERE l.customer_id = ANY(%s) AND l.deleted_at IS NULL AND {l} AND {k} ORDER BY l.id LIMIT %s)
UNION ALL
(SELECT t.id, l.contact_id FROM parties_contactcustomer l JOIN parties_customer t ON t.id = l.customer_id
  WHERE l.contact_id = ANY(%s) AND l.deleted_at IS NULL AND {l} AND {c} ORDER BY l.id LIMIT %s)"""
_SUPERIORS = """
(SELECT s.reports_to_id, s.contact_id FROM relations_decisionseat s JOIN parties_contact t ON t.id = s.contact_id
  WHERE s.reports_to_id = ANY(%s) AND s.deleted_at IS NULL AND {s} AND {k} ORDER BY s.id LIMIT %s)
UNION ALL
(SELECT s.reports_to_id, s.contact_id FROM relations_decisionseat s JOIN parties_contact t ON t.id = s.reports_to_id
  WHERE s.contact_id = ANY(%s) AND s.deleted_at IS NULL AND {s} AND {k} ORDER BY s.id LIMIT %s)"""


def edges_of(ctx: Ctx, parties: Iterable[Party], wanted: Wanted = Wanted(), limit: int = MAX_EDGES) -> list[Edge]:
    """The lines that touch the parties, at most `limit` of each kind of line; each once."""
    ids: Mapping[str, list[int]] = {"customer": [], "contact": []}
    for kind, id_ in parties:
        ids[kind].append(id_)
    customers, contacts = sorted(ids["customer"]), sorted(ids["contact"])
    found: dict[tuple[Party, Party, str], Edge] = {}

    def add(edge: Edge) -> None:
        found.setdefault((edge.first, edge.second, edge.kind), edge)

    for edge in _relations(ctx, customers, contacts, wanted, limit):
        add(edge)
    if PARENT in wanted.fixed and field_rights(ctx, entity(ctx, "customer"))["parent"].view != "hidden":
        for first, second in _run(ctx, _PARENTS, customers, customers, limit):
            add(Edge(("customer", first), ("customer", second), PARENT))
    if WORK in wanted.fixed:
        for statement in (_WORK, _MORE_WORK):
            for customer, contact in _run(ctx, statement, customers, contacts, limit):
                add(Edge(("customer", customer), ("contact", contact), WORK, USUAL_STRENGTH + 1))
    if SUPERIOR in wanted.fixed:
        for first, second in _run(ctx, _SUPERIORS, contacts, contacts, limit):
            add(Edge(("contact", first), ("contact", second), SUPERIOR, USUAL_STRENGTH + 1))
    return list(found.values())


def _relations(
    ctx: Ctx, customers: Sequence[int], contacts: Sequence[int], wanted: Wanted, limit: int
) -> Iterable[Edge]:
    if wanted.types == () or not may(ctx, entity(ctx, "relation"), "view"):
        return
    c, k = seen_as(ctx, "customer"), seen_as(ctx, "contact")
    params = [customers, customers, contacts, contacts, wanted.types is None, list(wanted.types or ())]
    scopes = [*c.params, *c.params, *k.params, *k.params]
    today = company_today(ctx.clock)
    for row in fetch_all(_RELATIONS.format(c=c.text, k=k.text), (*params, *scopes, limit)):
        first, second = _party(row[1], row[2]), _party(row[3], row[4])
        ended = row[6] is not None and row[6] < today
        yield Edge(first, second, str(row[0]), int(row[5] or USUAL_STRENGTH), ended)


def _run(ctx: Ctx, statement: str, first: Sequence[int], second: Sequence[int], limit: int) -> list[Any]:
    """A statement of two halves, each with ids, the scopes that its text names in their order, and a limit."""
    scopes: dict[str, Sql] = {
        "c": seen_as(ctx, "customer"),
        "k": seen_as(ctx, "contact"),
        "l": right(ctx, entity(ctx, "contact_customer"), "view", "l"),
        "s": right(ctx, entity(ctx, "decision_seat"), "view", "s"),
    }
    if ("{s}" in statement and scopes["s"] == FALSE) or not (first or second):
        return []
    params: list[Any] = []
    for half, ids in zip(statement.split("UNION ALL"), (first, second), strict=True):
        places = sorted((half.index(f"{{{name}}}"), name) for name in scopes if f"{{{name}}}" in half)
        params += [list(ids), *(value for _at, name in places for value in scopes[name].params), limit]
    return fetch_all(statement.format(**{name: sql.text for name, sql in scopes.items()}), params)


def _party(customer: int | None, contact: int | None) -> Party:
    return ("customer", customer) if customer is not None else ("contact", contact or 0)
