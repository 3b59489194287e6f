"""A flow tried on documents of the past: who would have decided what, in how many steps (审批模拟)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import fields, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.tree import dept_tree
from kezhou.platform.query import select
from kezhou.platform.query.titles import titles
from kezhou.platform.query.words import MAX_LIMIT, ListQuery, Sort

from . import facts, flow_parse, kinds, lines, pace, walk, whom
from .company import Snapshot
from .facts import Asker
from .flow import Branch, Decision, End, Flow, every
from .frozen import is_copied, plain, rate_day

MAX_DOCUMENTS = 1_000
SHOWN = 50
"""Documents that are shown one by one; the sums speak of all."""
MAX_PEOPLE = 20
LINED_AT_ONCE = 20
"""Documents whose lines are in memory together; each may have hundreds."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of one document: who would have been asked, and what happens where nobody is."""

    node: str
    name: str
    people: Sequence[int]
    empty: str
    is_open: bool
    """Whether the people are named only when it happens."""
    mode: str
    share: int


@dataclass(frozen=True, slots=True)
class Tried:
    id: int
    starter: int | None
    stops: Sequence[Stop]
    end: str
    """`approved`, `rejected`, or `no_way` where a branch had no way for it."""
    branch: str


@dataclass(frozen=True, slots=True)
class Simulation:
    documents: int
    steps: dict[int, int]
    """Number of steps → documents."""
    nodes: dict[str, int]
    """Node → documents that pass it."""
    people: Sequence[tuple[int, int]]
    """Whoever would be asked most: (person, documents)."""
    empty: dict[str, int]
    """Node → documents for which it finds nobody."""
    no_way: int
    hours: pace.Hours | None
    """How long the documents would wait, from how fast these people decided before."""
    tried: Sequence[Tried]
    titles: Mapping[int, Any]
    """Only of records that the actor may see."""
    names: dict[int, str]


def simulate(ctx: Ctx, subject: str, definition: Any, limit: int = MAX_DOCUMENTS) -> Simulation:
    """Try a definition on the newest documents. Raises `Invalid` where it cannot be read, `Conflict` for what is about
    no records.

    Whoever draws flows need not see customers: the documents are read for the flow alone, and a title is told only to
    whom may see the record.
    """
    kind = kinds.find(subject)
    flow = flow_parse.parse(definition)
    if kind is None or not kind.entity:
        raise Conflict(_("Only flows of records can be tried on the past."), code="no_records")
    trial = _Trial(ctx, subject, flow, registry.entity(ctx, kind.entity))
    documents = _documents(ctx, trial.entity, min(limit, MAX_DOCUMENTS))
    if _asks_of_lines(flow):
        documents = _with_lines(ctx, trial.entity, documents)
    return _summed(ctx, trial, [trial.one(record) for record in documents])


def _documents(ctx: Ctx, entity: CompiledEntity, limit: int) -> Iterator[dict[str, Any]]:
    names = tuple(name for name, spec in entity.fields.items() if is_copied(spec))
    everybody = Ctx.system("approvals", ctx.clock)
    cursor = None
    left = limit
    while left > 0:
        order = (Sort("created_at", descending=True),)
        query = ListQuery(fields=names, sort=order, limit=min(MAX_LIMIT, left), cursor=cursor)
        page = select.page(everybody, entity, query)
        yield from page.items
        left -= len(page.items)
        cursor = page.next
        if cursor is None:
            return


def _asks_of_lines(flow: Flow) -> bool:
    """Whether some condition speaks of the lines of a document; nobody reads them otherwise."""
    ways = [way for node in every(flow.nodes) if isinstance(node, Branch) for way in node.columns]
    named = {name for way in ways if way.when is not None for name in fields(parse(way.when))}
    return any(name.startswith("$") for name in named - {spec.name for spec in facts.ASKER_FIELDS})


def _with_lines(ctx: Ctx, entity: CompiledEntity, documents: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The documents with the figures of their lines, some at a time."""
    while some := list(islice(documents, LINED_AT_ONCE)):
        rows = lines.rows_of_many(ctx, entity, [record["id"] for record in some])
        for record in some:
            day = rate_day(entity, record) or company_today(ctx.clock)
            yield {**record, **lines.figures(ctx, entity, rows[record["id"]], day)}


class _Trial:
    """One flow, the company as it is, and what is the same for all documents."""

    def __init__(self, ctx: Ctx, kind: str, flow: Flow, entity: CompiledEntity) -> None:
        self.ctx, self.kind, self.flow, self.entity = ctx, kind, flow, entity
        self.company = Snapshot()
        self.specs = facts.fields_of(ctx, kind)
        self.tree = cache(dept_tree)

    def one(self, record: Mapping[str, Any]) -> Tried:
        people = (_person(record.get(name)) for name in ("owner", "created_by"))
        starter = next((user for user in people if user is not None), None)
        row = self.company.people.get(starter or 0)
        asker = Asker() if row is None else Asker(row[0], row[1], row[3], row[2])
        told = {
            "values": plain(record),
            "asker": {"id": asker.id, "dept": asker.dept, "position": asker.position, "superior": asker.superior},
        }
        holds = facts.holds_for(self.ctx, self.kind, told, self.specs, self.tree)
        stops: list[Stop] = []
        end, branch = "approved", ""
        try:
            for stop in walk.upcoming(self.flow, "", holds):
                if isinstance(stop, End):
                    end = stop.outcome
                elif isinstance(stop, Decision):
                    stops.append(self.stop(stop, asker, told["values"]))
        except walk.NoWay as gap:
            end, branch = "no_way", gap.branch
        except Conflict:
            end = "no_way"
        return Tried(record["id"], starter, stops, end, branch)

    def stop(self, node: Decision, asker: Asker, values: Mapping[str, Any]) -> Stop:
        people = whom.approvers(node, asker, values, (), self.company)
        is_open = any(who.type == "chosen" for who in node.who)
        mode = "turn" if whom.is_in_turn(node) else node.mode
        return Stop(node.key, node.name, people[:MAX_PEOPLE], node.empty, is_open, mode, node.share)


def _person(value: Any) -> int | None:
    return value.get("id") if isinstance(value, dict) else None


def _summed(ctx: Ctx, trial: _Trial, tried: Sequence[Tried]) -> Simulation:
    asked = Counter(user for one in tried for user in {user for stop in one.stops for user in stop.people})
    shown = tried[:SHOWN]
    people = asked.most_common(MAX_PEOPLE)
    named = {user for user, _number in people} | {one.starter for one in shown if one.starter}
    named |= {user for one in shown for stop in one.stops for user in stop.people}
    known = trial.company.people
    paces = pace.paces(ctx.clock.now(), list(asked))
    return Simulation(
        documents=len(tried),
        steps=dict(sorted(Counter(len(one.stops) for one in tried).items())),
        nodes=dict(Counter(stop.node for one in tried for stop in one.stops)),
        people=people,
        empty=dict(Counter(s.node for one in tried for s in one.stops if not s.people and not s.is_open)),
        no_way=sum(one.end == "no_way" for one in tried),
        hours=pace.foretell([[_asked(stop) for stop in one.stops] for one in tried], paces),
        tried=shown,
        titles=titles(ctx, trial.entity.key, {one.id for one in shown}),
        names={user: str(known[user][5]) for user in named if user in known},
    )


def _asked(stop: Stop) -> pace.Asked:
    passes = not stop.people and not stop.is_open and stop.empty == "pass"
    return pace.Asked(stop.node, stop.mode, stop.share, stop.people, passes)
