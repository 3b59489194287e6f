"""A list as a board: its columns with counts and sums, and the first cards of each.

Two statements whatever the number of columns: one groups everything that the reader may see, one takes the first cards
of every column from the index of the list's order. Further cards of a column are a page of the list behind its cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import And, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Forbidden
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.presentation import Kanban
from kezhou.platform.fields.spec import FieldSpec

from .rows import attach_titles, plan_for
from .select import LIVE, checked_sorts, list_fields, predicate, visible_names
from .sort import Order, parse_sort
from .sums import Amounts, Summing, told
from .titles import labels, shown_title, titles
from .words import ListQuery

MAX_COLUMNS = 40
MAX_CARDS = 50
"""Cards of a column that one call answers."""
MAX_GROUPS = 2_000


@dataclass(slots=True)
class Column:
    """One value of the board's field."""

    value: Any
    title: str
    color: str = ""
    badge: Any = None
    count: int = 0
    sums: Amounts = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None


def board(ctx: Ctx, entity: CompiledEntity, query: ListQuery, within: int | None = None) -> dict[str, Any]:
    """`{columns: [{value, title, color, badge, count, sums, items, next}], within}`.

    `query.limit` is per column. A sum is a list of amounts: what has a base amount together in the base currency, what
    has none in its own. Raises `BadRequest` where the entity has no board or the reader may not see its field.
    """
    kanban = entity.definition.list.kanban
    if kanban is None or field_rights(ctx, entity)[kanban.field].view != "full":
        raise BadRequest(_("%(entity)s has no board.") % {"entity": entity.label}, code="no_board")
    if query.cursor is not None or query.page is not None or query.trash:
        raise BadRequest(_("A board has no pages; go on in the list of one column."), code="no_pages")
    spec = entity.fields[kanban.field]
    columns, within = _columns(ctx, kanban, spec, within)
    if kanban.within and within is not None:
        one = parse({"field": kanban.within, "op": "eq", "value": within})
        query = replace(query, where=one if query.where is None else And((one, query.where)))
    where = predicate(ctx, entity, query)
    _add_up(ctx, entity, kanban, where, columns)
    _deal(ctx, entity, spec, query, where, columns)
    return {"columns": [_told(column) for column in columns.values()], "within": within}


def _columns(ctx: Ctx, kanban: Kanban, spec: FieldSpec, within: int | None) -> tuple[dict[Any, Column], int | None]:
    """The columns in their order, and the value of `within` that they belong to: the first one where none is asked
    for."""
    if not spec.link:
        shown = [choice for choice in spec.choices if choice.active][:MAX_COLUMNS]
        return {c.value: Column(c.value, str(c.label), c.color or "") for c in shown}, None
    target = registry.entity(ctx, spec.link)
    try:
        seen = visible(ctx, target)
    except Forbidden:
        return {}, within
    order = Order(target, checked_sorts(ctx, target, parse_sort(target.definition.list.sort)))
    rights = field_rights(ctx, target)

    def optional(name: str) -> str:
        return target.fields[name].expression() if name in target.fields and rights[name].view == "full" else "NULL"

    above = target.fields[kanban.within].expression() if kanban.within else "NULL::bigint"
    chosen = Sql("TRUE") if within is None or not kanban.within else Sql(f"{above} = %s", (within,))
    rows = fetch_all(
        f"SELECT t.id, {shown_title(ctx, target)}, {optional('color')}, {optional(kanban.badge)}, {above} "  # noqa: S608
        f"FROM {target.table} t WHERE {LIVE.text} AND {seen.text} AND {chosen.text} ORDER BY {order.sql()} LIMIT %s",
        (*seen.params, *chosen.params, MAX_COLUMNS),
    )
    if kanban.within and rows:
        within = rows[0][4] if within is None else within
        rows = [row for row in rows if row[4] == within]
    badge = target.fields[kanban.badge].type if kanban.badge else None
    return {
        row[0]: Column(row[0], str(row[1]), row[2] or "", None if row[3] is None or badge is None else str(row[3]))
        for row in rows
    }, within


def _add_up(ctx: Ctx, entity: CompiledEntity, kanban: Kanban, where: Sql, columns: dict[Any, Column]) -> None:
    """Counts and sums of everything in a column, in one statement. Values that have no column of their own, such as a
    choice that is offered no more, get one behind the others."""
    spec = entity.fields[kanban.field]
    summing = Summing(ctx, entity, spec.expression(), kanban.sums)
    rows = fetch_all(
        f"SELECT {', '.join((*summing.keys, *summing.values))} FROM {entity.table} t "  # noqa: S608
        f"WHERE {where.text} GROUP BY {', '.join(summing.keys)} LIMIT %s",
        (*where.params, MAX_GROUPS),
    )
    strangers = {row[0] for row in rows} - set(columns)
    if strangers and not (spec.link and kanban.within):
        named = titles(ctx, spec.link, {v for v in strangers if v}) if spec.link else {}
        names = {choice.value: str(choice.label) for choice in spec.choices} | dict(named)
        for value in sorted(strangers, key=str):
            columns[value] = Column(value, str(names.get(value) or _("No value")))
    for row in rows:
        column = columns.get(row[0])
        if column is not None:
            column.count += summing.count(row)
            summing.add(column.sums, row)
    for column in columns.values():
        column.sums = {**summing.empty(), **column.sums}


def _deal(
    ctx: Ctx, entity: CompiledEntity, spec: FieldSpec, query: ListQuery, where: Sql, columns: dict[Any, Column]
) -> None:
    """The first cards of every column that has any."""
    values = [column.value for column in columns.values() if column.count and column.value not in (None, "")]
    if not values:
        return
    names = visible_names(ctx, entity, query.fields if query.fields is not None else list_fields(entity))
    plan = plan_for(ctx, entity, tuple(dict.fromkeys((*names, spec.name))))
    order = Order(entity, checked_sorts(ctx, entity, query.sort))
    limit = min(query.limit, MAX_CARDS)
    array = "bigint[]" if spec.link else "text[]"
    rows = fetch_all(
        f"SELECT v.value, c.* FROM unnest(%s::{array}) WITH ORDINALITY AS v (value, place) "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT {', '.join((*plan.columns, *order.expressions))} FROM {entity.table} t "
        f"WHERE {where.text} AND {spec.expression()} = v.value ORDER BY {order.sql()} LIMIT %s) c ORDER BY v.place",
        (values, *where.params, limit + 1),
    )
    dealt: dict[Any, list[Sequence[Any]]] = {}
    for row in rows:
        dealt.setdefault(row[0], []).append(row[1:])
    items = plan.records(ctx, [card for cards in dealt.values() for card in cards[:limit]])
    place = 0
    for value, cards in dealt.items():
        columns[value].items = items[place : (place := place + min(len(cards), limit))]
        if len(cards) > limit:
            last = cards[limit - 1]
            columns[value].next = order.cursor(last[len(plan.columns) :], last[0])
    attach_titles(items, plan.links, partial(labels, ctx))


def _told(column: Column) -> dict[str, Any]:
    return {
        "value": column.value, "title": column.title, "color": column.color, "badge": column.badge,
        "count": column.count, "sums": told(column.sums), "items": column.items, "next": column.next,
    }  # fmt: skip
