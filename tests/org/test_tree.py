"""The department tree: closure rows against a naive model, circles, emptiness, epochs (C10, C11)."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kezhou.kernel.errors import Conflict, Invalid, NotFound
from kezhou.platform.org import epochs, tree
from kezhou.platform.org.models import Department, DepartmentClosure
from kezhou.platform.org.people import create_user

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["insert", "move", "delete"]), st.integers(0, 11), st.integers(-1, 11)), max_size=25
)


def naive_closure(parents: dict[int, int | None]) -> set[tuple[int, int, int]]:
    """Walk up from every node: (ancestor, descendant, depth)."""
    rows = set()
    for node in parents:
        above: int | None = node
        depth = 0
        while above is not None:
            rows.add((above, node, depth))
            above, depth = parents[above], depth + 1
    return rows


def is_below(parents: dict[int, int | None], node: int | None, top: int) -> bool:
    while node is not None:
        if node == top:
            return True
        node = parents[node]
    return False


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_c11_closure_agrees_with_a_naive_model_after_any_steps(ctx, steps: list[Step]):
    with transaction.atomic():
        parents: dict[int, int | None] = {}
        ids: list[int] = []
        for number, (kind, which, under) in enumerate(steps):
            parent = ids[under % len(ids)] if ids and under >= 0 else None
            if kind == "insert" or not ids:
                created = tree.create_department(ctx, name=f"d{number}", parent_id=parent)
                ids.append(created.id)
                parents[created.id] = parent
                continue
            node = ids[which % len(ids)]
            if kind == "move":
                if is_below(parents, parent, node):
                    with pytest.raises(Invalid) as refused:
                        tree.move_department(ctx, node, parent)
                    assert refused.value.errors[0].path == "parent"
                else:
                    tree.move_department(ctx, node, parent)
                    parents[node] = parent
            elif any(above == node for above in parents.values()):
                with pytest.raises(Conflict):
                    tree.delete_department(ctx, node)
            else:
                tree.delete_department(ctx, node)
                ids.remove(node)
                del parents[node]

        rows = set(DepartmentClosure.objects.values_list("ancestor_id", "descendant_id", "depth"))
        assert rows == naive_closure(parents)
        for node in ids:
            expected = tuple(sorted(other for other in parents if is_below(parents, other, node)))
            assert tree.dept_tree(node) == expected
        transaction.set_rollback(True)


def test_moving_a_subtree_takes_everything_below_along(ctx):
    root, other = tree.create_department(ctx, name="总公司"), tree.create_department(ctx, name="分公司")
    middle = tree.create_department(ctx, name="销售部", parent_id=root.id)
    leaf = tree.create_department(ctx, name="一组", parent_id=middle.id)

    tree.move_department(ctx, middle.id, other.id)

    assert tree.dept_tree(root.id) == (root.id,)
    assert tree.dept_tree(other.id) == (other.id, middle.id, leaf.id)
    middle.refresh_from_db()
    assert (middle.parent_id, middle.version) == (other.id, 2)


@pytest.mark.parametrize("target", ["itself", "below"])
def test_a_circle_is_refused_and_changes_nothing(ctx, target):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="销售部", parent_id=top.id)
    before = list(Department.objects.order_by("id").values())
    rows = set(DepartmentClosure.objects.values_list("ancestor_id", "descendant_id", "depth"))

    with pytest.raises(Invalid) as refused, transaction.atomic():
        tree.move_department(ctx, top.id, top.id if target == "itself" else below.id)

    assert [(error.path, error.code) for error in refused.value.errors] == [("parent", "circle")]
    assert list(Department.objects.order_by("id").values()) == before
    assert set(DepartmentClosure.objects.values_list("ancestor_id", "descendant_id", "depth")) == rows


def test_the_tree_is_bounded_in_depth(ctx):
    parent = None
    for level in range(tree.MAX_DEPTH):
        parent = tree.create_department(ctx, name=f"level {level}", parent_id=parent).id
    with pytest.raises(Invalid) as refused:
        tree.create_department(ctx, name="one more", parent_id=parent)
    assert refused.value.errors[0].code == "too_deep"
    assert Department.objects.count() == tree.MAX_DEPTH


def test_only_an_empty_department_can_be_deleted(ctx):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="销售部", parent_id=top.id)
    person = create_user(ctx, username="lin", name="林", department=below)

    for department in (top, below):
        with pytest.raises(Conflict):
            tree.delete_department(ctx, department.id)
    person.department = None
    person.save()
    tree.delete_department(ctx, below.id)
    tree.delete_department(ctx, top.id)

    assert not DepartmentClosure.objects.exists()
    with pytest.raises(NotFound):
        tree.delete_department(ctx, top.id)


def test_a_restored_department_is_placed_again(ctx):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="销售部", parent_id=top.id)
    tree.delete_department(ctx, below.id)
    assert tree.dept_tree(top.id) == (top.id,)

    Department.objects.filter(id=below.id).update(deleted_at=None)
    tree.place(below.id)

    assert tree.dept_tree(top.id) == (top.id, below.id)


def test_unknown_and_trashed_parents_are_refused(ctx):
    gone = tree.create_department(ctx, name="旧部门")
    tree.delete_department(ctx, gone.id)
    for parent_id in (gone.id, gone.id + 999):
        with pytest.raises(Invalid) as refused:
            tree.create_department(ctx, name="新部门", parent_id=parent_id)
        assert refused.value.errors[0].code == "unknown"


def test_c10_every_change_of_the_tree_bumps_everybodys_access(ctx):
    seen = [epochs.current().access]
    top = tree.create_department(ctx, name="总公司")
    seen.append(epochs.current().access)
    below = tree.create_department(ctx, name="销售部", parent_id=top.id)
    seen.append(epochs.current().access)
    tree.move_department(ctx, below.id, None)
    seen.append(epochs.current().access)
    tree.delete_department(ctx, below.id)
    seen.append(epochs.current().access)
    assert seen == sorted(set(seen))
    assert epochs.current().schema == 1
    epochs.bump_schema()
    assert epochs.current().schema == 2


def test_names_are_unique_below_one_parent_only(ctx):
    top = tree.create_department(ctx, name="总公司")
    tree.create_department(ctx, name="销售部", parent_id=top.id)
    other = tree.create_department(ctx, name="分公司")
    tree.create_department(ctx, name="销售部", parent_id=other.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        tree.create_department(ctx, name="销售部", parent_id=top.id)


def test_names_sort_by_pinyin(ctx):
    for name in ("张江", "安徽", "北京"):
        tree.create_department(ctx, name=name)
    ordered = Department.objects.order_by("sort_key").values_list("name", flat=True)
    assert list(ordered) == ["安徽", "北京", "张江"]
