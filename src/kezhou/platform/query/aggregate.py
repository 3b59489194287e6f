"""Counts, sums and averages by groups, over exactly the rows that the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.platform.access.field_rights import field_rights, seen_in_every_row
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .select import predicate
from .titles import titles
from .words import AggregateQuery, ListQuery, Measure

MAX_GROUPS = 3
MAX_MEASURES = 8
MAX_ROWS = 2_000
FUNCTIONS = ("count", "sum", "avg", "min", "max")
WITHOUT_ENDS = frozenset({"boolean"})
"""Types that can be sorted by and yet have no smallest and largest value."""


def aggregate(ctx: Ctx, entity: CompiledEntity, query: AggregateQuery) -> list[dict[str, Any]]:
    """Rows `{group, titles, values}`, the largest first measure first; with `left_out` where rows are in no sum, see
    `_left_out`. Raises `BadRequest` for what cannot be grouped."""
    if len(query.group_by) > MAX_GROUPS or not 1 <= len(query.measures) <= MAX_MEASURES:
        raise BadRequest(_("Too many groups or measures."), code="too_many_groups")
    groups = [_groupable(ctx, entity, name) for name in query.group_by]
    keys = [spec.expression() for spec in groups]
    measured = [_measured(ctx, entity, measure) for measure in query.measures]
    values = [text for text, _missing in measured]
    counted = [(at, missing) for at, (_text, missing) in enumerate(measured) if missing]
    values += [f"count(*) FILTER (WHERE {missing})" for _at, missing in counted]
    where = predicate(ctx, entity, ListQuery(where=query.where, q=query.q))
    statement = f"SELECT {', '.join((*keys, *values))} FROM {entity.table} t WHERE {where.text}"  # noqa: S608
    if keys:
        statement += f" GROUP BY {', '.join(keys)} ORDER BY {len(keys) + 1} DESC NULLS LAST, {', '.join(keys)}"
    rows = fetch_all(f"{statement} LIMIT %s", (*where.params, min(query.limit, MAX_ROWS)))
    named = [
        titles(ctx, spec.link, {row[i] for row in rows if row[i] is not None}) if spec.link else None
        for i, spec in enumerate(groups)
    ]
    return [
        {
            "group": list(row[: len(keys)]),
            "titles": [_title(spec, row[i], named[i]) for i, spec in enumerate(groups)],
            "values": [None if value is None else _json(value) for value in row[len(keys) :][: len(measured)]],
            **_left_out([at for at, _missing in counted], row[len(keys) + len(measured) :], len(measured)),
        }
        for row in rows
    ]


def _left_out(places: Sequence[int], counts: Sequence[int], number: int) -> dict[str, Any]:
    """`{left_out: [n per measure]}`: rows that are in no sum, because no exchange rate of their currency is kept."""
    if not any(counts):
        return {}
    found = [0] * number
    for place, count in zip(places, counts, strict=True):
        found[place] = count
    return {"left_out": found}


def _groupable(ctx: Ctx, entity: CompiledEntity, name: str) -> FieldSpec:
    spec = entity.fields.get(name)
    if spec is None or not spec.type.groupable or field_rights(ctx, entity)[name].view != "full":
        raise BadRequest(
            _("%(entity)s cannot be grouped by “%(field)s”.") % {"entity": entity.label, "field": name[:60]},
            code="not_groupable",
        )
    return spec


def _measured(ctx: Ctx, entity: CompiledEntity, measure: Measure) -> tuple[str, str]:
    """SQL of a measure, and what is true of the rows that it leaves out."""
    if measure.fn not in FUNCTIONS:
        raise BadRequest(_("“%(fn)s” is not a measure.") % {"fn": str(measure.fn)[:20]}, code="unknown_measure")
    if measure.fn == "count" and measure.field is None:
        return "count(*)", ""
    spec = entity.fields.get(measure.field or "")
    ordered = (
        measure.fn in ("min", "max") and spec is not None and spec.type.sortable and spec.type.key not in WITHOUT_ENDS
    )
    if (
        spec is None
        or not (spec.type.summable or ordered or measure.fn == "count")
        or field_rights(ctx, entity)[spec.name].view != "full"
        or not seen_in_every_row(ctx, entity, spec)
    ):
        raise BadRequest(
            _("“%(field)s” of %(entity)s cannot be measured so.")
            % {"entity": entity.label, "field": (measure.field or "")[:60]},
            code="not_measurable",
        )
    if measure.fn == "count":
        return f"count({spec.type.filled_expression(spec)})", ""
    return f"{measure.fn}({spec.type.sum_expression(spec)})", spec.type.left_out(spec)


def _title(spec: FieldSpec, value: Any, named: Any) -> str | None:
    if value is None:
        return None
    if named is not None:
        title: str | None = named.get(value)
        return title
    return spec.type.diff_text(value, spec)


def _json(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else str(value)
