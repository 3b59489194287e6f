"""Rows with an author beside the owner: both read, only the author's side writes; and what follows a record."""

import pytest

from kezhou.platform.org import people
from kezhou.platform.pools import ledger
from tests.activities.conftest import Team, _fresh_caches, findings, team

__all__ = ["_fresh_caches", "team"]

pytestmark = pytest.mark.django_db


def owner_is(team: Team, customer: int, name: str) -> None:
    version = team.world.admin.get(f"customer/{customer}").json()["version"]
    answer = team.world.admin.patch(f"customer/{customer}", {"owner": team.people[name].id}, version=version)
    assert answer.status_code == 200, answer.content


def test_the_new_owner_reads_what_the_old_one_wrote_and_does_not_change_it(team: Team) -> None:
    customer = team.customer("ann")
    written = team.logged("ann", customer)
    owner_is(team, customer, "bob")

    told = team.api("bob").get(f"follow_up/{written}").json()

    assert (told["owner"]["id"], told["author"]["id"]) == (team.people["bob"].id, team.people["ann"].id)
    assert told["_can"]["update"] is False
    assert team.api("bob").patch(f"follow_up/{written}", {"content": "改写"}, version=1).status_code == 403
    assert team.api("bob").delete(f"follow_up/{written}", version=1).status_code == 403
    assert team.api("ann").get(f"follow_up/{written}").status_code == 200
    assert (
        team.api("ann").patch(f"follow_up/{written}", {"content": "自己补充了一些内容"}, version=1).status_code == 200
    )
    assert team.api("eve").get(f"follow_up/{written}").status_code == 404
    assert findings() == []


def test_nobody_logs_in_the_name_of_somebody_out_of_reach(team: Team) -> None:
    customer = team.customer("ann")

    refused = team.log("ann", customer, author=team.people["bob"].id)

    assert (refused.status_code, refused.json()["code"]) in ((403, "outside_scope"), (422, "invalid"))
    assert team.api("cai").ids("follow_up") == []
    assert team.log("cai", customer, author=team.people["ann"].id).status_code == 201


def test_who_is_named_as_author_stands_in_their_own_department(team: Team) -> None:
    customer = team.customer("ann")
    record = team.logged("ann", customer)
    people.move_user(team.world.system, team.people["ann"].id, team.world.west.id)

    told = team.world.admin.get(f"follow_up/{record}").json()

    assert told["author_dept"]["id"] == team.world.west.id
    assert findings() == []


def test_explain_names_the_grant_that_reaches_the_author(team: Team) -> None:
    customer = team.customer("bob")
    owner_is(team, customer, "ann")
    record = team.logged("ann", customer)
    owner_is(team, customer, "bob")

    seen = team.api("ann").get(f"follow_up/{record}/explain", action="view").json()
    changed = team.api("bob").get(f"follow_up/{record}/explain", action="update").json()

    assert seen["allowed"] is True
    assert changed["allowed"] is False


@pytest.mark.parametrize("key", ["task", "visit"])
def test_what_is_open_follows_the_customer_and_what_is_over_stays(team: Team, key: str) -> None:
    customer, table = team.customer("ann"), f"activities_{key}"
    words = {"title": "寄样品"} if key == "task" else {"purpose": "看现场", "planned_at": team.at(hours=-2)}
    open_one, over = (team.made("ann", key, customer=customer, **words) for _ in range(2))
    verb, more = ("done", {}) if key == "task" else ("cancel", {"cancel_reason": "改期"})
    assert team.act("ann", f"{key}/{over}", verb, **more).status_code == 200
    helpers = team.world.make(key, {"customer": customer, **words}, team.people["eve"])
    pool = team.pool()

    owner_is(team, customer, "bob")
    assert team.place(table, open_one) == ("bob", None)
    assert team.place(table, over) == ("ann", None)
    assert team.place(table, helpers) == ("eve", None)

    answer = team.api("bob").post(f"customer/{customer}/release", {"pool": pool.id, "reason": "没有预算"})
    assert answer.status_code == 200, answer.content
    assert team.place(table, open_one) == (None, pool.id)
    assert team.place(table, over) == ("ann", None)
    assert findings() == []

    other = team.pool("North")
    entity = team.world.entity("customer")
    ledger.move(team.world.system, entity, [customer], ledger.Target(pool=other.id), "transfer")
    assert team.place(table, open_one) == (None, other.id)

    assert team.api("ann").post(f"customer/{customer}/claim", {}).status_code == 200
    assert team.place(table, open_one) == ("ann", None)

    ledger.move(team.world.system, entity, [customer], ledger.Target(pool=pool.id), "recycle")
    assert team.place(table, open_one) == (None, pool.id)
    assert team.place(table, helpers) == ("eve", None)
    assert findings() == []


def test_follow_ups_go_wherever_the_customer_goes(team: Team) -> None:
    customer = team.customer("ann")
    record = team.logged("ann", customer)
    pool = team.pool()
    assert team.api("ann").post(f"customer/{customer}/release", {"pool": pool.id, "reason": "x"}).status_code == 200

    assert team.place("activities_followup", record) == (None, pool.id)
    assert team.api("ann").get(f"follow_up/{record}").status_code == 200
    assert team.api("bob").post(f"customer/{customer}/claim", {}).status_code == 200
    assert team.place("activities_followup", record) == ("bob", None)
    assert findings() == []


def test_a_task_is_not_claimed_by_itself(team: Team) -> None:
    task = team.made("ann", "task", title="寄样品")

    assert team.api("ann").post(f"task/{task}/claim", {}).status_code == 404
