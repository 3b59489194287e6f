"""Fields that an administrator adds: what may be defined, and what a definition may become."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.customfields import define
from kezhou.platform.customfields.models import CustomField
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db


def made(api: Api, **values: Any) -> dict[str, Any]:
    answer = api.post("custom-fields", {"entity": "gadget", **values})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def refused(api: Api, **values: Any) -> list[tuple[str, str]]:
    count = CustomField.objects.count()
    answer = api.post("custom-fields", {"entity": "gadget", "label": "X", "type": "text", **values})
    assert answer.status_code in (409, 422), answer.content
    assert CustomField.objects.count() == count
    return [(error["path"], error["code"]) for error in answer.json()["errors"]]


def test_a_name_is_made_from_the_label(world: World) -> None:
    assert made(world.admin, label="合同类型", type="text")["name"] == "cf_he_tong_lei_xing"
    assert made(world.admin, label="合同类型", type="text")["name"] == "cf_he_tong_lei_xing_2"
    assert made(world.admin, label="尺寸", label_en="Size (cm)", type="integer")["name"] == "cf_size_cm"
    assert made(world.admin, label="！", type="boolean")["name"] == "cf_field"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"label": " "}, [("label", "required")]),
        ({"type": "auto_number"}, [("type", "unknown_type")]),
        ({"type": "id_number"}, [("type", "unknown_type")]),
        ({"type": "nonsense"}, [("type", "unknown_type")]),
        ({"name": "size"}, [("name", "bad_name")]),
        ({"name": "cf_a__b"}, [("name", "bad_name")]),
        ({"name": "cf_x'); drop table odd_gadget; --"}, [("name", "bad_name")]),
        ({"max_length": 801}, [("max_length", "out_of_range")]),
        ({"type": "integer", "max_length": 5}, [("max_length", "not_for_type")]),
        ({"type": "integer", "decimals": 2}, [("decimals", "not_for_type")]),
        ({"type": "decimal", "decimals": 7}, [("decimals", "out_of_range")]),
        ({"type": "choice"}, [("choices", "required")]),
        ({"type": "choice", "dictionary": "nowhere"}, [("dictionary", "unknown_dictionary")]),
        ({"type": "choice", "choices": [{"value": "a b", "label": "A"}]}, [("choices.0.value", "bad_code")]),
        (
            {"type": "choice", "choices": [{"value": "a", "label": "A"}, {"value": "a", "label": "B"}]},
            [("choices.1.value", "twice")],
        ),
        ({"choices": [{"value": "a", "label": "A"}]}, [("choices", "not_for_type")]),
        ({"type": "link"}, [("link", "unknown_entity")]),
        ({"link": "gadget"}, [("link", "not_for_type")]),
        ({"type": "integer", "masked": True}, [("masked", "not_for_type")]),
        ({"pii": "S9", "pii_purpose": "x"}, [("pii", "unknown_class")]),
        ({"pii": "S1"}, [("pii_purpose", "required")]),
        ({"section": "nowhere"}, [("section", "unknown_section")]),
        ({"type": "integer", "default": "many"}, [("default", "not_integer")]),
        ({"order": -1}, [("order", "out_of_range")]),
    ],
)
def test_a_wrong_definition_is_refused_with_its_path(world: World, values: dict[str, Any], errors: Any) -> None:
    assert refused(world.admin, **values) == errors


def test_a_name_is_taken_once(world: World) -> None:
    made(world.admin, label="A", type="text", name="cf_a")
    assert refused(world.admin, name="cf_a") == [("name", "native")] or refused(world.admin, name="cf_a") == [
        ("name", "taken")
    ]


def test_who_does_not_administer_them_may_neither_read_nor_write(world: World) -> None:
    field = made(world.admin, label="A", type="text")
    user = world.person("seller")
    world.give(user, {"*": {"view": "all", "create": "all", "update": "all"}})
    api = world.api(user)

    answers = [
        api.get("custom-fields"),
        api.post("custom-fields", {"entity": "gadget", "label": "B", "type": "text"}),
        api.patch(f"custom-fields/{field['id']}", {"label": "B"}),
        api.post(f"custom-fields/{field['id']}/index"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert [row.label for row in CustomField.objects.all()] == ["A"]
    assert fetch_all("SELECT count(*) FROM jobs_record")[0][0] == 0


def test_unknown_words_are_refused(world: World) -> None:
    field = made(world.admin, label="A", type="text")
    assert (
        world.admin.post("custom-fields", {"entity": "gadget", "label": "X", "type": "text", "x": 1}).status_code == 422
    )
    assert world.admin.patch(f"custom-fields/{field['id']}", {"name": "cf_b"}).status_code == 422
    assert world.admin.get("custom-fields", entty="gadget").status_code == 400
    assert world.admin.post("custom-fields", {"entity": "nowhere", "label": "X", "type": "text"}).status_code == 404
    assert world.admin.post("custom-fields", {"entity": "role", "label": "X", "type": "text"}).status_code == 422
    assert world.admin.patch("custom-fields/999999", {"label": "X"}).status_code == 404


def test_type_and_target_stay_once_there_are_values(world: World) -> None:
    field = made(world.admin, label="A", type="text", name="cf_a")
    assert world.admin.patch(f"custom-fields/{field['id']}", {"type": "integer", "max_length": None}).status_code == 200
    world.make("gadget", {"name": "g", "cf_a": 5}, world.admin.user)

    answer = world.admin.patch(f"custom-fields/{field['id']}", {"type": "decimal"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "has_values"
    assert CustomField.objects.get(id=field["id"]).type == "integer"


def test_a_choice_with_values_is_deactivated_not_removed(world: World) -> None:
    a, b = {"value": "a", "label": "A"}, {"value": "b", "label": "B"}
    field = made(world.admin, label="Kind", type="choice", name="cf_kind", choices=[a, b])
    record = world.make("gadget", {"name": "g", "cf_kind": "a"}, world.admin.user)

    gone = world.admin.patch(f"custom-fields/{field['id']}", {"choices": [b]})
    off = world.admin.patch(f"custom-fields/{field['id']}", {"choices": [{**a, "active": False}, b]})

    assert (gone.status_code, gone.json()["errors"][0]["code"]) == (422, "choice_removed")
    assert off.status_code == 200
    assert world.admin.get(f"gadget/{record}").json()["cf_kind"] == "a"


def test_a_deactivated_field_goes_and_comes_back_with_its_values(world: World) -> None:
    field = made(world.admin, label="A", type="text", name="cf_a")
    record = world.make("gadget", {"name": "g", "cf_a": "kept"}, world.admin.user)
    assert world.admin.get(f"gadget/{record}").json()["cf_a"] == "kept"

    world.admin.patch(f"custom-fields/{field['id']}", {"active": False})
    assert "cf_a" not in world.admin.get(f"gadget/{record}").json()
    assert world.admin.get("gadget", cf_a="kept").status_code == 400
    assert world.admin.patch(f"gadget/{record}", {"cf_a": "new"}, version=1).status_code == 422
    assert world.admin.patch(f"gadget/{record}", {"code": "c"}, version=1).status_code == 200

    world.admin.patch(f"custom-fields/{field['id']}", {"active": True})
    assert world.admin.get(f"gadget/{record}").json()["cf_a"] == "kept"


def test_definitions_are_audited_and_act_at_once(world: World) -> None:
    before = world.admin.get("meta").json()["schema_epoch"]
    field = made(world.admin, label="A", type="text", name="cf_a")
    world.admin.patch(f"custom-fields/{field['id']}", {"label": "B", "required": True})

    assert world.admin.get("meta").json()["schema_epoch"] == before + 2
    rows = fetch_all(
        "SELECT action, changes -> 'label' ->> 'to', meta ->> 'name' FROM audit_entry"
        " WHERE entity = 'custom_field' AND record_id = %s ORDER BY id",
        (field["id"],),
    )
    assert [tuple(row) for row in rows] == [("definition_changed", "A", "cf_a"), ("definition_changed", "B", "cf_a")]
    (told,) = [f for f in world.admin.get("meta/gadget").json()["fields"] if f["name"] == "cf_a"]
    assert (told["label"], told["required"], told["custom"]) == ("B", True, True)


def test_an_entity_has_at_most_a_hundred(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(define, "MAX_PER_ENTITY", 2)
    for label in "AB":
        made(world.admin, label=label, type="boolean")

    answer = world.admin.post("custom-fields", {"entity": "gadget", "label": "C", "type": "boolean"})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")
    assert CustomField.objects.count() == 2


def test_a_required_field_binds_new_records_and_spares_old_ones(world: World) -> None:
    old = world.make("gadget", {"name": "old"}, world.admin.user)
    made(world.admin, label="A", type="text", name="cf_a", required=True)

    new = world.admin.post("gadget", {"name": "new"})

    assert (new.status_code, new.json()["errors"][0]["path"]) == (422, "cf_a")
    assert world.admin.patch(f"gadget/{old}", {"code": "c"}, version=1).status_code == 200


def test_a_default_fills_new_records(world: World) -> None:
    made(world.admin, label="A", type="integer", name="cf_a", default=7)
    record = world.admin.post("gadget", {"name": "new"}).json()
    assert record["cf_a"] == 7
