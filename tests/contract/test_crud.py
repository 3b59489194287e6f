"""Every entity: made, read, changed, thrown away and brought back, with its trace in audit and events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kezhou.platform.audit import read as audit_read
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.fields.spec import FieldSpec
from tests.contract.world import World, business_entities, unique_fields

pytestmark = pytest.mark.django_db
each_entity = pytest.mark.parametrize("key", business_entities())


def plain(spec: FieldSpec, value: Any) -> Any:
    """What was read, in the form in which it would be written: links as ids."""
    if spec.link and value is not None:
        return [item["id"] for item in value] if isinstance(value, list) else value["id"]
    return value


def events_of(key: str, record_id: int) -> list[str]:
    rows = fetch_all("SELECT name FROM events_event WHERE entity = %s AND record_id = %s ORDER BY id", (key, record_id))
    return [row[0] for row in rows]


def audit_of(key: str, record_id: int) -> list[audit_read.AuditRow]:
    """Oldest first."""
    return list(audit_read.timeline(key, record_id).items)[::-1]


@each_entity
def test_a_record_comes_back_as_it_was_sent(world: World, key: str) -> None:
    sent = world.sample(key, 1)

    made = world.admin.post(key, sent)

    assert made.status_code == 201, made.content
    read = world.admin.get(f"{key}/{made.json()['id']}")
    assert read.status_code == 200
    assert read["ETag"] == '"1"'
    fields = world.entity(key).fields
    record = read.json()
    assert {name: plain(fields[name], record[name]) for name in sent} == {
        name: _canonical(fields[name], value) for name, value in sent.items()
    }
    assert events_of(key, record["id"]) == [f"{key}.created"]


def _canonical(spec: FieldSpec, value: Any) -> Any:
    return spec.type.to_json(spec.type.clean(value, spec))


@each_entity
def test_a_change_is_kept_and_told_exactly(world: World, key: str) -> None:
    entity = world.entity(key)
    record_id = world.make(key, world.sample(key, 1), world.admin.user)
    fixed = unique_fields(entity) & {n for n, s in entity.fields.items() if s.link}
    new = {n: v for n, v in world.sample(key, 2, without=fixed).items() if v != world.sample(key, 1).get(n)}

    changed = world.admin.patch(f"{key}/{record_id}", new, version=1)

    assert changed.status_code == 200, changed.content
    assert changed["ETag"] == '"2"'
    entry = audit_of(key, record_id)[-1]
    assert entry.action == "update"
    told = {name: (pair["from"], pair["to"]) for name, pair in entry.changes.items() if name in new}
    old = world.sample(key, 1)
    assert told == {
        name: (_canonical(entity.fields[name], old[name]), _canonical(entity.fields[name], value))
        for name, value in new.items()
    }
    read = world.admin.get(f"{key}/{record_id}").json()
    assert {n: plain(entity.fields[n], read[n]) for n in new} == {n: told[n][1] for n in new}
    derived = set(entry.changes) - set(new)
    assert all(entity.fields[name].read_only for name in derived)
    assert events_of(key, record_id) == [f"{key}.created", f"{key}.updated"]


@each_entity
def test_personal_values_stand_in_the_side_table_only(world: World, key: str) -> None:
    entity = world.entity(key)
    sent = world.sample(key, 7)
    personal = {name for name in sent if entity.fields[name].pii is not None}
    record_id = world.make(key, sent, world.admin.user)

    (row,) = fetch_all("SELECT changes::text FROM audit_entry WHERE entity = %s AND record_id = %s", (key, record_id))
    (event,) = fetch_all("SELECT diff::text FROM events_event WHERE entity = %s AND record_id = %s", (key, record_id))

    for name in personal:
        told = json.dumps(sent[name], ensure_ascii=False)
        assert told not in row[0]
        assert told not in event[0]


@each_entity
def test_an_unknown_or_server_owned_value_changes_nothing(world: World, key: str) -> None:
    record_id = world.make(key, world.sample(key, 1), world.admin.user)
    before = world.admin.get(f"{key}/{record_id}").json()

    for name in ("nonsense", "id", "version", "deleted_at", "custom", "search_text", "created_by", "updated_at"):
        refused = world.admin.patch(f"{key}/{record_id}", {name: 1}, version=1)
        assert refused.status_code in (403, 422), (name, refused.content)
        assert refused.json()["errors"][0]["path"] == name

    assert world.admin.get(f"{key}/{record_id}").json() == before
    assert world.admin.get(key, nonsense="1").status_code == 400


@each_entity
def test_two_editors_and_a_missing_version(world: World, key: str) -> None:
    entity = world.entity(key)
    record_id = world.make(key, world.sample(key, 1), world.admin.user)
    first, third = world.sample(key, 1), world.sample(key, 3)
    name = next(n for n in first if not entity.fields[n].link and n in third and first[n] != third[n])
    mine, theirs = world.sample(key, 2)[name], world.sample(key, 3)[name]
    assert world.admin.patch(f"{key}/{record_id}", {name: theirs}, version=1).status_code == 200

    stale = world.admin.patch(f"{key}/{record_id}", {name: mine}, version=1)
    missing = world.admin.patch(f"{key}/{record_id}", {name: mine})

    assert stale.status_code == 412
    (error,) = stale.json()["errors"]
    assert (error["path"], error["params"]["yours"]) == (name, mine)
    assert stale.json()["current"]["version"] == 2
    assert missing.status_code == 428
    assert world.admin.get(f"{key}/{record_id}").json()[name] == _canonical(entity.fields[name], theirs)


@each_entity
def test_into_the_trash_and_back(world: World, key: str) -> None:
    record_id = world.make(key, world.sample(key, 1), world.admin.user)
    admin = world.admin
    if not world.entity(key).definition.features.delete:
        pytest.skip("this entity keeps everything")

    assert admin.delete(f"{key}/{record_id}").status_code == 428
    assert admin.delete(f"{key}/{record_id}", version=1).status_code == 204

    assert admin.get(f"{key}/{record_id}").status_code == 404
    assert record_id not in admin.ids(key)
    assert record_id in admin.ids(key, trash="true")
    restored = admin.post(f"{key}/{record_id}/restore")
    assert restored.status_code == 200, restored.content
    assert restored.json()["version"] == 3
    assert record_id in admin.ids(key)
    assert [entry.action for entry in audit_of(key, record_id)] == ["create", "delete", "restore"]
    assert events_of(key, record_id) == [f"{key}.created", f"{key}.deleted", f"{key}.restored"]


@each_entity
def test_a_required_value_that_is_missing_is_named(world: World, key: str) -> None:
    entity = world.entity(key)
    required = [n for n, s in entity.fields.items() if s.required and not s.read_only]
    world.sample(key, 1)  # makes what the records point at
    count = len(world.admin.ids(key))
    for name in required:
        values = world.sample(key, 1, without=[name])
        answer = world.admin.post(key, values)
        if answer.status_code == 201:  # a default of the column stands in
            count += 1
            continue
        assert answer.status_code == 422, answer.content
        assert [e["path"] for e in answer.json()["errors"]] == [name]
    assert len(world.admin.ids(key)) == count


@each_entity
def test_bulk_answers_per_row(world: World, key: str) -> None:
    entity = world.entity(key)
    if not entity.definition.features.bulk:
        pytest.skip("this entity has no bulk calls")
    first = world.make(key, world.sample(key, 1), world.admin.user)
    shared = unique_fields(entity)
    name = next(n for n in world.sample(key, 5) if not entity.fields[n].link and n not in shared)
    value = world.sample(key, 5)[name]

    answer = world.admin.post(f"{key}/bulk", {"op": "update", "ids": [first, 10**9], "values": {name: value}})

    assert answer.status_code == 200, answer.content
    good, bad = answer.json()["results"]
    assert (good["id"], good["ok"]) == (first, True)
    assert (bad["id"], bad["ok"], bad["problem"]["status"]) == (10**9, False, 404)
    assert world.admin.get(f"{key}/{first}").json()[name] == _canonical(entity.fields[name], value)
    assert audit_of(key, first)[-1].changes[name]["to"] == _canonical(entity.fields[name], value)


def test_every_field_type_stands_in_the_odd_entity() -> None:
    """The suite proves a type only where some entity has it."""
    from kezhou.platform.fields.registry import TYPES

    assert set(TYPES) == {spec.type.key for spec in registry.native()["gadget"].fields.values()}


def test_a_list_of_ids_alone(world: World) -> None:
    made = world.make("customer", world.sample("customer", 1), world.admin.user)

    assert {"id": made, "version": 1} in world.admin.get("customer", fields="id").json()["items"]
    row, *_others = world.admin.post("customer/search", {"fields": ["id", "name", "version"]}).json()["items"]
    assert list(row) == ["id", "version", "name"]
