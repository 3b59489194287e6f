"""Closeness, loyalty and rhythm: what the numbers mean, and that the night keeps what is reckoned on demand."""

from datetime import timedelta

import pytest

from kezhou.modules.today import reckon
from kezhou.modules.today.closeness import Closeness, Contacts, closeness, course, loyalty
from kezhou.modules.today.models import Closeness as Kept
from kezhou.modules.today.rhythm import quiet_after, spread_of

from .conftest import Company

NOBODY = Contacts(None, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        (NOBODY, Closeness(0, 0, 0)),
        (Contacts(0, 0, 0, 0, 0), Closeness(40, 0, 0)),
        (Contacts(30, 9, 9, 0, 0), Closeness(20, 29, 25)),
        (Contacts(60, 9, 0, 0, 9), Closeness(10, 29, 10)),
        (Contacts(0, 1000, 1, 1, 0), Closeness(40, 35, 21)),
        (Contacts(700, 0, 0, 0, 0), Closeness(0, 0, 0)),
    ],
)
def test_the_parts_of_closeness(contacts: Contacts, expected: Closeness) -> None:
    assert closeness(contacts) == expected
    assert 0 <= expected.score <= 100


def test_meeting_in_person_is_closer_than_writing() -> None:
    scores = [closeness(Contacts(5, 4, *kinds)).score for kinds in ((4, 0, 0), (0, 4, 0), (0, 0, 4))]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_loyalty_and_its_course() -> None:
    assert loyalty(80, 80, 12, 12) == 80
    assert loyalty(80, 30, 12, 12) == 100
    assert loyalty(30, 80, 6, 12) == 30
    assert loyalty(0, 0, 0, 12) == 0
    assert [course(60, 50), course(50, 50), course(40, 50)] == ["growing", "steady", "fading"]


def test_rhythm() -> None:
    assert spread_of([7, 7, 7, 7]) is None
    assert spread_of([7, 7, 7, 7, 7]) == (7.0, 0.0)
    assert spread_of([1, 7, 8, 9, 40]) == (8.0, 1.0)
    assert quiet_after(7, 0) == 9
    assert quiet_after(10, 3.5) == 17


def test_the_night_keeps_what_is_reckoned_on_demand(company: Company) -> None:
    customer = company.customer("Acme")
    company.spoke(customer, 3, 10, 17, 24, 31, 40, 100, 130, kind="visit")
    company.spoke(customer, 5, kind="wechat")
    company.spoke(company.customer("Other"), 1)

    assert reckon.reckon_all(company.world.system) == 2

    found = reckon.of_one(company.world.system, "customer", customer)
    assert found is not None
    kept = Kept.objects.get(entity="customer", record_id=customer)
    assert (kept.score, kept.recency, kept.frequency, kept.depth) == (
        found.now.score,
        found.now.recency,
        found.now.frequency,
        found.now.depth,
    )
    assert (kept.score_before, kept.loyalty, kept.last_on) == (found.before, found.loyalty, found.last_on)
    # Days of contact 130 100 40 31 24 17 10 5 3 ago: gaps 30 60 9 7 7 7 5 2.
    assert (kept.median_days, kept.spread_days, kept.quiet_days) == (7, 2, 11)
    assert found.contacts == Contacts(3, 7, 8, 0, 1)


def test_what_is_gone_leaves_the_kept_numbers(company: Company) -> None:
    customer = company.customer("Acme")
    company.spoke(customer, 1)
    reckon.reckon_all(company.world.system)
    company.api("ann").delete(f"follow_up/{company.api('ann').ids('follow_up')[0]}", 1)

    company.world.clock.moment += timedelta(days=1)
    assert reckon.reckon_all(company.world.system) == 0
    assert not Kept.objects.exists()


def test_a_stranger_learns_nothing_of_closeness(company: Company) -> None:
    customer = company.customer("Acme")
    company.spoke(customer, 2, kind="visit")

    mine = company.api("ann").get("today/closeness", entity="customer", id=customer)
    theirs = company.api("bob").get("today/closeness", entity="customer", id=customer)

    assert mine.json()["score"] == sum(part["points"] for part in mine.json()["parts"])
    assert [part["facts"] for part in mine.json()["parts"]][1] == {"last_90": 1}
    assert theirs.status_code == 404
    assert company.api("ann").get("today/closeness", entity="user", id=1).status_code == 422
