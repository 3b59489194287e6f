"""People: who reports to whom, what a person's place in the company lets them reach, and moving them about."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Actor, Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound

from . import hooks
from .epochs import bump_access
from .models import Department, Position, User
from .names import sort_key
from .tree import dept_tree

MAX_REPORTING_DEPTH = 20
"""Steps of a reporting line that count; a longer one is a mistake in the data, and a circle ends here."""

REPORTING_LOCK = 7_205_002
"""Advisory lock of the reporting lines."""


def reports_of(user_id: int) -> tuple[int, ...]:
    """Everybody who reports to this person, directly or through others, without the person, in id order.

    Leavers and people in the trash count: what they owned stays visible to those they reported to. Safe on a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive line (id, depth) as ("
            " select id, 1 from org_user where superior_id = %(user)s and id <> %(user)s"
            " union all"
            " select u.id, line.depth + 1 from org_user u join line on u.superior_id = line.id"
            " where line.depth < %(max)s and u.id <> %(user)s"
            ") cycle id set is_circle using path "
            "select distinct id from line order by id",
            {"user": user_id, "max": MAX_REPORTING_DEPTH},
        )
        return tuple(row[0] for row in cursor.fetchall())


def actor_for(user: User) -> Actor:
    """The person as everything that reads or writes knows them. Two statements; cache it per access epoch."""
    return Actor(
        id=user.id,
        name=user.name,
        kind="user",
        dept_id=user.department_id,
        dept_tree=dept_tree(user.department_id),
        reports=reports_of(user.id),
    )


def create_user(ctx: Ctx, *, username: str, name: str, **values: Any) -> User:
    """A person without a password; `values` are further columns of `User`. Unique columns answer as
    `IntegrityError`."""
    now = ctx.clock.now()
    return User.objects.create(
        username=username,
        name=name,
        sort_key=sort_key(name, surname=True),
        created_at=now,
        updated_at=now,
        created_by_id=ctx.actor.id,
        updated_by_id=ctx.actor.id,
        **values,
    )


def create_position(ctx: Ctx, *, name: str, code: str = "", rank: int = 100) -> Position:
    now = ctx.clock.now()
    return Position.objects.create(
        name=name,
        code=code,
        rank=rank,
        created_at=now,
        updated_at=now,
        created_by_id=ctx.actor.id,
        updated_by_id=ctx.actor.id,
    )


def move_user(ctx: Ctx, user_id: int, department_id: int | None) -> None:
    """Give a person another main department; what they own moves with them in the same transaction (C11)."""
    move_users(ctx, [user_id], department_id)


def move_users(ctx: Ctx, user_ids: Sequence[int], department_id: int | None) -> None:
    """Give several people another main department. Raises `NotFound` unless every person and the department exist."""
    wanted = sorted(set(user_ids))
    with transaction.atomic():
        refuse_unknown_department(department_id)
        found = list(
            User.objects.select_for_update(of=("self",))
            .filter(id__in=wanted, deleted_at__isnull=True)
            .order_by("id")
            .values_list("id", flat=True)
        )
        if found != wanted:
            raise NotFound(_("This person does not exist."))
        User.objects.filter(id__in=wanted).update(
            department_id=department_id,
            version=F("version") + 1,
            updated_at=ctx.clock.now(),
            updated_by_id=ctx.actor.id,
        )
        department_changed(ctx, wanted, department_id)


def department_changed(ctx: Ctx, user_ids: Sequence[int], department_id: int | None) -> None:
    """What must follow a write of `User.department`, whoever wrote it: the owners' rows follow and rights are read
    anew."""
    for follow in hooks.owner_moved:
        follow(ctx, user_ids, department_id)
    bump_access(user_ids)


def set_superior(ctx: Ctx, user_id: int, superior_id: int | None) -> None:
    """Change whom a person reports to. Raises `Invalid` (path `superior`) for a circle, `NotFound` for an unknown
    person."""
    with transaction.atomic():
        lock_reporting_lines()
        if superior_id is not None:
            refuse_reporting_circle(user_id, superior_id)
        changed = User.objects.filter(id=user_id, deleted_at__isnull=True).update(
            superior_id=superior_id,
            version=F("version") + 1,
            updated_at=ctx.clock.now(),
            updated_by_id=ctx.actor.id,
        )
        if not changed:
            raise NotFound(_("This person does not exist."))
        superior_changed()


def superior_changed() -> None:
    """What must follow a write of `User.superior`: everybody above, before and after, sees others than before."""
    bump_access(None)


def lock_reporting_lines() -> None:
    """Hold off other changes of reporting lines: two at once could each be legal and together make a circle."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [REPORTING_LOCK])


def refuse_reporting_circle(user_id: int, superior_id: int) -> None:
    """Raises `Invalid` when `superior_id` is the person, reports to the person, or does not exist."""
    if superior_id == user_id or superior_id in reports_of(user_id):
        message = _("A person cannot report to themselves, directly or through others.")
        raise Invalid(message, errors=[FieldError("superior", "circle", message)])
    if not User.objects.filter(id=superior_id, deleted_at__isnull=True).exists():
        message = _("The superior does not exist.")
        raise Invalid(message, errors=[FieldError("superior", "unknown", message)])


def refuse_unknown_department(department_id: int | None) -> None:
    """Raises `Invalid` (path `department`) for a department that does not exist or lies in the trash."""
    if department_id is not None and not Department.objects.filter(id=department_id, deleted_at__isnull=True).exists():
        message = _("The department does not exist.")
        raise Invalid(message, errors=[FieldError("department", "unknown", message)])
