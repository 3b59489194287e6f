"""Tags: set and taken away by rules, never those that a person set; merged and renamed everywhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.modules.parties import jobs
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.parties.tagrule import library
from kezhou.modules.parties.tagrule.apply import apply_rules
from kezhou.modules.parties.tagrule.model import TagRule
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.events.subscribe import EventRow, get
from kezhou.platform.fields.models import DictionaryItem
from kezhou.platform.jobs.models import JobRecord
from tests.contract.world import Api, World

BIG = {"field": "level", "op": "eq", "value": "a"}


class Desk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.ann, self.ada = world.person("ann", world.east), world.person("ada")
        world.give(self.ann, {"customer": {"view": "own", "create": "own", "update": "own"}})
        world.give(self.ada, {}, admin=["dictionaries"])
        self.admin = world.api(self.ada)

    @property
    def api(self) -> Api:
        return self.world.api(self.ann)

    def customer(self, level: str = "a", **values: Any) -> int:
        return self.world.make("customer", {"name": f"c{Customer.objects.count()}", "level": level, **values}, self.ann)

    def rules(self, **conditions: Any) -> None:
        body = {"rules": [{"tag": tag, "condition": condition} for tag, condition in conditions.items()]}
        answer = self.admin.call("PUT", "tags/rules", body)
        assert answer.status_code == 200, answer.content


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)
    assert not JobRecord.objects.filter(state="failed").exists()


def tags(record: int) -> tuple[list[str], list[str] | None]:
    found = Customer.objects.get(id=record)
    return found.tags, found.rule_tags


def test_a_rule_sets_its_tag_and_takes_it_away(desk: Desk) -> None:
    big, small = desk.customer("a", tags=["own"]), desk.customer("b")
    desk.rules(big=BIG)
    assert apply_rules(desk.world.system) == 1
    assert (tags(big), tags(small)) == ((["own", "big"], ["big"]), ([], None))
    assert apply_rules(desk.world.system) == 0

    desk.api.patch(f"customer/{big}", {"level": "b"}, 2)
    assert apply_rules(desk.world.system) == 1
    assert tags(big) == (["own"], None)
    entry = AuditEntry.objects.filter(record_id=big, action="tagged").order_by("id").first()
    assert entry is not None
    assert entry.changes["tags"] == {"from": ["own"], "to": ["own", "big"]}


def test_what_a_person_set_is_never_touched(desk: Desk) -> None:
    record = desk.customer("a", tags=["big"])
    desk.rules(big=BIG)
    assert apply_rules(desk.world.system) == 0
    desk.api.patch(f"customer/{record}", {"level": "b"}, 1)
    apply_rules(desk.world.system)
    assert tags(record) == (["big"], None)


def test_a_rule_that_is_gone_or_off_takes_its_tags_along(desk: Desk) -> None:
    record = desk.customer("a", tags=["own"])
    desk.rules(big=BIG, vip=BIG)
    apply_rules(desk.world.system)
    assert tags(record) == (["own", "big", "vip"], ["big", "vip"])
    desk.admin.call("PUT", "tags/rules", {"rules": [{"tag": "vip", "condition": BIG, "active": False}]})
    apply_rules(desk.world.system)
    assert tags(record) == (["own"], None)


def test_a_saved_customer_is_tagged_at_once_and_only_once(desk: Desk) -> None:
    desk.rules(big=BIG)
    record, other = desk.customer("a"), desk.customer("a")
    rows = [
        EventRow(e.id, e.at, e.name, e.entity, e.record_id, e.diff, e.actor_id, e.request_id, e.depth)
        for e in Event.objects.filter(entity="customer", record_id=record)
    ]
    get("tag_rules").take(desk.world.system.deeper(), rows)
    assert (tags(record), tags(other)) == ((["big"], ["big"]), ([], None))

    follow = Event.objects.filter(entity="customer", record_id=record).order_by("-id")[0]
    assert set(follow.diff) == {"tags", "rule_tags"}
    version = Customer.objects.get(id=record).version
    echo = EventRow(follow.id, follow.at, follow.name, "customer", record, follow.diff, None, "", 1)
    TagRule.objects.all().delete()
    get("tag_rules").take(desk.world.system, [echo])
    assert Customer.objects.get(id=record).version == version


def test_why_a_tag_is_there(desk: Desk) -> None:
    record = desk.customer("a", tags=["own"])
    desk.rules(big=BIG)
    apply_rules(desk.world.system)
    assert desk.api.get(f"customer/{record}/tags").json()["items"] == [
        {"tag": "own", "by": "hand"}, {"tag": "big", "by": "rule", "condition": BIG}
    ]  # fmt: skip
    eve = desk.world.person("eve", desk.world.west)
    desk.world.give(eve, {"customer": {"view": "own"}})
    assert desk.world.api(eve).get(f"customer/{record}/tags").status_code == 404


def test_the_simulator_counts_and_changes_nothing(desk: Desk) -> None:
    desk.customer("a")
    desk.customer("a", tags=["big"])
    ruled = desk.customer("b")
    Customer.objects.filter(id=ruled).update(tags=["big"], rule_tags=["big"])
    told = desk.admin.post("tags/rules/simulate", {"rules": [{"tag": "big", "condition": BIG}]}).json()
    assert told["items"] == [{"tag": "big", "fits": 2, "sets": 1, "removes": 1}]
    assert not TagRule.objects.exists()


def test_wrong_rules_and_strangers_change_nothing(desk: Desk) -> None:
    for rules, path in (
        ([{"tag": "", "condition": BIG}], "rules.0.tag"),
        ([{"tag": "x", "condition": {"field": "nothing", "op": "empty"}}], "rules.0.condition"),
        ([{"tag": "x", "condition": None}], "rules.0.condition"),
        ([{"tag": "x", "condition": BIG}, {"tag": "x", "condition": BIG}], "rules.1.tag"),
        ("x", "rules"),
    ):
        answer = desk.admin.call("PUT", "tags/rules", {"rules": rules})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), rules
    assert desk.api.call("PUT", "tags/rules", {"rules": []}).status_code == 403
    assert desk.api.post("tags/merge", {"tag": "a", "to": "b"}).status_code == 403
    assert desk.api.get("tags").status_code == 403
    assert not TagRule.objects.exists()


def test_merging_and_renaming_reach_every_customer(desk: Desk) -> None:
    both = desk.customer("a", tags=["x", "old", "new"])
    one = desk.customer("b", tags=["old", "y"])
    ruled = desk.customer("c")
    Customer.objects.filter(id=ruled).update(tags=["old"], rule_tags=["old"])
    desk.rules(old={"field": "level", "op": "eq", "value": "c"})
    assert desk.admin.post("tags/group", {"tag": "old", "group": "Sales"}).status_code == 200

    assert desk.admin.post("tags/merge", {"tag": "old", "to": "new"}).json() == {"changed": 3, "job": None}
    assert (tags(both)[0], tags(one)[0], tags(ruled)) == (["x", "new"], ["new", "y"], (["new"], ["new"]))
    assert list(TagRule.objects.values_list("tag", flat=True)) == ["new"]
    (line,) = [one for one in desk.admin.get("tags").json()["items"] if one["value"] == "new"]
    assert (line["group"], line["count"], line["by_rule"], line["rule"]["active"]) == ("Sales", 3, 1, True)
    assert apply_rules(desk.world.system) == 0
    assert desk.admin.post("tags/merge", {"tag": "new", "to": "new"}).status_code == 422


def test_very_many_are_changed_by_a_job(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "INLINE", 1)
    records = [desk.customer(tags=["old"]) for _n in range(2)]
    answer = desk.admin.post("tags/merge", {"tag": "old", "to": "new"}).json()
    assert answer["changed"] == 0
    assert [tags(record)[0] for record in records] == [["old"], ["old"]]
    jobs.merge_tags(answer["job"], "old", "new")
    assert [tags(record)[0] for record in records] == [["new"], ["new"]]
    assert JobRecord.objects.get(id=answer["job"]).state == "done"


def test_renaming_a_tag_of_the_dictionary_keeps_its_place_and_colour(desk: Desk) -> None:
    DictionaryItem.objects.filter(dictionary__key="customer_tag", code="a").update(color="red")
    record = desk.customer(tags=["a"])
    assert desk.admin.post("tags/merge", {"tag": "a", "to": "战略"}).status_code == 200
    assert tags(record)[0] == ["战略"]
    listed = [(i["value"], i["color"], i["active"]) for i in desk.admin.get("tags").json()["items"] if i["listed"]]
    assert listed[0] == ("战略", "red", True)
    assert ("a", "red", False) in listed
