"""The full value of a masked field: a right of its own, an audit line for every try, a limit (C36, C38)."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.records import reveal
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def seller(world: World, level: str = "own", name: str = "seller") -> Api:
    user = world.person(name, world.east)
    world.give(user, {"gadget": {"view": "all", "reveal": level}})
    return world.api(user)


def notes(record: int) -> list[dict[str, Any]]:
    rows = fetch_all(
        "SELECT meta ->> 'field', (meta ->> 'ok')::boolean, meta ->> 'code', meta ->> 'reason', changes::text"
        " FROM audit_entry WHERE action = 'reveal' AND record_id = %s ORDER BY id",
        (record,),
    )
    return [dict(zip(("field", "ok", "code", "reason", "changes"), row, strict=True)) for row in rows]


def test_the_value_is_told_and_the_look_is_audited_without_it(world: World) -> None:
    api = seller(world)
    record = world.make("gadget", {"name": "One", "phone": PHONE, "passport": "E12345678"}, api.user)
    assert api.get(f"gadget/{record}").json()["phone"] == "138****1234"

    told = api.post(f"gadget/{record}/reveal", {"field": "phone", "reason": "call back"})
    papers = api.post(f"gadget/{record}/reveal", {"field": "passport"})

    assert (told.status_code, told.json()) == (200, {"value": PHONE})
    assert papers.json() == {"value": "E12345678"}
    assert told["Cache-Control"] == "private, no-store"
    assert notes(record) == [
        {"field": "phone", "ok": True, "code": None, "reason": "call back", "changes": "{}"},
        {"field": "passport", "ok": True, "code": None, "reason": None, "changes": "{}"},
    ]


def test_a_refusal_tells_nothing_and_is_audited(world: World) -> None:
    api = seller(world)
    record = world.make("gadget", {"name": "One", "phone": PHONE}, world.admin.user)

    answer = api.post(f"gadget/{record}/reveal", {"field": "phone"})

    assert answer.status_code == 403
    assert PHONE.encode() not in answer.content
    assert [(n["ok"], n["code"]) for n in notes(record)] == [(False, "no_right")]


def test_an_invisible_record_is_a_404_like_one_that_is_not(world: World) -> None:
    user = world.person("other", world.west)
    world.give(user, {"gadget": {"view": "own", "reveal": "all"}})
    api = world.api(user)
    record = world.make("gadget", {"name": "One", "phone": PHONE}, world.admin.user)

    hidden = api.post(f"gadget/{record}/reveal", {"field": "phone"})
    missing = api.post("gadget/999999/reveal", {"field": "phone"})

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    assert [(n["ok"], n["code"]) for n in notes(record)] == [(False, "not_found")]


def test_a_hidden_field_is_an_unknown_field(world: World) -> None:
    user = world.person("half", world.east)
    world.give(user, {"gadget": {"view": "all", "reveal": "all"}}, {"gadget": {"phone": ("hidden", False)}})
    api = world.api(user)
    record = world.make("gadget", {"name": "One", "phone": PHONE}, world.admin.user)

    hidden = api.post(f"gadget/{record}/reveal", {"field": "phone"})
    unknown = api.post(f"gadget/{record}/reveal", {"field": "nonsense"})

    assert (hidden.status_code, unknown.status_code) == (422, 422)
    assert hidden.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}


def test_one_person_may_look_at_so_many_values_per_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reveal, "PER_HOUR", 2)
    api, other = seller(world, "all"), seller(world, "all", "other")
    record = world.make("gadget", {"name": "One", "phone": PHONE}, world.admin.user)

    statuses = [api.post(f"gadget/{record}/reveal", {"field": "phone"}).status_code for _try in range(3)]

    assert statuses == [200, 200, 429]
    assert other.post(f"gadget/{record}/reveal", {"field": "phone"}).status_code == 200


@pytest.mark.parametrize("body", [{}, {"field": 1}, {"field": "phone", "x": 1}, {"field": ""}])
def test_malformed_calls_are_a_400(world: World, body: dict[str, Any]) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    assert world.admin.post(f"gadget/{record}/reveal", body).status_code == 400


def test_a_name_with_nul_is_refused_where_it_stands(world: World) -> None:
    record = world.make("gadget", {"name": "One"}, world.admin.user)
    refused = world.admin.post(f"gadget/{record}/reveal", {"field": "phone\x00"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "field")


def test_a_custom_field_can_be_revealed_too(world: World) -> None:
    made = world.admin.post(
        "custom-fields", {"entity": "gadget", "label": "Line", "name": "cf_line", "type": "phone", "masked": True}
    )
    assert made.status_code == 201, made.content
    api = seller(world)
    record = world.make("gadget", {"name": "One", "cf_line": PHONE}, api.user)
    assert api.get(f"gadget/{record}").json()["cf_line"] == "138****1234"
    assert api.post(f"gadget/{record}/reveal", {"field": "cf_line"}).json() == {"value": PHONE}
