"""The rules of an entity applied to drafts: defaults, derived values, required, life cycle, validation, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import PRESENT, Change
from kezhou.platform.fields.spec import FieldSpec

from .draft import Draft


def defaults(entity: CompiledEntity, now: datetime) -> dict[str, Any]:
    """The values that a row made at this moment starts with."""
    found: dict[str, Any] | None = entity.cache.get("defaults")
    if found is None:
        found = {}
        for name, spec in entity.fields.items():
            if spec.default == PRESENT:
                found[name] = PRESENT
            elif spec.default is not None:
                found[name] = spec.type.clean(spec.default, spec)
            elif not spec.custom and spec.columns and not spec.system and not spec.link:
                column = entity.model._meta.get_field(name)
                plain = column.get_default() if column.has_default() else None  # type: ignore[union-attr]
                if plain not in (None, "", [], {}):
                    found[name] = plain
        lifecycle = entity.definition.lifecycle
        if lifecycle:
            found.setdefault(lifecycle.field, lifecycle.initial)
        entity.cache["defaults"] = found
    return {name: now if value == PRESENT else value for name, value in found.items()}


def judge(
    entity: CompiledEntity,
    draft: Draft,
    today: date,
    *,
    historical: bool = False,
    moves_free: bool = False,
    document: Mapping[str, Any] | None = None,
) -> None:
    """Derive and validate one draft in place; a broken rule becomes its problem.

    `historical` (import of old data) skips transition guards; `moves_free` lets an action set the state it stands for;
    `document` is what the rules of a line see of the document it stands in.
    """
    definition = entity.definition
    before = None if draft.before is None else MappingProxyType(draft.before)
    lines = {key: [row.values for row in found.rows] for key, found in draft.lines.items()}
    change = Change(MappingProxyType(draft.values), before, today, lines, document)
    derived = definition.derive(change)
    draft.values.update(derived)
    errors = list(_standing(entity, draft, historical=historical))
    if definition.lifecycle and not historical and not moves_free:
        errors.extend(_move(entity, draft))
    errors.extend(definition.validate(change))
    if errors:
        draft.problem = Invalid(_("Some values are not right."), errors=errors)
        return
    draft.warnings.extend(definition.warn(change))


def _standing(entity: CompiledEntity, draft: Draft, *, historical: bool) -> Iterable[FieldError]:
    for name, spec in entity.fields.items():
        value = draft.values.get(name)
        needed = (spec.required and not (historical and spec.nullable)) or (value is None and _never_empty(spec))
        if needed and value is None and (draft.before is None or draft.before.get(name) is not None):
            yield FieldError(name, "required", _("“%(field)s” is required.") % {"field": spec.label})
        if spec.write_once and draft.before and draft.before.get(name) not in (None, value):
            yield FieldError(
                name, "write_once", _("“%(field)s” cannot be changed once it is set.") % {"field": spec.label}
            )


def _never_empty(spec: FieldSpec) -> bool:
    """Whether the column must hold something and the type knows nothing that stands for “nothing”: a default or a rule
    fills it, so it is not required, but nobody can empty it."""
    stored = not (spec.nullable or spec.custom or spec.sql or spec.read_only)
    return stored and spec.type.blank(spec) is None


def _move(entity: CompiledEntity, draft: Draft) -> Iterable[FieldError]:
    lifecycle = entity.definition.lifecycle
    if lifecycle is None:
        return
    old = draft.before.get(lifecycle.field) if draft.before is not None else None
    new = draft.values.get(lifecycle.field)
    if draft.before is None:
        if new not in (None, lifecycle.initial):
            yield FieldError(
                lifecycle.field, "not_initial", _("A new record begins as “%(state)s”.") % {"state": lifecycle.initial}
            )
    elif new != old and new not in lifecycle.moves.get(str(old), ()):
        yield FieldError(
            lifecycle.field,
            "no_such_move",
            _("From “%(old)s” one cannot go to “%(new)s”.") % {"old": old, "new": new},
            {"old": old, "new": new, "allowed": list(lifecycle.moves.get(str(old), ()))},
        )
