"""Where rows name records of an entity: links of other entities, native and custom, foreign keys of plain tables, and
the platform's rows that name `(entity, record_id)` (architecture 9.11).

Nothing is listed by hand: a new table with a link is found by itself. A table of `(entity, record_id)` whose rows
belong to the one record whatever becomes of it — history, derived values — says `on_merge = "stay"` on its model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db import models

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.models import Versioned
from kezhou.platform.base.sql import Sql, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from . import words

Kind = Literal["column", "array", "named", "custom", "custom_array"]
SKIPPED_APPS = frozenset({"merging", "duplicates"})
"""Apps whose rows name records on purpose: this one's, and the pairs, which `pairs` settles."""

_REPLACED = """(SELECT jsonb_agg(q.id ORDER BY q.at) FROM (
  SELECT CASE WHEN e.id::bigint = ANY(%s) THEN %s::bigint ELSE e.id::bigint END AS id, min(e.at) AS at
    FROM jsonb_array_elements_text({before}) WITH ORDINALITY e(id, at) GROUP BY 1) q)"""


@dataclass(frozen=True, slots=True)
class Place:
    """One column (or custom field) of one table that holds ids of the entity's records."""

    key: str
    """Kept with every move; never changes while the column exists."""
    model: type[models.Model]
    kind: Kind
    column: str
    """The column, or the name of the custom field."""
    label: Any
    target: str
    """Key of the entity that is named."""
    entity: CompiledEntity | None = None
    """The entity of the rows themselves, where they are one."""
    spec: FieldSpec | None = None

    @property
    def table(self) -> str:
        return ident(self.model._meta.db_table)

    @property
    def versioned(self) -> bool:
        """Whether rows have a version and a trash."""
        return issubclass(self.model, Versioned)

    @property
    def has_trash(self) -> bool:
        return any(column.column == "deleted_at" for column in self.model._meta.concrete_fields)

    def points(self, ids: Sequence[int], alias: str = "t") -> Sql:
        """Rows that name one of the records."""
        column, known = f"{alias}.{ident(self.column)}", list(ids)
        match self.kind:
            case "column":
                return Sql(f"{column} = ANY(%s)", (known,))
            case "named":
                return Sql(f"{alias}.entity = %s AND {column} = ANY(%s)", (self.target, known))
            case "array":
                return Sql(f"{column} && %s::bigint[]", (known,))
            case "custom":
                assert self.spec is not None  # noqa: S101 — custom places are made from a field
                return Sql(f"{self.spec.expression(alias)} = ANY(%s)", (known,))
        return Sql(f"{alias}.custom @? %s::jsonpath", (self._any_of(known),))

    def _any_of(self, ids: Sequence[int]) -> str:
        """The path that finds an element among the ids; names of custom fields are letters, digits and underscores."""
        wanted = " || ".join(f"@ == {int(id_)}" for id_ in ids) or "false"
        return f'$."{self.column}"[*] ? ({wanted})'

    def value(self, alias: str = "t") -> str:
        """SQL of what stands there, as jsonb."""
        if self.kind in ("custom", "custom_array"):
            return f"{alias}.custom -> '{self.column}'"
        return f"to_jsonb({alias}.{ident(self.column)})"

    def replaced(self, before: str, losers: Sequence[int], winner: int) -> Sql:
        """SQL of the jsonb value in which the winner stands for the losers, once and in their order."""
        if self.kind not in ("array", "custom_array"):
            return Sql("to_jsonb(%s::bigint)", (winner,))
        return Sql(_REPLACED.format(before=before), (list(losers), winner))

    def assign(self, value: str, alias: str = "t") -> str:
        """SET clause that writes a jsonb value into the place."""
        if self.kind in ("custom", "custom_array"):
            return f"custom = jsonb_set({alias}.custom, ARRAY['{self.column}'], {value})"
        if self.kind == "array":
            return f"{ident(self.column)} = ARRAY(SELECT e::bigint FROM jsonb_array_elements_text({value}) e)"  # noqa: S608
        return f"{ident(self.column)} = ({value} #>> '{{}}')::bigint"


def is_mergeable(entity: CompiledEntity) -> bool:
    """Whether records of the entity can become one: they belong to somebody and people change and delete them. What is
    approved is none of that: it is read-only, never goes to the trash, and others have counted what it says."""
    definition = entity.definition
    features = definition.features
    able = features.merge and features.update and features.delete and definition.approval is None
    return able and entity.owned and not definition.admin


def places_of(ctx: Ctx, entity: CompiledEntity) -> tuple[Place, ...]:
    """All places in which the entity's records are named, in a stable order. Kept with the compiled entity."""
    found: tuple[Place, ...] | None = entity.cache.get("merging_places")
    if found is None:
        by_key = {place.key: place for place in (*_tables(ctx, entity), *_links(ctx, entity))}
        found = tuple(by_key[key] for key in sorted(by_key))
        entity.cache["merging_places"] = found
    return found


def _tables(ctx: Ctx, entity: CompiledEntity) -> Iterator[Place]:
    """Foreign keys and `(entity, record_id)` of every table whose rows have an id and may change."""
    by_model = {other.model: other for other in registry.all_entities(ctx).values()}
    for model in apps.get_models():
        if not _changes(model):
            continue
        columns = {column.name: column for column in model._meta.concrete_fields}
        rows = by_model.get(model)
        for name, column in columns.items():
            if column.remote_field is not None and column.related_model is entity.model:
                spec = None if rows is None else rows.fields.get(name)
                yield _place(model, "column", str(column.column), entity, rows, spec)
        if isinstance(columns.get("entity"), models.CharField) and isinstance(
            columns.get("record_id"), models.BigIntegerField
        ):
            yield _place(model, "named", "record_id", entity, rows, None)


def _changes(model: type[models.Model]) -> bool:
    keeps = getattr(model, "append_only", False) or getattr(model, "on_merge", "move") == "stay"
    key = model._meta.pk
    has_id = key is not None and key.name == "id" and not model._meta.proxy and model._meta.managed
    return has_id and not keeps and model._meta.app_label not in SKIPPED_APPS


def _links(ctx: Ctx, entity: CompiledEntity) -> Iterator[Place]:
    """Link fields that no foreign key stands behind: several ids in a column, and what an administrator added."""
    for other in registry.all_entities(ctx).values():
        for spec in other.fields.values():
            if spec.link != entity.key:
                continue
            if spec.custom:
                yield _place(
                    other.model, "custom_array" if spec.type.multiple else "custom", spec.name, entity, other, spec
                )
            elif spec.columns:
                yield _place(other.model, "array" if spec.type.multiple else "column", spec.column, entity, other, spec)


def _place(
    model: type[models.Model],
    kind: Kind,
    column: str,
    target: CompiledEntity,
    entity: CompiledEntity | None,
    spec: FieldSpec | None,
) -> Place:
    table = str(model._meta.db_table)
    key = f"{table}.custom.{column}" if kind in ("custom", "custom_array") else f"{table}.{column}"
    label = entity.plural if entity is not None else words.TABLES.get(table, model._meta.verbose_name_plural)
    return Place(key, model, kind, column, label, target.key, entity, spec)
