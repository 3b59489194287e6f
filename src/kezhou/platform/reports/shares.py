"""With whom a report or dashboard is shared, and what somebody may use because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.org.models import Department, DepartmentClosure, Position, User

from .models import Dashboard, Report, ReportShare

MAX_SHARES = 50
KINDS: Mapping[str, type[Any]] = {"role": Role, "department": Department, "position": Position, "user": User}


def person(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden(_("Only a person has reports."))
    return ctx.actor.id


def usable(ctx: Ctx, name: str) -> Q:
    """Of `report` or `dashboard`: one's own and those shared with everybody, one's roles, departments, position, or
    oneself."""
    me = person(ctx)
    above = DepartmentClosure.objects.filter(descendant__in=User.objects.filter(id=me).values("department_id"))
    shared = ReportShare.objects.filter(
        Q(everybody=True)
        | Q(user_id=me)
        | Q(role__in=UserRole.objects.filter(user_id=me).values("role_id"))
        | Q(department__in=above.values("ancestor_id"))
        | Q(position__in=User.objects.filter(id=me, position__isnull=False).values("position_id"))
    )
    return Q(deleted_at__isnull=True) & (Q(owner_id=me) | Q(id__in=shared.values(f"{name}_id")))


def checked(raw: Any) -> list[dict[str, Any]]:
    """Shares as they may be stored. Raises `Invalid` for a kind or somebody that there is not."""
    if not isinstance(raw, list) or len(raw) > MAX_SHARES:
        raise _wrong("shares", "too_many", _("This must be a list of at most %(limit)d.") % {"limit": MAX_SHARES})
    found: list[dict[str, Any]] = []
    for at, one in enumerate(raw):
        kind = str(one.get("kind")) if isinstance(one, Mapping) else ""
        if kind == "everybody":
            found.append({"everybody": True})
        elif kind in KINDS and isinstance(one.get("id"), int) and not isinstance(one["id"], bool):
            if not KINDS[kind].objects.filter(id=one["id"], deleted_at__isnull=True).exists():
                raise _wrong(f"shares.{at}.id", "unknown", _("There is no such role, department, position or person."))
            found.append({f"{kind}_id": one["id"]})
        else:
            allowed = ", ".join(("everybody", *KINDS))
            raise _wrong(f"shares.{at}.kind", "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": allowed})
    return [one for at, one in enumerate(found) if one not in found[:at]]


def replace(kept: Report | Dashboard, shares: Sequence[Mapping[str, Any]]) -> None:
    """Share with these and nobody else; in the transaction of the change."""
    about = {"report": kept} if isinstance(kept, Report) else {"dashboard": kept}
    ReportShare.objects.filter(**about).delete()
    ReportShare.objects.bulk_create(ReportShare(**about, **share) for share in shares)


def told(kept: Sequence[Report | Dashboard]) -> dict[int, list[dict[str, Any]]]:
    """The shares of several reports, or of several dashboards, with names; one statement."""
    if not kept:
        return {}
    name = "report" if isinstance(kept[0], Report) else "dashboard"
    rows = ReportShare.objects.filter(**{f"{name}_id__in": [one.id for one in kept]}).select_related(*KINDS)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.order_by("id"):
        kind = next((one for one in KINDS if getattr(row, f"{one}_id") is not None), "everybody")
        subject = None if kind == "everybody" else getattr(row, kind)
        found.setdefault(getattr(row, f"{name}_id"), []).append(
            {"kind": kind, "id": subject.id if subject else None, "title": subject.name if subject else None}
        )
    return found


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError(path, code, message)])
