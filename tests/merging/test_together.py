"""Merges at the same moment, merges of much, rows that come late or cannot move, and what `kezhou check` finds."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.kernel.errors import KezhouError
from kezhou.modules.parties.contact.model import Contact, ContactCustomer
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.base.sql import execute
from kezhou.platform.merging import integrity, jobs, merge, move, resolve, undo
from kezhou.platform.merging.models import Loser, Merge, Move
from kezhou.platform.notify.models import Comment
from kezhou.platform.query.models import Follow
from tests.contract.world import World

from .conftest import Office, difference, findings, snapshot

_CONTACTS = """
INSERT INTO parties_contact (name, customer_id, owner_id, dept_id, salutation, title, department, mobile, phone, email,
  wechat, role, is_primary, birthday_is_lunar, hobbies, tags, remarks, created_at, updated_at, version, custom,
  external_ref, search_text, sort_key)
SELECT 'C' || n, c.id, c.owner_id, c.dept_id, '', '', '', '', '', '', '', '', false, false, '', '{}', '', c.created_at,
       c.updated_at, 1, '{}', '', '', ''
  FROM generate_series(1, %s) n, parties_customer c WHERE c.id = %s"""


def both(*calls: Callable[[], str]) -> list[str]:
    """Run the calls at once, each with a connection of its own; what they answered, sorted."""
    ready = threading.Barrier(len(calls))

    def one(call: Callable[[], str]) -> str:
        ready.wait(60)
        try:
            return call()
        except KezhouError as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(one, calls))


def merging(office: Office, winner: int, *losers: int) -> Callable[[], str]:
    ctx, entity = office.boss(), office.world.entity("customer")

    def call() -> str:
        merge.merge(ctx, entity, winner, list(losers))
        return "done"

    return call


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crossed", [True, False])
def test_of_two_merges_of_the_same_records_one_wins(crossed: bool) -> None:
    office = Office(World())
    a, b, c = (office.owned(name, "ann") for name in "abc")
    contact = office.contact("Li", b)
    second = merging(office, b, a) if crossed else merging(office, c, b)

    assert both(merging(office, a, b), second) == ["done", "not_found"]

    assert Merge.objects.count() == 1
    assert Customer.objects.filter(deleted_at__isnull=True).count() == 2
    assert Contact.objects.get(id=contact).customer_id == Merge.objects.get().winner_id
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_two_undos_are_one() -> None:
    office = Office(World())
    winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
    made = merge.merge(office.boss(), office.world.entity("customer"), winner, [loser])

    def call() -> str:
        undo.undo(office.boss(), made.id)
        return "done"

    assert both(call, call) == ["done", "undone"]
    assert Customer.objects.filter(deleted_at__isnull=True).count() == 2
    assert findings() == []


def test_ten_thousand_children_move_and_return_by_as_many_statements_as_ten(office: Office) -> None:
    entity, ctx = office.world.entity("customer"), office.boss()
    statements = []
    for number in (10, 10_000):
        winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
        execute(_CONTACTS, (number, loser))
        with CaptureQueriesContext(connection) as sent:
            made = merge.merge(ctx, entity, winner, [loser])
        assert Contact.objects.filter(customer=winner, owner=office.user("ann")).count() == number
        assert made.counts == {"parties_contact.customer_id": number}
        with CaptureQueriesContext(connection) as back:
            undo.undo(ctx, made.id)
        assert Contact.objects.filter(customer=loser, owner=office.user("bob"), version=3).count() == number
        statements.append((len(sent), len(back)))
    assert statements[0] == statements[1]
    assert findings() == []


def test_too_much_at_once_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "MAX_ROWS", 2)
    winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
    for name in "xyz":
        office.contact(name, loser)
    before = snapshot(without=())
    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).json()["code"] == "too_many_rows"
    assert snapshot(without=()) == before


def test_rows_that_a_rule_of_the_table_keeps_from_moving_are_folded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with an index over an expression, which the catalogue does not tell: only the database knows."""
    monkeypatch.setattr(move, "colliding", lambda *_words: set())
    winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
    people = [office.contact(name, office.owned(name, "ann")) for name in "xy"]
    for person, customers in zip(people, ((winner, loser), (loser,)), strict=True):
        for customer in customers:
            office.world.make("contact_customer", {"contact": person, "customer": customer}, office.user("ann"))
    for customer in (winner, loser):
        now = office.world.clock.now()
        Follow.objects.create(user=office.user("cai"), entity="customer", record_id=customer, at=now)
    before = snapshot()

    made = office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).json()["_merge"]["id"]

    live = ContactCustomer.objects.filter(deleted_at__isnull=True).order_by("contact_id")
    assert list(live.values_list("contact_id", "customer_id")) == [(people[0], winner), (people[1], winner)]
    assert sorted(Move.objects.values_list("place", "op")) == [
        ("parties_contactcustomer.customer_id", "folded"),
        ("parties_contactcustomer.customer_id", "moved"),
        ("query_follow.record_id", "removed"),
    ]
    assert findings() == []
    assert office.max.post(f"merges/{made}/undo").json()["kept"] == []
    assert difference(before, snapshot()) == {}


def test_what_came_late_follows_and_check_finds_it_until_then(office: Office) -> None:
    winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
    made = merge.merge(office.boss(), office.world.entity("customer"), winner, [loser])
    execute(_CONTACTS, (1, loser))
    Comment.objects.create(
        entity="customer", record_id=loser, text="late", author=office.user("bob"), at=office.world.clock.now()
    )
    contact = Contact.objects.get()
    assert integrity.no_row_names_a_loser() == [
        f"notify_comment.record_id of row {Comment.objects.get().id} names a merged customer",
        f"parties_contact.customer_id of row {contact.id} names a merged customer",
    ]

    assert jobs.late(office.world.system) == 2
    assert jobs.late(office.world.system) == 0

    assert findings() == []
    assert Contact.objects.get().customer_id == winner
    undo.undo(office.boss(), made.id)
    assert (Contact.objects.get().customer_id, Comment.objects.get().record_id) == (loser, loser)


def test_a_long_chain_of_merges_ends_at_the_last_winner(office: Office) -> None:
    entity, ctx = office.world.entity("customer"), office.boss()
    ids = [office.owned(f"c{number}", "ann") for number in range(6)]
    for loser, winner in itertools.pairwise(ids):
        merge.merge(ctx, entity, winner, [loser])
    assert [resolve.winner_of(ctx, entity, id_) for id_ in ids] == [ids[-1]] * 5 + [None]
    assert resolve.former(entity, ids[-1]) == ids[:-1]
    assert Loser.objects.filter(active=True).count() == 5


def test_check_finds_a_loser_that_came_back_behind_everybodys_back(office: Office) -> None:
    winner, loser = office.owned("a", "ann"), office.owned("b", "bob")
    merge.merge(office.boss(), office.world.entity("customer"), winner, [loser])
    execute("UPDATE parties_customer SET deleted_at = NULL WHERE id = %s", (loser,))
    assert integrity.losers_are_in_the_trash() == [f"customer {loser} was merged away and is not in the trash"]
