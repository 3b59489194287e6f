"""The story of one record, as far as its reader may know it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit
from kezhou.platform.entities import registry
from kezhou.platform.records import write
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db


def reader(world: World, level: str = "all", **fields: tuple[str, bool]) -> Api:
    user = world.person("reader", world.east)
    world.give(user, {"gadget": {"view": level}}, {"gadget": fields})
    return world.api(user)


def timeline(api: Api, record_id: int, **words: Any) -> list[dict[str, Any]]:
    answer = api.get(f"gadget/{record_id}/timeline", **words)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


def test_changes_are_told_with_labels_texts_and_titles(world: World) -> None:
    twin = world.make("gadget", {"name": "Twin"}, world.admin.user)
    record = world.make("gadget", {"name": "One", "color": "red"}, world.admin.user)
    new = {"color": "blue", "twin": twin, "seen_at": "2026-11-22T08:00:00Z", "uses": ["cut", "fly"]}
    assert world.admin.patch(f"gadget/{record}", new, version=1).status_code == 200

    told, made = timeline(world.admin, record)

    assert (told["kind"], told["action"], told["actor"]["title"]) == ("audit", "update", "Admin")
    changes = {c["field"]: c for c in told["changes"]}
    assert changes["color"]["label"] == "Colour"
    assert (changes["color"]["from"], changes["color"]["to"]) == ("red", "blue")
    assert (changes["color"]["from_text"], changes["color"]["to_text"]) == ("Red", "Blue")
    assert changes["twin"]["to"] == {"id": twin, "title": "Twin"}
    assert changes["twin"]["to_text"] == "Twin"
    assert changes["seen_at"]["to_text"] == "2026-11-22 16:00"
    assert changes["uses"]["to_text"] == "Cut、Fly"
    assert made["action"] == "create"


def test_a_hidden_field_is_absent_and_a_masked_one_is_shown_in_part(world: World) -> None:
    record = world.make("gadget", {"name": "One", "weight": 1, "phone": "13800001234"}, world.admin.user)
    world.admin.patch(f"gadget/{record}", {"weight": 2}, version=1)
    world.admin.patch(f"gadget/{record}", {"weight": 3, "phone": "13900004321"}, version=2)
    api = reader(world, weight=("hidden", False))

    told, made = timeline(api, record)

    assert [(c["field"], c["from"], c["to"]) for c in told["changes"]] == [("phone", "138****1234", "139****4321")]
    assert "weight" not in {c["field"] for c in made["changes"]}
    assert b"13900004321" not in api.get(f"gadget/{record}/timeline").content
    full = {c["field"]: c["to"] for c in timeline(world.admin, record)[0]["changes"]}
    assert full == {"weight": 3, "phone": "13900004321"}


def test_a_title_that_the_reader_may_not_see_is_not_told(world: World) -> None:
    api = reader(world, "own")
    twin = world.make("gadget", {"name": "Secret twin"}, world.admin.user)
    record = world.make("gadget", {"name": "One", "twin": twin}, api.user)

    (made,) = timeline(api, record)

    change = next(c for c in made["changes"] if c["field"] == "twin")
    assert (change["to"], change["to_text"]) == ({"id": twin, "title": None}, f"#{twin}")


def test_only_who_sees_the_record_reads_it_and_comments(world: World) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    api = reader(world, "own")

    answers = [
        api.get(f"gadget/{record}/timeline"),
        api.get("gadget/999999/timeline"),
        api.get(f"gadget/{record}/comments"),
        api.post(f"gadget/{record}/comments", {"text": "hello"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert answers[0].json() | {"request_id": ""} == answers[1].json() | {"request_id": ""}
    assert [item["kind"] for item in timeline(world.admin, record)] == ["audit"]


def test_comments_and_files_stand_among_the_changes_page_by_page(world: World) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    version = 1
    for number in range(4):
        world.clock.moment += timedelta(minutes=1)
        assert world.admin.post(f"gadget/{record}/comments", {"text": f"comment {number}"}).status_code == 201
        world.clock.moment += timedelta(minutes=1)
        assert world.admin.patch(f"gadget/{record}", {"weight": number}, version=version).status_code == 200
        version += 1
    world.clock.moment += timedelta(minutes=1)
    audit.write(world.system, [audit.Entry("gadget", record, "file_added", meta={"name": "plan.pdf"})])
    whole = timeline(world.admin, record, limit=100)

    assert [i["kind"] for i in whole] == ["file", *["audit", "comment"] * 4, "audit"]
    assert (whole[0]["text"], whole[2]["text"]) == ("plan.pdf", "comment 3")
    paged: list[dict[str, Any]] = []
    cursor = None
    for _page in range(20):
        words = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        answer = world.admin.get(f"gadget/{record}/timeline", **words).json()
        paged += answer["items"]
        if (cursor := answer["next"]) is None:
            break
    assert paged == whole


def test_who_looked_or_signed_in_is_no_part_of_the_story(world: World) -> None:
    record = world.make("gadget", {"name": "One", "phone": "13800001234"}, world.admin.user)
    assert world.admin.post(f"gadget/{record}/reveal", {"field": "phone"}).status_code == 200
    audit.write(world.system, [audit.Entry("gadget", record, "login", meta={})])

    assert [item["action"] for item in timeline(world.admin, record)] == ["create"]


def test_an_own_action_is_told_by_its_label(world: World) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    world.admin.patch(f"gadget/{record}", {"state": "open"}, version=1)
    closed = world.admin.post(f"gadget/{record}/actions/close", {"closing_note": "done"}, If_Match='"2"')
    assert closed.status_code == 200, closed.content

    (told, *_rest) = timeline(world.admin, record)

    assert (told["action"], told["label"]) == ("close", "Close")
    assert {c["field"]: c["to_text"] for c in told["changes"]} == {"state": "Closed", "closing_note": "done"}


@pytest.mark.parametrize("words", [{"cursor": "x"}, {"cursor": "1"}, {"limit": 0}, {"limit": 101}, {"page": 1}])
def test_unknown_words_are_a_400(world: World, words: dict[str, Any]) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    assert world.admin.get(f"gadget/{record}/timeline", **words).status_code == 400


def test_money_is_told_as_on_the_screen_and_a_schedule_is_the_system(world: World) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    system = Ctx.system("turn_gadgets", world.clock)
    write.update(system, registry.entity(system, "gadget"), record, {"cost": {"amount": "49397.2", "currency": "CNY"}})

    told, _made = timeline(world.admin, record)

    assert [(c["field"], c["to_text"]) for c in told["changes"]] == [("cost", "¥49,397.20")]
    assert told["actor"] == {"id": None, "title": ""}
