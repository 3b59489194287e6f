"""Roles and who has them. Every change is told to `listeners` in its transaction and acts at the next call (C10).

Nobody widens their own rights: a person changes neither the roles they have nor what those roles grant (C06), and
roles of one exclusive group are never held together (C12); the database refuses that too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import User

from .models import Role, UserRole

PERMISSION = "roles"
MAX_ROLES = 200
MAX_ROLES_PER_PERSON = 20
_TEXTS = {"name": 60, "name_en": 60, "description": 300}
WORDS = (*_TEXTS, "require_mfa")


@dataclass(frozen=True, slots=True)
class RoleEvent:
    """A change of rights: of the role `record_id` (`entity` is `role`) or of the roles of a person (`user`)."""

    entity: str
    record_id: int
    action: str
    changes: Mapping[str, tuple[Any, Any]]


listeners: list[Callable[[Ctx, RoleEvent], None]] = []
"""Whoever records changes of rights; called inside the transaction. The audit lies above this room."""


def require(ctx: Ctx) -> None:
    """Raises `Forbidden` for everybody but those who administer roles."""
    if not (ctx.grants.everything or PERMISSION in ctx.grants.admin):
        raise Forbidden(code="no_right", extra={"permission": PERMISSION})


def tell(ctx: Ctx, event: RoleEvent) -> None:
    for listen in listeners:
        listen(ctx, event)


def listed() -> list[Role]:
    """All roles in the order in which they were made, each with `people`, the number of those who have it."""
    people = Count("members", filter=Q(members__user__deleted_at__isnull=True))
    return list(Role.objects.filter(deleted_at__isnull=True).annotate(people=people).order_by("id")[:MAX_ROLES])


def find(role_id: int) -> Role:
    """Raises `NotFound`."""
    role = Role.objects.filter(id=role_id, deleted_at__isnull=True).first()
    if role is None:
        raise NotFound()
    return role


def create(ctx: Ctx, data: Mapping[str, Any]) -> Role:
    """A new role that grants nothing yet. Raises `Invalid`, and `Conflict` for a name that is taken."""
    require(ctx)
    values = _checked(data)
    if "name" not in values:
        raise _invalid(FieldError("name", "required", _("A role needs a name.")))
    if Role.objects.filter(deleted_at__isnull=True).count() >= MAX_ROLES:
        raise Conflict(_("At most %(limit)d roles can be kept.") % {"limit": MAX_ROLES}, code="too_many_roles")
    now = ctx.clock.now()
    with transaction.atomic():
        role = Role(created_at=now, updated_at=now, created_by_id=ctx.actor.id, updated_by_id=ctx.actor.id, **values)
        _save(role)
        tell(ctx, RoleEvent("role", role.id, "create", {name: (None, value) for name, value in values.items()}))
    return role


def change(ctx: Ctx, role_id: int, data: Mapping[str, Any], version: int | None = None) -> Role:
    """Rename or describe a role, or say whether it demands the second factor."""
    values = _checked(data)
    with transaction.atomic():
        role = locked(ctx, role_id, version)
        before = {name: getattr(role, name) for name in values}
        changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
        if changes:
            for name, value in values.items():
                setattr(role, name, value)
            touch(ctx, role)
            tell(ctx, RoleEvent("role", role.id, "update", changes))
            bump_access(None)
    return role


def delete(ctx: Ctx, role_id: int, version: int | None = None) -> None:
    """Put a role away. Raises `Conflict` for one that comes with the system or that somebody has."""
    with transaction.atomic():
        role = locked(ctx, role_id, version)
        if role.builtin:
            raise Conflict(_("Roles that come with the system cannot be deleted."), code="builtin_role")
        if UserRole.objects.filter(role=role).exists():
            raise Conflict(_("People still have this role; take it from them first."), code="role_in_use")
        role.deleted_at = ctx.clock.now()
        touch(ctx, role)
        tell(ctx, RoleEvent("role", role.id, "delete", {"name": (role.name, None)}))
        bump_access(None)


def roles_of(user_id: int) -> list[Role]:
    return list(Role.objects.filter(members__user_id=user_id, deleted_at__isnull=True).order_by("id"))


def set_roles(ctx: Ctx, user_id: int, wanted: Sequence[int | str]) -> list[Role]:
    """Give a person exactly these roles, named by id or key.

    Raises `Forbidden` for one's own roles, `NotFound`, `Invalid` (path `roles`) for roles that are unknown or exclude
    each other.
    """
    require(ctx)
    if user_id == ctx.actor.id:
        raise Forbidden(_("Nobody can change their own roles."), code="own_roles")
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).filter(id=user_id, deleted_at__isnull=True).first()
        if person is None:
            raise NotFound(_("This person does not exist."))
        roles = _named(wanted)
        _refuse_exclusive(roles)
        before = roles_of(user_id)
        after = {role.id for role in roles}
        old = {role.id for role in before}
        if old != after:
            UserRole.objects.filter(user_id=user_id, role_id__in=old - after).delete()
            added = [UserRole(user_id=user_id, role_id=id_, granted_by_id=ctx.actor.id) for id_ in sorted(after - old)]
            UserRole.objects.bulk_create(added)
            names = ([_name(role) for role in before], [_name(role) for role in roles])
            tell(ctx, RoleEvent("user", user_id, "roles_changed", {"roles": names}))
            bump_access([user_id])
    return roles


def admin_permissions(user_id: int) -> frozenset[str]:
    """The administrative permissions that a person's roles carry."""
    return frozenset(word for role in roles_of(user_id) for word in role.admin)


def locked(ctx: Ctx, role_id: int, version: int | None) -> Role:
    """The role, held for a change. Raises `NotFound`, `Stale`, and `Forbidden` for a role that the actor has."""
    require(ctx)
    role = Role.objects.select_for_update(of=("self",)).filter(id=role_id, deleted_at__isnull=True).first()
    if role is None:
        raise NotFound()
    if ctx.actor.id is not None and UserRole.objects.filter(user_id=ctx.actor.id, role=role).exists():
        raise Forbidden(_("Nobody can change a role that they have themselves."), code="own_role")
    if version is not None and version != role.version:
        raise Stale(_("Somebody else changed this role first."), extra={"version": role.version})
    return role


def touch(ctx: Ctx, role: Role) -> None:
    """Save the role as its next version."""
    role.version += 1
    role.updated_at, role.updated_by_id = ctx.clock.now(), ctx.actor.id
    _save(role)


def _save(role: Role) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError:
        message = _("Another role has this name.")
        raise Conflict(message, code="taken", errors=[FieldError("name", "taken", message)]) from None


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    errors = [
        FieldError(name[:60], "unknown_field", _("There is no such field.")) for name in data if name not in WORDS
    ]
    values: dict[str, Any] = {}
    for name, limit in _TEXTS.items():
        if name not in data:
            continue
        text = data[name].strip() if isinstance(data[name], str) else None
        if text is None or len(text) > limit or "\x00" in text or (name == "name" and not text):
            message = _("This must be text of at most %(limit)d characters.") % {"limit": limit}
            errors.append(FieldError(name, "bad_text", message, {"limit": limit}))
        else:
            values[name] = text
    if "require_mfa" in data:
        if isinstance(data["require_mfa"], bool):
            values["require_mfa"] = data["require_mfa"]
        else:
            errors.append(FieldError("require_mfa", "not_boolean", _("This must be true or false.")))
    if errors:
        raise _invalid(*errors)
    return values


def _named(wanted: Sequence[int | str]) -> list[Role]:
    if len(wanted) > MAX_ROLES_PER_PERSON:
        message = _("A person can have at most %(limit)d roles.") % {"limit": MAX_ROLES_PER_PERSON}
        raise _invalid(FieldError("roles", "too_many", message, {"limit": MAX_ROLES_PER_PERSON}))
    ids = {word for word in wanted if isinstance(word, int)}
    keys = {word for word in wanted if isinstance(word, str)}
    # A role without a key of its own is known by its number, as `GET me` shows it.
    ids |= {int(word) for word in keys if word.isascii() and word.isdigit() and len(word) < 19}
    asked = Q(id__in=ids) | (Q(key__in=keys) & ~Q(key=""))
    found = list(Role.objects.filter(asked, deleted_at__isnull=True).order_by("id"))
    known = {role.id for role in found} | {role.key for role in found} | {str(role.id) for role in found}
    unknown = [at for at, word in enumerate(wanted) if word not in known]
    if unknown:
        raise _invalid(*(FieldError(f"roles.{at}", "unknown_role", _("There is no such role.")) for at in unknown))
    return found


def _refuse_exclusive(roles: Sequence[Role]) -> None:
    by_group: dict[str, list[Role]] = {}
    for role in roles:
        if role.exclusive_group:
            by_group.setdefault(role.exclusive_group, []).append(role)
    for members in by_group.values():
        if len(members) > 1:
            names = ", ".join(role.name for role in members)
            message = _("These roles exclude each other: %(names)s.") % {"names": names}
            raise _invalid(FieldError("roles", "exclusive", message, {"roles": [_name(role) for role in members]}))


def _name(role: Role) -> str:
    return role.key or role.name


def _invalid(*errors: FieldError) -> Invalid:
    return Invalid(_("Some values are not right."), errors=errors)
