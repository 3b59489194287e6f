"""Which rows are about records that exist: by match keys, set-based, among what the actor may see.

Keys count in order. A row is about a record when the two agree on a key and do not contradict each other on a key that
comes before it: a company of the same name with another credit code is another company. Where an entity's records are
known by several fields together (`Exchange.identity`), these are one key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.text.fold import fold
from kezhou.kernel.text.pinyin import sort_key
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

Keys = tuple[Any, ...]
"""One comparable value per match key, None where the row has none."""
FOLDED = frozenset({"text", "person_name", "address", "long_text"})
UNMATCHABLE = frozenset({"money", "location", "rich_text", "file", "image"})
MAX_SORT_KEY = 255


def can_match(spec: FieldSpec) -> bool:
    return "eq" in spec.type.operators and not spec.type.multiple and spec.type.key not in UNMATCHABLE and not spec.sql


def comparable(spec: FieldSpec, value: Any) -> Any:
    """Names are compared without regard to case and width, everything else as it is."""
    if value is None or value == "":
        return None
    return fold(str(value)) if spec.type.key in FOLDED else value


@dataclass(frozen=True, slots=True)
class Match:
    """By what the rows of one import are compared."""

    specs: tuple[FieldSpec, ...] = ()
    identity: Callable[[Mapping[str, Any]], Sequence[Any] | None] | None = None
    owner: int | None = None
    """Whose a record is whose row does not say it."""

    def keys_of(self, values: Mapping[str, Any]) -> Keys:
        """The keys of a row."""
        if self.identity is None:
            return keys_of(self.specs, values)
        return self._together({"owner": self.owner, **values})

    def find(self, ctx: Ctx, entity: CompiledEntity, asked: Sequence[Keys]) -> list[list[int]]:
        """For each row the ids of the records that it is about: none, one, or (then nobody can say which) several."""
        if self.identity is None:
            return find(ctx, entity, self.specs, asked)
        wanted = [keys[0] for keys in asked if keys[0] is not None]
        known: dict[Keys, list[int]] = {}
        for id_, *values in self._records(ctx, entity, wanted) if wanted else ():
            named = dict(zip((spec.name for spec in self.specs), values, strict=True))
            known.setdefault(self._together(named), []).append(id_)
        return [[] if keys[0] is None else sorted(known.get(keys, ())) for keys in asked]

    def _together(self, values: Mapping[str, Any]) -> Keys:
        found = self.identity(values) if self.identity is not None else None
        return (None if found is None else tuple(found),)

    def _records(self, ctx: Ctx, entity: CompiledEntity, wanted: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Those that agree with some row in each of the parts that count for all of them."""
        columns = [spec.type.filter_expression(spec) for spec in self.specs]
        parts, params = ["t.deleted_at IS NULL"], []
        for column, values in zip(columns, map(set, zip(*wanted, strict=True)), strict=True):
            if None not in values:
                parts.append(f"{column} = ANY(%s)")
                params.append(list(values))
        seen = visible(ctx, entity)
        statement = (
            f"SELECT t.id, {', '.join(columns)} FROM {entity.table} t "  # noqa: S608 — of the registry
            f"WHERE {' AND '.join(parts)} AND {seen.text}"
        )
        return fetch_all(statement, (*params, *seen.params))


def keys_of(specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> Keys:
    """The keys of a row, as their stored counterparts look (of an encrypted number that is its digest)."""
    found = (comparable(spec, values.get(spec.name)) for spec in specs)
    return tuple(None if key is None else spec.type.filter_operand(key) for spec, key in zip(specs, found, strict=True))


def agree(left: Keys, right: Keys) -> bool:
    """Whether two things with these keys are the same thing."""
    for one, other in zip(left, right, strict=True):
        if one is not None and other is not None:
            return bool(one == other)
    return False


class KeyIndex:
    """Keys of rows that became (or would become) records, to find later rows about the same thing."""

    def __init__(self, *, compact: bool = False) -> None:
        self._by_value: dict[Any, list[Keys]] = {}
        self._compact = compact
        """Keep digests instead of values, for a whole file."""

    def add(self, keys: Keys) -> None:
        kept = self._kept(keys)
        for at, value in enumerate(kept):
            if value is not None:
                self._by_value.setdefault((at, value), []).append(kept)

    def has(self, keys: Keys) -> bool:
        asked = self._kept(keys)
        return any(
            agree(asked, other)
            for at, value in enumerate(asked)
            if value is not None
            for other in self._by_value.get((at, value), ())
        )

    def _kept(self, keys: Keys) -> Keys:
        return tuple(None if key is None else hash(key) for key in keys) if self._compact else keys


def find(ctx: Ctx, entity: CompiledEntity, specs: Sequence[FieldSpec], asked: Sequence[Keys]) -> list[list[int]]:
    """For each row the ids of the records that it is about: none, one, or (then nobody can say which) several."""
    if not specs or not asked:
        return [[] for _keys in asked]
    records: dict[int, Keys] = {}
    for at, spec in enumerate(specs):
        wanted = {keys[at] for keys in asked if keys[at] is not None}
        if wanted:
            records.update(_records(ctx, entity, specs, spec, wanted))
    by_value: dict[tuple[int, Any], list[int]] = {}
    for id_, keys in records.items():
        for at, value in enumerate(keys):
            if value is not None:
                by_value.setdefault((at, value), []).append(id_)
    return [_about(row, records, by_value) for row in asked]


def _about(row: Keys, records: Mapping[int, Keys], by_value: Mapping[tuple[int, Any], Sequence[int]]) -> list[int]:
    for at, value in enumerate(row):
        if value is None:
            continue
        hits = [id_ for id_ in by_value.get((at, value), ()) if agree(row, records[id_])]
        if hits:
            return sorted(hits)
    return []


def _records(
    ctx: Ctx, entity: CompiledEntity, specs: Sequence[FieldSpec], spec: FieldSpec, wanted: set[Any]
) -> dict[int, Keys]:
    seen = visible(ctx, entity)
    condition, params = _condition(entity, spec, wanted)
    compared = ", ".join(one.type.filter_expression(one) for one in specs)
    statement = (
        f"SELECT t.id, {compared} FROM {entity.table} t WHERE {condition} AND t.deleted_at IS NULL AND {seen.text}"  # noqa: S608
    )
    rows = fetch_all(statement, (*params, *seen.params))
    return {row[0]: tuple(_stored(one, value) for one, value in zip(specs, row[1:], strict=True)) for row in rows}


def _condition(entity: CompiledEntity, spec: FieldSpec, wanted: set[Any]) -> tuple[str, list[Any]]:
    """Titles are found through the index of their pinyin key, which is made of the folded text."""
    if spec.name == entity.title and entity.has_sort_key and spec.type.key in FOLDED:
        is_person = spec.type.key == "person_name"
        return "t.sort_key = ANY(%s)", [[sort_key(text, surname=is_person)[:MAX_SORT_KEY] for text in wanted]]
    expression = spec.type.filter_expression(spec)
    if spec.type.key in FOLDED:
        return f"lower({expression}) = ANY(%s)", [list(wanted)]
    return f"{expression} = ANY(%s)", [list(wanted)]


def _stored(spec: FieldSpec, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, memoryview):
        return bytes(value)
    return comparable(spec, value)
