"""F7: two hundred people reach for the same hundred customers over HTTP, each with a session of their own."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import UserRole
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.org import epochs
from kezhou.platform.pools import members
from kezhou.platform.pools.models import PoolMove
from tests.contract.world import Api, World, forget
from tests.pools.conftest import Company, findings

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 16
"""Calls that are under way at the same moment; as many as the server gives to a busy instance."""
PEOPLE, CUSTOMERS = 200, 100


@pytest.fixture
def crowd(db: None) -> tuple[Company, list[Api]]:
    """The company of the pool tests with two hundred salespeople more, all members of the pool by their department."""
    forget()
    members.forget()
    company = Company(World())
    role = UserRole.objects.get(user=company.people["ann"]).role
    users = [company.world.person(f"seller{number}", company.world.east) for number in range(PEOPLE)]
    UserRole.objects.bulk_create(UserRole(user=user, role=role) for user in users)
    epochs.bump_access(None)
    forget()
    return company, [company.world.api(user) for user in users]


def at_once(calls: list[Callable[[], Any]]) -> Counter[tuple[int, str]]:
    """Status and code of every answer; the first calls of all threads are released together."""
    ready, started = threading.Barrier(CONNECTIONS), threading.local()

    def one(call: Callable[[], Any]) -> tuple[int, str]:
        if not getattr(started, "yes", False):
            started.yes = True
            connection.ensure_connection()
            ready.wait(60)
        try:
            answer = call()
        finally:
            connection.close()
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return Counter(pool.map(one, calls))


def claim(api: Api, record: int) -> Callable[[], Any]:
    return lambda: api.post(f"customer/{record}/claim")


def test_f7_two_hundred_people_a_hundred_customers(crowd: tuple[Company, list[Api]]) -> None:
    """Two for each customer: a hundred win, a hundred are told so; each won once, audited once, told once."""
    company, people = crowd
    company.change(claims_per_day=1)
    records = [company.in_pool(f"c{number}") for number in range(CUSTOMERS)]

    answers = at_once([claim(api, records[at % CUSTOMERS]) for at, api in enumerate(people)])

    assert answers == {(200, ""): CUSTOMERS, (409, "already_claimed"): PEOPLE - CUSTOMERS}
    assert Customer.objects.filter(owner__isnull=False, pool__isnull=True, version=2).count() == CUSTOMERS
    per_person = PoolMove.objects.filter(kind="claim").values("to_owner_id").annotate(n=Count("id"))
    assert {row["n"] for row in per_person} == {1}
    lines = PoolMove.objects.filter(kind="claim").values_list("record_id", "to_owner_id")
    assert set(lines) == set(Customer.objects.values_list("id", "owner_id"))
    for model, where in ((AuditEntry, {"action": "claim"}), (Event, {"name": "customer.claimed"})):
        assert model.objects.filter(entity="customer", record_id__in=records, **where).count() == CUSTOMERS
    assert findings() == []

    # The winners have used their day; the others take what is left.
    rest = [company.in_pool(f"rest{number}") for number in range(20)]
    again = at_once([claim(api, rest[at % 20]) for at, api in enumerate(people)])
    assert again[(200, "")] == 20
    assert again[(409, "quota_day")] + again[(409, "already_claimed")] == PEOPLE - 20
    most = PoolMove.objects.filter(kind="claim").values("to_owner_id").annotate(n=Count("id"))
    assert {row["n"] for row in most} == {1}
    assert PoolMove.objects.filter(kind="claim").count() == CUSTOMERS + 20
    assert findings() == []


def test_f7_two_hundred_people_and_one_customer(crowd: tuple[Company, list[Api]]) -> None:
    company, people = crowd
    record = company.in_pool("the one")

    answers = at_once([claim(api, record) for api in people])

    assert answers == {(200, ""): 1, (409, "already_claimed"): PEOPLE - 1}
    (winner,) = PoolMove.objects.filter(kind="claim").values_list("to_owner_id", flat=True)
    assert Customer.objects.values_list("owner_id", "pool_id", "version").get(id=record) == (winner, None, 2)
    assert findings() == []


def test_f7_one_person_with_many_windows_claims_no_more_than_the_quota(crowd: tuple[Company, list[Api]]) -> None:
    company, people = crowd
    company.change(claims_per_day=5)
    records = [company.in_pool(f"c{number}") for number in range(40)]

    answers = at_once([claim(people[0], record) for record in records])

    assert answers == {(200, ""): 5, (409, "quota_day"): 35}
    assert Customer.objects.filter(owner=people[0].user).count() == 5
    assert PoolMove.objects.filter(kind="claim").count() == 5
    assert findings() == []


def test_f7_a_second_click_of_the_winner_changes_nothing(crowd: tuple[Company, list[Api]]) -> None:
    company, people = crowd
    company.change(claims_per_day=1)
    record = company.in_pool("the one")

    answers = at_once([claim(people[0], record)] * 32)

    assert answers == {(200, ""): 32}
    assert PoolMove.objects.filter(kind="claim").count() == 1
    assert Customer.objects.get(id=record).version == 2
    assert findings() == []
