"""A person's context outside a request: for jobs, commands and explanations."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import Clock, SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.platform.org import epochs
from kezhou.platform.org.models import User
from kezhou.platform.org.people import actor_for

from .grants import grants_for
from .models import UserRole

MAX_HOLDERS = 200


def ctx_for_user(user_id: int, clock: Clock | None = None) -> Ctx:
    """The context with the rights of this moment. Raises `Forbidden` for somebody who may not sign in (C13, C18)."""
    user = User.objects.filter(id=user_id, status=User.Status.ACTIVE, deleted_at__isnull=True).first()
    if user is None:
        raise Forbidden(_("This account is not active."), code="inactive_account")
    now = epochs.current(user_id)
    return Ctx(
        actor=actor_for(user),
        grants=grants_for(user_id, now.access, now.person),
        locale=user.locale or "zh-hans",
        tz=user.tz,
        clock=clock or SystemClock(),
        schema_epoch=now.schema,
    )


def needs_second_factor(user_id: int) -> bool:
    """Whether one of the person's roles demands it (C16)."""
    return UserRole.objects.filter(user_id=user_id, role__require_mfa=True, role__deleted_at__isnull=True).exists()


def holders(role: str, permission: str) -> list[int]:
    """The active people who have a role (by key) or an administrative permission."""
    has = Q(role__key=role) if role else Q()
    if permission:
        has |= Q(role__admin__contains=[permission])
    found = UserRole.objects.filter(has, role__deleted_at__isnull=True, user__status=User.Status.ACTIVE)
    return list(found.values_list("user_id", flat=True).distinct()[:MAX_HOLDERS])
