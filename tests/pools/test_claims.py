"""Claiming, putting back, handing out, moving on: who may, what is counted, what is left behind."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit import history
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import execute
from kezhou.platform.events.models import Event
from kezhou.platform.pools import settings
from kezhou.platform.pools.models import PoolMove
from kezhou.platform.records import write

from .conftest import Company, findings, moves


def state(record: int) -> dict[str, Any]:
    names = ("owner_id", "dept_id", "pool_id", "pool_entered_at", "version")
    return Customer.objects.values(*names).get(id=record)


def test_a_claim_gives_the_record_to_one_person_with_ledger_audit_event_and_history(company: Company) -> None:
    record = company.in_pool("Acme")
    assert state(record)["pool_entered_at"] == company.world.clock.now()
    company.later(hours=1)

    response = company.api("ann").post(f"customer/{record}/claim")

    ann = company.people["ann"]
    assert response.status_code == 200
    assert response.json()["owner"] == {"id": ann.id, "title": "Ann"}
    assert response["ETag"] == '"2"'
    assert state(record) == {
        "owner_id": ann.id,
        "dept_id": company.world.east.id,
        "pool_id": None,
        "pool_entered_at": None,
        "version": 2,
    }
    pool = company.pool.id
    assert moves() == [("import", None, None, None, pool), ("claim", None, ann.id, pool, None)]
    entry = AuditEntry.objects.get(entity="customer", record_id=record, action="claim")
    assert entry.changes == {"owner": {"from": None, "to": ann.id}, "pool": {"from": pool, "to": None}}
    event = Event.objects.get(name="customer.claimed", record_id=record)
    assert event.diff == {"owner": [None, ann.id], "pool": [pool, None]}
    assert history.as_of("customer", record, "owner", company.world.clock.now()) == ann.id
    assert findings() == []


def test_the_second_gets_a_conflict_and_a_second_click_changes_nothing(company: Company) -> None:
    record = company.in_pool("Acme")
    assert company.act("ann", "claim", record) == (200, "")
    before = state(record), moves()

    assert company.act("bob", "claim", record) == (409, "already_claimed")
    assert company.act("ann", "claim", record) == (200, "")
    assert (state(record), moves()) == before

    company.later(days=2)
    assert company.act("bob", "claim", record) == (404, "not_found")


def test_who_is_no_member_sees_nothing_and_claims_nothing(company: Company) -> None:
    record = company.in_pool("Acme")

    assert company.api("eve").ids("customer") == []
    assert company.act("eve", "claim", record) == (404, "not_found")
    assert company.act("eve", "claim", 10**12) == (404, "not_found")
    assert company.act("eve", "assign", record, owner=company.people["eve"].id) == (404, "not_found")
    assert company.act("eve", "transfer", record, pool=company.pool.id) == (404, "not_found")
    assert company.act("eve", "release", record, reason="x") == (404, "not_found")
    assert company.api("eve").get(f"pool/{company.pool.id}/records").status_code == 404
    assert company.api("eve").get("pool").json()["items"] == []
    assert [kind for kind, *_rest in moves()] == ["import"]


def test_a_quota_is_not_refilled_by_putting_back(company: Company) -> None:
    company.change(claims_per_day=2, claims_per_week=3)
    a, b, c, d = (company.in_pool(name) for name in "abcd")
    assert company.act("ann", "claim", a) == (200, "")
    assert company.act("ann", "release", a, reason="not mine") == (200, "")
    assert company.act("ann", "claim", a) == (200, "")
    assert company.act("ann", "release", a, reason="not mine") == (200, "")

    refused = company.api("ann").post(f"customer/{b}/claim")

    assert (refused.status_code, refused.json()["code"]) == (409, "quota_day")
    assert (refused.json()["used"], refused.json()["limit"]) == (2, 2)
    assert state(b)["owner_id"] is None
    assert company.act("bob", "claim", b) == (200, "")  # everybody has a quota of their own

    company.later(days=1)  # from Sunday to Monday, a new week in the company's zone
    assert company.act("ann", "claim", c) == (200, "")
    assert company.act("ann", "claim", d) == (200, "")
    company.later(days=1)
    assert company.act("ann", "claim", a) == (200, "")
    company.later(days=1)
    e = company.in_pool("e")
    assert company.act("ann", "claim", e) == (409, "quota_week")
    assert findings() == []


def test_f15_a_day_ends_at_midnight_of_the_company_not_of_utc(company: Company) -> None:
    company.change(claims_per_day=1)
    a, b = company.in_pool("a"), company.in_pool("b")
    company.later(hours=7, minutes=59)  # 23:59 in Shanghai
    assert company.act("ann", "claim", a) == (200, "")
    assert company.act("ann", "claim", b) == (409, "quota_day")
    company.later(minutes=1)
    assert company.act("ann", "claim", b) == (200, "")


def test_cool_downs_are_counted_from_the_ledger_and_from_entering_the_pool(company: Company) -> None:
    company.change(ex_owner_days=3, new_days=1)
    record = company.owned("Acme", "ann")
    assert company.act("ann", "release", record, reason="no interest", pool=company.pool.id) == (200, "")

    assert company.act("bob", "claim", record) == (409, "cooling_new")
    company.later(days=1)
    write.update(company.world.system, company.world.entity("customer"), record, {"name": "Acme two"})
    refused = company.api("ann").post(f"customer/{record}/claim").json()
    assert (refused["code"], refused["from"]) == ("cooling_ex_owner", "2026-11-25")
    assert state(record)["owner_id"] is None
    company.later(days=2)
    assert company.act("ann", "claim", record) == (200, "")

    other = company.owned("Other", "ann")
    company.act("ann", "release", other, reason="x")
    company.later(days=1)
    assert company.act("bob", "claim", other) == (200, "")  # an edit did not begin the days anew


def test_how_much_one_may_hold_person_before_role_before_department(company: Company) -> None:
    world, ann = company.world, company.people["ann"]
    role = world.give(ann, {})
    records = [company.in_pool(f"c{number}") for number in range(5)]
    say = [{"department": world.head.id, "holdings": 9}, {"department": world.east.id, "holdings": 1}]

    settings.set_limits(world.system, "customer", say)
    assert company.act("ann", "claim", records[0]) == (200, "")
    refused = company.api("ann").post(f"customer/{records[1]}/claim").json()
    assert (refused["code"], refused["held"], refused["limit"]) == ("holdings_full", 1, 1)
    assert refused["detail"] == "Holds 1, asks for 1 more, may hold 1 (set for East)."

    settings.set_limits(world.system, "customer", [*say, {"role": role.id, "holdings": 2}])
    assert company.act("ann", "claim", records[1]) == (200, "")
    assert company.act("ann", "claim", records[2]) == (409, "holdings_full")

    settings.set_limits(
        world.system, "customer", [*say, {"role": role.id, "holdings": 9}, {"user": ann.id, "holdings": 2}]
    )
    assert company.act("ann", "claim", records[2]) == (409, "holdings_full")
    assert company.api("ann").get("pool/holdings", entity="customer").json() == {
        "held": 2,
        "limit": 2,
        "free": 0,
        "source": "person",
        "name": "Ann",
    }

    only_open = {"field": "status", "op": "ne", "value": "c"}
    settings.set_limits(world.system, "customer", [{"user": ann.id, "holdings": 2, "condition": only_open}])
    Customer.objects.filter(id=records[0]).update(status="c")
    assert company.act("ann", "claim", records[2]) == (200, "")
    assert company.act("ann", "claim", records[3]) == (409, "holdings_full")


def test_administrators_of_the_pool_hand_out_without_quota_but_within_what_one_may_hold(company: Company) -> None:
    world, bob = company.world, company.people["bob"]
    company.change(claims_per_day=0)
    settings.set_limits(world.system, "customer", [{"user": bob.id, "holdings": 1}])
    a, b = company.in_pool("a"), company.in_pool("b")

    assert company.act("ann", "assign", a, owner=bob.id) == (403, "no_pool_admin")
    assert state(a)["owner_id"] is None
    assert company.act("cai", "assign", a, owner=10**9)[0] == 422
    assert company.act("cai", "assign", a, owner=bob.id, reason="his region") == (200, "")
    assert company.act("cai", "assign", b, owner=bob.id) == (409, "holdings_full")
    assert company.act("cai", "assign", a, owner=bob.id) == (404, "not_found")  # what is owned is out of her sight
    assert state(a)["owner_id"] == bob.id
    assert PoolMove.objects.get(kind="assign").reason == "his region"
    assert findings() == []


def test_moving_to_another_pool_takes_children_along(company: Company) -> None:
    north = company.add_pool("North", is_admin="ann")
    record = company.in_pool("Acme")
    contact = write.create(
        company.world.system, company.world.entity("contact"), {"name": "Lin", "customer": record}
    ).id
    assert Contact.objects.get(id=contact).pool_id == company.pool.id
    company.later(hours=1)

    assert company.act("ann", "transfer", record, pool=north.id) == (403, "no_pool_admin")
    assert company.act("cai", "transfer", record, pool=company.pool.id)[0] == 422
    assert company.act("cai", "transfer", record, pool=north.id) == (200, "")

    assert state(record)["pool_entered_at"] == company.world.clock.now()
    assert Contact.objects.get(id=contact).pool_id == north.id
    assert company.act("bob", "claim", record) == (200, "")
    child = Contact.objects.get(id=contact)
    assert (child.owner_id, child.dept_id, child.pool_id) == (company.people["bob"].id, company.world.east.id, None)
    assert company.act("bob", "release", record, reason="x") == (200, "")
    child.refresh_from_db()
    assert (child.owner_id, child.dept_id, child.pool_id) == (None, None, north.id)  # back to where it came from
    assert findings() == []


def test_putting_back_asks_for_a_reason_and_a_pool_where_that_is_open(company: Company) -> None:
    record = company.owned("Acme", "ann")
    north = company.add_pool("North")
    company.api("bob").ids("customer")

    assert company.act("ann", "release", record, reason=" ")[0] == 422
    assert company.act("ann", "release", record, reason="x")[0] == 422  # two pools, and it came from none
    assert company.act("ann", "release", record, reason="x", pool=10**9)[0] == 422
    assert company.act("bob", "release", record, reason="x", pool=north.id) == (404, "not_found")
    assert state(record)["owner_id"] == company.people["ann"].id
    assert moves() == []
    assert company.act("ann", "release", record, reason="too far away", pool=north.id) == (200, "")
    assert moves() == [("return", company.people["ann"].id, None, None, north.id)]
    assert company.act("ann", "release", record, reason="x", pool=north.id) == (409, "in_pool")


def test_a_stale_version_changes_nothing(company: Company) -> None:
    record = company.in_pool("Acme")
    response = company.api("ann").post(f"customer/{record}/claim", {}, If_Match='"7"')
    assert (response.status_code, response.json()["code"]) == (412, "stale")
    assert state(record)["version"] == 1
    assert company.api("ann").post(f"customer/{record}/claim", {}, If_Match='"1"').status_code == 200


def test_unknown_words_are_refused(company: Company) -> None:
    record = company.in_pool("Acme")
    assert company.act("ann", "claim", record, owner=1) == (400, "unknown_parameter")
    assert state(record)["owner_id"] is None


def test_what_the_pipeline_hands_over_is_in_the_ledger_too(company: Company) -> None:
    ann, bob = company.people["ann"], company.people["bob"]
    record = company.owned("Acme", "ann")
    assert moves() == []  # made with an owner: nothing moved
    write.update(company.world.system, company.world.entity("customer"), record, {"owner": bob.id})
    assert moves() == [("assign", ann.id, bob.id, None, None)]
    write.delete(company.world.system, company.world.entity("customer"), record)
    write.restore(company.world.system, company.world.entity("customer"), record)
    assert len(moves()) == 1
    assert findings() == []


def test_the_ledger_cannot_be_rewritten_and_a_forged_row_is_found(company: Company) -> None:
    record = company.in_pool("Acme")
    company.act("ann", "claim", record)
    for statement in ("UPDATE pools_move SET kind = 'assign'", "DELETE FROM pools_move"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute(statement)
    assert findings() == []
    Customer.objects.filter(id=record).update(owner_id=None, dept_id=None, pool_id=company.pool.id)
    assert len(findings()) == 2
