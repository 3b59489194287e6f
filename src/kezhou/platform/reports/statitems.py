"""What a statistic can be asked for: items that modules declare, and what is counted of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.reach import people_reached, people_table
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry

from . import plan
from .definition import Definition, Dimension, Measure
from .periods import Fixed, Span
from .plan import Narrowing

MAX_GROUPS = 5_000
TIMES = ("day", "week", "month")
PLACES = {"department": "u.department_id", "position": "u.position_id"}
"""Groups that people fold into → the column of a person that says so."""
Number = int | Decimal
Sums = Mapping[Any, Number]


@dataclass(frozen=True, slots=True)
class StatQuery:
    """What kept sums are asked: days, by whom or by which step of time, below which department, by which right."""

    span: Span
    by: str
    department: int | None = None
    action: str = "view"


COUNT = Measure("count")


@dataclass(frozen=True, slots=True)
class StatItem:
    """One figure that can be chosen: rows of an entity that match `where`, counted, summed, or how many different
    things of a field they name (`distinct`).

    A flow is what happened in the period by `date_field`; a stock is what is there at its end. `sums` replaces the rows
    where a module keeps sums: person's id, or first day of the step, → number, of those that the actor reaches; None
    means that kept sums cannot answer this, and the rows do, unless there are none (`rows`).
    """

    key: str
    label: Any
    group: Any
    entity: str
    where: Mapping[str, Any] | None = None
    measure: Measure = COUNT
    date_field: str = "created_at"
    person: str = "owner"
    stock: bool = False
    sums: Callable[[Ctx, StatQuery], Sums | None] | None = None
    rows: bool = True


@dataclass(frozen=True, slots=True)
class Summed:
    """The numbers of one item. `total` is given where the groups do not add up to it, `placed` where they are the asked
    groups already and no more people to be folded."""

    groups: Sums
    total: Number | None = None
    placed: bool = False
    kept: bool = False
    """From sums that a module keeps, which speak of whole people only."""
    left_out: int = 0
    """Rows that are in no number, because no exchange rate of their currency is kept."""

    @property
    def whole(self) -> Number:
        return sum(self.groups.values(), 0) if self.total is None else self.total


known: dict[str, StatItem] = {}


def stat_item(item: StatItem) -> None:
    """Make an item known. Raises ValueError for one that is no number of rows or things, or whose key is taken."""
    if item.measure.fn not in ("count", "sum", "distinct"):
        raise ValueError(f"the item {item.key!r} neither counts nor sums")
    if known.get(item.key, item) != item:
        raise ValueError(f"two items are called {item.key!r}")
    known[item.key] = item


def offered(ctx: Ctx) -> list[StatItem]:
    """The items whose rows and fields the actor may read."""
    return [item for item in known.values() if readable(ctx, item)]


def readable(ctx: Ctx, item: StatItem, action: str = "view") -> bool:
    entity = registry.all_entities(ctx).get(item.entity)
    if entity is None or not may(ctx, entity, action):
        return False
    if not item.rows:
        return True
    rights = field_rights(ctx, entity)
    named = [name for name in (item.measure.field, item.date_field, item.person) if name]
    return all(name in rights and rights[name].view == "full" for name in named)


def summed(
    ctx: Ctx, items: Sequence[StatItem], by: str, span: Span, narrowing: Narrowing, as_of: date | None
) -> list[Summed]:
    """The numbers of each item. Items that look at the same rows share one statement; a stock has no numbers by steps
    of time."""
    found: dict[int, Summed] = {}
    same: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        kept = _kept(ctx, item, by, span, narrowing)
        if kept is not None:
            found[at] = kept
        else:
            rows = (item.entity, item.where, item.date_field, item.person, item.stock, item.measure.fn == "distinct")
            same.setdefault(repr(rows), []).append(at)
    for places in same.values():
        found.update(zip(places, _read(ctx, [items[at] for at in places], by, span, narrowing, as_of), strict=True))
    return [found[at] for at in range(len(items))]


def _kept(ctx: Ctx, item: StatItem, by: str, span: Span, narrowing: Narrowing) -> Summed | None:
    """What needs no rows; None where they must be read."""
    if by in TIMES and item.stock:
        return Summed({})
    if item.sums is None:
        return None
    kept = item.sums(ctx, StatQuery(span, by, narrowing.department, narrowing.action))
    return Summed(kept or {}, kept=True) if kept is not None or not item.rows else None


def beyond(ctx: Ctx, item: StatItem, people: Sequence[int], action: str) -> frozenset[int]:
    """Of these people those of whom the actor reaches single rows at most: kept sums know nothing of them."""
    entity = registry.entity(ctx, item.entity)
    reached = people_reached(ctx, entity, action)
    rows = fetch_all(
        f"SELECT p.id FROM {people_table(entity, leavers=True)} p WHERE p.id = ANY(%s) AND {reached.text}",  # noqa: S608
        (list(people), *reached.params),
    )
    return frozenset(people) - {row[0] for row in rows}


def _read(
    ctx: Ctx, items: Sequence[StatItem], by: str, span: Span, narrowing: Narrowing, as_of: date | None
) -> list[Summed]:
    """One statement for items that differ in nothing but what they count or sum of the same rows."""
    item = items[0]
    asked = Definition(
        item.entity,
        (Dimension(item.date_field, by) if by in TIMES else Dimension(item.person),),
        tuple(one.measure for one in items),
        item.where,
        item.date_field,
        Fixed(date(1900, 1, 1) if item.stock else span.first, span.last),
        as_of=as_of if item.stock else None,
    )
    planned = plan.of(ctx, asked, Narrowing(department=narrowing.department, action=narrowing.action))
    rows = planned.rows(ctx, planned.span)
    calls = ", ".join(part.call.format(v=f"v{at}") for at, part in enumerate(planned.parts))
    read = date.fromisoformat if by in TIMES else int
    if item.measure.fn != "distinct":
        key = planned.axes[0].text.format(k="k0")
        statement = f"SELECT {key}, {calls} FROM ({rows.text}) s GROUP BY k0 LIMIT %s"  # noqa: S608 — of the registry
        lines = fetch_all(statement, (*rows.params, MAX_GROUPS))
        return [
            Summed(
                {_key(line[0], read): line[1 + column.first] or 0 for line in lines},
                left_out=0 if column.left_out is None else sum(line[1 + column.left_out] for line in lines),
            )
            for column in planned.columns
        ]
    # Different things of two people may be the same: they are counted anew for each group, and for the whole.
    column = PLACES.get(by, "k0")
    source = f"({rows.text}) s" + (" LEFT JOIN org_user u ON u.id = s.k0" if by in PLACES else "")
    key = planned.axes[0].text.format(k=column)
    statement = (
        f"SELECT GROUPING({column}), {key}, {calls} FROM {source} "  # noqa: S608 — made of the registry
        f"GROUP BY GROUPING SETS (({column}), ()) LIMIT %s"
    )
    lines = fetch_all(statement, (*rows.params, MAX_GROUPS + 1))
    return [
        Summed(
            {_key(line[1], read): line[2 + column.first] for line in lines if not line[0]},
            next((line[2 + column.first] for line in lines if line[0]), 0),
            placed=by in PLACES,
        )
        for column in planned.columns
    ]


def _key(key: str, read: Callable[[str], Any]) -> Any:
    return None if key == "-" else read(key[1:])
