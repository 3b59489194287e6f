"""What one role grants: its matrix entity × action → level, and the fields that it hides, masks or opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import LEVELS, Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import STANDARD_ACTIONS
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import Department

from . import scope
from .field_rights import VIEWS
from .models import ANY_ENTITY, Role, RoleField, RoleGrant
from .roles import RoleEvent, find, locked, require, tell, touch

MAX_DEPTS = 100
UNOWNED_LEVELS = ("none", "all")
"""Rows without an owner are open to all of a role or to nobody."""
OPEN_OF_ADMIN = ("export", "reveal")
"""What a role may grant on entities whose writing belongs to administrators."""

ACTION_WORDS = {
    "view": pgettext_lazy("right", "View"),
    "create": pgettext_lazy("right", "Create"),
    "update": pgettext_lazy("right", "Change"),
    "delete": pgettext_lazy("right", "Delete"),
    "export": pgettext_lazy("right", "Export"),
    "import": pgettext_lazy("right", "Import"),
    "assign": pgettext_lazy("right", "Hand over"),
    "reveal": pgettext_lazy("right", "Show protected values"),
}

Grants = dict[str, dict[str, dict[str, Any]]]
"""entity → action → {level, depts, condition}."""


@dataclass(frozen=True, slots=True)
class Grantable:
    """One line of the roles screen."""

    key: str
    label: Any
    actions: Sequence[tuple[str, Any]]
    levels: Sequence[str]


def grantable(ctx: Ctx) -> list[Grantable]:
    """Everything that a role can speak about, all business records together first."""
    standard = [(key, ACTION_WORDS[key]) for key in STANDARD_ACTIONS]
    lines = [Grantable(ANY_ENTITY, _("All business records"), standard, LEVELS)]
    for entity in registry.all_entities(ctx).values():
        if entity.rights_of != entity.key:
            continue
        keys = OPEN_OF_ADMIN if entity.definition.admin else STANDARD_ACTIONS
        own = (
            []
            if entity.definition.admin
            else [(action.key, action.label) for action in entity.definition.actions if not action.right]
        )
        actions = [(key, ACTION_WORDS[key]) for key in keys] + own
        lines.append(Grantable(entity.key, entity.plural, actions, LEVELS if entity.owned else UNOWNED_LEVELS))
    return lines


def grants(ctx: Ctx, role_id: int) -> Grants:
    """What the role says, as it is stored. Raises `Forbidden`, `NotFound`."""
    require(ctx)
    return _stored(find(role_id))


def replace_grants(ctx: Ctx, role_id: int, wanted: Any, version: int | None = None) -> Role:
    """Give a role exactly this matrix. An entity that is left out follows what the role says about all records.

    Raises `Invalid` with paths such as `grants.customer.view.level`.
    """
    require(ctx)
    checked = _checked(ctx, wanted)
    with transaction.atomic():
        role = locked(ctx, role_id, version)
        old, new = _flat(_stored(role)), _flat(checked)
        changes = {name: (old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)}
        if changes:
            RoleGrant.objects.filter(role=role).delete()
            RoleGrant.objects.bulk_create(
                RoleGrant(role=role, entity=entity, action=action, **cell)
                for entity, cells in checked.items()
                for action, cell in cells.items()
            )
            touch(ctx, role)
            tell(ctx, RoleEvent("role", role.id, "grants_changed", changes))
            bump_access(None)
    return role


def fields(ctx: Ctx, role_id: int) -> dict[str, dict[str, dict[str, Any]]]:
    """entity → field → {view, edit}, where the role differs from the field's default."""
    require(ctx)
    return _stored_fields(find(role_id))


def replace_fields(ctx: Ctx, role_id: int, wanted: Any, version: int | None = None) -> Role:
    """Give a role exactly these field rights. Raises `Invalid` with paths such as `fields.customer.phone.view`."""
    require(ctx)
    checked = _checked_fields(ctx, wanted)
    with transaction.atomic():
        role = locked(ctx, role_id, version)
        old, new = _flat(_stored_fields(role)), _flat(checked)
        changes = {name: (old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)}
        if changes:
            RoleField.objects.filter(role=role).delete()
            RoleField.objects.bulk_create(
                RoleField(role=role, entity=entity, field=field, **right)
                for entity, rights in checked.items()
                for field, right in rights.items()
            )
            touch(ctx, role)
            tell(ctx, RoleEvent("role", role.id, "grants_changed", changes))
            bump_access(None)
    return role


def _stored(role: Role) -> Grants:
    found: Grants = {}
    for grant in RoleGrant.objects.filter(role=role).order_by("entity", "id"):
        cell = {"level": grant.level, "depts": list(grant.depts), "condition": grant.condition}
        found.setdefault(grant.entity, {})[grant.action] = cell
    return found


def _stored_fields(role: Role) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for right in RoleField.objects.filter(role=role).order_by("entity", "id"):
        found.setdefault(right.entity, {})[right.field] = {"view": right.view, "edit": right.edit}
    return found


def _flat(nested: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Mapping[str, Any]]:
    return {f"{entity}.{name}": cell for entity, cells in nested.items() for name, cell in cells.items()}


def _checked(ctx: Ctx, wanted: Any) -> Grants:
    lines = {line.key: line for line in grantable(ctx)}
    errors: list[FieldError] = []
    checked: Grants = {}
    for path, entity, action, raw in _cells(wanted, "grants", errors):
        line = lines.get(entity)
        if line is None or all(action != key for key, _label in line.actions):
            errors.append(FieldError(path, "unknown_right", _("There is no such right.")))
            continue
        cell = _cell(ctx, path, line, raw, errors)
        if cell is not None:
            checked.setdefault(entity, {})[action] = cell
    _check_departments(checked, errors)
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return checked


def _cells(wanted: Any, root: str, errors: list[FieldError]) -> list[tuple[str, str, str, Mapping[str, Any]]]:
    """(path, entity, name, cell) of a nested object; what has another shape becomes an error."""
    found: list[tuple[str, str, str, Mapping[str, Any]]] = []
    for entity, cells in wanted.items() if isinstance(wanted, dict) else [("", None)]:
        path = f"{root}.{entity[:60]}".rstrip(".")
        if not isinstance(cells, dict):
            errors.append(FieldError(path, "not_an_object", _("This must be an object.")))
            continue
        for name, cell in cells.items():
            if isinstance(cell, dict):
                found.append((f"{path}.{name[:60]}", entity, name, cell))
            else:
                errors.append(FieldError(f"{path}.{name[:60]}", "not_an_object", _("This must be an object.")))
    return found


def _cell(
    ctx: Ctx, path: str, line: Grantable, raw: Mapping[str, Any], errors: list[FieldError]
) -> dict[str, Any] | None:
    level, depts, condition = raw.get("level"), raw.get("depts") or [], raw.get("condition")
    before = len(errors)
    unknown = [name for name in raw if name not in ("level", "depts", "condition")]
    errors += [FieldError(f"{path}.{name[:60]}", "unknown_field", _("There is no such field.")) for name in unknown]
    if level not in line.levels:
        message: Any = _("The level must be one of: %(levels)s.") % {"levels": ", ".join(line.levels)}
        errors.append(FieldError(f"{path}.level", "unknown_level", message, {"levels": list(line.levels)}))
    shaped = isinstance(depts, list) and all(isinstance(id_, int) and not isinstance(id_, bool) for id_ in depts)
    if not shaped or len(depts) > MAX_DEPTS or bool(depts) != (level == "depts"):
        params = {"limit": MAX_DEPTS}
        message = _("Departments are named for the level “depts” and for no other; at most %(limit)d.") % params
        errors.append(FieldError(f"{path}.depts", "bad_depts", message, params))
    if condition is not None:
        errors.extend(_condition_problem(ctx, f"{path}.condition", line.key, condition))
    if len(errors) > before:
        return None
    return {"level": level, "depts": sorted(set(depts)), "condition": condition}


def _condition_problem(ctx: Ctx, path: str, entity: str, condition: Any) -> list[FieldError]:
    if entity == ANY_ENTITY:
        return [FieldError(path, "no_condition", _("A condition needs one kind of record, not all."))]
    try:
        parse(condition)
        # Checked in nobody's name: whether the condition holds together is no question of the asker's own rights.
        scope.condition_sql[0](Ctx.system("roles", ctx.clock), registry.entity(ctx, entity), condition)
    except BadRequest as problem:
        return [FieldError(path, problem.code, problem.message)]
    return []


def _check_departments(checked: Grants, errors: list[FieldError]) -> None:
    wanted = {id_ for cells in checked.values() for cell in cells.values() for id_ in cell["depts"]}
    known = set(Department.objects.filter(id__in=wanted, deleted_at__isnull=True).values_list("id", flat=True))
    for entity, cells in checked.items():
        for action, cell in cells.items():
            if not known.issuperset(cell["depts"]):
                message = _("The department does not exist.")
                errors.append(FieldError(f"grants.{entity}.{action}.depts", "unknown_department", message))


def _checked_fields(ctx: Ctx, wanted: Any) -> dict[str, dict[str, dict[str, Any]]]:
    entities: Mapping[str, CompiledEntity] = registry.all_entities(ctx)
    errors: list[FieldError] = []
    checked: dict[str, dict[str, dict[str, Any]]] = {}
    for path, key, name, raw in _cells(wanted, "fields", errors):
        if key not in entities or name not in entities[key].fields:
            errors.append(FieldError(path, "unknown_field", _("There is no such field.")))
        elif set(raw) != {"view", "edit"} or raw["view"] not in VIEWS or not isinstance(raw["edit"], bool):
            message = _("A field right has view (hidden, masked or full) and edit (true or false).")
            errors.append(FieldError(path, "bad_right", message))
        elif raw["view"] == "hidden" and raw["edit"]:
            errors.append(FieldError(path, "blind_edit", _("What is hidden cannot be edited.")))
        else:
            checked.setdefault(key, {})[name] = {"view": raw["view"], "edit": raw["edit"]}
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return checked
