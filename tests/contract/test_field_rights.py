"""Hidden, masked and full, with and without the right to edit, for every field of every entity (C04, C05)."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.entities.compiled import CompiledEntity
from tests.contract.test_crud import _canonical
from tests.contract.world import Api, World, business_entities

pytestmark = pytest.mark.django_db
each_entity = pytest.mark.parametrize("key", business_entities())


def with_rights(world: World, key: str, view: str, edit: bool) -> Api:
    """Somebody with every action, whose every field has this right."""
    user = world.person(f"half_{view}_{edit}")
    entity = world.entity(key)
    fields = {key: dict.fromkeys(entity.fields, (view, edit))}
    world.give(user, {"*": dict.fromkeys(("view", "create", "update", "assign"), "all")}, fields)
    return world.api(user)


def record(world: World, key: str) -> tuple[CompiledEntity, int, dict[str, Any]]:
    values = world.sample(key, 1)
    return world.entity(key), world.make(key, values, world.admin.user), values


@each_entity
def test_a_hidden_field_is_nowhere(world: World, key: str) -> None:
    entity, record_id, values = record(world, key)
    api = with_rights(world, key, "hidden", edit=True)

    told = api.get(f"{key}/{record_id}").json()
    timeline = api.get(f"{key}/{record_id}/timeline").json()["items"]
    meta = api.get(f"meta/{key}").json()

    lines = {line.key for line in world.entity(key).definition.lines}
    assert set(told) - {"_can"} - lines == {"id", "version"}
    assert [change for item in timeline for change in item["changes"]] == []
    assert meta["fields"] == []
    assert {name for section in meta["layout"]["sections"] for name in section["fields"]} == set()
    for name, spec in entity.fields.items():
        assert api.get(key, filter={"field": name, "op": spec.type.operators[0], "value": "x"}).status_code == 400
        assert api.get(key, sort=name).status_code == 400
        assert api.post(f"{key}/aggregate", {"group_by": [name]}).status_code == 400
        assert api.post(f"{key}/aggregate", {"measures": [{"fn": "max", "field": name}]}).status_code == 400
        refused = api.patch(f"{key}/{record_id}", {name: values.get(name, 1)}, version=1)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")
    assert world.admin.get(f"{key}/{record_id}").json()["version"] == 1


@each_entity
def test_a_masked_field_shows_no_more_than_its_mask(world: World, key: str) -> None:
    entity, record_id, values = record(world, key)
    api = with_rights(world, key, "masked", edit=False)

    told = api.get(f"{key}/{record_id}")
    listed = api.post(f"{key}/search", {"fields": list(entity.fields), "sort": ""})

    assert told.status_code == 200, told.content
    assert listed.status_code == 200, listed.content
    item = next(i for i in listed.json()["items"] if i["id"] == record_id)
    for name in values:
        spec = entity.fields[name]
        full = _canonical(spec, values[name])
        for shown in (told.json()[name], item[name]):
            assert shown != full, name
            assert "*" in str(shown), name
    timeline = api.get(f"{key}/{record_id}/timeline").json()["items"]
    changes = {c["field"]: c for entry in timeline for c in entry["changes"]}
    assert all("*" in str(changes[name]["to"]) for name in values)
    for name, spec in entity.fields.items():
        offered = [op for op in spec.type.operators if op not in ("eq", "in")]
        for op in offered:
            assert api.get(key, filter={"field": name, "op": op, "value": "x"}).status_code == 400, (name, op)
        assert api.get(key, sort=name).status_code == 400, name
        assert api.post(f"{key}/aggregate", {"group_by": [name]}).status_code == 400, name


@each_entity
@pytest.mark.parametrize("edit", [False, True])
def test_who_may_not_edit_a_field_changes_nothing(world: World, key: str, edit: bool) -> None:
    entity, record_id, _values = record(world, key)
    api = with_rights(world, key, "full", edit=edit)
    version = 1
    for name, value in world.sample(key, 1).items():
        answer = api.patch(f"{key}/{record_id}", {name: value}, version=version)
        if edit:
            assert answer.status_code == 200, (name, answer.content)
            version = answer.json()["version"]
        else:
            assert (answer.status_code, answer.json()["errors"][0]["path"]) == (403, name)
    for name, spec in entity.fields.items():
        if spec.read_only:
            refused = api.patch(f"{key}/{record_id}", {name: "x"}, version=version)
            assert (refused.status_code, refused.json()["errors"][0]["path"]) == (403, name)
    if not edit:
        assert world.admin.get(f"{key}/{record_id}").json()["version"] == 1
        assert api.post(key, world.sample(key, 2)).status_code == 403
