"""The department tree: kept as parent links for people and as closure rows for questions, both in one transaction.

`place` is the only writer of closure rows: it makes them agree with the `parent` column, whether the department is
new or moved.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound

from .epochs import bump_access
from .models import Department, DepartmentClosure, User, UserDepartment
from .names import sort_key

TREE_LOCK = 7_205_001
"""Advisory lock of the tree: two moves at once could each be legal and together make a circle."""

MAX_DEPTH = 12
"""Levels of departments; deeper than any organisation and shallow enough to draw."""


def lock_tree() -> None:
    """Hold off other changes of the tree until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TREE_LOCK])


def create_department(ctx: Ctx, *, name: str, parent_id: int | None = None, **values: Any) -> Department:
    """A new department below `parent_id` (None: a root). `values` are further columns of `Department`."""
    now = ctx.clock.now()
    with transaction.atomic():
        lock_tree()
        department = Department.objects.create(
            name=name,
            parent_id=parent_id,
            sort_key=sort_key(name),
            created_at=now,
            updated_at=now,
            created_by_id=ctx.actor.id,
            updated_by_id=ctx.actor.id,
            **values,
        )
        place(department.id)
    return department


def move_department(ctx: Ctx, department_id: int, parent_id: int | None) -> None:
    """Hang a department with everything below it under another one. Nobody's own department changes, but everybody's
    view may.

    Raises `Invalid` (path `parent`) for a circle, too deep a tree or an unknown parent, `NotFound` for an unknown
    department.
    """
    with transaction.atomic():
        lock_tree()
        refuse_parent(department_id, parent_id)
        changed = Department.objects.filter(id=department_id, deleted_at__isnull=True).update(
            parent_id=parent_id,
            version=F("version") + 1,
            updated_at=ctx.clock.now(),
            updated_by_id=ctx.actor.id,
        )
        if not changed:
            raise NotFound(_("This department does not exist."))
        place(department_id)


def delete_department(ctx: Ctx, department_id: int) -> None:
    """Put an empty department in the trash. Raises `Conflict` while departments or people are in it."""
    with transaction.atomic():
        lock_tree()
        refuse_unless_empty(department_id)
        now = ctx.clock.now()
        changed = Department.objects.filter(id=department_id, deleted_at__isnull=True).update(
            deleted_at=now, version=F("version") + 1, updated_at=now, updated_by_id=ctx.actor.id
        )
        if not changed:
            raise NotFound(_("This department does not exist."))
        remove(department_id)


def refuse_unless_empty(department_id: int) -> None:
    """Raises `Conflict` when a live department or person would lose its place."""
    if Department.objects.filter(parent_id=department_id, deleted_at__isnull=True).exists():
        raise Conflict(_("The department still has departments below it."), code="department_not_empty")
    people = User.objects.filter(department_id=department_id, deleted_at__isnull=True)
    further = UserDepartment.objects.filter(department_id=department_id, user__deleted_at__isnull=True)
    if people.exists() or further.exists():
        raise Conflict(_("The department still has people in it."), code="department_not_empty")


def place(department_id: int) -> None:
    """Make the closure rows of this department and everything below it agree with its `parent` column.

    Call it after any write of `parent`, in the same transaction. Raises `Invalid` for a circle or too deep a tree.
    """
    lock_tree()
    try:
        parent_id = Department.objects.values_list("parent_id", flat=True).get(id=department_id)
    except Department.DoesNotExist:
        raise NotFound(_("This department does not exist.")) from None
    refuse_parent(department_id, parent_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into org_departmentclosure (ancestor_id, descendant_id, depth) values (%s, %s, 0)"
            " on conflict do nothing",
            [department_id, department_id],
        )
        cursor.execute(
            "with sub as (select descendant_id from org_departmentclosure where ancestor_id = %s) "
            "delete from org_departmentclosure c using sub where c.descendant_id = sub.descendant_id "
            "and not exists (select 1 from sub s where s.descendant_id = c.ancestor_id)",
            [department_id],
        )
        if parent_id is not None:
            cursor.execute(
                "insert into org_departmentclosure (ancestor_id, descendant_id, depth) "
                "select above.ancestor_id, below.descendant_id, above.depth + below.depth + 1 "
                "from org_departmentclosure above cross join org_departmentclosure below "
                "where above.descendant_id = %s and below.ancestor_id = %s",
                [parent_id, department_id],
            )
        cursor.execute(
            "select max(up.depth) from org_departmentclosure sub join org_departmentclosure up "
            "on up.descendant_id = sub.descendant_id where sub.ancestor_id = %s",
            [department_id],
        )
        (deepest,) = cursor.fetchone()
    if deepest >= MAX_DEPTH:
        raise _wrong_parent("too_deep", _("The department tree may have at most %(max)s levels."), max=MAX_DEPTH)
    bump_access(None)


def remove(department_id: int) -> None:
    """Take an emptied department out of the tree; `place` puts it back when it is restored."""
    DepartmentClosure.objects.filter(descendant_id=department_id).delete()
    bump_access(None)


def dept_tree(department_id: int | None) -> tuple[int, ...]:
    """The department and everything below it, in id order; empty without a department."""
    if department_id is None:
        return ()
    rows = DepartmentClosure.objects.filter(ancestor_id=department_id).order_by("descendant_id")
    return tuple(rows.values_list("descendant_id", flat=True))


def refuse_parent(department_id: int, parent_id: int | None) -> None:
    """Raises `Invalid` (path `parent`) for a parent that is unknown, in the trash, the department itself or below
    it."""
    if parent_id is None:
        return
    if not Department.objects.filter(id=parent_id, deleted_at__isnull=True).exists():
        raise _wrong_parent("unknown", _("The parent department does not exist."))
    below = DepartmentClosure.objects.filter(ancestor_id=department_id, descendant_id=parent_id)
    if parent_id == department_id or below.exists():
        raise _wrong_parent("circle", _("A department cannot be placed below itself."))


def _wrong_parent(code: str, message: Any, **params: Any) -> Invalid:
    text = message % params if params else message
    return Invalid(text, errors=[FieldError("parent", code, text, params)])
