"""The shortest introduction: from one party to another, or from me over a colleague to a party.

Only lines and parties that the asker may see are walked; colleagues are known to everybody. The neighbourhood is loaded
step by step from both ends, each step set-based, until the two meet or `MAX_PARTIES` is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.modules.relations import api
from kezhou.modules.relations.graph.edges import Edge, edges_of
from kezhou.modules.relations.graph.view import nodes, words_of
from kezhou.modules.relations.kinds import Kind, kinds
from kezhou.modules.relations.naming import Party
from kezhou.modules.relations.panel import subject
from kezhou.sdk.query import fetch_all

if TYPE_CHECKING:
    import networkx as nx

MAX_PARTIES = 1_500
MAX_STEPS = 4
"""Steps from each end: two parties are connected over at most twice as many."""
MAX_PATHS = 3
MAX_LINES = 4_000
HOP = 1.0
WEAK = 0.12
"""What each point of strength that a line lacks costs beside a step: a strong line wins over a weak one of equal
length, never over a shorter way."""

ME: Party = ("me", 0)
_COLLEAGUES = "SELECT id, name FROM org_user WHERE id = ANY(%s) AND status = 'active' AND deleted_at IS NULL"


def between(ctx: Ctx, first: tuple[str, int], second: tuple[str, int]) -> dict[str, Any]:
    """`{paths: [[step…]]}`, the shortest first. Raises `NotFound` for a party that the asker cannot see."""
    source, target = subject(ctx, *first), subject(ctx, *second)
    if source == target:
        raise BadRequest(_("Choose two different parties."), code="same_party")
    web = _empty()
    web.add_nodes_from((source, target))
    near: dict[Party, set[Party]] = {source: {source}, target: {target}}
    frontiers: dict[Party, list[Party]] = {source: [source], target: [target]}
    for _step in range(MAX_STEPS):
        for side in (source, target):
            frontiers[side] = _grow(ctx, web, near[side], frontiers[side])
        if near[source] & near[target] or not (frontiers[source] and frontiers[target]):
            break
    return _answer(ctx, web, source, target)


def from_me(ctx: Ctx, party: tuple[str, int]) -> dict[str, Any]:
    """Who of us can introduce me: me → (colleague →) party → … → the party asked for."""
    target = subject(ctx, *party)
    web = _empty()
    web.add_nodes_from((ME, target))
    near, frontier = {target}, [target]
    for step in range(MAX_STEPS):
        if _acquainted(ctx, web, frontier) and step > 0:
            break
        frontier = _grow(ctx, web, near, frontier)
        if not frontier:
            break
    return _answer(ctx, web, ME, target)


def _empty() -> nx.Graph[Party]:
    import networkx as nx  # loaded when somebody first asks for a path: most processes never do

    return nx.Graph()


def _grow(ctx: Ctx, web: nx.Graph[Party], near: set[Party], frontier: Sequence[Party]) -> list[Party]:
    """One step further from a side; the parties that are new on it."""
    following = []
    for edge in edges_of(ctx, frontier, limit=MAX_LINES) if frontier else ():
        if edge.ended:
            continue
        _draw(web, edge)
        for party in (edge.first, edge.second):
            if party not in near and len(near) < MAX_PARTIES:
                near.add(party)
                following.append(party)
    return following


def _draw(web: nx.Graph[Party], edge: Edge) -> None:
    cost = HOP + WEAK * (5 - edge.strength)
    known = web.get_edge_data(edge.first, edge.second)
    if known is None or known["cost"] > cost:
        web.add_edge(edge.first, edge.second, cost=cost, kind=edge.kind, first=edge.first)


def _acquainted(ctx: Ctx, web: nx.Graph[Party], frontier: Sequence[Party]) -> bool:
    """Colleagues who know the parties, drawn between me and them; whether there are any besides what I know myself."""
    ties = []
    for kind in ("customer", "contact"):
        ids = [id_ for k, id_ in frontier if k == kind]
        ties += [tie for source in api.sources for tie in source(ctx, kind, ids)] if ids else []
    active = {row[0] for row in fetch_all(_COLLEAGUES, ([tie.user_id for tie in ties],))} if ties else set()
    found = False
    for tie in ties:
        party: Party = (tie.kind, tie.record_id)
        if tie.user_id not in active:
            continue
        person = ME if tie.user_id == ctx.actor.id else ("user", tie.user_id)
        known = web.get_edge_data(person, party)
        if known is None or known["cost"] > tie.cost:
            web.add_edge(person, party, cost=tie.cost, kind=tie.how, first=person)
        if person != ME:
            web.add_edge(ME, person, cost=HOP, kind="colleague", first=ME)
        found = True
    return found


def _answer(ctx: Ctx, web: nx.Graph[Party], source: Party, target: Party) -> dict[str, Any]:
    import networkx as nx

    try:
        ways = list(islice(nx.shortest_simple_paths(web, source, target, weight="cost"), MAX_PATHS))
    except nx.NetworkXNoPath:
        ways = []
    parties = list({party for way in ways for party in way if party[0] in ("customer", "contact")})
    known, found = kinds(ctx), nodes(ctx, parties)
    people = _people(ctx, {id_ for way in ways for kind, id_ in way if kind == "user"})
    paths = [_told(way, web, known, found, people) for way in ways if _whole(way, found, people)]
    return {"paths": paths, "searched": web.number_of_nodes(), "limited": web.number_of_nodes() >= MAX_PARTIES}


def _people(ctx: Ctx, ids: set[int]) -> Mapping[Party, dict[str, Any]]:
    people: dict[Party, dict[str, Any]] = {
        ("user", id_): {"kind": "user", "id": id_, "title": name}
        for id_, name in (fetch_all(_COLLEAGUES, (list(ids),)) if ids else ())
    }
    return {**people, ME: {"kind": "me", "title": ctx.actor.name}}


def _whole(way: Iterable[Party], *known: Mapping[Party, Any]) -> bool:
    return all(any(party in names for names in known) for party in way)


def _told(
    way: Sequence[Party],
    web: nx.Graph[Party],
    known: Mapping[int, Kind],
    found: Mapping[Party, dict[str, Any]],
    people: Mapping[Party, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Each step with `via`: what this party is to the one before."""
    steps = []
    for at, party in enumerate(way):
        step = dict(found.get(party) or people[party])
        if at:
            line = web.edges[way[at - 1], party]
            if line["kind"] in ("colleague", "owner", "member", "follower") or party[0] == "user":
                step["via"] = {"key": line["kind"]}
            else:
                name, back, color = words_of(line["kind"], known) if _is_line(line["kind"]) else (line["kind"],) * 3
                step["via"] = {
                    "key": line["kind"],
                    "label": back if line["first"] == way[at - 1] else name,
                    "color": color,
                }
        steps.append(step)
    return steps


def _is_line(kind: str) -> bool:
    return kind in ("parent", "work", "superior") or kind.isdigit()
