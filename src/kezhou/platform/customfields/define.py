"""Make, change and deactivate custom fields. Each act is audited and acts in every process with its next request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.base.models import Versioned
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.org import epochs

from . import hooks, names, rules
from .models import CustomField

PERMISSION = "customfields"
MAX_PER_ENTITY = 100
"""Custom fields of one entity, deactivated ones included."""
SETTABLE = (
    *("label", "label_en", "type", "help", "required", "dictionary", "choices", "link", "max_length", "digits"),
    *("decimals", "default", "masked", "pii", "pii_purpose", "section", "order", "active"),
)
AUDITED = ("entity", "name", *SETTABLE)


def require(ctx: Ctx) -> None:
    """Raises `Forbidden` for anybody but those who administer custom fields."""
    if not ctx.grants.everything and PERMISSION not in ctx.grants.admin:
        raise Forbidden(code="no_right", extra={"permission": PERMISSION})


def listed(ctx: Ctx, entity_key: str | None = None) -> list[CustomField]:
    """Definitions in order, deactivated ones included. At most `MAX_PER_ENTITY` per entity exist."""
    require(ctx)
    rows = CustomField.objects.order_by("entity", "order", "id")
    return list(rows if entity_key is None else rows.filter(entity=_entity(entity_key).key))


def find(ctx: Ctx, field_id: int) -> CustomField:
    """One definition. Raises `NotFound`."""
    require(ctx)
    field = CustomField.objects.filter(id=field_id).first()
    if field is None:
        raise NotFound()
    return field


def create(ctx: Ctx, entity_key: str, data: Mapping[str, Any]) -> CustomField:
    """Add a field; `data` holds `SETTABLE` words and perhaps `name`. Raises `Invalid`, `Conflict` for a taken name."""
    require(ctx)
    entity = _entity(entity_key)
    now = ctx.clock.now()
    with transaction.atomic():
        take_turns("customfields", entity.key)
        taken = set(CustomField.objects.filter(entity=entity.key).values_list("name", flat=True))
        if len(taken) >= MAX_PER_ENTITY:
            raise Invalid(
                _("An entity can have at most %(limit)d custom fields.") % {"limit": MAX_PER_ENTITY}, code="too_many"
            )
        name = str(data.get("name") or "") or names.made_from(
            str(data.get("label_en") or data.get("label") or ""), taken | set(entity.fields)
        )
        field = CustomField(
            entity=entity.key,
            name=name,
            created_at=now,
            created_by_id=ctx.actor.id,
            updated_at=now,
            updated_by_id=ctx.actor.id,
        )
        _set(field, {key: value for key, value in data.items() if key != "name"})
        errors = list(_name_problems(entity, name))
        _check(field, errors)
        try:
            with transaction.atomic():
                field.save()
        except IntegrityError:
            error = FieldError("name", "taken", _("Another field of this entity has this name."))
            raise Conflict(error.message, code="taken", errors=[error]) from None
        _published(ctx, field, {word: (None, getattr(field, word)) for word in AUDITED})
    return field


def change(ctx: Ctx, field_id: int, data: Mapping[str, Any]) -> CustomField:
    """Change or (de)activate a field. Raises `Invalid` where existing values would lose their meaning."""
    require(ctx)
    with transaction.atomic():
        field = CustomField.objects.select_for_update().filter(id=field_id).first()
        if field is None:
            raise NotFound()
        before = {word: getattr(field, word) for word in SETTABLE}
        _set(field, data)
        _check(field, list(_continuity(field, before)))
        changes = {w: (before[w], getattr(field, w)) for w in SETTABLE if before[w] != getattr(field, w)}
        if not changes:
            return field
        field.updated_at, field.updated_by_id = ctx.clock.now(), ctx.actor.id
        field.save(update_fields=[*changes, "updated_at", "updated_by"])
        _published(ctx, field, changes)
    return field


def has_values(field: CustomField) -> bool:
    """Whether any row, trashed ones included, holds a value of the field."""
    table = registry.native()[field.entity].table
    row = fetch_one(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE jsonb_exists(custom, %s))", (field.name,))  # noqa: S608
    return bool(row and row[0])


def _entity(key: str) -> CompiledEntity:
    entity = registry.native().get(key)
    if entity is None:
        raise NotFound(code="no_such_entity")
    if not entity.definition.features.custom_fields or not issubclass(entity.model, Versioned):
        message = _("%(entity)s takes no custom fields.") % {"entity": entity.label}
        raise Invalid(message, errors=[FieldError("entity", "no_custom_fields", message)])
    return entity


def _set(field: CustomField, data: Mapping[str, Any]) -> None:
    unknown = [name for name in data if name not in SETTABLE]
    if unknown:
        errors = [FieldError(name[:60], "unknown_field", _("There is no such field.")) for name in unknown]
        raise Invalid(_("Some values are not right."), errors=errors)
    for name, value in data.items():
        empty = CustomField._meta.get_field(name)
        null = getattr(empty, "null", False)
        setattr(field, name, empty.get_default() if value is None and not null else value)  # type: ignore[union-attr]
    if field.type in TYPES and rules.textual(field.type) and field.max_length is None:
        field.max_length = rules.DEFAULT_LENGTHS.get(field.type, rules.DEFAULT_LENGTH)


def _check(field: CustomField, errors: list[FieldError]) -> None:
    errors += rules.problems(field)
    if not errors and (error := rules.default_problem(field)) is not None:
        errors.append(error)
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _name_problems(entity: CompiledEntity, name: str) -> list[FieldError]:
    if not names.is_name(name):
        message = _("A name is cf_ with lower-case letters, digits and single _, at most %(limit)d characters.")
        return [FieldError("name", "bad_name", message % {"limit": names.MAX_NAME}, {"limit": names.MAX_NAME})]
    if name in entity.fields:
        return [FieldError("name", "native", _("A field of this name exists already."))]
    return []


def _continuity(field: CustomField, before: Mapping[str, Any]) -> list[FieldError]:
    """What a change would do to existing values: another type or target is refused, and so is a code that vanishes."""
    moved = [word for word in ("type", "link") if before[word] != getattr(field, word)]
    if moved and (field.indexed or has_values(field)):
        message = _("Records hold values of this field already, so this cannot change. Add a new field instead.")
        return [FieldError(word, "has_values", message) for word in moved]
    kept = {choice["value"] for choice in field.choices}
    gone = [choice["value"] for choice in before["choices"] if choice["value"] not in kept]
    if gone and not moved and has_values(field):
        told = _("Choices cannot be removed, only deactivated: %(codes)s.") % {"codes": ", ".join(gone)[:200]}
        return [FieldError("choices", "choice_removed", told)]
    return []


def _published(ctx: Ctx, field: CustomField, changes: Mapping[str, tuple[Any, Any]]) -> None:
    hooks.record_change(ctx, field.id, changes, {"entity": field.entity, "name": field.name})
    epochs.bump_schema()
