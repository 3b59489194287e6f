"""Work with a pool: several records at once, the path of a record, flows, an extension, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events import EventRow, subscribe
from kezhou.platform.events.models import Event
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.pools import holds, recycle, settings
from kezhou.platform.pools.models import Pool, PoolMove

from .conftest import Company, findings


def bulk(company: Company, name: str, op: str, ids: list[int], **words: Any) -> list[tuple[int, str]]:
    """(id, code of the problem or an empty word) per record."""
    answer = company.api(name).post("pool/bulk", {"entity": "customer", "op": op, "ids": ids, **words})
    assert answer.status_code == 200, answer.content
    return [(row["id"], row.get("problem", {}).get("code", "")) for row in answer.json()["results"]]


def deliver(company: Company) -> None:
    """What the dispatcher would hand over, without waiting for transactions that a test never ends."""
    reader = subscribe.get("pool_news")
    rows = [EventRow(**values) for values in Event.objects.order_by("id").values() if reader.wants(values["name"])]
    reader.take(company.world.system, rows)


def owner_of(record: int) -> int | None:
    return Customer.objects.get(id=record).owner_id


def test_many_are_claimed_until_the_quota_is_used_up(company: Company) -> None:
    company.change(claims_per_day=2)
    elsewhere = company.owned("Owned", "bob")
    ids = [company.in_pool(f"c{at}") for at in range(3)]
    found = bulk(company, "ann", "claim", [ids[0], elsewhere, ids[1], ids[2]])
    assert found == [(ids[0], ""), (elsewhere, "not_found"), (ids[1], ""), (ids[2], "quota_day")]
    assert [owner_of(id_) for id_ in ids] == [company.people["ann"].id, company.people["ann"].id, None]
    assert PoolMove.objects.filter(kind="claim").count() == 2


def test_a_quota_of_one_pool_leaves_the_others_open_and_room_is_counted_down(company: Company) -> None:
    company.change(claims_per_day=1)
    north = company.add_pool("North")
    settings.set_limits(company.world.system, "customer", [{"user": company.people["ann"].id, "holdings": 2}])
    south_1, south_2 = company.in_pool("s1"), company.in_pool("s2")
    north_1, north_2 = company.in_pool("n1", north), company.in_pool("n2", north)
    found = bulk(company, "ann", "claim", [south_1, south_2, north_1, north_2, south_1])
    assert found == [(south_1, ""), (south_2, "quota_day"), (north_1, ""), (north_2, "holdings_full")]
    assert (owner_of(south_1), owner_of(north_1)) == (company.people["ann"].id,) * 2
    assert bulk(company, "cai", "assign", [south_2, north_2], owner=company.people["ann"].id)[0][1] == "holdings_full"


def test_each_is_put_back_where_it_came_from_and_the_others_where_is_said(company: Company) -> None:
    north = company.add_pool("North")
    a, b, fresh, foreign = (
        company.in_pool("a"), company.in_pool("b", north), company.owned("c", "ann"), company.owned("d", "bob")
    )  # fmt: skip
    bulk(company, "ann", "claim", [a, b])
    found = bulk(company, "ann", "release", [a, b, fresh, foreign], reason="no time")
    assert found == [(a, ""), (b, ""), (fresh, "invalid"), (foreign, "not_found")]
    pools = dict(Customer.objects.values_list("id", "pool_id"))
    assert (pools[a], pools[b], pools[fresh]) == (company.pool.id, north.id, None)
    assert bulk(company, "ann", "release", [fresh], reason="no time", pool=north.id) == [(fresh, "")]


def test_two_hundred_cost_as_many_statements_as_two(company: Company) -> None:
    def statements(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as told:
            assert {code for _id, code in bulk(company, "ann", "claim", ids)} == {""}
        return len(told)

    few, many = ([company.in_pool(f"{size}-{at}") for at in range(size)] for size in (2, 60))
    few, many = list(few), list(many)
    statements([company.in_pool("warm")])
    assert statements(few) == statements(many)
    assert findings() == []


def test_many_are_handed_out_by_administrators_only(company: Company) -> None:
    ids = [company.in_pool("a"), company.in_pool("b")]
    bob = company.people["bob"].id
    assert bulk(company, "ann", "assign", ids, owner=bob) == [(ids[0], "no_pool_admin"), (ids[1], "no_pool_admin")]
    assert [owner_of(id_) for id_ in ids] == [None, None]
    assert bulk(company, "cai", "assign", ids, owner=bob) == [(ids[0], ""), (ids[1], "")]
    assert [owner_of(id_) for id_ in ids] == [bob, bob]
    assert company.api("cai").post("pool/bulk", {"entity": "customer", "op": "assign", "ids": ids}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"op": "claim", "ids": []},
        {"op": "claim", "ids": list(range(1, 202))},
        {"op": "eat", "ids": [1]},
        {"op": "claim", "ids": ["1"]},
        {"op": "claim", "ids": 1},
        {"op": "claim", "ids": [1], "reason": 1},
    ],
)
def test_a_call_that_names_nothing_to_do_is_refused(company: Company, body: dict[str, Any]) -> None:
    assert company.api("ann").post("pool/bulk", {"entity": "customer", **body}).status_code == 422
    assert PoolMove.objects.filter(kind="claim").count() == 0


def test_the_list_of_pools_says_what_lies_there_and_what_was_taken(company: Company) -> None:
    company.change(claims_per_day=5)
    ids = [company.in_pool(f"c{at}") for at in range(3)]
    company.act("ann", "claim", ids[0])
    (pool,) = company.api("ann").get("pool").json()["items"]
    names = ("records", "records_capped", "claims_today", "claims_this_week", "member", "is_admin")
    assert [pool[name] for name in names] == [2, False, 1, 1, True, False]
    (pool,) = company.api("cai").get("pool").json()["items"]
    assert [pool[name] for name in names] == [2, False, 0, 0, True, True]
    assert company.api("eve").get("pool").json()["items"] == []


def test_a_record_tells_its_path_to_those_who_see_it(company: Company) -> None:
    record = company.in_pool("Acme")
    company.act("ann", "claim", record)
    company.act("ann", "release", record, reason="no answer")
    lines = company.api("bob").get(f"customer/{record}/moves").json()["items"]
    assert [(x["kind"], x["from_owner"], x["to_owner"], x["from_pool"], x["to_pool"], x["reason"]) for x in lines] == [
        ("return", "Ann", None, None, "South", "no answer"),
        ("claim", None, "Ann", "South", None, ""),
        ("import", None, None, None, "South", ""),
    ]
    assert company.api("eve").get(f"customer/{record}/moves").status_code == 404
    assert company.api("eve").get(f"customer/{record}/keeping").status_code == 404


def test_flows_are_for_administrators_and_of_their_pools(company: Company) -> None:
    north = company.add_pool("North", is_admin="bob")
    record, other = company.in_pool("Acme"), company.in_pool("Other", pool=north)
    company.act("ann", "claim", record)
    company.act("ann", "claim", other)

    def flows(name: str, **words: Any) -> list[tuple[list[str], int, int]]:
        answer = company.api(name).get("pool/flows", entity="customer", **words).json()
        return [(row["titles"], row["went_in"], row["came_out"]) for row in answer["rows"]]

    assert flows("cai", by="pool,kind") == [(["South", "Claimed"], 0, 1), (["South", "Brought in"], 1, 0)]
    assert flows("cai", by="person") == [(["Ann"], 0, 1), ([""], 1, 0)]
    assert flows("bob", by="day") == [([company.world.clock.moment.date().isoformat()], 1, 1)]
    assert flows("cai", by="pool", pool=north.id) == []
    assert company.api("ann").get("pool/flows", entity="customer").status_code == 403
    assert company.api("cai").get("pool/flows", entity="customer", by="phone").status_code == 400


def test_an_owner_asks_and_an_administrator_of_the_pool_puts_the_day_off(company: Company) -> None:
    company.rule(days=30)
    record = company.owned("Acme", "ann")
    today = company.world.clock.moment.date()
    until = today + timedelta(days=60)

    assert company.act("bob", "extend", record, until=str(until), reason="mine?") == (404, "not_found")
    early = company.api("ann").post(f"customer/{record}/extend", {"until": str(today), "reason": "nearly signed"})
    assert (early.status_code, early.json()["errors"][0]["path"]) == (422, "until")
    assert company.act("ann", "extend", record, until=str(until), reason="nearly signed") == (200, "")
    assert company.act("ann", "extend", record, until=str(until), reason="again") == (409, "already_asked")
    keeping = company.api("ann").get(f"customer/{record}/keeping").json()
    assert (keeping["due"]["on"], keeping["due"]["days"]) == (str(today + timedelta(days=30)), 30)
    assert (keeping["held_until"], keeping["asked"]["until"]) == (None, str(until))

    asked = ApprovalRequest.objects.get()
    assert list(asked.tasks.values_list("user_id", flat=True)) == [company.people["cai"].id]
    assert company.api("bob").post(f"approvals/{asked.id}/approve", {}).status_code == 404
    assert company.api("ann").post(f"approvals/{asked.id}/approve", {}).status_code == 403
    assert holds.held_until(company.world.entity("customer"), record) is None
    assert company.api("cai").post(f"approvals/{asked.id}/approve", {"comment": "yes"}).status_code == 200
    assert holds.held_until(company.world.entity("customer"), record) == until
    keeping = company.api("ann").get(f"customer/{record}/keeping").json()
    assert (keeping["due"]["on"], keeping["asked"]) == (str(until + timedelta(days=1)), None)
    held = AuditEntry.objects.get(entity="customer", record_id=record, action="hold")
    assert held.meta["reason"] == "nearly signed"


def test_what_falls_soon_is_listed_for_its_owner(company: Company) -> None:
    rule = company.rule(days=30)
    first = company.owned("First", "ann")
    company.later(days=2)
    second = company.owned("Second", "ann")
    company.owned("Of another", "bob")
    found = company.api("ann").get("pool/falling", entity="customer", days=28).json()["items"]
    assert [(x["id"], x["title"], x["days"], x["rule"], x["pool_name"]) for x in found] == [
        (first, "First", 28, rule, "South")
    ]
    found = company.api("ann").get("pool/falling", entity="customer", days=30).json()["items"]
    assert [x["id"] for x in found] == [first, second]
    assert company.api("eve").get("pool/falling", entity="customer").json()["items"] == []


def test_an_extension_dies_with_the_ownership_that_asked_for_it(company: Company) -> None:
    company.rule(days=30)
    record = company.owned("Acme", "ann")
    until = company.world.clock.moment.date() + timedelta(days=60)
    company.act("ann", "extend", record, until=str(until), reason="nearly signed")
    company.act("ann", "release", record, reason="no answer")
    asked = ApprovalRequest.objects.get()
    answer = company.api("cai").post(f"approvals/{asked.id}/approve", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_decided")
    assert ApprovalRequest.objects.get().state == "withdrawn"
    assert asked.tasks.filter(state="pending").count() == 0
    told = InboxItem.objects.filter(entity="approval", record_id=asked.id, title__startswith="Ended")
    assert [item.user_id for item in told] == [company.people["cai"].id]
    assert holds.held_until(company.world.entity("customer"), record) is None


def test_nothing_to_extend_and_nobody_to_ask(company: Company) -> None:
    record = company.owned("Acme", "ann")
    until = str(company.world.clock.moment.date() + timedelta(days=60))
    assert company.act("ann", "extend", record, until=until, reason="x") == (409, "not_due")
    company.rule(days=30)
    company.change(members=[{"department": company.world.east.id}])
    assert company.act("ann", "extend", record, until=until, reason="x") == (409, "nobody_decides")
    assert ApprovalRequest.objects.count() == 0


def test_owners_are_warned_and_told_once(company: Company) -> None:
    company.rule(days=30, warn_days=7)
    few = company.owned("Acme", "ann")
    for at in range(4):
        company.owned(f"c{at}", "bob")
    company.later(days=24)
    recycle.warn_all(company.world.system)
    recycle.warn_all(company.world.system)
    deliver(company)
    due = company.world.clock.moment.date() + timedelta(days=6)
    messages = InboxItem.objects.order_by("id").values_list("user_id", "kind", "title", "record_id")
    ann, bob = company.people["ann"].id, company.people["bob"].id
    assert set(messages) == {
        (ann, "recycle_warned", f"“Acme”若不跟进，将于 {due} 回收到公海", few),
        (bob, "recycle_warned", "你负责的 4 条记录若不跟进，即将回收到公海", None),
    }
    InboxItem.objects.all().delete()
    company.later(days=6)
    recycle.recycle_all(company.world.system)
    deliver(company)
    messages = InboxItem.objects.filter(kind="recycled").values_list("user_id", "title", "text", "record_id")
    assert set(messages) == {
        (ann, "“Acme”已回收到公海", "", few),
        (bob, "你负责的 4 条记录已回收到公海", "c0、c1、c2、c3", None),
    }


def test_a_default_pool_takes_what_names_none(company: Company) -> None:
    north = company.add_pool("North")
    record = company.owned("Acme", "ann")
    assert company.act("ann", "release", record, reason="x") == (422, "invalid")
    settings.change(company.world.system, company.pool.id, {"is_default": True})
    settings.change(company.world.system, north.id, {"is_default": True})
    assert list(Pool.objects.filter(is_default=True).values_list("name", flat=True)) == ["North"]
    assert company.act("ann", "release", record, reason="x") == (200, "")
    assert Customer.objects.get(id=record).pool_id == north.id


def test_why_somebody_sees_what_lies_in_a_pool(company: Company) -> None:
    record = company.in_pool("Acme")

    def reasons() -> list[tuple[str, bool]]:
        found = company.api("ann").get(f"customer/{record}/explain").json()["reasons"]
        return [(reason["code"], reason["answers"]) for reason in found if reason["code"] != "grant"]

    assert reasons() == [("pool", True)]
    company.world.give(company.people["ann"], {"customer": {"view": "all"}})
    company.change(columns=["name"])
    assert reasons() == [("pool_page", False)]
    company.change(members=[])
    assert reasons() == [("no_member", False)]
