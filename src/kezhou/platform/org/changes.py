"""What must follow when the write pipeline changed a person or a department: the tree, the circles, the epochs, the
owners' rows.

The pipeline of `records` lies above this room and knows only columns. Whoever joins the two at start-up calls these in
the transaction of the write, after the rows are saved; an error raised here takes the whole write back.
"""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden

from . import people, tree
from .models import Department, User
from .names import sort_key


def user_saved(ctx: Ctx, user_id: int, changed: Collection[str]) -> None:
    """`changed` are field names of `User`. Raises `Invalid` at `superior` or `department`; nobody changes their
    own place,
    because it decides what they see."""
    own_place = {"department", "superior"} & set(changed)
    if own_place and user_id == ctx.actor.id:
        message = _("Somebody else must change your own department or superior.")
        raise Forbidden(
            message, code="own_place", errors=[FieldError(n, "own_place", message) for n in sorted(own_place)]
        )
    user = User.objects.get(id=user_id)
    if "name" in changed:
        User.objects.filter(id=user_id).update(sort_key=sort_key(user.name, surname=True))
    if "department" in changed:
        people.refuse_unknown_department(user.department_id)
        people.department_changed(ctx, [user_id], user.department_id)
    if "superior" in changed:
        people.lock_reporting_lines()
        if user.superior_id is not None:
            people.refuse_reporting_circle(user_id, user.superior_id)
        people.superior_changed()


def department_saved(ctx: Ctx, department_id: int, changed: Collection[str]) -> None:
    """`changed` are field names of `Department`; a new department has changed its `parent`. Raises `Invalid` at
    `parent`."""
    department = Department.objects.get(id=department_id)
    if "name" in changed:
        Department.objects.filter(id=department_id).update(sort_key=sort_key(department.name))
    if "parent" in changed:
        tree.place(department_id)


def department_deleted(ctx: Ctx, department_id: int) -> None:
    """Raises `Conflict` while departments or people are in it."""
    tree.lock_tree()
    tree.refuse_unless_empty(department_id)
    tree.remove(department_id)


def department_restored(ctx: Ctx, department_id: int) -> None:
    """Raises `Invalid` at `parent` when the department above is in the trash itself."""
    tree.place(department_id)
