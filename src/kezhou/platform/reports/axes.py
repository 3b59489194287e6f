"""By what a report groups: the SQL key of a dimension, how its keys are called, and the condition behind one key.

Rows are grouped by the raw key; behind the grouping it becomes text, so that every type is compared and folded alike
there. None is “nothing”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, Invalid, NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.place import region_title
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.titles import titles

from . import periods
from .definition import REGION_GRAINS, Dimension, wrong

DATES = ("date", "moment")
_SHALLOW = "!"
"""Marks the key of a department that lies above the level asked for: its own rows only, not those below it."""
_REGION = {
    "province": "left(nullif({code}, ''), 2) || '0000'",
    "city": "left(nullif({code}, ''), 4) || '00'",
    "": "{code}",
}
_LEVEL = """LEFT JOIN (SELECT DISTINCT ON (c.descendant_id) c.descendant_id, c.ancestor_id, d.far
    FROM org_departmentclosure c JOIN (SELECT descendant_id AS id, max(depth) AS far FROM org_departmentclosure
      GROUP BY 1) d ON d.id = c.ancestor_id
   WHERE d.far < %s ORDER BY c.descendant_id, d.far DESC) {alias} ON {alias}.descendant_id = {dept}"""


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension, resolved for the asker."""

    dimension: Dimension
    spec: FieldSpec
    label: str
    key: Sql
    """Of one row; never an empty text."""
    text: str
    """The key of a group as text, where `{k}` is its column."""
    join: Sql
    hops: bool
    """Whether the field is one of a linked record, which a list's filter cannot name."""

    @property
    def kind(self) -> str:
        if self.spec.type.key in DATES:
            return "date"
        if self.dimension.bands:
            return "bands"
        return self.spec.type.key

    @property
    def in_order(self) -> bool:
        """Whether its keys have an order of their own that a reader expects."""
        return self.kind in ("date", "bands")

    @property
    def grain(self) -> str:
        return self.dimension.grain or "day" if self.kind == "date" else self.dimension.grain


def of(ctx: Ctx, entity: CompiledEntity, dimension: Dimension, at: int) -> Axis:
    """Raises `Invalid` for what cannot be grouped so, whether it is not there or not for this person."""
    path = f"definition.dimensions.{at}.field"
    spec, alias, join = _located(ctx, entity, dimension.field, at, path)
    kind = spec.type.key
    if dimension.bands:
        if not spec.type.summable:
            raise _not_groupable(entity, dimension.field, path)
        bounds = [str(bound) for bound in dimension.bands]
        value = spec.type.filter_expression(spec, alias)
        key = Sql(f"width_bucket(({value})::numeric, %s::numeric[])", (bounds,))
    elif kind in DATES:
        key = Sql(_step(spec, alias, dimension.grain or "day", path))
    elif not spec.type.groupable or spec.type.multiple:
        raise _not_groupable(entity, dimension.field, path)
    elif kind == "region":
        if dimension.grain not in ("", *REGION_GRAINS):
            raise wrong(path, "bad_grain", _("Regions are grouped by province or city."))
        key = Sql(_REGION[dimension.grain].format(code=spec.expression(alias)))
    elif kind == "department" and dimension.level:
        level = f"dl{at}"
        text = _LEVEL.format(alias=level, dept=spec.expression(alias))
        join = Sql(f"{join.text} {text}", (*join.params, dimension.level))
        shallow = f"CASE WHEN {level}.far < %s THEN '{_SHALLOW}' ELSE '' END"
        key = Sql(f"{level}.ancestor_id::text || {shallow}", (dimension.level - 1,))
    elif spec.link or kind == "boolean":
        key = Sql(spec.expression(alias))
    else:
        key = Sql(f"nullif({spec.expression(alias)}, '')")
    text = "lpad({k}::text, 3, '0')" if dimension.bands else "{k}::text"
    label = _label(entity, dimension, spec)
    return Axis(dimension, spec, label, key, f"coalesce('=' || {text}, '-')", join, "." in dimension.field)


def _located(ctx: Ctx, entity: CompiledEntity, name: str, at: int, path: str) -> tuple[FieldSpec, str, Sql]:
    """The field, the alias of its table, and the join that leads there: of linked rows only those that are seen."""
    link, dot, rest = name.partition(".")
    spec = entity.fields.get(link)
    if spec is None or field_rights(ctx, entity)[link].view != "full":
        raise _not_groupable(entity, name, path)
    if not dot:
        return spec, "t", Sql("")
    try:
        target = registry.entity(ctx, spec.link or "")
        alias = f"j{at}"
        seen = visible(ctx, target, alias=alias)
    except (NotFound, Forbidden):
        raise _not_groupable(entity, name, path) from None
    beyond = target.fields.get(rest)
    if beyond is None or field_rights(ctx, target)[rest].view != "full":
        raise _not_groupable(entity, name, path)
    text = f"LEFT JOIN {target.table} {alias} ON {alias}.id = {spec.expression()} AND {seen.text}"
    return beyond, alias, Sql(text, seen.params)


def _step(spec: FieldSpec, alias: str, grain: str, path: str) -> str:
    """The first day of the step that a value lies in, in the company's zone."""
    if grain not in periods.UNITS:
        raise wrong(path, "bad_grain", _("Dates are grouped by day, week, month, quarter or year."))
    value = spec.expression(alias)
    if spec.type.key == "moment":
        local = f"({value})::timestamptz AT TIME ZONE '{COMPANY_ZONE.key}'"
    else:
        local = f"({value})::date::timestamp"
    return f"date_trunc('{grain}', {local})::date"


def _label(entity: CompiledEntity, dimension: Dimension, spec: FieldSpec) -> str:
    link, dot, _rest = dimension.field.partition(".")
    return f"{entity.fields[link].label} · {spec.label}" if dot else str(spec.label)


def _not_groupable(entity: CompiledEntity, name: str, path: str) -> Invalid:
    words = {"entity": entity.label, "field": name[:60]}
    return wrong(path, "not_groupable", _("%(entity)s cannot be grouped by “%(field)s”.") % words)


def plain(key: str | None) -> str | None:
    """The key as people and programs know it, from the form in which the statement carries it."""
    return key[1:] if key and key.startswith("=") else None


def named(ctx: Ctx, axis: Axis, keys: Iterable[str | None]) -> Mapping[str | None, str | None]:
    """How the keys of one axis are called; one statement where they are records."""
    known = [key for key in keys if key is not None]
    if axis.kind == "date":
        return {key: periods.title(axis.grain, date.fromisoformat(key)) for key in known}
    if axis.kind == "bands":
        return {key: _band(axis.dimension, int(key)) for key in known}
    if axis.kind == "region":
        return {key: region_title(key) for key in known}
    if axis.kind == "boolean":
        return {key: translate("Yes") if key == "true" else translate("No") for key in known}
    if axis.spec.link:
        ids = {key: int(key.removesuffix(_SHALLOW)) for key in known}
        found = titles(ctx, axis.spec.link, set(ids.values()))
        return {key: str(found.get(id_) or f"#{id_}") for key, id_ in ids.items()}
    labels = {choice.value: str(choice.label) for choice in axis.spec.choices}
    return {key: labels.get(key, key) for key in known}


def _band(dimension: Dimension, at: int) -> str:
    bounds = dimension.bands
    if at == 0:
        return f"< {bounds[0]:f}"
    return f"≥ {bounds[-1]:f}" if at == len(bounds) else f"{bounds[at - 1]:f} – {bounds[at]:f}"


def ordered(axis: Axis, keys: Sequence[str | None]) -> list[str | None]:
    """Keys in the order of their field: the company's own order of choices, else their text; nothing comes last."""
    place = {choice.value: f"{at:05d}" for at, choice in enumerate(axis.spec.choices)}
    return sorted(keys, key=lambda key: (key is None, place.get(key or "", key or "")))


def condition(axis: Axis, key: str | None) -> dict[str, Any] | None:
    """The filter whose rows stand behind a key; None where a list cannot say it."""
    if axis.hops:
        return None
    field = axis.dimension.field
    if key is None:
        return {"field": field, "op": "empty"}
    if axis.kind == "date":
        first = date.fromisoformat(key)
        last = periods.last_of(axis.grain, first)
        return {"field": field, "op": "between", "value": [first.isoformat(), last.isoformat()]}
    if axis.kind == "bands":
        return _within_band(axis.dimension, int(key))
    if axis.kind == "region" and axis.dimension.grain:
        return {"field": field, "op": "under", "value": key}
    if axis.spec.link:
        under = axis.kind == "department" and axis.dimension.level and not key.endswith(_SHALLOW)
        return {"field": field, "op": "under" if under else "eq", "value": int(key.removesuffix(_SHALLOW))}
    return {"field": field, "op": "eq", "value": key == "true" if axis.kind == "boolean" else key}


def _within_band(dimension: Dimension, at: int) -> dict[str, Any]:
    field, bounds = dimension.field, dimension.bands
    parts = [
        *([{"field": field, "op": "gte", "value": f"{bounds[at - 1]:f}"}] if at > 0 else []),
        *([{"field": field, "op": "lt", "value": f"{bounds[at]:f}"}] if at < len(bounds) else []),
    ]
    return parts[0] if len(parts) == 1 else {"and": parts}


def others(axis: Axis, keys: Sequence[str | None]) -> dict[str, Any] | None:
    """The filter of everything that is not among the keys; None where a list cannot say it."""
    parts = [condition(axis, key) for key in keys]
    if any(part is None for part in parts) or len(parts) > 60:
        return None
    return {"not": {"or": parts}} if parts else None
