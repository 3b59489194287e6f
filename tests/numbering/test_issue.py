"""Numbers without gaps and without doubles, under real threads; rules and prefixes of the company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Invalid, Stale
from kezhou.platform.entities import registry
from kezhou.platform.numbering import settings as rules
from kezhou.platform.records import write
from tests.contract.world import World, forget
from tests.fakes.odd.bill.model import Bill

THREADS = 50


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget()
    yield World()
    forget()


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_leave_no_gap_even_where_some_fail() -> None:
    barrier = Barrier(THREADS)
    problems: list[BaseException] = []

    def make(number: int) -> None:
        try:
            ctx = Ctx.system("test")
            barrier.wait(30)
            # Every fifth is refused by a rule, and gives its number back or never takes one.
            lines = [{"name": "Nut", "quantity": 0 if number % 5 == 0 else 1}]
            write.create(ctx, registry.entity(ctx, "bill"), {"name": f"Bill {number}", "lines": lines})
        except Invalid:
            if number % 5:
                problems.append(AssertionError(number))
        except BaseException as problem:  # noqa: BLE001 — told below
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=make, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert problems == []
    serials = sorted(int(number.rpartition("-")[2]) for number in Bill.objects.values_list("number", flat=True))
    assert serials == list(range(1, 41))


@pytest.mark.django_db
def test_an_imported_number_is_kept_and_passed_over(world: World) -> None:
    entity = world.entity("bill")
    internal = write.Options(internal=True)
    write.create(world.system, entity, {"name": "Old", "number": "B202611-002"}, internal)

    made = [write.create(world.system, entity, {"name": f"New {n}"}).values["number"] for n in range(2)]

    assert made == ["B202611-001", "B202611-003"]


@pytest.mark.django_db
def test_many_imported_numbers_are_passed_over_at_once_and_gaps_are_used(world: World) -> None:
    entity = world.entity("bill")
    taken = [*range(1, 151), *range(153, 402)]
    old = [{"name": f"Old {n}", "number": f"B202611-{n:03d}"} for n in taken]
    old += [{"name": name, "number": name} for name in ("B202611-x", "B202611-0152", "B202612-151")]
    assert all(draft.ok for draft in write.create_many(world.system, entity, old, write.Options(internal=True)))

    made = [write.create(world.system, entity, {"name": f"New {n}"}).values["number"] for n in range(3)]
    more = write.create_many(world.system, entity, [{"name": "a"}, {"name": "b"}])

    assert made == ["B202611-151", "B202611-152", "B202611-402"]
    assert [draft.values["number"] for draft in more] == ["B202611-403", "B202611-404"]


@pytest.mark.django_db
def test_a_period_begins_at_midnight_of_the_company(world: World) -> None:
    entity, found = world.entity("bill"), []
    for moment in (
        datetime(2026, 11, 30, 15, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 30, 16, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 16, 0, tzinfo=UTC),
    ):
        world.clock.moment = moment
        found.append(write.create(world.system, entity, {"name": "Bill"}).values["number"])
    assert found == ["B202611-001", "B202612-001", "B202612-002", "B202701-001"]


@pytest.mark.django_db
def test_the_company_s_rule_and_the_prefix_of_the_nearest_department(world: World) -> None:
    entity = world.entity("bill")
    ann, bob = world.person("ann", world.east_1), world.person("bob", world.west)
    rules.change(world.system, "bill", "{prefix}-{yy}{serial:2}", 0)
    rules.set_prefixes(world.system, {str(world.east.id): "E"})

    def made(owner: Any) -> str:
        draft = write.create(world.system, entity, {"name": "Bill", "owner": owner.id})
        return str(draft.values["number"])

    assert [made(ann), made(ann), made(bob)] == ["E-2601", "E-2602", "-2601"]
    with pytest.raises(Stale):
        rules.change(world.system, "bill", "X{serial:3}", 0)
    with pytest.raises(Invalid) as refused:
        rules.change(world.system, "bill", "X{yyyy}", 1)
    assert refused.value.errors[0].path == "rule"
    assert [line["rule"] for line in rules.listed(world.system) if line["entity"] == "bill"] == [
        "{prefix}-{yy}{serial:2}"
    ]


@pytest.mark.django_db
def test_nobody_chooses_a_number(world: World) -> None:
    refused = world.admin.post("bill", {"name": "Bill", "number": "MINE"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (403, "number")
    assert Bill.objects.count() == 0
