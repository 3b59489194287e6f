"""F5, F6: the same call many times at once, and two people at one record."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.records.models import KeptAnswer
from tests.trust.conftest import forget
from tests.trust.world import ACTIONS, Caller, World, build

PARALLEL = 50


@pytest.fixture
def world(transactional_db: None, settings: Any) -> Iterator[World]:
    settings.ROOT_URLCONF = "kezhou.config.urls"
    forget()
    made = build()
    made.give("asker", made.role("all", dict.fromkeys(ACTIONS, "all")))
    made.give("colleague", made.role("all too", dict.fromkeys(ACTIONS, "all")))
    yield made
    forget()


def at_once(number: int, call: Callable[[int], Any]) -> list[Any]:
    """The answers of so many threads that all start at the same moment, each with a database connection of its own."""
    barrier = threading.Barrier(number)

    def run(at: int) -> Any:
        barrier.wait(30)
        try:
            return call(at)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def one_more(caller: Caller) -> Caller:
    """The same person at another window: a test client is not made for two threads."""
    return Caller(caller.clock, caller.user, caller.token)


def made(entity: str = "customer") -> tuple[int, int, int]:
    """Customers, audit entries of their creation, events of it."""
    return (
        Customer.objects.count(),
        AuditEntry.objects.filter(entity=entity, action="create").count(),
        Event.objects.filter(name=f"{entity}.created").count(),
    )


def test_f5_fifty_parallel_submits_with_one_key_make_one_record(world: World) -> None:
    caller, body = world.caller("asker"), {"name": "客舟科技", "level": "A"}
    headers = {"Idempotency-Key": "the-one-key", "X-Request-ID": "request-0001"}

    answers = at_once(PARALLEL, lambda _at: one_more(caller).call("POST", "customer", body, **headers))

    codes = Counter(answer.status_code for answer in answers)
    assert set(codes) <= {201, 409}, codes
    assert codes[201] >= 1
    done = {(a.content, a["ETag"], a["Location"]) for a in answers if a.status_code == 201}
    assert len(done) == 1
    for refused in (a for a in answers if a.status_code == 409):
        assert refused.json()["code"] == "in_progress"
        assert int(refused["Retry-After"]) >= 1
    assert made() == (1, 1, 1)
    assert KeptAnswer.objects.count() == 1

    again = caller.call("POST", "customer", body, **headers)
    assert (again.status_code, again.content) == (201, next(iter(done))[0])
    assert made() == (1, 1, 1)


def test_f5_the_key_of_another_body_or_another_call_is_refused(world: World) -> None:
    caller = world.caller("asker")
    key = {"Idempotency-Key": "k1"}
    assert caller.call("POST", "customer", {"name": "a"}, **key).status_code == 201
    other = caller.call("POST", "customer", {"name": "b"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    elsewhere = caller.call("POST", "contact", {"name": "a"}, **key)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "key_reused")
    assert made() == (1, 1, 1)


def test_f5_a_key_is_a_persons_own(world: World) -> None:
    """Nobody learns of, or gets, the answer to somebody else's key."""
    key = {"Idempotency-Key": "k1"}
    first = world.caller("asker").call("POST", "customer", {"name": "a"}, **key)
    second = world.caller("colleague").call("POST", "customer", {"name": "a"}, **key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_f5_a_refused_call_keeps_its_key_free(world: World) -> None:
    caller, key = world.caller("asker"), {"Idempotency-Key": "k1"}
    assert caller.call("POST", "customer", {"name": "", "level": "A"}, **key).status_code == 422
    assert KeptAnswer.objects.count() == 0
    assert caller.call("POST", "customer", {"name": "a"}, **key).status_code == 201
    assert made() == (1, 1, 1)


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_f5_a_key_of_no_use_is_refused(world: World, key: str) -> None:
    assert world.caller("asker").call("POST", "customer", {"name": "a"}, **{"Idempotency-Key": key}).status_code == 400
    assert made() == (0, 0, 0)


def test_f5_without_a_key_two_submits_are_two_records(world: World) -> None:
    """What the key is for: nothing else makes two equal forms one."""
    caller = world.caller("asker")
    assert [caller.post("customer", {"name": "a"}).status_code for _each in range(2)] == [201, 201]
    assert made() == (2, 2, 2)


def test_f6_the_second_of_two_editors_gets_412_with_what_differs(world: World) -> None:
    id_ = world.record("asker", name="客舟", level="A", remarks="old")
    first, second = world.caller("asker"), world.caller("colleague")
    assert first.patch(f"customer/{id_}", {"level": "B", "remarks": "by the first"}).status_code == 200

    late = second.patch(f"customer/{id_}", {"level": "A", "remarks": "by the second"})

    assert (late.status_code, late.json()["version"]) == (412, 2)
    told = {e["path"]: (e["params"]["yours"], e["params"]["theirs"]) for e in late.json()["errors"]}
    assert told == {"level": ("A", "B"), "remarks": ("by the second", "by the first")}
    assert late.json()["current"]["remarks"] == "by the first"
    stored = Customer.objects.get(id=id_)
    assert (stored.level, stored.remarks, stored.version) == ("B", "by the first", 2)
    assert second.patch(f"customer/{id_}", {"level": "A"}, version=2).status_code == 200


def test_f6_of_many_editors_at_once_exactly_one_wins(world: World) -> None:
    """Never a silent lost update: as many versions as accepted saves, and the others are told."""
    id_, caller = world.record("asker", remarks="start"), world.caller("asker")
    answers = at_once(20, lambda at: one_more(caller).patch(f"customer/{id_}", {"remarks": f"editor {at}"}))
    codes = Counter(answer.status_code for answer in answers)
    assert codes == {200: 1, 412: 19}
    winner = next(a for a in answers if a.status_code == 200).json()
    stored = Customer.objects.get(id=id_)
    assert (stored.remarks, stored.version) == (winner["remarks"], 2)
    assert AuditEntry.objects.filter(entity="customer", record_id=id_, action="update").count() == 1


def test_f6_delete_and_edit_at_once_leave_one_truth(world: World) -> None:
    id_, caller = world.record("asker"), world.caller("asker")

    def call(at: int) -> Any:
        window = one_more(caller)
        return window.delete(f"customer/{id_}") if at % 2 else window.patch(f"customer/{id_}", {"remarks": str(at)})

    answers = at_once(10, call)
    assert Counter(a.status_code in (200, 204) for a in answers)[True] == 1
    assert all(a.status_code in (200, 204, 404, 412) for a in answers)
    assert Customer.objects.get(id=id_).version == 2


def test_f6_changes_without_a_version_are_refused(world: World) -> None:
    id_, caller = world.record("asker"), world.caller("asker")
    assert caller.call("PATCH", f"customer/{id_}", {"remarks": "x"}).status_code == 428
    assert caller.call("DELETE", f"customer/{id_}").status_code == 428
    for wrong in ("x", '"1" "2"', "*", '"-1"', '"99999999999"'):
        assert caller.call("PATCH", f"customer/{id_}", {"remarks": "x"}, **{"If-Match": wrong}).status_code == 400, (
            wrong
        )
    assert Customer.objects.get(id=id_).version == 1


def test_f6_two_bulk_edits_at_once_end_and_answer_every_row(world: World) -> None:
    """In opposite orders, which without a fixed order of locks would be a deadlock."""
    ids, caller = [world.record("asker") for _each in range(20)], world.caller("asker")

    def call(at: int) -> Any:
        chosen = ids if at % 2 else ids[::-1]
        body = {"op": "update", "ids": chosen, "values": {"remarks": f"bulk {at}"}}
        return one_more(caller).post("customer/bulk", body)

    answers = at_once(6, call)
    assert [a.status_code for a in answers] == [200] * 6
    assert all(row["ok"] for a in answers for row in a.json()["results"])
    assert set(Customer.objects.values_list("version", flat=True)) == {7}
    assert len(set(Customer.objects.values_list("remarks", flat=True))) == 1  # one whole edit after the other
