"""F6, F7: two people (or a job and a person) do different things with the same customer at the same moment.

Every race runs several times with real transactions; which of the two is first is chance, what must be true afterwards
is not: one owner, one ledger, children where their parent lies, nothing half done, and never a deadlock.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kezhou.kernel.errors import KezhouError
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.handover.models import Handover
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.registry import get
from kezhou.platform.merging import merge
from kezhou.platform.merging.models import Merge
from kezhou.platform.pools import bulk, recycle, settings
from kezhou.platform.pools.models import PoolMove
from kezhou.platform.records import ownership, write
from tests.contract.world import World
from tests.merging.conftest import Office
from tests.merging.conftest import findings as merge_findings

from .conftest import findings

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """What became of each act: `ok`, the code of a refusal, or the name of a fault that nobody should see."""
    ready = threading.Barrier(len(acts))

    def one(act: Act) -> str:
        try:
            ready.wait(30)
            act()
        except KezhouError as refusal:
            return refusal.code
        except Exception as fault:  # noqa: BLE001 — a deadlock is what the test looks for
            return f"{type(fault).__name__}: {fault}"
        finally:
            connection.close()
        return "ok"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture
def office(db: None) -> Office:
    return Office(World())


class Doing:
    """Acts of the people of the office, to be done later."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.customers, self.contacts = (office.world.entity(key) for key in ("customer", "contact"))
        self.ctx = {name: office.ctx(name) for name in office.people}

    def verb(self, name: str, op: str, record: int, **words: Any) -> Act:
        return lambda: bulk.one(self.ctx[name], self.customers, bulk.Call(op, [record], **words))

    def edited(self, name: str, record: int, version: int | None = None, **values: Any) -> Act:
        return lambda: write.update(self.ctx[name], self.customers, record, values, version)

    def deleted(self, name: str, record: int) -> Act:
        return lambda: write.delete(self.ctx[name], self.customers, record)

    def merged(self, winner: int, *losers: int) -> Act:
        return lambda: merge.merge(self.ctx["max"], self.customers, winner, list(losers))

    def recycled(self) -> Act:
        return lambda: recycle.recycle(self.office.world.system, self.customers)


@pytest.fixture
def doing(office: Office) -> Doing:
    return Doing(office)


def everything_is_whole() -> bool:
    """Nobody owns what lies in a pool, sums agree, children lie where their parents lie, no link names a loser."""
    assert findings() == []
    assert merge_findings() == []
    assert not Customer.objects.filter(owner__isnull=False, pool__isnull=False).exists()
    return True


# -- children ---------------------------------------------------------------------------------------------------------


def test_f7_a_contact_written_during_a_claim_goes_with_its_customer(
    office: Office, doing: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contact has looked where its customer lies and is not written yet when somebody claims the customer."""
    record = office.in_pool("Acme")
    looked, claimed = threading.Event(), threading.Event()
    settle = ownership._inherit

    def slowly(*args: Any) -> None:
        settle(*args)
        looked.set()
        claimed.wait(1)

    monkeypatch.setattr(ownership, "_inherit", slowly)

    def claim() -> None:
        looked.wait(30)
        doing.verb("bob", "claim", record)()
        claimed.set()

    made = {"name": "Wang", "customer": record}
    assert at_once(lambda: write.create(doing.ctx["max"], doing.contacts, made), claim) == ["ok", "ok"]
    bob = office.people["bob"].id
    assert Customer.objects.get(id=record).owner_id == bob
    assert list(Contact.objects.values_list("owner_id", "pool_id")) == [(bob, None)]
    assert everything_is_whole()


def test_f7_contacts_claims_and_edits_at_once_neither_part_nor_block_each_other(office: Office, doing: Doing) -> None:
    for turn in range(ROUNDS):
        record = office.in_pool(f"Acme {turn}")
        office.contact(f"Wang {turn}", record)
        made = [
            (lambda name=name: write.create(doing.ctx["max"], doing.contacts, {"name": name, "customer": record}))  # noqa: B023
            for name in (f"Li {turn}", f"Sun {turn}")
        ]
        told = at_once(*made, doing.verb("bob", "claim", record), doing.edited("max", record, remarks="x"))
        assert told == ["ok"] * 4
        owners = set(Contact.objects.filter(customer=record).values_list("owner_id", "pool_id"))
        assert owners == {(office.people["bob"].id, None)}
    assert everything_is_whole()


# -- pools ------------------------------------------------------------------------------------------------------------


def test_f7_a_claim_beside_recycling_of_the_same_customer(office: Office, doing: Doing) -> None:
    """The rule takes it from Ann while Bob reaches for it: he gets it after it fell, or hears that it is not there."""
    office.rule(days=30)
    records = [office.owned(f"Acme {turn}", "ann") for turn in range(ROUNDS)]
    for record in records:
        office.contact("Wang", record)
    office.later(days=31)
    fallen = 0
    for record in records:
        seen = at_once(doing.verb("bob", "claim", record), doing.recycled(), doing.recycled())
        assert seen[1:] == ["ok", "ok"]
        assert seen[0] in ("ok", "not_found", "already_claimed")
        owner, pool = Customer.objects.values_list("owner__username", "pool").get(id=record)
        assert (owner, pool) == (("bob", None) if seen[0] == "ok" else (None, office.pool.id))
        lines = list(PoolMove.objects.filter(record_id=record).order_by("id").values_list("kind", flat=True))
        assert lines == (["recycle", "claim"] if seen[0] == "ok" else ["recycle"])
        fallen += 1
    assert fallen == ROUNDS
    assert everything_is_whole()


def test_f7_putting_back_beside_recycling_happens_once(office: Office, doing: Doing) -> None:
    office.rule(days=30)
    for turn in range(ROUNDS):
        record = office.owned(f"Acme {turn}", "ann")
        office.later(days=31)
        seen = at_once(doing.verb("ann", "release", record, reason="no", pool=office.pool.id), doing.recycled())
        assert seen[1] == "ok"
        assert seen[0] in ("ok", "not_found", "in_pool")
        kinds = list(PoolMove.objects.filter(record_id=record).values_list("kind", flat=True))
        assert kinds in (["return"], ["recycle"])
    assert everything_is_whole()


@pytest.mark.parametrize("other", ["delete", "merge as loser", "merge as winner"])
def test_f7_a_claim_beside_the_end_of_the_same_customer(office: Office, doing: Doing, other: str) -> None:
    for turn in range(ROUNDS):
        record, twin = office.in_pool(f"Acme {turn}"), office.owned(f"Acme two {turn}", "ann")
        office.contact(f"Wang {turn}", record)
        act = {
            "delete": doing.deleted("max", record),
            "merge as loser": doing.merged(twin, record),
            "merge as winner": doing.merged(record, twin),
        }[other]
        claim, end = at_once(doing.verb("bob", "claim", record), act)
        assert end == "ok"
        assert claim in ("ok", "not_found") if other != "merge as winner" else claim in ("ok", "already_claimed")
        gone = Customer.objects.get(id=record).deleted_at is not None
        assert gone == (other != "merge as winner")
    assert everything_is_whole()


def test_f7_handing_over_beside_a_claim_and_a_release(office: Office, doing: Doing) -> None:
    """All that Ann has goes to Eve while Ann puts some back and Bob reaches for that."""
    office.world.give(office.people["max"], {}, admin=["org"])
    for turn in range(3):
        records = [office.owned(f"Acme {turn} {at}", "ann") for at in range(6)]
        for record in records:
            office.contact("Wang", record)
        plan = {"people": [office.people["ann"].id], "successors": [{"user": office.people["eve"].id}]}
        answer = office.max.post("handover", plan)
        assert answer.status_code == 201, answer.content
        number = int(answer.json()["id"])
        job = office.max.post(f"handover/{number}/run").json()["job"]

        def run(job: int = job, number: int = number) -> None:
            run_spec(get("hand_over"), attempts=0, ids={"record_id": job, "handover_id": number})

        def put_back_and_take(records: list[int] = records) -> None:
            for record in records[:3]:
                try:
                    doing.verb("ann", "release", record, reason="no", pool=office.pool.id)()
                    doing.verb("bob", "claim", record)()
                except KezhouError:
                    continue

        assert at_once(run, put_back_and_take) == ["ok", "ok"]
        owners = dict(Customer.objects.filter(id__in=records).values_list("id", "owner__username"))
        assert set(owners.values()) <= {"bob", "eve"}
        assert [owners[record] for record in records[3:]] == ["eve"] * 3
        assert Handover.objects.get(id=number).state == "done"
    assert everything_is_whole()


def test_f7_what_a_person_may_hold_holds_against_hand_outs_and_claims_at_once(office: Office, doing: Doing) -> None:
    settings.set_limits(office.world.system, "customer", [{"user": office.people["bob"].id, "holdings": 4}])
    records = [office.in_pool(f"Acme {at}") for at in range(16)]
    bob = office.people["bob"].id
    acts = [
        doing.verb("bob", "claim", record) if at % 2 else doing.verb("cai", "assign", record, owner=bob)
        for at, record in enumerate(records)
    ]
    assert Counter(at_once(*acts)) == {"ok": 4, "holdings_full": 12}
    assert Customer.objects.filter(owner=bob).count() == 4
    assert everything_is_whole()


def test_f7_twenty_claims_of_one_person_at_once_stay_within_the_day(office: Office, doing: Doing) -> None:
    office.change(claims_per_day=5)
    acts = [doing.verb("bob", "claim", office.in_pool(f"Acme {at}")) for at in range(20)]
    assert Counter(at_once(*acts)) == {"ok": 5, "quota_day": 15}
    assert PoolMove.objects.filter(kind="claim").count() == 5


def test_f7_putting_back_and_claiming_in_turns_does_not_get_round_the_cool_down(office: Office, doing: Doing) -> None:
    office.change(ex_owner_days=1, claims_per_day=50)
    record = office.owned("Acme", "ann")
    acts: list[Act] = []
    for _turn in range(6):
        acts.append(doing.verb("ann", "release", record, reason="no", pool=office.pool.id))
        acts.append(doing.verb("ann", "claim", record))
    seen = at_once(*acts)
    assert Counter(seen[::2])["ok"] == 1
    assert set(seen[1::2]) <= {"ok", "cooling_ex_owner"}  # “ok” while it still was hers: nothing happened
    assert list(PoolMove.objects.filter(record_id=record).values_list("kind", flat=True)) == ["return"]
    assert Customer.objects.get(id=record).pool_id == office.pool.id


# -- merging and editing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["chain", "fork", "circle", "same"])
def test_f6_two_merges_that_share_a_record(office: Office, doing: Doing, shape: str) -> None:
    for turn in range(ROUNDS):
        a, b, c = (office.owned(f"{name} {turn}", "ann") for name in "abc")
        for record in (a, b, c):
            office.contact("Wang", record)
        pairs = {
            "chain": (doing.merged(a, b), doing.merged(b, c)),
            "fork": (doing.merged(a, b), doing.merged(c, b)),
            "circle": (doing.merged(a, b), doing.merged(b, a)),
            "same": (doing.merged(a, b), doing.merged(a, b)),
        }[shape]
        seen = sorted(at_once(*pairs))
        wanted = [["not_found", "ok"], ["ok", "ok"]] if shape == "chain" else [["not_found", "ok"]]
        assert seen in wanted
        live = Customer.objects.filter(id__in=[a, b, c], deleted_at__isnull=True)
        assert live.count() == 3 - seen.count("ok")
        assert Contact.objects.filter(customer__in=live).count() == 3
        assert Merge.objects.filter(winner_id__in=[a, b, c]).count() == seen.count("ok")
    assert everything_is_whole()


def test_f6_of_edits_of_one_version_at_once_one_is_saved(office: Office, doing: Doing) -> None:
    record = office.owned("Acme", "ann")
    for _turn in range(ROUNDS):
        version = Customer.objects.get(id=record).version
        acts = [doing.edited(name, record, version, remarks=f"{name} {version}") for name in ("ann", "max", "max")]
        seen = at_once(*acts)
        assert Counter(seen) == {"ok": 1, "stale": 2}, seen
        kept = Customer.objects.get(id=record)
        assert (kept.remarks, kept.version) == (f"{('ann', 'max', 'max')[seen.index('ok')]} {version}", version + 1)
