"""What a statistic can be asked for: items that modules declare, and what is counted of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
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

    @property
    def whole(self) -> Number:
        return sum(self.groups.values(), 0) if self.total is None else self.total


items: dict[str, StatItem] = {}


def stat_item(item: StatItem) -> None:
    """Make an item known. Raises ValueError for one that is no number of rows or things, or whose key is taken."""
    if item.measure.fn not in ("count", "sum", "distinct"):
        raise ValueError(f"the item {item.key!r} neither counts nor sums")
    if items.get(item.key, item) != item:
        raise ValueError(f"two items are called {item.key!r}")
    items[item.key] = item


def offered(ctx: Ctx) -> list[StatItem]:
    """The items whose rows and fields the actor may read."""
    return [item for item in items.values() if readable(ctx, item)]


def readable(ctx: Ctx, item: StatItem, action: str = "view") -> bool:
    known = registry.all_entities(ctx).get(item.entity)
    if known is None or not may(ctx, known, action):
        return False
    if not item.rows:
        return True
    rights = field_rights(ctx, known)
    named = [name for name in (item.measure.field, item.date_field, item.person) if name]
    return all(name in rights and rights[name].view == "full" for name in named)


def summed(ctx: Ctx, item: StatItem, by: str, span: Span, narrowing: Narrowing, as_of: date | None) -> Summed:
    """One statement for one item; a stock has no numbers by steps of time."""
    if by in TIMES and item.stock:
        return Summed({})
    if item.sums is not None:
        kept = item.sums(ctx, StatQuery(span, by, narrowing.department, narrowing.action))
        if kept is not None or not item.rows:
            return Summed(kept or {})
    dimension = Dimension(item.date_field, by) if by in TIMES else Dimension(item.person)
    asked = Definition(
        item.entity,
        (dimension,),
        (item.measure,),
        item.where,
        item.date_field,
        Fixed(date(1900, 1, 1) if item.stock else span.first, span.last),
        as_of=as_of if item.stock else None,
    )
    planned = plan.of(ctx, asked, Narrowing(department=narrowing.department, action=narrowing.action))
    rows = planned.rows(ctx, planned.span)
    call = planned.parts[0].call.format(v="v0")
    read = date.fromisoformat if by in TIMES else int
    if item.measure.fn != "distinct":
        key = planned.axes[0].text.format(k="k0")
        statement = f"SELECT {key}, {call} FROM ({rows.text}) s GROUP BY k0 LIMIT %s"  # noqa: S608 — of the registry
        found = fetch_all(statement, (*rows.params, MAX_GROUPS))
        return Summed({_key(key, read): value or 0 for key, value in found})
    # Different things of two people may be the same: they are counted anew for each group, and for the whole.
    column = PLACES.get(by, "k0")
    source = f"({rows.text}) s" + (" LEFT JOIN org_user u ON u.id = s.k0" if by in PLACES else "")
    key = planned.axes[0].text.format(k=column)
    statement = (
        f"SELECT GROUPING({column}), {key}, {call} FROM {source} "  # noqa: S608 — made of the registry
        f"GROUP BY GROUPING SETS (({column}), ()) LIMIT %s"
    )
    lines = fetch_all(statement, (*rows.params, MAX_GROUPS + 1))
    groups = {_key(key, read): value for whole, key, value in lines if not whole}
    return Summed(groups, next((value for whole, _key, value in lines if whole), 0), placed=by in PLACES)


def _key(key: str, read: Callable[[str], Any]) -> Any:
    return None if key == "-" else read(key[1:])
