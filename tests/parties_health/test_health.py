"""Health over the API: kept with the record, put right by a click, aged by night, added up per person."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.parties.health import refresh
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.org.models import User
from kezhou.platform.records import write
from tests.contract.world import World

CODE = "91440300708461136T"
SALES = {"customer": {"view": "own", "create": "own", "update": "own"}}


@pytest.fixture
def ann(world: World) -> User:
    user = world.person("ann", world.east)
    world.give(user, SALES)
    return user


def make(world: World, owner: User, **values: Any) -> int:
    options = write.Options(internal=True)
    draft = write.create(
        world.system, world.entity("customer"), {"name": "深圳某某有限公司", "owner": owner.id, **values}, options
    )
    assert draft.id is not None
    return draft.id


def row(record: int) -> tuple[int, list[str] | None, str | None]:
    found = Customer.objects.get(id=record)
    return found.health, found.health_findings or None, found.confirmed_on.isoformat() if found.confirmed_on else None


def test_saving_judges_and_the_panel_explains(world: World, ann: User) -> None:
    record = make(world, ann, credit_code=CODE, region="310115", phone="02158881234")
    assert row(record) == (8 + 10 + 6 + 8 + 20 + 10 + 5, ["region_code"], "2026-11-22")

    answer = world.api(ann).get(f"customer/{record}/health").json()
    assert [(p["key"], p["points"], p["of"]) for p in answer["parts"]] == [
        ("filled", 32, 60), ("valid", 20, 20), ("fresh", 10, 10), ("consistent", 5, 10)
    ]  # fmt: skip
    assert [f["code"] for f in answer["findings"]] == ["region_code"]
    assert "website" in {m["field"] for m in answer["missing"]}
    fix = next(f for f in answer["fixes"] if f["key"] == "region_from_code")
    assert fix["changes"] == [{"field": "region", "label": "Region", "from": "上海市浦东新区", "to": "广东省深圳市"}]


def test_a_fix_goes_through_the_pipeline(world: World, ann: User) -> None:
    record = make(world, ann, credit_code=CODE, region="310115", phone="13800001234")
    answer = world.api(ann).post(f"customer/{record}/fix", {"fix": "region_from_code"})

    assert answer.status_code == 200
    assert (Customer.objects.get(id=record).region, answer.json()["findings"]) == ("440300", [])
    entry = AuditEntry.objects.filter(entity="customer", record_id=record, action="update").get()
    assert entry.changes["region"] == {"from": "310115", "to": "440300"}
    assert entry.meta == {"fix": "region_from_code"}
    again = world.api(ann).post(f"customer/{record}/fix", {"fix": "region_from_code"})
    assert (again.status_code, again.json()["code"]) == (422, "nothing_to_fix")
    assert world.api(ann).post(f"customer/{record}/fix", {"fix": "everything"}).status_code == 422


def test_who_may_not_see_or_change_fixes_nothing(world: World, ann: User) -> None:
    record = make(world, ann, credit_code=CODE, region="310115")
    eve, max_ = world.person("eve", world.west), world.person("max", world.east)
    world.give(eve, SALES)
    world.give(max_, {"customer": {"view": "dept"}})

    for who, status in ((eve, 404), (max_, 403)):
        assert world.api(who).post(f"customer/{record}/fix", {"fix": "region_from_code"}).status_code == status
        refused = world.api(who).post("health/fix", {"fix": "region_from_code", "ids": [record]}).json()
        assert (refused["changed"], len(refused["refused"])) == (0, 1)
    assert world.api(eve).get(f"customer/{record}/health").status_code == 404
    assert Customer.objects.get(id=record).region == "310115"


def test_hidden_and_masked_fields_stay_so(world: World, ann: User) -> None:
    record = make(world, ann, credit_code=CODE, region="310115", phone="02158881234")
    Customer.objects.filter(id=record).update(phone="021 5888 1234 x")
    blind = world.person("blind", world.east)
    world.give(blind, {"customer": {"view": "dept"}}, {"customer": {"credit_code": ("hidden", False)}})

    answer = world.api(blind).get(f"customer/{record}/health").json()
    assert "region_code" not in [f["code"] for f in answer["findings"]]
    assert "credit_code" not in {m["field"] for m in answer["missing"]}
    assert "5888" not in str(answer)


def test_many_are_fixed_at_once(world: World, ann: User) -> None:
    wrong = [make(world, ann, name=f"深圳 第{n}有限公司") for n in range(3)]
    right = make(world, ann)
    answer = world.api(ann).post("health/fix", {"fix": "tidy_name", "ids": [*wrong, right]}).json()

    assert answer == {"changed": 3, "unchanged": 1, "refused": []}
    assert set(Customer.objects.filter(id__in=wrong).values_list("name", flat=True)) == {
        "深圳第0有限公司", "深圳第1有限公司", "深圳第2有限公司"
    }  # fmt: skip
    assert world.api(ann).post("health/fix", {"fix": "tidy_name", "ids": []}).status_code == 422
    assert world.api(ann).post("health/fix", {"fix": "tidy_name", "ids": ["1"]}).status_code == 422


def test_nights_age_what_nobody_confirms(world: World, ann: User) -> None:
    record, spoken = make(world, ann), make(world, ann)
    fresh = row(record)[0]
    versions = Customer.objects.get(id=record).version
    world.clock.moment += timedelta(days=180)
    world.api(ann).patch(f"customer/{spoken}", {"level": "a"}, 1)

    assert refresh.refresh(world.system) == {"judged": 0, "founded": 0, "ageing": 1, "stale": 0}
    assert row(record) == (fresh - 5, ["ageing"], "2026-11-22")
    assert refresh.refresh(world.system) == {"judged": 0, "founded": 0, "ageing": 0, "stale": 0}
    world.clock.moment += timedelta(days=185)
    assert refresh.refresh(world.system)["stale"] == 1
    assert row(record) == (fresh - 10, ["stale"], "2026-11-22")
    assert Customer.objects.get(id=record).version == versions

    answer = world.api(ann).post(f"customer/{record}/fix", {"fix": "confirm"})
    assert answer.json()["findings"] == []
    assert row(record) == (fresh, None, "2027-11-22")
    assert AuditEntry.objects.filter(record_id=record, action="confirmed").count() == 1


def test_what_was_never_judged_is_judged_at_night(world: World, ann: User) -> None:
    record = make(world, ann, founded_on="2026-12-01")
    before = row(record)
    assert before[1] == ["founded_future"]
    Customer.objects.filter(id=record).update(health_findings=None, health=0, confirmed_on=None)
    assert refresh.refresh(world.system)["judged"] == 1
    assert row(record) == before

    world.clock.moment += timedelta(days=10)
    assert refresh.refresh(world.system)["founded"] == 1
    assert row(record)[:2] == (before[0] + 5, None)


def test_a_note_of_another_kind_does_not_confirm_the_data(world: World, ann: User) -> None:
    record = make(world, ann)
    world.clock.moment += timedelta(days=3)
    world.api(ann).patch(f"customer/{record}", {"remarks": "called"}, 1)
    assert row(record)[2] == "2026-11-22"


def test_the_table_per_person_holds_what_the_reader_sees(world: World, ann: User) -> None:
    bob, max_ = world.person("bob", world.east_1), world.person("max", world.east)
    world.give(max_, {"customer": {"view": "dept_tree"}})
    world.give(bob, SALES)
    make(world, ann, credit_code=CODE, region="310115", mobile="13800001234")
    make(world, ann)
    make(world, bob, name="深圳 某公司")

    table = world.api(max_).get("health/people", by="owner").json()
    lines = {line["title"]: line for line in table["lines"]}
    assert table["total"]["customers"] == 3
    assert (lines["Ann"]["customers"], lines["Bob"]["customers"]) == (2, 1)
    assert (lines["Ann"]["findings"]["region_code"], lines["Bob"]["findings"]["name_untidy"]) == (1, 1)
    scores = list(Customer.objects.filter(owner=ann).values_list("health", flat=True))
    assert lines["Ann"]["average"] == sum(scores) / 2
    assert (lines["Ann"]["good"], lines["Ann"]["fair"], lines["Ann"]["poor"]) == (0, 1, 1)
    assert {line["title"] for line in world.api(bob).get("health/people").json()["lines"]} == {"Bob"}
    by_department = world.api(max_).get("health/people", by="dept").json()["lines"]
    assert {line["title"]: line["customers"] for line in by_department} == {"East": 2, "East one": 1}
    drilled = world.api(max_).ids(
        "customer", filter={"field": "health_findings", "op": "has_any", "value": ["region_code"]}
    )
    assert len(drilled) == 1
    nobody = world.person("nobody")
    assert world.api(nobody).get("health/people").status_code == 403
    assert world.api(max_).get("health/people", by="age").status_code == 422
