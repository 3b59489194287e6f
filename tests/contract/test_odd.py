"""What is special about the odd entities: guarded moves, an action with input, a business key that outlives the trash,
parents that hand down, a computed field."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.base.sql import fetch_one
from kezhou.platform.records import write
from tests.contract.test_crud import audit_of, events_of
from tests.contract.world import World

pytestmark = pytest.mark.django_db


def gadget(world: World, **values: Any) -> int:
    return world.make("gadget", {"name": "One", **values}, world.admin.user)


def test_states_move_only_as_declared(world: World) -> None:
    record = gadget(world)
    born_open = world.admin.post("gadget", {"name": "Two", "state": "open"})
    jump = world.admin.patch(f"gadget/{record}", {"state": "closed"}, version=1)

    assert (born_open.status_code, born_open.json()["errors"][0]["code"]) == (422, "not_initial")
    assert (jump.status_code, jump.json()["errors"][0]["params"]) == (
        422,
        {"old": "draft", "new": "closed", "allowed": ["open"]},
    )
    assert world.admin.patch(f"gadget/{record}", {"state": "open"}, version=1).status_code == 200


def test_an_action_has_its_own_right_guard_version_trace_and_event(world: World) -> None:
    record = gadget(world)
    user = world.person("user")
    world.give(user, {"gadget": {"view": "all", "update": "all"}})
    path = f"gadget/{record}/actions/close"

    assert world.api(user).post(path, {}, If_Match='"1"').status_code == 403
    assert world.admin.post(path, {}).status_code == 428
    assert world.admin.post(path, {}, If_Match='"1"').json()["code"] == "not_open"
    world.admin.patch(f"gadget/{record}", {"state": "open"}, version=1)
    assert world.admin.post(path, {"closing_note": "x"}, If_Match='"1"').status_code == 412
    assert world.admin.post(path, {"weight": 1}, If_Match='"2"').json()["errors"][0]["path"] == "weight"
    assert audit_of("gadget", record)[-1].action == "update"

    closed = world.admin.post(path, {"closing_note": "worn out"}, If_Match='"2"')

    assert closed.status_code == 200, closed.content
    assert (closed.json()["state"], closed.json()["closing_note"], closed.json()["version"]) == (
        "closed",
        "worn out",
        3,
    )
    entry = audit_of("gadget", record)[-1]
    assert (entry.action, entry.changes["state"]) == ("close", {"from": "open", "to": "closed"})
    assert events_of("gadget", record) == ["gadget.created", "gadget.updated", "gadget.closed"]


def test_the_same_key_twice_acts_once(world: World) -> None:
    sent = {"name": "One", "code": "K1"}
    first = world.admin.post("gadget", sent, Idempotency_Key="abc")
    again = world.admin.post("gadget", sent, Idempotency_Key="abc")
    other = world.admin.post("gadget", {"name": "Two"}, Idempotency_Key="abc")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.content == first.content
    assert len(world.admin.ids("gadget")) == 1


def test_a_business_key_is_free_again_in_the_trash_and_collides_on_return(world: World) -> None:
    first = gadget(world, code="K1")
    taken = world.admin.post("gadget", {"name": "Two", "code": "K1"})
    assert (taken.status_code, taken.json()["errors"][0]["path"]) == (409, "code")

    world.admin.delete(f"gadget/{first}", version=1)
    second = gadget(world, code="K1")
    back = world.admin.post(f"gadget/{first}/restore")

    assert (back.status_code, back.json()["errors"][0]["path"]) == (409, "code")
    assert world.admin.ids("gadget") == [second]
    assert world.admin.ids("gadget", trash="true") == [first]


def test_bulk_keeps_what_works_when_one_row_collides(world: World) -> None:
    gadget(world, code="K1")
    free, negative = gadget(world), gadget(world)
    answer = world.admin.post("gadget/bulk", {"op": "update", "ids": [free, negative], "values": {"code": "K2"}})
    results = answer.json()["results"]
    assert [r["ok"] for r in results] == [True, False]
    assert results[1]["problem"]["status"] == 409
    assert world.admin.get(f"gadget/{negative}").json()["version"] == 1


def test_a_rule_names_the_field_and_what_is_computed_follows(world: World) -> None:
    refused = world.admin.post("gadget", {"name": "One", "weight": -1})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "weight")
    record = gadget(world, weight=21)
    assert world.admin.get(f"gadget/{record}").json()["double_weight"] == 42
    assert world.admin.ids("gadget", double_weight="42") == [record]


def test_children_follow_their_parent(world: World) -> None:
    anna, bert = world.person("anna", world.east), world.person("bert", world.west)
    parent = world.make("gadget", {"name": "One"}, anna)
    part = world.admin.post("part", {"name": "Wheel", "gadget": parent}).json()
    assert part["owner"]["id"] == anna.id

    moved = world.admin.patch(f"gadget/{parent}", {"owner": bert.id}, version=1)

    assert moved.status_code == 200, moved.content
    row = fetch_one("SELECT owner_id, dept_id FROM odd_part WHERE id = %s", (part["id"],))
    assert row == (bert.id, world.west.id)
    assert [r["name"] for r in world.admin.get(f"gadget/{parent}/related/parts").json()["items"]] == ["Wheel"]


def test_a_secret_number_is_unreadable_in_the_table_and_found_by_its_whole_value(world: World) -> None:
    record = gadget(world, passport="E12345678")
    row = fetch_one("SELECT t::text, passport FROM odd_gadget t WHERE id = %s", (record,))
    assert row is not None
    assert "E12345678" not in row[0]
    assert b"E12345678" not in bytes(row[1])
    assert world.admin.ids("gadget", filter={"field": "passport", "op": "eq", "value": "E12345678"}) == [record]


def test_formatted_text_loses_what_could_run(world: World) -> None:
    record = gadget(world, leaflet="<b>ok</b><script>alert(1)</script><img src=x onerror=alert(1)>")
    page = world.admin.get(f"gadget/{record}").json()["leaflet"]
    assert "<b>ok</b>" in page
    assert "script" not in page
    assert "onerror" not in page


def test_a_tracked_value_keeps_its_time(world: World) -> None:
    from kezhou.platform.audit.history import spans

    record = gadget(world)
    write.update(world.system, world.entity("gadget"), record, {"state": "open"})
    assert [span.value for span in spans("gadget", record, "state")] == ["draft", "open"]
