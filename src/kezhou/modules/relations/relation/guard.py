"""What must hold between relations: kinds that fit their type, nothing twice, one top, no circle. Runs before rows are
written, under the lock of the type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations import chains
from kezhou.modules.relations.naming import Party, names_of, shown
from kezhou.modules.relations.relation.rules import end
from kezhou.sdk.entity import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

ASKED = ("type", "from_customer", "from_contact", "to_customer", "to_contact")

_TYPES = """
SELECT id, name, back_name, first_kind, second_kind, "symmetric", hierarchical, in_parent, active
  FROM relations_relationtype WHERE id = ANY(%s)"""
_EQUAL = """
SELECT w.n, r.id FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
       AS w(n, type, fc, fk, tc, tk)
  JOIN relations_relation r ON r.type_id = w.type AND r.deleted_at IS NULL
   AND (r.from_customer_id = w.fc OR r.from_contact_id = w.fk)
   AND (r.to_customer_id = w.tc OR r.to_contact_id = w.tk)"""
_ABOVE = """
WITH RECURSIVE up(id, to_customer, to_contact, customer, contact) AS (
  SELECT r.id, r.to_customer_id, r.to_contact_id, r.from_customer_id, r.from_contact_id FROM relations_relation r
   WHERE r.type_id = %s AND r.deleted_at IS NULL AND (r.to_customer_id = ANY(%s) OR r.to_contact_id = ANY(%s))
  UNION
  SELECT r.id, r.to_customer_id, r.to_contact_id, r.from_customer_id, r.from_contact_id FROM up u
    JOIN relations_relation r ON r.type_id = %s AND r.deleted_at IS NULL
     AND (r.to_customer_id = u.customer OR r.to_contact_id = u.contact))
SELECT * FROM up"""


@dataclass(frozen=True, slots=True)
class Type:
    id: int
    name: str
    back_name: str
    first_kind: str
    second_kind: str
    symmetric: bool
    hierarchical: bool
    in_parent: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation that is about to be written: its position among the drafts, its own id if it has one."""

    at: int
    own: int | None
    type: Type
    first: Party
    second: Party
    is_new: bool


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Position → what forbids a relation. Drafts of one call are compared with each other too."""
    if entity.key != "relation":
        return {}
    types = _types(drafts)
    edges = []
    refused: dict[int, list[FieldError]] = {}
    for at, draft in enumerate(drafts):
        if draft.before is not None and not set(ASKED) & set(draft.changed()):
            continue
        first, second = end(draft.values, "from"), end(draft.values, "to")
        if first is None or second is None:
            continue  # the rules have said so already
        edges.append(Edge(at, draft.id, types[draft.values["type"]], first, second, draft.before is None))
    for type_id in sorted({edge.type.id for edge in edges if edge.type.symmetric or edge.type.hierarchical}):
        chains.lock(f"relations.type:{type_id}")
    for edge in edges:
        refused[edge.at] = list(_fits(edge))
    _refuse_repeated(edges, refused)
    for type_ in {edge.type.id: edge.type for edge in edges if edge.type.hierarchical}.values():
        _refuse_circles(ctx, type_, [e for e in edges if e.type is type_ and not refused[e.at]], refused)
    return {at: errors for at, errors in refused.items() if errors}


def _types(drafts: Sequence[Draft]) -> Mapping[int, Type]:
    ids = {draft.values["type"] for draft in drafts}
    return {row[0]: Type(*row) for row in fetch_all(_TYPES, (list(ids),))}


def _fits(edge: Edge) -> Sequence[FieldError]:
    """Whether parties of these kinds can stand in this type."""
    errors = []
    if edge.type.in_parent:
        message = _("The parent company is kept on the customer itself: set “Parent company” of the second party.")
        errors.append(FieldError("type", "kept_on_customer", message))
    if edge.is_new and not edge.type.active:
        errors.append(FieldError("type", "not_offered", _("This kind of relation is not offered any more.")))
    for side, kind, party in (("from", edge.type.first_kind, edge.first), ("to", edge.type.second_kind, edge.second)):
        if kind not in ("any", party[0]):
            message = (
                _("Here “%(type)s” takes a customer.") if kind == "customer" else _("Here “%(type)s” takes a contact.")
            )
            words = {"type": edge.type.name if side == "from" else edge.type.back_name}
            errors.append(FieldError(f"{side}_{party[0]}", "wrong_kind", message % words, {"kind": kind}))
    return errors


def _refuse_repeated(edges: Sequence[Edge], refused: dict[int, list[FieldError]]) -> None:
    """The same two parties in the same relation, once more; of a symmetric type the other way round counts too."""
    rows = []
    for edge in edges:
        rows.append((edge.at, edge.type.id, *_columns(edge.first), *_columns(edge.second)))
        if edge.type.symmetric:
            rows.append((edge.at, edge.type.id, *_columns(edge.second), *_columns(edge.first)))
    own = {edge.at: edge.own for edge in edges}
    found = fetch_all(_EQUAL, [list(column) for column in zip(*rows, strict=True)]) if rows else []
    repeated = {at for at, id_ in found if own[at] != id_}
    seen: set[object] = set()
    for edge in edges:
        ends = frozenset((edge.first, edge.second)) if edge.type.symmetric else (edge.first, edge.second)
        if edge.at in repeated or (edge.type.id, ends) in seen:
            message = _("This relation is recorded already.")
            refused[edge.at].append(FieldError(f"to_{edge.second[0]}", "repeated", message))
        seen.add((edge.type.id, ends))


def _refuse_circles(ctx: Ctx, type_: Type, edges: Sequence[Edge], refused: dict[int, list[FieldError]]) -> None:
    """A second top over one party, and circles of any length."""
    asked = {party for edge in edges for party in (edge.first, edge.second)}
    ids = [[id_ for kind, id_ in asked if kind == wanted] for wanted in ("customer", "contact")]
    changing = {edge.own for edge in edges}
    above: dict[Party, Party] = {}
    for row in fetch_all(_ABOVE, (type_.id, *ids, type_.id)):
        if row[0] not in changing:
            above[_party(row[1], row[2])] = _party(row[3], row[4])
    for edge in edges:
        path = f"from_{edge.first[0]}"
        if edge.second in above:
            names = names_of(ctx, [edge.second, above[edge.second]])
            words = {"party": shown(names, edge.second), "type": type_.name, "top": shown(names, above[edge.second])}
            message = _("“%(party)s” has a %(type)s already: “%(top)s”.") % words
            refused[edge.at].append(FieldError(path, "second_top", message))
        elif (closed := chains.circle(edge.second, edge.first, above)) is not None:
            refused[edge.at].append(circle_error(ctx, path, closed))
        else:
            above[edge.second] = edge.first


def circle_error(ctx: Ctx, path: str, closed: Sequence[Party]) -> FieldError:
    """Names the circle from the top down, as far as the reader may know it."""
    names = names_of(ctx, closed)
    line = " → ".join(shown(names, party) for party in reversed(closed))
    return FieldError(path, "circle", _("This would close a circle: %(line)s.") % {"line": line})


def _columns(party: Party) -> tuple[int | None, int | None]:
    return (party[1], None) if party[0] == "customer" else (None, party[1])


def _party(customer: int | None, contact: int | None) -> Party:
    return ("customer", customer) if customer is not None else ("contact", contact or 0)
