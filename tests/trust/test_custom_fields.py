"""C04, C05: a field that an administrator added is hidden as completely as one of the house, whatever its type."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.customfields import define
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import write

from .exchanging import WHY, exported, table, uploaded
from .fingerprint import fingerprint
from .world import ACTIONS, Caller, World

CUSTOM = [key for key, field_type in TYPES.items() if field_type.custom_allowed]
NUMBER = 7391
"""What samples are made of, so that a value is known again wherever it shows up."""


@dataclass
class Blind:
    """Somebody who sees all customers but no custom field of theirs, and a record with a value in each."""

    caller: Caller
    id: int
    specs: dict[str, FieldSpec]
    values: dict[str, Any]
    secrets: set[str]
    """Texts by which the values would be known in any answer."""


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


def define_all(world: World) -> dict[str, FieldSpec]:
    """One field of every type on customers, each with a label of its own."""
    for key in CUSTOM:
        more: dict[str, Any] = {}
        if key in ("choice", "multi_choice"):
            more["choices"] = [{"value": f"code{n}", "label": f"Word {n}"} for n in range(3)]
        if key in ("link", "multi_link"):
            more["link"] = "gadget"
        words = {"label": f"Secret {key}", "label_en": f"Secret {key}", "name": f"cf_{key}", "type": key, **more}
        define.create(Ctx.system("test", world.clock), "customer", words)
    return {f"cf_{key}": world.entity("customer").fields[f"cf_{key}"] for key in CUSTOM}


def value_of(world: World, spec: FieldSpec) -> Any:
    match spec.link:
        case "gadget":
            made = world.record("asker", "gadget", name="Secret gadget")
            return [made] if spec.type.multiple else made
        case "user":
            return world.person("secretperson", "south").id
        case "department":
            return world.departments["south"]
        case None:
            return spec.type.sample(spec, NUMBER)
    return None  # files are reached through their record only


@pytest.fixture
def blind(world: World) -> Blind:
    specs = define_all(world)
    values = {name: value for name, spec in specs.items() if (value := value_of(world, spec)) not in (None, [])}
    id_ = world.record("asker", name="Plain", **values)
    role = world.role("blind", dict.fromkeys(ACTIONS, "all"))
    for name in specs:
        world.restrict(role, "customer", name, "hidden", edit=False)
    world.give("asker", role)
    told = [*values.values(), "Secret gadget", "Secretperson"]
    long_enough = {text.strip('"[]{}') for value in told for text in json.dumps(value).split(", ")}
    return Blind(world.caller("asker"), id_, specs, values, {text for text in long_enough if len(text) > 5})


def test_the_fields_are_there_for_others(world: World, blind: Blind) -> None:
    """What the tests below find nowhere is really stored, and shown to whoever may see it."""
    assert set(blind.specs) == {f"cf_{key}" for key in CUSTOM}
    assert len(blind.values) >= len(CUSTOM) - 2  # a file and an image hang on uploads
    world.give("colleague", world.role("full", {"view": "all", "export": "all"}))
    full = world.caller("colleague")
    told = full.get(f"customer/{blind.id}").json()
    assert [name for name in blind.values if told[name] in (None, "", [])] == []
    (row,) = exported(full, fields=["name", *blind.specs])
    assert {f"Secret {key}" for key in CUSTOM} == set(row) - {"Name"}


def test_c04_hidden_custom_fields_are_absent_from_every_answer(world: World, blind: Blind) -> None:
    acting, entity = world.acting("asker"), world.entity("customer")
    emptied = dict.fromkeys(blind.values)
    write.update(acting, entity, blind.id, {**emptied, "name": "Plain words"})
    write.update(acting, entity, blind.id, blind.values)
    names = ",".join(blind.specs)
    paths = (f"customer/{blind.id}", "customer?limit=200", f"customer?fields=name,{names}", "customer/views",
             f"customer/{blind.id}/timeline", "meta/customer", "meta", "search?q=Plain")  # fmt: skip
    for path in paths:
        answer = blind.caller.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, (path, text)
        assert [name for name in blind.specs if f'"{name}"' in text] == [], path
        assert "Secret" not in text, path
        assert [word for word in blind.secrets if word in text] == [], path
    told = blind.caller.get(f"customer/{blind.id}/timeline").json()["items"]
    assert [change["field"] for item in told for change in item["changes"]].count("name") >= 1
    for words in ({}, {"fields": ["name", *blind.specs]}):
        (row,) = exported(blind.caller, **words)
        assert [header for header in row if header.startswith("Secret")] == []
        assert [word for word in blind.secrets if word in str(row)] == []
    assert set(AuditEntry.objects.filter(action="export").latest("id").meta["columns"]).isdisjoint(blind.specs)
    assert blind.caller.get("custom-fields?entity=customer").status_code == 403
    known = blind.caller.get("customer?nonsense=1")  # the answer names what could be asked
    assert (known.status_code, [name for name in blind.specs if name in known.json()["detail"]]) == (400, [])


@pytest.mark.parametrize("key", CUSTOM)
def test_c04_a_hidden_custom_field_cannot_be_asked_about(world: World, blind: Blind, key: str) -> None:
    """Filter, order, groups, sums, search words, bulk, views, export: refused as a field that does not exist."""
    caller, name = blind.caller, f"cf_{key}"
    value = blind.values.get(name, "x")
    before = fingerprint()

    def asked(field: str) -> dict[str, tuple[int, str]]:
        answers: dict[str, Any] = {}
        for op in TYPES[key].operators:
            condition = {"field": field, "op": op, "value": [value] if op in ("in", "has_any") else value}
            wrapped = {"or": [{"field": "name", "op": "not_empty"}, {"not": condition}]}
            for at, filter_ in enumerate((condition, wrapped)):
                for path in ("search", "count", "aggregate", "bulk"):
                    body = {"filter": filter_, **({"op": "delete"} if path == "bulk" else {})}
                    answers[f"{path} {op} {at}"] = caller.post(f"customer/{path}", body)
                answers[f"export {op} {at}"] = caller.post("customer/export", {**WHY, "filter": filter_})
                answers[f"view {op} {at}"] = caller.post("customer/views", {"name": "v", "filter": filter_})
        for word in (f"{field}=x", f"{field}__gte=1", f"sort={field}", f"sort=-{field}"):
            answers[word.replace(field, "F")] = caller.get(f"customer?{word}")
        for body in (
            {"group_by": [field]},
            {"measures": [{"fn": "max", "field": field}]},
            {"measures": [{"fn": "sum", "field": field}]},
            {"measures": [{"fn": "count", "field": field}]},
        ):
            answers[str(body).replace(field, "F")] = caller.post("customer/aggregate", body)
        answers["export sort"] = caller.post("customer/export", {**WHY, "sort": field})
        answers["view sort"] = caller.post("customer/views", {"name": "v", "sort": field})
        return {what: (answer.status_code, code_of(answer, field)) for what, answer in answers.items()}

    told, unknown = asked(name), asked("cf_nothing")
    assert {what: got for what, got in told.items() if got[0] != 400} == {}
    assert {what: (told[what], unknown[what]) for what in told if told[what] != unknown[what]} == {}
    assert fingerprint() == before


def code_of(answer: Any, field: str) -> str:
    """The whole refusal, with the field's name and the number of the request taken out."""
    body = answer.json()
    body.pop("request_id", None)
    return json.dumps(body, sort_keys=True).replace(field, "F")


def test_c04_hidden_custom_fields_are_not_found_by_searching(world: World, blind: Blind) -> None:
    assert [item["id"] for item in blind.caller.get("customer?q=Plain").json()["items"]] == [blind.id]
    for text in sorted(blind.secrets):
        words = text[:60]
        assert blind.caller.post("customer/search", {"q": words}).json()["items"] == [], words
        assert blind.caller.post("customer/count", {"q": words}).json()["count"] == 0, words


def test_c05_hidden_custom_fields_cannot_be_set(world: World, blind: Blind) -> None:
    caller, before = blind.caller, fingerprint()
    for name, value in {**dict.fromkeys(blind.specs, "x"), **blind.values}.items():
        for answer in (
            caller.patch(f"customer/{blind.id}", {name: value}),
            caller.post("customer", {"name": "New", name: value}),
            caller.post("customer/bulk", {"op": "update", "ids": [blind.id], "values": {name: value}}),
        ):
            assert answer.status_code in (400, 422), (name, answer.content)
            assert answer.json()["errors"][0]["code"] == "unknown_field", name
        assert caller.patch(f"customer/{blind.id}", {"custom": {name: value}}).status_code == 422
        assert caller.post(f"customer/{blind.id}/reveal", {"field": name}).status_code == 422
    ignored = ("audit_entry", "identity_ratecounter")
    assert fingerprint(ignored) == {table: digest for table, digest in before.items() if table not in ignored}


def test_c04_c05_hidden_custom_fields_take_no_part_in_an_import(world: World, blind: Blind) -> None:
    headers = ["Name", *(f"Secret {key}" for key in CUSTOM), *blind.specs]
    made = uploaded(blind.caller, table(headers, [["x"] * len(headers)])).json()
    assert made["mapping"] == {"0": "name"}
    assert [column["guess"] for column in made["columns"][1:]] == [None] * (len(headers) - 1)
    assert set(made["match_keys"]).isdisjoint(blind.specs)
    before, path = fingerprint(), f"imports/{made['id']}"
    for name in blind.specs:
        for words in ({"mapping": {"0": "name", "1": name}}, {"match": [name]}):
            hidden = blind.caller.call("PATCH", path, words)
            unknown = blind.caller.call("PATCH", path, json.loads(json.dumps(words).replace(name, "cf_nothing")))
            assert (hidden.status_code, code_of(hidden, name)) == (422, code_of(unknown, "cf_nothing"))
    assert fingerprint() == before
    assert b"Secret" not in blind.caller.get("customer/import-template.xlsx").content


def test_c04_a_stale_save_does_not_tell_hidden_custom_fields(world: World, blind: Blind) -> None:
    entity = world.entity("customer")
    write.update(world.acting("asker"), entity, blind.id, {**dict.fromkeys(blind.values), "remarks": "new"})
    stale = blind.caller.patch(f"customer/{blind.id}", {"remarks": "old"})
    assert stale.status_code == 412
    assert [name for name in blind.specs if name in stale.content.decode()] == []
    assert [error["path"] for error in stale.json()["errors"]] == ["remarks"]
