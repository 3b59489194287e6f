"""A list as a month: its days with counts, sums and first records, and the sums of its weeks and of itself.

Three statements whatever the month: one groups what the reader may see by day, one takes the first records of every
day, one counts those that have no day yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import And, Condition, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .rows import attach_titles, plan_for
from .select import checked_sorts, count, list_fields, predicate, visible_names
from .sort import Order
from .sums import Amounts, Summing, told
from .titles import labels
from .words import COUNT_CAP, ListQuery

WEEK = 7
MAX_RECORDS = 50
"""Records of a day that one call answers."""
MAX_GROUPS = 2_000
"""Days of a month times currencies of every sum."""
FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(slots=True)
class Span:
    """A day, a week or the month."""

    first: date
    count: int = 0
    sums: Amounts = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)


def calendar(ctx: Ctx, entity: CompiledEntity, query: ListQuery, month: str | None) -> dict[str, Any]:
    """`{month, first, last, days: [{day, count, sums, items}], weeks: [{first, count, sums}], total: {count, sums},
    undated: {count, capped}}`.

    `first` and `last` are the Monday and the Sunday around the month; days without records are left out; `total` is the
    month's alone. `query.limit` is per day, `query.sort` the order within one. Raises `BadRequest` where the entity has
    no calendar or the reader may not see its day.
    """
    declared = entity.definition.list.calendar
    if declared is None or field_rights(ctx, entity)[declared.date].view != "full":
        raise BadRequest(_("%(entity)s has no calendar.") % {"entity": entity.label}, code="no_calendar")
    if query.cursor is not None or query.page is not None or query.trash:
        raise BadRequest(_("A calendar has no pages; go on in the list of one day."), code="no_pages")
    begin = _begin(ctx, month)
    first, last = _around(begin)
    spec = entity.fields[declared.date]
    between: Condition = parse({"field": spec.name, "op": "between", "value": [first.isoformat(), last.isoformat()]})
    where = predicate(ctx, entity, _and(query, between))
    summing = Summing(ctx, entity, spec.expression(), declared.sums)
    days = _days(entity, summing, where)
    _fill(ctx, entity, spec, query, where, days)
    none = parse({"field": spec.name, "op": "empty"})
    undated, capped = count(ctx, entity, _and(query, none), COUNT_CAP)
    weeks = [_together(summing, first + timedelta(days=at), days, WEEK) for at in range(0, (last - first).days, WEEK)]
    whole = _together(summing, begin, days, (_next(begin) - begin).days)
    return {
        "month": begin.strftime("%Y-%m"), "first": first.isoformat(), "last": last.isoformat(),
        "days": [
            {"day": day.isoformat(), **_told(span), "items": span.items} for day, span in sorted(days.items())
        ],
        "weeks": [{"first": week.first.isoformat(), **_told(week)} for week in weeks],
        "total": _told(whole),
        "undated": {"count": undated, "capped": capped},
    }  # fmt: skip


def _begin(ctx: Ctx, month: str | None) -> date:
    """The first day of the month that is named, else of the present one."""
    if month is None:
        return company_today(ctx.clock).replace(day=1)
    year, dash, number = month.partition("-")
    shaped = dash and len(year) == 4 and len(number) == 2 and (year + number).isdecimal() and month.isascii()
    if not shaped or not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= int(number) <= 12:
        raise BadRequest(_("month must be like 2026-11."), code="bad_month")
    return date(int(year), int(number), 1)


def _next(begin: date) -> date:
    return (begin + timedelta(days=31)).replace(day=1)


def _around(begin: date) -> tuple[date, date]:
    """The Monday on or before the first day of the month, and the Sunday on or after its last."""
    end = _next(begin) - timedelta(days=1)
    return begin - timedelta(days=begin.weekday()), end + timedelta(days=WEEK - 1 - end.weekday())


def _and(query: ListQuery, one: Condition) -> ListQuery:
    return replace(query, where=one if query.where is None else And((one, query.where)))


def _days(entity: CompiledEntity, summing: Summing, where: Sql) -> dict[date, Span]:
    """Counts and sums of every day that has records."""
    days: dict[date, Span] = {}
    rows = fetch_all(
        f"SELECT {', '.join((*summing.keys, *summing.values))} FROM {entity.table} t "  # noqa: S608
        f"WHERE {where.text} GROUP BY {', '.join(summing.keys)} LIMIT %s",
        (*where.params, MAX_GROUPS),
    )
    for row in rows:
        span = days.setdefault(row[0], Span(row[0], sums=summing.empty()))
        span.count += summing.count(row)
        summing.add(span.sums, row)
    return days


def _fill(
    ctx: Ctx, entity: CompiledEntity, spec: FieldSpec, query: ListQuery, where: Sql, days: Mapping[date, Span]
) -> None:
    """The first records of every day."""
    if not days:
        return
    names = visible_names(ctx, entity, query.fields if query.fields is not None else list_fields(entity))
    plan = plan_for(ctx, entity, tuple(dict.fromkeys((*names, spec.name))))
    order = Order(entity, checked_sorts(ctx, entity, query.sort))
    rows: Sequence[Sequence[Any]] = fetch_all(
        f"SELECT v.day, c.* FROM unnest(%s::date[]) AS v (day) "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT {', '.join((*plan.columns, *order.expressions))} FROM {entity.table} t "
        f"WHERE {where.text} AND {spec.expression()} = v.day ORDER BY {order.sql()} LIMIT %s) c",
        (list(days), *where.params, min(query.limit, MAX_RECORDS)),
    )
    for row, record in zip(rows, plan.records(ctx, [row[1:] for row in rows]), strict=True):
        days[row[0]].items.append(record)
    attach_titles([item for span in days.values() for item in span.items], plan.links, partial(labels, ctx))


def _together(summing: Summing, first: date, days: Mapping[date, Span], length: int) -> Span:
    """So many days from `first` on as one."""
    whole = Span(first, sums=summing.empty())
    for at in range(length):
        if (span := days.get(first + timedelta(days=at))) is not None:
            whole.count += span.count
            for name, amounts in span.sums.items():
                for currency, amount in amounts.items():
                    whole.sums[name][currency] = whole.sums[name].get(currency, amount * 0) + amount
    return whole


def _told(span: Span) -> dict[str, Any]:
    return {"count": span.count, "sums": told(span.sums)}
