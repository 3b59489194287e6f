"""Reporting lines and moves: circles end, owners' rows follow, only those concerned read their rights anew (C10,
C11)."""

import pytest
from django.db import IntegrityError, transaction

from kezhou.kernel.errors import Invalid, NotFound
from kezhou.platform.org import epochs, hooks, people, tree
from kezhou.platform.org.models import User


@pytest.fixture
def staff(ctx):
    def make(username, **values):
        return people.create_user(ctx, username=username, name=username, **values)

    return make


def test_reports_are_everybody_below_and_not_oneself(staff):
    boss = staff("boss")
    lead = staff("lead", superior=boss)
    first, second = staff("first", superior=lead), staff("second", superior=lead, status="disabled")
    staff("elsewhere")

    assert people.reports_of(boss.id) == (lead.id, first.id, second.id)
    assert people.reports_of(lead.id) == (first.id, second.id)
    assert people.reports_of(first.id) == ()


def test_reports_survive_a_circle_in_the_data(staff):
    first = staff("first")
    second = staff("second", superior=first)
    third = staff("third", superior=second)
    User.objects.filter(id=first.id).update(superior=third)

    assert people.reports_of(first.id) == (second.id, third.id)
    assert people.reports_of(second.id) == (first.id, third.id)


def test_reports_above_a_circle_end_too(staff):
    top = staff("top")
    first = staff("first", superior=top)
    second = staff("second", superior=first)
    User.objects.filter(id=top.id).update(superior=second)
    watcher = staff("watcher")
    assert people.reports_of(watcher.id) == ()
    assert people.reports_of(top.id) == (first.id, second.id)


def test_reports_stop_after_twenty_steps(staff):
    line = [staff("p0")]
    for number in range(1, 25):
        line.append(staff(f"p{number}", superior=line[-1]))

    assert people.reports_of(line[0].id) == tuple(person.id for person in line[1:21])


def test_c11_a_circle_of_superiors_is_refused_and_changes_nothing(ctx, staff):
    boss = staff("boss")
    lead = staff("lead", superior=boss)
    worker = staff("worker", superior=lead)

    for superior in (boss.id, worker.id, lead.id):
        with pytest.raises(Invalid) as refused:
            people.set_superior(ctx, boss.id, superior)
        assert [(error.path, error.code) for error in refused.value.errors] == [("superior", "circle")]
    assert User.objects.get(id=boss.id).superior_id is None
    with pytest.raises(NotFound):
        people.set_superior(ctx, worker.id + 999, boss.id)


def test_c11_moving_people_lets_the_owners_of_rows_follow(ctx, staff, monkeypatch):
    followed = []
    monkeypatch.setattr(hooks, "owner_moved", [lambda _ctx, ids, department: followed.append((list(ids), department))])
    north, south = tree.create_department(ctx, name="北区"), tree.create_department(ctx, name="南区")
    first, second, third = (staff(name, department=north) for name in ("first", "second", "third"))
    before = {person.id: person.access_epoch for person in User.objects.all()}

    people.move_users(ctx, [second.id, first.id, first.id], south.id)

    assert followed == [([first.id, second.id], south.id)]
    after = {person.id: (person.department_id, person.access_epoch, person.version) for person in User.objects.all()}
    assert after == {
        first.id: (south.id, before[first.id] + 1, 2),
        second.id: (south.id, before[second.id] + 1, 2),
        third.id: (north.id, before[third.id], 1),
    }


def test_a_move_that_names_somebody_unknown_moves_nobody(ctx, staff, monkeypatch):
    followed = []
    monkeypatch.setattr(hooks, "owner_moved", [lambda *args: followed.append(args)])
    south = tree.create_department(ctx, name="南区")
    person = staff("first")

    with pytest.raises(NotFound):
        people.move_users(ctx, [person.id, person.id + 999], south.id)
    with pytest.raises(Invalid):
        people.move_user(ctx, person.id, south.id + 999)

    person.refresh_from_db()
    assert (person.department_id, person.version, followed) == (None, 1, [])


def test_a_failing_follower_takes_the_move_back(ctx, staff, monkeypatch):
    def fail(*_args):
        raise RuntimeError("rows could not be rewritten")

    monkeypatch.setattr(hooks, "owner_moved", [fail])
    south = tree.create_department(ctx, name="南区")
    person = staff("first")
    with pytest.raises(RuntimeError), transaction.atomic():
        people.move_user(ctx, person.id, south.id)
    person.refresh_from_db()
    assert (person.department_id, person.access_epoch) == (None, 1)


def test_actor_knows_place_and_reports(ctx, staff):
    top = tree.create_department(ctx, name="总公司")
    below = tree.create_department(ctx, name="销售部", parent_id=top.id)
    boss = staff("boss", department=top)
    worker = staff("worker", department=below, superior=boss)

    actor = people.actor_for(boss)

    assert (actor.id, actor.kind, actor.dept_id) == (boss.id, "user", top.id)
    assert (actor.dept_tree, actor.reports) == ((top.id, below.id), (worker.id,))


def test_epochs_of_a_person_and_of_everybody(ctx, staff):
    first, second = staff("first"), staff("second")
    start = epochs.current(first.id)
    epochs.bump_access([first.id, first.id])
    assert epochs.current(first.id) == epochs.Epochs(start.schema, start.access, start.person + 1)
    assert epochs.current(second.id).person == start.person
    epochs.bump_access(None)
    assert epochs.current(second.id) == epochs.Epochs(start.schema, start.access + 1, start.person)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"username": "Lin"}, {"username": "lin"}),
        ({"username": "a", "staff_no": "K1"}, {"username": "b", "staff_no": "k1"}),
        ({"username": "a", "email": "A@example.com"}, {"username": "b", "email": "a@example.com"}),
    ],
)
def test_sign_in_names_are_unique_without_case_until_their_owner_is_deleted(ctx, staff, first, second):
    taken = staff(**first)
    with pytest.raises(IntegrityError), transaction.atomic():
        staff(**second)
    User.objects.filter(id=taken.id).update(deleted_at=ctx.clock.now())
    staff(**second)
    staff("blank1")
    staff("blank2")


@pytest.mark.parametrize("username", ["", "a@b.example"])
def test_a_username_is_neither_empty_nor_an_email(staff, username):
    with pytest.raises(IntegrityError), transaction.atomic():
        staff(username)
