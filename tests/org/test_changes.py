"""Writes of the generic pipeline keep the tree, the reporting lines and the epochs true (C10, C11)."""

import pytest
from django.db import transaction

from kezhou.kernel.errors import Conflict, Invalid
from kezhou.platform.org import changes, epochs, hooks, people, tree
from kezhou.platform.org.models import Department, User


def test_a_saved_department_moves_with_its_subtree(ctx):
    north, south = tree.create_department(ctx, name="北区"), tree.create_department(ctx, name="南区")
    team = tree.create_department(ctx, name="一部", parent_id=north.id)
    before = epochs.current().access

    Department.objects.filter(id=north.id).update(parent=south, name="北大区")
    changes.department_saved(ctx, north.id, ["parent", "name"])

    assert tree.dept_tree(south.id) == (north.id, south.id, team.id)
    assert epochs.current().access > before
    assert Department.objects.get(id=north.id).sort_key.startswith("bei")


def test_a_saved_circle_of_departments_takes_the_write_back(ctx):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="一部", parent_id=top.id)

    @transaction.atomic
    def write():
        Department.objects.filter(id=top.id).update(parent=below)
        changes.department_saved(ctx, top.id, ["parent"])

    with pytest.raises(Invalid):
        write()

    assert Department.objects.get(id=top.id).parent_id is None
    assert tree.dept_tree(top.id) == (top.id, below.id)


def test_trash_and_restore_of_departments(ctx):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="一部", parent_id=top.id)
    with pytest.raises(Conflict):
        changes.department_deleted(ctx, top.id)

    Department.objects.filter(id=below.id).update(deleted_at=ctx.clock.now())
    changes.department_deleted(ctx, below.id)
    Department.objects.filter(id=top.id).update(deleted_at=ctx.clock.now())
    changes.department_deleted(ctx, top.id)
    assert tree.dept_tree(top.id) == ()

    Department.objects.filter(id=below.id).update(deleted_at=None)
    with pytest.raises(Invalid) as refused:
        changes.department_restored(ctx, below.id)
    assert refused.value.errors[0].code == "unknown"
    Department.objects.filter(id=top.id).update(deleted_at=None)
    changes.department_restored(ctx, top.id)
    changes.department_restored(ctx, below.id)
    assert tree.dept_tree(top.id) == (top.id, below.id)


def test_c11_a_saved_person_takes_their_rows_along(ctx, monkeypatch):
    followed = []
    monkeypatch.setattr(hooks, "owner_moved", [lambda _ctx, ids, department: followed.append((list(ids), department))])
    north = tree.create_department(ctx, name="北区")
    lin = people.create_user(ctx, username="lin", name="林")

    User.objects.filter(id=lin.id).update(department=north, name="单雄信")
    changes.user_saved(ctx, lin.id, ["department", "name"])

    lin.refresh_from_db()
    assert followed == [([lin.id], north.id)]
    assert lin.access_epoch == 2
    assert lin.sort_key.startswith("shan")


def test_c11_a_saved_circle_of_superiors_takes_the_write_back(ctx):
    boss = people.create_user(ctx, username="boss", name="总")
    worker = people.create_user(ctx, username="worker", name="员", superior=boss)

    @transaction.atomic
    def write():
        User.objects.filter(id=boss.id).update(superior=worker)
        changes.user_saved(ctx, boss.id, ["superior"])

    with pytest.raises(Invalid) as refused:
        write()

    assert refused.value.errors[0].code == "circle"
    assert User.objects.get(id=boss.id).superior_id is None


def test_other_changes_move_no_epoch(ctx):
    lin = people.create_user(ctx, username="lin", name="林")
    before = epochs.current(lin.id)
    changes.user_saved(ctx, lin.id, ["phone", "email"])
    assert epochs.current(lin.id) == before
