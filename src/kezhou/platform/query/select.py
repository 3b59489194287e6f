"""The read door's statements: one page, one record, a count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import TRUE, Sql, all_of, fetch_all, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

from . import linked
from .rows import attach_titles, plan_for
from .sort import Order, parse_sort
from .titles import labels
from .where import where_sql
from .words import COUNT_CAP, MAX_LIMIT, MAX_PAGED_ROWS, ListQuery, Page, Sort

LIVE = Sql("t.deleted_at IS NULL")
TRASHED = Sql("t.deleted_at IS NOT NULL")

text_search: list[Callable[[Ctx, CompiledEntity, str], Sql]] = []
"""Turns what was typed into the search box into a predicate; `platform.search`, above this room, registers it."""


def page(ctx: Ctx, entity: CompiledEntity, query: ListQuery) -> Page:
    """One page of the rows that the actor may see and that match, in order, as JSON-ready dicts."""
    linked.check(ctx, entity, query.expand)
    names = visible_names(ctx, entity, query.fields if query.fields is not None else list_fields(entity))
    names = tuple(dict.fromkeys((*names, *query.expand)))
    plan = plan_for(ctx, entity, names)
    order = Order(entity, checked_sorts(ctx, entity, query.sort))
    matching = predicate(ctx, entity, query)
    where = matching if query.cursor is None else all_of([matching, order.after(query.cursor)])
    limit = min(query.limit, MAX_LIMIT)
    tail, tail_params = "LIMIT %s", [limit + 1]
    if query.page is not None:
        offset = (query.page - 1) * limit
        if offset + limit > MAX_PAGED_ROWS:
            raise BadRequest(
                _("Pages end at row %(limit)d; go on with the cursor.") % {"limit": MAX_PAGED_ROWS},
                code="page_too_deep",
            )
        tail, tail_params = "LIMIT %s OFFSET %s", [limit + 1, offset]
    columns = ", ".join((*plan.columns, *order.expressions))
    statement = f"SELECT {columns} FROM {entity.table} t WHERE {where.text} ORDER BY {order.sql()} {tail}"  # noqa: S608
    rows = fetch_all(statement, (*where.params, *tail_params))
    items = plan.records(ctx, rows[:limit])
    attach_titles(items, plan.links, partial(labels, ctx))
    linked.attach(ctx, entity, items, query.expand, many)
    answer = Page(items)
    if len(rows) > limit:
        last = rows[limit - 1]
        answer.next = order.cursor(last[len(plan.columns) :], last[0])
    if query.total != "none":
        answer.total, answer.capped = _count(entity, matching, None if query.total == "exact" else COUNT_CAP)
    return answer


def one(
    ctx: Ctx,
    entity: CompiledEntity,
    record_id: int,
    *,
    trashed: bool | None = False,
    actions: Sequence[str] = (),
    expanded: Sequence[str] = (),
) -> dict[str, Any] | None:
    """One record with all fields that the actor may see, or None. `trashed=None` means wherever it lies.

    With `actions` the record carries `_can`: which of them the actor may do to it; with `expanded` the records that
    these links lead to.
    """
    linked.check(ctx, entity, expanded)
    plan = plan_for(ctx, entity, visible_names(ctx, entity, tuple(entity.fields)))
    place = TRUE if trashed is None else TRASHED if trashed else LIVE
    where = all_of([Sql("t.id = %s", (record_id,)), place, visible(ctx, entity)])
    answers = [right(ctx, entity, action) for action in actions]
    columns = ", ".join((*plan.columns, "t.deleted_at", *(f"coalesce({a.text}, FALSE)" for a in answers)))
    params = [value for answer in answers for value in answer.params]
    statement = f"SELECT {columns} FROM {entity.table} t WHERE {where.text}"  # noqa: S608
    row = fetch_one(statement, (*params, *where.params), prepared=True)
    if row is None:
        return None
    (record,) = plan.records(ctx, [row])
    deleted_at, *can = row[len(plan.columns) :]
    if deleted_at is not None:
        record["deleted_at"] = deleted_at
    if actions:
        record["_can"] = dict(zip(actions, can, strict=True))
    attach_titles([record], plan.links, partial(labels, ctx))
    linked.attach(ctx, entity, [record], expanded, many)
    return record


def many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Those of the records that live and may be seen, with all fields that the actor may see, in no order."""
    plan = plan_for(ctx, entity, visible_names(ctx, entity, tuple(entity.fields)))
    where = all_of([Sql("t.id = ANY(%s)", (list(ids),)), LIVE, visible(ctx, entity)])
    columns = ", ".join(plan.columns)
    rows = fetch_all(f"SELECT {columns} FROM {entity.table} t WHERE {where.text}", where.params)  # noqa: S608
    items = plan.records(ctx, rows)
    attach_titles(items, plan.links, partial(labels, ctx))
    return items


def count(ctx: Ctx, entity: CompiledEntity, query: ListQuery, cap: int | None = COUNT_CAP) -> tuple[int, bool]:
    """How many rows match, and whether the count stopped at the cap."""
    return _count(entity, predicate(ctx, entity, query), cap)


def predicate(
    ctx: Ctx, entity: CompiledEntity, query: ListQuery, action: str = "view", place: Sql | None = None
) -> Sql:
    """Scope and filter of a list as one condition over alias `t`; `place` says which rows there are instead of those
    that live."""
    parts = [place or (TRASHED if query.trash else LIVE), visible(ctx, entity, action)]
    if query.trash:
        parts.append(visible(ctx, entity, "delete"))
    if query.where is not None:
        parts.append(where_sql(ctx, entity, query.where))
    if query.q.strip():
        parts.append(text_search[0](ctx, entity, query.q))
    return all_of(parts)


def list_fields(entity: CompiledEntity) -> tuple[str, ...]:
    """The columns of a list unless a view says otherwise."""
    declared = tuple(entity.definition.list.columns)
    titled = (entity.title,) if entity.title in entity.fields else ()
    return declared or (*titled, *(name for name in entity.fields if name != entity.title))[:8]


def visible_names(ctx: Ctx, entity: CompiledEntity, names: Sequence[str]) -> tuple[str, ...]:
    """Names that exist, without those that are hidden from the actor. Raises `BadRequest` for an unknown one."""
    rights = field_rights(ctx, entity)
    for name in names:
        if name not in entity.fields:
            raise BadRequest(
                _("%(entity)s has no field “%(field)s”.") % {"entity": entity.label, "field": name[:60]},
                code="unknown_field",
            )
    return tuple(name for name in names if rights[name].view != "hidden")


def checked_sorts(ctx: Ctx, entity: CompiledEntity, sorts: Sequence[Sort]) -> Sequence[Sort]:
    """The sorts, or the entity's own; refuses unknown, unsortable, hidden and masked fields."""
    if not sorts:
        rights = field_rights(ctx, entity)
        default = parse_sort(entity.definition.list.sort)
        return [s for s in default if s.field in entity.fields and rights[s.field].view == "full"]
    rights = field_rights(ctx, entity)
    for sort in sorts:
        spec = entity.fields.get(sort.field)
        if spec is None or rights[sort.field].view != "full" or not spec.type.sortable:
            raise BadRequest(
                _("%(entity)s cannot be sorted by “%(field)s”.") % {"entity": entity.label, "field": sort.field[:60]},
                code="not_sortable",
            )
    return sorts


def _count(entity: CompiledEntity, where: Sql, cap: int | None) -> tuple[int, bool]:
    if cap is None:
        row = fetch_one(f"SELECT count(*) FROM {entity.table} t WHERE {where.text}", where.params)  # noqa: S608
        return (row[0] if row else 0), False
    inner = f"SELECT 1 FROM {entity.table} t WHERE {where.text} LIMIT %s"  # noqa: S608
    row = fetch_one(f"SELECT count(*) FROM ({inner}) capped", (*where.params, cap + 1))  # noqa: S608
    found = row[0] if row else 0
    return min(found, cap), found > cap
