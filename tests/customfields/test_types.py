"""Every type of custom field works everywhere at once: form, list, filter, order, groups, bulk, audit, meta."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.audit import read as audit_read
from kezhou.platform.fields.registry import TYPES
from tests.contract import oracle, rows
from tests.contract.test_crud import _canonical, plain
from tests.contract.test_filter import operands
from tests.contract.test_order import expected, walked
from tests.contract.world import World

pytestmark = pytest.mark.django_db

NAME = "cf_odd"
CUSTOM_TYPES = [key for key, field_type in TYPES.items() if field_type.custom_allowed]
each_type = pytest.mark.parametrize("type_key", CUSTOM_TYPES)


def defined(world: World, type_key: str) -> None:
    """A custom field of this type on notices, which have hardly any fields of their own."""
    more: dict[str, Any] = {}
    if type_key in ("choice", "multi_choice"):
        more["choices"] = [{"value": code, "label": code.upper()} for code in ("a", "b", "c")]
    if type_key in ("link", "multi_link"):
        more["link"] = "gadget"
    answer = world.admin.post(
        "custom-fields", {"entity": "notice", "label": "Odd", "name": NAME, "type": type_key, **more}
    )
    assert answer.status_code == 201, answer.content


@each_type
def test_a_value_comes_back_in_record_list_audit_and_meta(world: World, type_key: str) -> None:
    defined(world, type_key)
    spec = world.entity("notice").fields[NAME]
    first, second = (world.value(spec, number) for number in (1, 2))

    made = world.admin.post("notice", {"text": "t", NAME: first})

    assert made.status_code == 201, made.content
    record_id = made.json()["id"]
    assert plain(spec, made.json()[NAME]) == _canonical(spec, first)
    (listed,) = world.admin.get("notice", fields=f"text,{NAME}").json()["items"]
    assert plain(spec, listed[NAME]) == _canonical(spec, first)
    changed = world.admin.patch(f"notice/{record_id}", {NAME: second}, version=1)
    assert plain(spec, changed.json()[NAME]) == _canonical(spec, second)
    if first != second:
        entry = audit_read.timeline("notice", record_id).items[0]
        assert dict(entry.changes) == {NAME: {"from": _canonical(spec, first), "to": _canonical(spec, second)}}
        (told, *_older) = world.admin.get(f"notice/{record_id}/timeline").json()["items"]
        assert [change["field"] for change in told["changes"]] == [NAME]
    emptied = world.admin.patch(f"notice/{record_id}", {NAME: None}, version=changed.json()["version"])
    assert emptied.json()[NAME] is None
    (field,) = [f for f in world.admin.get("meta/notice").json()["fields"] if f["custom"]]
    assert (field["type"], field["operators"]) == (type_key, list(TYPES[type_key].operators))


@each_type
def test_filter_order_and_groups(world: World, type_key: str) -> None:
    defined(world, type_key)
    entity = world.entity("notice")
    spec = entity.fields[NAME]
    found = rows.made(world, "notice")
    for op in spec.type.operators:
        for operand in operands(world, spec, op):
            condition = {"field": NAME, "op": op} | ({} if operand is None else {"value": operand})
            told = set(world.admin.ids("notice", filter=condition))
            assert told == oracle.matching(world, world.admin, entity, found, condition), condition
    by_id = {row["id"]: row for row in found}
    if spec.type.sortable:
        for sort in (NAME, f"-{NAME}"):
            seen = walked(world.admin, "notice", sort=sort)
            assert seen == expected(by_id, NAME, descending=sort.startswith("-"), nullable=True), sort
    else:
        assert world.admin.get("notice", sort=NAME).status_code == 400
    groups = world.admin.post("notice/aggregate", {"group_by": [NAME]})
    assert groups.status_code == (200 if spec.type.groupable else 400), groups.content
    if spec.type.groupable:
        assert sum(row["values"][0] for row in groups.json()["rows"]) == len(found)
    if spec.type.summable:
        summed = world.admin.post("notice/aggregate", {"measures": [{"fn": "sum", "field": NAME}]})
        total = sum(row[NAME] for row in found if row[NAME] is not None)
        assert float(summed.json()["rows"][0]["values"][0]) == float(total)


@each_type
def test_bulk_change(world: World, type_key: str) -> None:
    defined(world, type_key)
    spec = world.entity("notice").fields[NAME]
    ids = [world.make("notice", {"text": "t"}, world.admin.user) for _n in range(2)]
    value = world.value(spec, 3)

    answer = world.admin.post("notice/bulk", {"op": "update", "ids": ids, "values": {NAME: value}})

    assert [row["ok"] for row in answer.json()["results"]] == [True, True], answer.content
    assert [plain(spec, world.admin.get(f"notice/{i}").json()[NAME]) for i in ids] == [_canonical(spec, value)] * 2


def test_a_wrong_value_names_the_field(world: World) -> None:
    defined(world, "integer")
    answer = world.admin.post("notice", {"text": "t", NAME: "many"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, NAME)
    assert world.admin.ids("notice") == []


@pytest.mark.parametrize("type_key", ["text", "phone", "email", "url", "person_name"])
def test_a_masked_value_is_shown_in_part_and_found_as_a_whole(world: World, type_key: str) -> None:
    answer = world.admin.post(
        "custom-fields", {"entity": "notice", "label": "Odd", "name": NAME, "type": type_key, "masked": True}
    )
    assert answer.status_code == 201, answer.content
    sample = world.value(world.entity("notice").fields[NAME], 12345)
    record_id = world.make("notice", {"text": "t", NAME: sample}, world.admin.user)
    user = world.person("reader")
    world.give(user, {"notice": {"view": "all"}})
    api = world.api(user)

    record = api.get(f"notice/{record_id}").json()

    assert record[NAME] != sample
    assert record["_masked"] == [NAME]
    stored = _canonical(world.entity("notice").fields[NAME], sample)
    assert api.ids("notice", filter={"field": NAME, "op": "eq", "value": stored}) == [record_id]
    assert api.get("notice", filter={"field": NAME, "op": "starts", "value": stored[:3]}).status_code == 400
    assert api.get("notice", sort=NAME).status_code == 400
