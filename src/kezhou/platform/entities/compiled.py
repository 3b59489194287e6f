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

    @property
    def responsible(self) -> str:
        """The field of the person who answers for a row: its author where it has one, else its owner."""
        return self.definition.scope.author or self.definition.scope.owner

    @property
    def moves_alone(self) -> bool:
        """Whether rows are claimed, put back and written into the ledger by themselves, and do not lie where the
        record lies that they hang on."""
        return self.pooled and not self.definition.scope.parent and not self.definition.scope.follows

    @property
    def rights_of(self) -> str:
        """Key of the entity whose grants speak for these rows: a line's document, else itself."""
        scope = self.definition.scope
        return (self.fields[scope.parent or ""].link or self.key) if scope.line else self.key

    def right_of(self, action: str) -> str:
        """The right that roles grant for an action: its own key, unless it stands on a standard one."""
        return next((one.right or one.key for one in self.definition.actions if one.key == action), action)

    def owner_expression(self, alias: str = "t") -> str:
        return f"{alias}.{ident(self.definition.scope.owner + '_id')}"

    def dept_expression(self, alias: str = "t") -> str:
        return f"{alias}.{ident(self.definition.scope.dept + '_id')}"

    def persons(self, action: str, alias: str = "t") -> tuple[tuple[str, str], ...]:
        """The pairs of columns (person, department) that a level is compared with when somebody does `action`."""
        scope = self.definition.scope
        owner = (self.owner_expression(alias), self.dept_expression(alias))
        if not scope.author:
            return (owner,)
        author = (f"{alias}.{ident(scope.author + '_id')}", f"{alias}.{ident(scope.author_dept + '_id')}")
        return (owner, author) if action == "view" else (author,)
