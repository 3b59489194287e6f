"""What a follow-up means for its customer: last contact, next contact, status, who is told."""

from datetime import timedelta

import pytest

from kezhou.modules.activities.follow_up import effective
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.files.models import StoredFile
from kezhou.platform.notify.models import InboxItem
from tests.activities.conftest import Team

pytestmark = pytest.mark.django_db


def test_a_short_note_is_kept_and_does_not_count(team: Team) -> None:
    customer = team.customer("ann")

    record = team.logged("ann", customer, content="没接")

    told = team.api("ann").get(f"follow_up/{record}").json()
    assert (told["effective"], told["subject"], told["direction"]) == (False, "没接", "out")
    assert team.moments(customer) == (None, None)


def test_the_newest_effective_one_is_the_last_contact_whatever_happens_to_it(team: Team) -> None:
    customer, now = team.customer("ann"), team.world.clock.now()
    old = team.logged("ann", customer, at=team.at(days=3))
    new = team.logged("ann", customer, at=team.at(days=1))
    team.logged("ann", customer, at=team.at(days=5))
    assert team.moments(customer)[0] == now - timedelta(days=1)

    assert team.api("ann").patch(f"follow_up/{new}", {"at": team.at(days=4)}, version=1).status_code == 200
    assert team.moments(customer)[0] == now - timedelta(days=3)
    assert team.api("ann").delete(f"follow_up/{old}", version=1).status_code == 204
    assert team.moments(customer)[0] == now - timedelta(days=4)
    assert team.api("ann").post(f"follow_up/{old}/restore").status_code == 200
    assert team.moments(customer)[0] == now - timedelta(days=3)
    assert team.api("ann").patch(f"follow_up/{old}", {"kind": "other"}, version=3).status_code == 200
    assert team.moments(customer)[0] == now - timedelta(days=4)


def test_a_picture_counts_without_many_words(team: Team) -> None:
    customer = team.customer("ann")
    picture = StoredFile.objects.create(
        key="00000000-0000-0000-0000-000000000001",
        name="现场.png",
        size=3,
        state="ready",
        created_by=team.people["ann"],
        created_at=team.world.clock.now(),
    )

    record = team.logged("ann", customer, content="现场", attachments=[picture.id])

    told = team.api("ann").get(f"follow_up/{record}").json()
    assert told["effective"] is True
    assert [(one["id"], one["name"]) for one in told["attachments"]] == [(picture.id, "现场.png")]
    picture.refresh_from_db()
    assert (picture.entity, picture.record_id) == ("follow_up", record)
    assert team.log("bob", team.customer("bob"), attachments=[picture.id]).status_code == 422


def test_the_next_time_comes_from_the_newest_and_is_done_by_logging(team: Team) -> None:
    customer, now = team.customer("ann"), team.world.clock.now()
    first = team.logged("ann", customer, at=team.at(days=2), next_at=now.isoformat())
    assert team.moments(customer)[1] == now

    team.logged("ann", customer, at=team.at(days=3), next_at=team.at(days=-9))
    assert team.moments(customer)[1] == now, "an older one says nothing about what is next"
    team.logged("ann", customer, at=team.at(minutes=1))
    assert team.moments(customer)[1] is None

    later = team.logged("ann", customer, at=team.at(), next_at=team.at(days=-3))
    team.logged("ann", customer, at=team.at(), content="顺便打了一个电话问候一下客户")
    assert team.moments(customer)[1] == now + timedelta(days=3), "what is due on a later day stays due"
    assert team.api("ann").delete(f"follow_up/{later}", version=1).status_code == 204
    assert team.moments(customer)[1] is None
    assert team.api("ann").get(f"follow_up/{first}").status_code == 200


def test_saving_one_is_no_edit_of_the_customer(team: Team) -> None:
    customer = team.customer("ann")

    team.logged("ann", customer, next_at=team.at(days=-3))

    assert team.api("ann").patch(f"customer/{customer}", {"remarks": "x"}, version=1).status_code == 200


def test_a_status_goes_through_the_customers_own_rights(team: Team) -> None:
    customer = team.customer("ann")
    team.logged("ann", customer, status_to="following")
    told = team.api("ann").get(f"customer/{customer}").json()
    assert (told["status"], told["version"]) == ("following", 2)
    assert AuditEntry.objects.filter(entity="customer", record_id=customer, action="update").count() == 1
    team.world.give(team.people["eve"], {"customer": {"view": "all"}})
    before = fetch_all("SELECT count(*) FROM activities_followup")

    refused = team.log("eve", customer, status_to="lost")

    assert refused.status_code == 403
    assert [e["path"] for e in refused.json()["errors"]] == ["status_to"]
    assert fetch_all("SELECT count(*) FROM activities_followup") == before
    assert team.api("ann").get(f"customer/{customer}").json()["status"] == "following"
    assert team.log("eve", customer).status_code == 201


def test_an_old_one_does_not_turn_the_status_back(team: Team) -> None:
    customer = team.customer("ann")
    team.logged("ann", customer, status_to="trading")

    team.logged("ann", customer, at=team.at(days=30), status_to="following")

    assert team.api("ann").get(f"customer/{customer}").json()["status"] == "trading"


@pytest.mark.parametrize(
    ("values", "path", "code"),
    [
        ({"ahead": -10}, "at", "in_future"),
        ({"next": 60}, "next_at", "before_at"),
        ({"duration": -1}, "duration", "out_of_range"),
        ({"content": None}, "content", "required"),
        ({"customer": None}, "customer", "required"),
    ],
)
def test_what_cannot_be(team: Team, values: dict[str, int | None], path: str, code: str) -> None:
    customer = team.customer("ann")
    sent: dict[str, object] = dict(values)
    if "ahead" in sent:
        sent = {"at": team.at(minutes=-10)}
    if "next" in sent:
        sent = {"next_at": team.at(minutes=60)}

    refused = (
        team.log("ann", customer, **sent)
        if "customer" not in sent
        else team.api("ann").post("follow_up", {"content": "没有客户的跟进记录"})
    )

    assert refused.status_code == 422
    assert (path, code) in [(e["path"], e["code"]) for e in refused.json()["errors"]]
    assert team.api("ann").ids("follow_up") == []


def test_clocks_of_phones_may_be_a_little_ahead(team: Team) -> None:
    assert team.log("ann", team.customer("ann"), at=team.at(minutes=-4)).status_code == 201


def test_only_who_may_read_it_hears_of_a_mention(team: Team) -> None:
    customer = team.customer("ann")
    cai, eve = team.people["cai"].id, team.people["eve"].id

    record = team.logged("ann", customer, content=f"@[{cai}] @[{eve}] 请看一下客户的报价要求")

    assert [(i.user_id, i.entity, i.record_id) for i in InboxItem.objects.filter(kind="mention")] == [
        (cai, "follow_up", record)
    ]
    team.api("ann").patch(f"follow_up/{record}", {"content": f"@[{cai}] 改了一个字而已，没有别的"}, version=1)
    assert InboxItem.objects.filter(kind="mention").count() == 1


def test_thousands_at_once_take_as_many_statements_as_one(team: Team) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kezhou.platform.records import write

    ctx, entity = team.ctx("ann"), team.world.entity("follow_up")
    customers = [team.customer("ann", name=f"甲{n}") for n in range(30)]

    def rows(number: int) -> list[dict[str, object]]:
        return [{"customer": c, "content": "谈了价格与交付时间，客户基本认可"} for c in customers[:number]]

    def statements(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert all(d.ok for d in write.create_many(ctx, entity, rows(number)))
        return len(captured)

    statements(1)
    assert statements(1) == statements(30)


def test_another_rule_judges_everything_again(team: Team) -> None:
    customer, now = team.customer("ann"), team.world.clock.now()
    call = team.logged("ann", customer, at=team.at(days=1))
    visit = team.logged("ann", customer, kind="visit", at=team.at(days=2))
    boss = team.world.person("boss")
    team.world.give(boss, {}, admin=["settings"])
    rule = {"field": "kind", "op": "eq", "value": "visit"}
    body = {"effective": rule, "late_minutes": 15, "position_days": 30, "version": 0}
    assert team.api("ann").call("PUT", "activities/rules", body).status_code == 403
    assert team.world.api(boss).call("PUT", "activities/rules", {**body, "version": 4}).status_code == 412
    wrong = {**body, "effective": {"field": "nothing", "op": "eq", "value": 1}}
    assert team.world.api(boss).call("PUT", "activities/rules", wrong).status_code == 400

    changed = team.world.api(boss).call("PUT", "activities/rules", body)

    assert (changed.status_code, changed.json()["version"]) == (200, 1)
    assert effective.judge_all(team.world.system, chunk=1) == 2 - 1
    kept: dict[int, bool] = dict(fetch_all("SELECT id, effective FROM activities_followup"))
    assert kept == {call: False, visit: True}
    assert team.moments(customer)[0] == now - timedelta(days=2)
    assert effective.judge_all(team.world.system) == 0


def test_a_rule_about_what_is_gone_does_not_stop_anybody(team: Team) -> None:
    execute(
        "INSERT INTO activities_activityrules (id, effective, late_minutes, position_days, version, updated_at) "
        "VALUES (1, %s, 15, 30, 1, now())",
        ('{"field": "custom_gone", "op": "eq", "value": 1}',),
    )

    record = team.logged("ann", team.customer("ann"))

    assert team.api("ann").get(f"follow_up/{record}").json()["effective"] is True
