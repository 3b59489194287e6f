"""C04, C05, C13, C38: the columns of a file reach the fields that the form reaches, and no others."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import RoleField
from kezhou.platform.entities import registry
from kezhou.platform.org import epochs
from tests.exchange.conftest import work

from .exchanging import brought, everything, table, uploaded
from .fingerprint import fingerprint
from .test_assignment import columns
from .test_noninterference import BLIND_FOR, EMAIL, HIDDEN, PHONE
from .world import ACTIONS, Caller, World, owned_keys


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


def importable() -> list[str]:
    return [key for key in owned_keys() if registry.native()[key].definition.features.import_]


@pytest.mark.parametrize("key", importable())
def test_c05_no_column_of_a_file_becomes_what_the_form_cannot_set(world: World, key: str) -> None:
    """Every column of the table, and every field that is read only, under its own name: refused, nothing decided."""
    caller = everything(world)
    title = next(name for name, spec in world.entity(key).fields.items() if not spec.read_only)
    made = uploaded(caller, table((title, "second"), [("a", "b")]), key)
    assert made.status_code == 201, made.content
    path, before = f"imports/{made.json()['id']}", fingerprint()
    told = {}
    read_only = [name for name, spec in world.entity(key).fields.items() if spec.read_only]
    for name in {*columns(key), *read_only}:
        answer = caller.call("PATCH", path, {"mapping": {"1": name}})
        told[name] = (answer.status_code, [(e["path"], e["code"]) for e in answer.json().get("errors", [])])
    assert {name: got for name, got in told.items() if got != (422, [("mapping.1", "not_importable")])} == {}
    assert fingerprint() == before


def test_c04_c05_a_hidden_field_takes_no_part_in_an_import(world: World) -> None:
    """Not guessed, not mapped, no key, not in the template; asked by name it is what a name without a field is."""
    role = world.role("blind", dict.fromkeys(ACTIONS, "all"))
    for name in BLIND_FOR:
        world.restrict(role, "customer", name, "hidden", edit=False)
    world.give("asker", role)
    caller, known = world.caller("asker"), world.record("asker", **HIDDEN)
    labels = [str(world.entity("customer").fields[name].label) for name in BLIND_FOR]
    made = uploaded(caller, table(["Name", *labels], [["Other", *range(len(labels))]])).json()
    assert made["mapping"] == {"0": "name"}
    assert [column["guess"] for column in made["columns"][1:]] == [None] * len(labels)
    assert set(made["match_keys"]).isdisjoint(BLIND_FOR)
    path, before = f"imports/{made['id']}", fingerprint()
    for name in BLIND_FOR:
        for word in ("mapping", "match"):
            bodies = [{word: {"0": "name", "1": n}} if word == "mapping" else {word: [n]} for n in (name, "nonsense")]
            hidden, unknown = (caller.call("PATCH", path, body) for body in bodies)
            assert hidden.status_code == unknown.status_code == 422
            told = [e | {"message": ""} for e in hidden.json()["errors"]]
            assert told == [e | {"message": ""} for e in unknown.json()["errors"]]
            assert hidden.json()["errors"][0]["message"] == unknown.json()["errors"][0]["message"].replace(
                "nonsense", name
            )
    assert fingerprint() == before
    template = caller.get("customer/import-template.xlsx").content
    headers = [column["header"] for column in uploaded_book(caller, template)["columns"]]
    assert {header.strip("*") for header in headers}.isdisjoint(labels)
    assert "Remarks" in headers
    assert Customer.objects.get(id=known).version == 1


def uploaded_book(caller: Caller, content: bytes) -> Any:
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
    body = {"entity": "customer", "file": SimpleUploadedFile("template.xlsx", content)}
    return caller.client.post("/api/v1/imports", body, headers=headers).json()


@pytest.mark.parametrize("name", ["phone", "email"])
def test_c04_c38_a_masked_value_cannot_be_guessed_by_a_match_key(world: World, name: str) -> None:
    """Ten thousand rows would find the four hidden digits, past every limit and without a line in the audit."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "all")))
    known = world.record("asker", name="Known", **{name: HIDDEN[name]})
    caller = world.caller("asker")
    guesses = [(f"Guess {n}", HIDDEN[name].replace("1", str(n))) for n in range(1, 6)]
    made = uploaded(caller, table(("Remarks", "second"), guesses)).json()
    path = f"imports/{made['id']}"
    mapped = caller.call("PATCH", path, {"mapping": {"0": "remarks", "1": name}})
    assert mapped.status_code == 200  # a form can set it as well
    assert name not in mapped.json()["match_keys"]
    before = fingerprint()
    refused = caller.call("PATCH", path, {"match": [name]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_a_match_key")
    assert fingerprint() == before
    assert Customer.objects.get(id=known).version == 1


def test_c04_c38_no_weaker_key_takes_the_place_of_a_masked_one(world: World) -> None:
    """Contacts are compared by number, then by name: two people of one name are not one because a number is masked."""
    caller = everything(world)
    by_both = table(("Mobile", "Name"), [(PHONE, "Li Wei")])
    assert uploaded(caller, by_both, "contact").json()["match"] == []
    assert uploaded(caller, table(("Name",), [("Li Wei",)]), "contact").json()["match"] == ["name"]


def test_c04_c13_a_key_that_was_masked_meanwhile_stops_the_import(world: World) -> None:
    role = world.role("seller", dict.fromkeys(ACTIONS, "all"))
    world.restrict(role, "customer", "phone", "full")
    world.give("asker", role)
    known, caller = world.record("asker", name="Known", phone=PHONE), world.caller("asker")
    made = uploaded(caller, table(("Phone", "Remarks"), [(PHONE, "found")])).json()
    path = f"imports/{made['id']}"
    assert caller.call("PATCH", path, {"match": ["phone"], "on_match": "update"}).status_code == 200
    assert caller.post(f"{path}/run").status_code == 202
    RoleField.objects.filter(role=role, field="phone").delete()
    epochs.bump_access(None)
    work()
    assert Customer.objects.get(id=known).remarks == ""
    assert (caller.get(path).json()["state"], caller.get(path).json()["counts"]["update"]) == ("failed", 0)
    assert caller.post(f"{path}/run").json()["errors"][0]["code"] == "not_a_match_key"


def test_c38_a_shortened_value_in_a_file_never_overwrites(world: World) -> None:
    """What an export showed in part comes back: the cell is left out, the rest of the row is taken (9.12)."""
    caller = everything(world)
    known = world.record("asker", name="Known", phone=PHONE, email=EMAIL)
    shown = caller.get(f"customer/{known}").json()
    text = table(("Name", "Phone", "E-mail", "Remarks"), [("Known", shown["phone"], shown["email"], "new words")])
    told = brought(caller, text, match=["name"], on_match="update")
    stored = Customer.objects.get(id=known)
    assert (stored.phone, stored.email, stored.remarks) == (PHONE, EMAIL, "new words")
    assert (told["counts"]["update"], told["counts"]["error"]) == (1, 0)


def test_c05_c13_a_field_that_may_not_be_edited_any_more_is_refused_row_by_row(world: World) -> None:
    role = world.role("seller", dict.fromkeys(ACTIONS, "all"))
    world.give("asker", role)
    known, caller = world.record("asker", name="Known", level="A"), world.caller("asker")
    path = f"imports/{uploaded(caller, table(('Name', 'Level'), [('Known', 'B')])).json()['id']}"
    caller.call("PATCH", path, {"match": ["name"], "on_match": "update"})
    world.restrict(role, "customer", "level", "full", edit=False)
    assert caller.post(f"{path}/run").status_code == 202
    work()
    told = caller.get(path).json()
    assert (told["counts"]["error"], told["errors"][0]["code"]) == (1, "not_editable")
    assert (Customer.objects.get(id=known).level, Customer.objects.get(id=known).version) == ("A", 1)
