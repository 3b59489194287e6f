"""A definition turned into one statement for one asker: rights are judged here, and the rows it reads are those that a
list with the same filter would show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import parse as parse_condition
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.select import predicate
from kezhou.platform.query.words import ListQuery

from . import asof, axes, measures, periods
from .axes import Axis
from .definition import Definition, Sort, wrong
from .measures import Column, Part
from .periods import Period, Span


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a dashboard says about all of its reports: a period instead of their own, a department with everything
    below it, the past day as of which they are told."""

    period: Period | None = None
    department: int | None = None
    as_of: date | None = None
    action: str = "view"
    """The right by which rows are reached: `view`, or `export` for what leaves as a file."""


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the statement is made of, and what the answer needs to name its parts."""

    definition: Definition
    entity: CompiledEntity
    axes: Sequence[Axis]
    columns: Sequence[Column]
    parts: Sequence[Part]
    span: Span | None
    previous: Span | None
    filter: Mapping[str, Any] | None
    """Condition JSON of all rows of the period: what a list is opened with."""
    action: str
    _rest: tuple[Mapping[str, Any], ...]

    @property
    def sort(self) -> Sort:
        if self.definition.sort is not None:
            return self.definition.sort
        in_order = bool(self.axes) and self.axes[0].in_order
        return Sort("key", 0, False) if in_order else Sort("measure", 0, True)

    def steps(self, axis: Axis) -> list[date] | None:
        """All steps of an axis of time that the period covers, also those without rows; None for other axes."""
        if axis.kind != "date" or self.span is None or axis.dimension.field != self.definition.date_field:
            return None
        return periods.steps(self.span, axis.grain)

    def rows(self, ctx: Ctx, span: Span | None) -> Sql:
        """The keys and values of every row that is looked at."""
        conditions = [*self._rest, *([within(self.definition.date_field, span)] if span else [])]
        where = _all(conditions)
        place = None if self.definition.as_of is None else asof.there(self.definition.as_of)
        query = ListQuery(where=None if where is None else parse_condition(where))
        seen = predicate(ctx, self.entity, query, self.action, place)
        keys = [Sql(f"{axis.key.text} AS k{at}", axis.key.params) for at, axis in enumerate(self.axes)]
        values = [Sql(f"{part.value.text} AS v{at}", part.value.params) for at, part in enumerate(self.parts)]
        joins = [axis.join for axis in self.axes if axis.join.text]
        if self.definition.as_of is not None:
            joins.insert(0, asof.join(self.definition.as_of))
        text = (
            f"SELECT {', '.join(each.text for each in (*keys, *values))} "  # noqa: S608 — made of the registry
            f"FROM {self.entity.table} t {' '.join(join.text for join in joins)} WHERE {seen.text}"
        )
        fragments = (*keys, *values, *joins, seen)
        return Sql(text, tuple(value for each in fragments for value in each.params))


def of(ctx: Ctx, definition: Definition, narrowing: Narrowing = EVERYTHING) -> Plan:
    """Raises `NotFound` for no such entity, `Forbidden` where the asker sees nothing of it, `Invalid` and
    `BadRequest` for what may not be asked."""
    definition = _narrowed(definition, narrowing)
    today = company_today(ctx.clock)
    if definition.as_of is not None and definition.as_of > today:
        raise wrong("definition.as_of", "in_the_future", _("Nothing is known of a day that has not come."))
    entity = registry.entity(ctx, definition.entity)
    if definition.as_of is not None and definition.as_of < today:
        entity = asof.then(entity)
    elif definition.as_of is not None:
        definition = replace(definition, as_of=None)
    found = [axes.of(ctx, entity, one, at) for at, one in enumerate(definition.dimensions)]
    columns, parts = measures.of(ctx, entity, definition.measures)
    span = previous = None
    if definition.date_field:
        _check_date(ctx, entity, definition.date_field)
        if definition.period is not None:
            span = periods.span_of(definition.period, today)
            if definition.compare:
                previous = periods.before(definition.period, today, definition.compare)
    rest = []
    if definition.where is not None:
        parse_condition(definition.where)
        rest.append(definition.where)
    if narrowing.department is not None and entity.owned and "dept" in entity.fields:
        rest.append({"field": "dept", "op": "under", "value": narrowing.department})
    shown = _all([*rest, *([within(definition.date_field, span)] if span else [])])
    return Plan(definition, entity, found, columns, parts, span, previous, shown, narrowing.action, tuple(rest))


def within(field: str, span: Span) -> dict[str, Any]:
    """The rows of some days; moments are compared as days of the company's zone."""
    return {"field": field, "op": "between", "value": [span.first.isoformat(), span.last.isoformat()]}


def _narrowed(definition: Definition, narrowing: Narrowing) -> Definition:
    if narrowing.period is not None and definition.date_field:
        definition = replace(definition, period=narrowing.period)
    return definition if narrowing.as_of is None else replace(definition, as_of=narrowing.as_of)


def _check_date(ctx: Ctx, entity: CompiledEntity, name: str) -> None:
    spec = entity.fields.get(name)
    if spec is None or spec.type.key not in axes.DATES or field_rights(ctx, entity)[name].view != "full":
        words = {"entity": entity.label, "field": name[:60]}
        message = _("“%(field)s” is no date of %(entity)s that you can use.") % words
        raise wrong("definition.date_field", "not_a_date_field", message)


def _all(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not parts:
        return None
    return dict(parts[0]) if len(parts) == 1 else {"and": list(parts)}
