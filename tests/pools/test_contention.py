"""F7: what holds when two hundred people reach for a hundred customers at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kezhou.kernel.errors import Conflict, NotFound
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.pools import bulk, settings
from kezhou.platform.pools.models import PoolMove
from tests.contract.world import World

from .conftest import Company, findings

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
ITEMS = 100
CALLS = 200


def at_once(calls: list[Callable[[], str]]) -> Counter[str]:
    """Run the calls from several threads, each with a connection of its own, released by one barrier."""
    ready = threading.Barrier(THREADS)
    started = threading.local()

    def one(call: Callable[[], str]) -> str:
        if not getattr(started, "yes", False):
            started.yes = True
            ready.wait(60)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(one, calls))


@pytest.fixture
def crowd(db: None) -> Company:
    company = Company(World())
    for number in range(16):
        person = company.world.person(f"p{number}", company.world.east)
        company.people[f"p{number}"] = person
        company.world.give(person, {"customer": {"view": "own"}})
    return company


def claiming(company: Company, name: str, record: int) -> Callable[[], str]:
    ctx, entity = company.ctx(name), company.world.entity("customer")

    def call() -> str:
        try:
            bulk.one(ctx, entity, bulk.Call("claim", [record]))
        except (Conflict, NotFound) as problem:
            return problem.code
        return "won"

    return call


def test_f7_200_claims_for_100_customers_have_exactly_100_winners(crowd: Company) -> None:
    records = [crowd.in_pool(f"c{number}") for number in range(ITEMS)]
    # Twice every customer, by two people who reach for it one behind the other.
    calls = [claiming(crowd, f"p{(at + twice) % 16}", record) for at, record in enumerate(records) for twice in (0, 1)]

    assert len(calls) == CALLS
    assert at_once(calls) == {"won": 100, "already_claimed": 100}

    assert Customer.objects.filter(owner__isnull=False, pool__isnull=True).count() == 100
    lines = PoolMove.objects.filter(kind="claim")
    assert lines.count() == 100
    assert set(lines.values_list("record_id", "to_owner_id")) == set(Customer.objects.values_list("id", "owner_id"))
    assert findings() == []


@pytest.mark.parametrize(
    ("limit", "code"),
    [("claims_per_day", "quota_day"), ("claims_per_week", "quota_week"), ("holdings", "holdings_full")],
)
def test_f7_the_limit_of_a_person_holds_under_parallel_claims(crowd: Company, limit: str, code: str) -> None:
    if limit == "holdings":
        east = {"department": crowd.world.east.id, "holdings": 3}
        settings.set_limits(crowd.world.system, "customer", [east])
    else:
        crowd.change(**{limit: 3})
    records = [crowd.in_pool(f"c{number}") for number in range(40)]

    answers = at_once([claiming(crowd, "ann" if at % 2 else "bob", record) for at, record in enumerate(records)])

    assert answers == {"won": 6, code: 34}
    held = Counter(Customer.objects.filter(owner__isnull=False).values_list("owner_id", flat=True))
    assert held == {crowd.people["ann"].id: 3, crowd.people["bob"].id: 3}
    assert PoolMove.objects.filter(kind="claim").count() == 6
    assert findings() == []


def test_f7_claims_hand_outs_and_moves_at_once_lose_no_customer(crowd: Company) -> None:
    north = crowd.add_pool("North", is_admin="cai")
    records = [crowd.in_pool(f"c{number}") for number in range(32)]
    entity, cai, bob = crowd.world.entity("customer"), crowd.ctx("cai"), crowd.people["bob"].id

    def tried(act: Callable[[], None]) -> Callable[[], str]:
        def call() -> str:
            try:
                act()
            except (Conflict, NotFound):
                return "too late"
            return "won"

        return call

    calls = []
    for at, record in enumerate(records):
        calls.append(claiming(crowd, f"p{at % 16}", record))
        handed, moved = bulk.Call("assign", [record], owner=bob), bulk.Call("transfer", [record], pool=north.id)
        calls.append(tried(lambda call=handed: bulk.one(cai, entity, call)))  # type: ignore[misc]
        calls.append(tried(lambda call=moved: bulk.one(cai, entity, call)))  # type: ignore[misc]
    answers = at_once(calls)

    owned = Customer.objects.filter(owner__isnull=False).count()
    assert owned + Customer.objects.filter(pool__isnull=False).count() == 32
    assert PoolMove.objects.filter(kind__in=["claim", "assign"]).count() == owned
    assert owned > 0
    assert PoolMove.objects.exclude(kind="import").count() == answers["won"]
    assert findings() == []
