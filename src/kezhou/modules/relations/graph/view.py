"""The graph around one party: what can be seen from it within a few steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.kernel.text.digits import whole_number
from kezhou.modules.relations.graph.edges import FIXED, PARENT, SUPERIOR, WORK, Edge, Wanted, edges_of
from kezhou.modules.relations.kinds import Kind, kinds, parent_kind
from kezhou.modules.relations.naming import Party
from kezhou.modules.relations.panel import seen_as, subject
from kezhou.sdk.query import entity, fetch_all, field_rights, shown_title

MAX_NODES = 200
MAX_EDGES = 500
MAX_DEPTH = 3
FACTS: Mapping[str, tuple[str, ...]] = {"customer": ("level", "status"), "contact": ("title", "role")}
"""What a node shows beside its title, where the reader may see it."""


def wanted_of(text: str | None, known: Mapping[int, Kind]) -> Wanted:
    """`parent,work,3` → which lines; nothing means all. Raises `BadRequest` for a word that means none."""
    words = [word.strip() for word in (text or "").split(",") if word.strip()]
    if not words:
        return Wanted()
    unknown = [word for word in words if word not in FIXED and whole_number(word) not in known]
    if unknown:
        message = _("“%(word)s” is no kind of relation.") % {"word": unknown[0][:40]}
        raise BadRequest(message, code="unknown_kind", extra={"known": [*FIXED, *map(str, known)]})
    return Wanted(frozenset(w for w in words if w in FIXED), tuple(int(w) for w in words if w not in FIXED))


def graph(ctx: Ctx, kind: str, record_id: int, depth: int, types: str | None) -> dict[str, Any]:
    """`{nodes, edges, truncated}` around a party; the nearest first. Raises `NotFound`."""
    if not 1 <= depth <= MAX_DEPTH:
        message = _("The depth lies between 1 and %(most)d.") % {"most": MAX_DEPTH}
        raise BadRequest(message, code="too_deep", extra={"most": MAX_DEPTH})
    root = subject(ctx, kind, record_id)
    known = kinds(ctx)
    wanted = wanted_of(types, known)
    reached: dict[Party, int] = {root: 0}
    edges: dict[tuple[Party, Party, str], Edge] = {}
    frontier, truncated = [root], False
    for step in range(1, depth + 1):
        following: list[Party] = []
        for edge in edges_of(ctx, frontier, wanted, MAX_EDGES):
            strange = [party for party in (edge.first, edge.second) if party not in reached]
            if len(reached) + len(strange) > MAX_NODES or len(edges) >= MAX_EDGES:
                truncated = True
                continue
            for party in strange:
                reached[party] = step
                following.append(party)
            edges[edge.first, edge.second, edge.kind] = edge
        frontier = following
        if not frontier:
            break
    found = nodes(ctx, reached)
    return {
        "root": _key(root),
        "nodes": [{**node, "depth": reached[party]} for party, node in found.items()],
        "edges": [told_edge(edge, known) for edge in edges.values() if edge.first in found and edge.second in found],
        "truncated": truncated,
        "limit": MAX_NODES,
    }


def nodes(ctx: Ctx, parties: Collection[Party]) -> dict[Party, dict[str, Any]]:
    """Title and facts of those that the reader may see; one statement per kind."""
    wanted: dict[str, list[int]] = {}
    for kind, id_ in parties:
        wanted.setdefault(kind, []).append(id_)
    found: dict[Party, dict[str, Any]] = {}
    for kind, ids in wanted.items():
        model, seen = entity(ctx, kind), seen_as(ctx, kind)
        rights = field_rights(ctx, model)
        facts = [name for name in FACTS[kind] if rights[name].view == "full"]
        columns = "".join(f", {model.fields[name].expression('t')}" for name in facts)
        text = (
            f"SELECT t.id, {shown_title(ctx, model)}{columns} FROM {model.table} t WHERE t.id = ANY(%s) AND {seen.text}"  # noqa: S608
        )
        for row in fetch_all(text, (ids, *seen.params)):
            party = (kind, row[0])
            values = {"job" if name == "title" else name: v for name, v in zip(facts, row[2:], strict=True)}
            found[party] = {"key": _key(party), "kind": kind, "id": row[0], "title": row[1], **values}
    return {party: found[party] for party in parties if party in found}


def told_edge(edge: Edge, known: Mapping[int, Kind]) -> dict[str, Any]:
    """`label` is what the first is to the second, `back` the other way round."""
    label, back, color = words_of(edge.kind, known)
    return {
        "key": f"{_key(edge.first)}>{_key(edge.second)}>{edge.kind}",
        "source": _key(edge.first),
        "target": _key(edge.second),
        "kind": edge.kind,
        "label": label,
        "back": back,
        "color": color,
        "strength": edge.strength,
        "ended": edge.ended,
    }


def words_of(kind: str, known: Mapping[int, Kind]) -> Sequence[str]:
    """Name, name the other way round, colour."""
    if kind == WORK:
        return _("Company"), _("Works there"), "default"
    if kind == SUPERIOR:
        return _("Superior"), _("Reports to"), "purple"
    type_ = parent_kind(known) if kind == PARENT else known.get(int(kind))
    if type_ is None:
        return (_("Parent company"), _("Subsidiary"), "gold") if kind == PARENT else (_("Relation"),) * 2 + ("default",)
    return type_.name, type_.back_name, type_.color


def _key(party: Party) -> str:
    return f"{party[0]}:{party[1]}"
