"""The life of staff: taken on, moved, shut out, let in again, given a new password. Administrators of the organisation
only; what a person may see and do is given by other administrators (`access.roles`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden
from kezhou.platform.access.roles import admin_permissions
from kezhou.platform.entities import registry
from kezhou.platform.identity import accounts, passwords
from kezhou.platform.org.models import User

from . import write

PERMISSION = "org"
SECURITY = "security"

TAKEN = {"org_user_username_uq": "username", "org_user_staff_no_uq": "staff_no", "org_user_email_uq": "email"}
"""Sign-in names compare without case, which the database checks on expressions; this names the field again."""


def people_by_department() -> dict[int, int]:
    """Department → how many people who may sign in work there as their main department."""
    active = User.objects.filter(status=User.Status.ACTIVE, deleted_at__isnull=True, department__isnull=False)
    rows = active.order_by().values("department_id").annotate(people=Count("id"))
    return {row["department_id"]: row["people"] for row in rows}


def create(ctx: Ctx, data: Mapping[str, Any]) -> tuple[int, str]:
    """A new colleague without roles: id and temporary password. Raises `Invalid`, `Conflict` for a taken name."""
    _require(ctx)
    with transaction.atomic():
        try:
            draft = write.create(ctx, registry.entity(ctx, "user"), data)
        except Conflict as problem:
            raise named(problem) from None
        assert draft.id is not None  # noqa: S101 — a draft without a problem has been stored
        return draft.id, passwords.reset(ctx, draft.id)


def move(ctx: Ctx, user_id: int, department_id: int) -> None:
    """Another main department; what the person owns follows in the same transaction (C11)."""
    _require(ctx)
    write.update(ctx, registry.entity(ctx, "user"), user_id, {"department": department_id})


def disable(ctx: Ctx, user_id: int) -> None:
    """Sessions and tokens end now (C18). Raises `Forbidden` for oneself, `Conflict` unless the account is active."""
    _require(ctx)
    _refuse_self(ctx, user_id)
    accounts.disable(ctx, user_id)


def enable(ctx: Ctx, user_id: int) -> None:
    _require(ctx)
    _refuse_self(ctx, user_id)
    accounts.enable(ctx, user_id)


def reset_password(ctx: Ctx, user_id: int) -> str:
    """A temporary password, to be changed at first use.

    Whoever resets a password could sign in with it, so nobody gets at administrative rights of another kind that way
    (C06): those people's passwords are the matter of the administrators of security.
    """
    _refuse_self(ctx, user_id)
    beyond = admin_permissions(user_id) - ctx.grants.admin
    needed = SECURITY if beyond else PERMISSION
    if not (ctx.grants.everything or needed in ctx.grants.admin):
        raise Forbidden(code="no_right", extra={"permission": needed})
    return passwords.reset(ctx, user_id)


def named(problem: Conflict) -> Conflict:
    """The same refusal with the field whose value is taken."""
    path = TAKEN.get(problem.code)
    if path is None:
        return problem
    message = _("Another colleague has this value already.")
    return Conflict(message, code="taken", errors=[FieldError(path, "taken", message)])


def _require(ctx: Ctx) -> None:
    if not (ctx.grants.everything or PERMISSION in ctx.grants.admin):
        raise Forbidden(code="no_right", extra={"permission": PERMISSION})


def _refuse_self(ctx: Ctx, user_id: int) -> None:
    if user_id == ctx.actor.id:
        message = _("Nobody does this to their own account.")
        raise Forbidden(message, code="own_account")
