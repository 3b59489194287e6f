"""From database rows to JSON-ready dicts: one plan per entity, set of fields and rights, then one pass per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from kezhou.kernel.ctx import Actor, Ctx, Grants
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import words_closed
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import FieldType
from kezhou.platform.fields.spec import FieldSpec

CACHED_PLANS = 2048

_NOBODY = Actor(None, "", "anonymous")

Convert = Callable[[Any], Any]
TitleSource = Callable[[str, set[int]], Mapping[int, Any]]


class RowPlan:
    """Which columns to select for which fields, and how a tuple becomes a dict.

    Hidden fields are not in the plan; masked ones are shortened here, and what people wrote is left out of rows whose
    words are closed to the reader, so that no reader of rows can forget it.
    """

    def __init__(self, ctx: Ctx, entity: CompiledEntity, names: Sequence[str]) -> None:
        rights = field_rights(ctx, entity)
        self.entity = entity
        self.names = tuple(name for name in names if rights[name].view != "hidden")
        self.masked = [name for name in self.names if rights[name].view == "masked"]
        self.links: dict[str, list[str]] = {}
        self.columns: list[str] = ["t.id", "t.version"]
        self._native: list[tuple[str, int, Convert | None]] = []
        self._money: list[tuple[str, int]] = []
        self._custom: list[tuple[str, Convert | None]] = []
        for name in self.names:
            self._add(entity.fields[name], masked=name in self.masked)
        self._custom_at = len(self.columns)
        if self._custom:
            self.columns.append("t.custom")
        self._words = [name for name in self.names if entity.pooled and entity.fields[name].is_words]
        self._pool_at = len(self.columns)
        if self._words:
            self.columns.append("t.pool_id")

    def _add(self, spec: FieldSpec, masked: bool) -> None:
        if spec.link and not masked:
            self.links.setdefault(spec.link, []).append(spec.name)
        convert: Convert | None = spec.type.to_json if spec.type.row_json else None
        if masked:
            convert = _masking(spec.type, convert)
        if spec.custom:
            self._custom.append((spec.name, _custom_convert(spec.type, masked)))
        elif spec.type.key == "money" and not masked:
            self._money.append((spec.name, len(self.columns)))
            self.columns += [f"t.{ident(column)}" for column in spec.columns[:2]]
        else:
            self._native.append((spec.name, len(self.columns), convert))
            self.columns.append(spec.expression())

    def records(self, ctx: Ctx, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        """The rows as dicts for this reader, who has the rights that the plan was made with; links are still plain
        ids. One more statement where what people wrote is asked of rows that lie in a pool."""
        records = [self._record(row) for row in rows]
        lying = [row[0] for row in rows if row[self._pool_at] is not None] if self._words else []
        closed = _closed(ctx, self.entity, lying) if lying else set()
        for record in records if closed else ():
            if record["id"] in closed:
                record.update(dict.fromkeys(self._words))
                record["_masked"] = [*self.masked, *(name for name in self._words if name not in self.masked)]
                record["_closed"] = self._words
        return records

    def _record(self, row: Sequence[Any]) -> dict[str, Any]:
        record: dict[str, Any] = {"id": row[0], "version": row[1]}
        for name, at, convert in self._native:
            value = row[at]
            record[name] = value if convert is None or value is None or value == "" else convert(value)
        for name, at in self._money:
            amount = row[at]
            record[name] = None if amount is None else {"amount": str(amount), "currency": row[at + 1]}
        if self._custom:
            document = row[self._custom_at]
            document = orjson.loads(document) if isinstance(document, str) else document
            for name, convert in self._custom:
                value = document.get(name)
                record[name] = value if convert is None or value is None else convert(value)
        if self.masked:
            record["_masked"] = self.masked
        return record


def _closed(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> set[int]:
    """Those of the records of which the reader does not see what people wrote."""
    rows = words_closed(ctx, entity)
    if rows.is_false:
        return set()
    found = fetch_all(f"SELECT t.id FROM {entity.table} t WHERE t.id = ANY(%s) AND {rows.text}", (ids, *rows.params))  # noqa: S608
    return {row[0] for row in found}


@lru_cache(maxsize=CACHED_PLANS)
def _plan(grants: Grants, entity: CompiledEntity, names: tuple[str, ...]) -> RowPlan:
    # The plan depends on the context through its grants only.
    return RowPlan(Ctx(actor=_NOBODY, grants=grants), entity, names)


def plan_for(ctx: Ctx, entity: CompiledEntity, names: Sequence[str]) -> RowPlan:
    """The (cached) plan for these fields with the rights of this context."""
    return _plan(ctx.grants, entity, tuple(names))


def attach_titles(records: Sequence[dict[str, Any]], links: Mapping[str, Sequence[str]], titles: TitleSource) -> None:
    """Replace ids by `{"id", "title"}`, with one look-up per linked entity for all rows."""
    for entity_key, names in links.items():
        ids: set[int] = set()
        for record in records:
            for name in names:
                value = record[name]
                if isinstance(value, list):
                    ids.update(value)
                elif value is not None:
                    ids.add(value)
        found = titles(entity_key, ids) if ids else {}
        for record in records:
            for name in names:
                value = record[name]
                if isinstance(value, list):
                    record[name] = [_link(item, found.get(item)) for item in value]
                elif value is not None:
                    record[name] = _link(value, found.get(value))


def _link(record_id: int, found: Any) -> dict[str, Any]:
    """A link as the reader gets it; a file says more of itself than a title."""
    return {"id": record_id, **found} if isinstance(found, Mapping) else {"id": record_id, "title": found}


def _masking(field_type: FieldType, inner: Convert | None) -> Convert:
    mask = field_type.mask
    return mask if inner is None else lambda value: mask(inner(value))


def _custom_convert(field_type: FieldType, masked: bool) -> Convert | None:
    if masked:
        return field_type.mask
    if type(field_type).to_custom is FieldType.to_custom:
        return None
    return lambda stored: field_type.to_json(field_type.from_custom(stored))
