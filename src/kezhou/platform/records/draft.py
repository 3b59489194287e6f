"""A record on its way into the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kezhou.kernel.errors import FieldError, Forbidden, KezhouError
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec


@dataclass(slots=True)
class LineSet:
    """The lines of one document, as they will stand, and those that go."""

    entity: CompiledEntity
    rows: list[Draft]
    gone: list[Draft] = field(default_factory=list)

    @property
    def changed(self) -> list[Draft]:
        """Lines that are new or differ from what they were."""
        return [row for row in self.rows if row.before is None or row.changed()]


@dataclass(slots=True)
class Draft:
    """One row: what it was, what it shall be, and what came of it.

    `values` and `before` hold Python values by field name, “nothing” as None; `before` is None for a new row.
    """

    values: dict[str, Any]
    before: dict[str, Any] | None = None
    id: int | None = None
    version: int = 0
    custom: dict[str, Any] = field(default_factory=dict)
    """The stored document as it was, with values of deactivated fields, which a save must not lose."""
    warnings: list[FieldError] = field(default_factory=list)
    problem: KezhouError | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    may: dict[str, bool] = field(default_factory=dict)
    """Action → whether the actor may do it to this row, for the actions that were asked about."""
    lines: dict[str, LineSet] = field(default_factory=dict)
    """The lines of a document by key of its `lines`."""

    @property
    def ok(self) -> bool:
        return self.problem is None

    def refuse_unless(self, action: str) -> None:
        """Give the draft the problem of an act that its scope does not allow."""
        if self.ok and not self.may[action]:
            self.problem = Forbidden(code="no_right", extra={"action": action})

    def changed(self) -> list[str]:
        """Names whose value differs from what it was; for a new row all that have one."""
        if self.before is None:
            return [name for name, value in self.values.items() if value is not None]
        return [name for name, value in self.values.items() if value != self.before.get(name)]


def stored_specs(entity: CompiledEntity) -> Sequence[FieldSpec]:
    """The fields that have columns of their own."""
    found: Sequence[FieldSpec] | None = entity.cache.get("stored")
    if found is None:
        found = tuple(spec for spec in entity.fields.values() if spec.columns)
        entity.cache["stored"] = found
    return found


def custom_specs(entity: CompiledEntity) -> Sequence[FieldSpec]:
    """The fields that live in the row's document."""
    found: Sequence[FieldSpec] | None = entity.cache.get("custom")
    if found is None:
        found = tuple(spec for spec in entity.fields.values() if spec.custom)
        entity.cache["custom"] = found
    return found


def custom_document(entity: CompiledEntity, draft: Draft) -> dict[str, Any]:
    """The row's document with the draft's values laid over what stood there."""
    document = dict(draft.custom)
    for spec in custom_specs(entity):
        value = draft.values.get(spec.name)
        if value is None:
            document.pop(spec.name, None)
        else:
            document[spec.name] = spec.type.to_custom(value)
    return document


def as_json(spec: FieldSpec, value: Any) -> Any:
    """A Python value in the JSON form of its type."""
    return None if value is None else spec.type.to_json(value)


def json_values(entity: CompiledEntity, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_json(entity.fields[name], value) for name, value in values.items()}
