"""The statements of the today page: each through the read door or with its predicate, each bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, all_entities, all_of, entity, fetch_all, field_rights, may, plan_for, visible
from kezhou.sdk.records import count, find

MAX_LINES = 20
"""Lines of one group; the rest is behind “more”."""

Row = dict[str, Any]


def readable(ctx: Ctx, key: str) -> bool:
    """Whether the actor may see any record of this kind."""
    known = all_entities(ctx).get(key)
    return known is not None and may(ctx, known, "view")


def shown(ctx: Ctx, key: str, *names: str) -> bool:
    """Whether the actor sees these fields in full: what follows from a hidden value would tell it."""
    rights = field_rights(ctx, entity(ctx, key))
    return all(rights[name].view == "full" for name in names)


def midnight(day: date) -> datetime:
    """When the company's day begins."""
    return datetime.combine(day, time(), COMPANY_ZONE)


def company_day(moment: datetime) -> date:
    return moment.astimezone(COMPANY_ZONE).date()


def moment_of(value: Any) -> datetime:
    """A moment of a record, whichever form the row plan gave it."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def matching(
    ctx: Ctx, key: str, where: Mapping[str, Any], fields: Sequence[str], sort: str
) -> tuple[list[Row], int, bool]:
    """The first lines of a list, and how many there are (and whether at least so many)."""
    page = find(ctx, key, where, fields=fields, sort=sort, limit=MAX_LINES)
    if page.next is None:
        return page.items, len(page.items), False
    number, capped = count(ctx, key, where)
    return page.items, number, capped


def selected(
    ctx: Ctx,
    key: str,
    fields: Sequence[str],
    where: Sql,
    *,
    order: Sql,
    limit: int,
    join: Sql | None = None,
    extra: Sequence[str] = (),
    distinct: str = "",
) -> list[tuple[Row, tuple[Any, ...]]]:
    """Records under alias `t` that the actor may see, with masked and hidden fields as the actor gets them, each beside
    the values of `extra`."""
    compiled = entity(ctx, key)
    plan = plan_for(ctx, compiled, [name for name in fields if field_rights(ctx, compiled)[name].view != "hidden"])
    scope = all_of([Sql("t.deleted_at IS NULL"), visible(ctx, compiled), where])
    columns = ", ".join((*plan.columns, *extra))
    only = f"DISTINCT ON ({distinct}) " if distinct else ""
    beside = join or Sql("")
    statement = (
        f"SELECT {only}{columns} FROM {compiled.table} t {beside.text} WHERE {scope.text} "  # noqa: S608
        f"ORDER BY {order.text} LIMIT %s"
    )
    rows = fetch_all(statement, (*beside.params, *scope.params, *order.params, limit))
    width = len(plan.columns)
    return [(record, tuple(row[width:])) for record, row in zip(plan.records(ctx, rows), rows, strict=True)]
