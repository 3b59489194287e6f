"""The compiled entity: definition, columns and custom fields merged, frozen, ready to be read by every room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from kezhou.platform.base.sql import ident
from kezhou.platform.fields.spec import FieldSpec

from .definition import Entity


@dataclass(frozen=True, slots=True, eq=False)
class CompiledEntity:
    """What the platform knows about one entity at one schema epoch. Compared and hashed by identity."""

    key: str
    module: str
    definition: type[Entity]
    model: type[models.Model]
    label: Any
    plural: Any
    title: str
    fields: Mapping[str, FieldSpec]
    owned: bool
    """Whether rows have owner and department columns."""
    pooled: bool
    searchable: bool
    """Whether the table has `search_text` with its gram index."""
    has_sort_key: bool
    """Whether titles are sorted by a stored pinyin key."""
    cache: dict[str, Any] = field(default_factory=dict)
    """Statements and descriptions derived from this object; they live and die with it."""

    @property
    def table(self) -> str:
        return ident(self.model._meta.db_table)

    @property
    def search_fields(self) -> tuple[FieldSpec, ...]:
        return tuple(spec for spec in self.fields.values() if spec.search)

    def owner_expression(self, alias: str = "t") -> str:
        return f"{alias}.{ident(self.definition.scope.owner + '_id')}"

    def dept_expression(self, alias: str = "t") -> str:
        return f"{alias}.{ident(self.definition.scope.dept + '_id')}"
