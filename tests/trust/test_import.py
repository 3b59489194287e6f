"""C01, C02, C06, C08, C11, C13: what a person brings in from a file reaches the rows that the form reaches."""

from typing import Any

import pytest

from kezhou.kernel.ctx import LEVELS
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import RoleGrant, Share
from kezhou.platform.org import epochs
from kezhou.platform.records import write
from tests.exchange.conftest import work

from .exchanging import brought, everything, refused_cells, table, uploaded
from .fingerprint import fingerprint
from .oracle import ASKER, OWNERS, reaches
from .routes import api_routes
from .test_matrix import taken_back
from .test_noninterference import CODE, HIDDEN, NAME
from .world import ACTIONS, Caller, World

COMBINATIONS = [
    *((level, level, level) for level in LEVELS if level != "none"),
    ("all", "own", "all"), ("all", "all", "own"), ("all", "dept_tree", "own_and_reports"), ("dept", "all", "all"),
    ("own", "all", "all"), ("all", "none", "all"),
]  # fmt: skip
"""(level of seeing, level of changing, level of importing)."""


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


# -- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("view", "update", "bring"), COMBINATIONS)
def test_c01_c02_a_file_changes_exactly_the_rows_that_the_oracle_allows(
    world: World, view: str, update: str, bring: str
) -> None:
    """Matched by name: seen and in reach of both rights is changed, seen alone is refused, unseen is nobody's name."""
    levels = {"view": view, "create": "own", "update": update, "import": bring}
    world.give("asker", world.role("seller", levels, depts=[world.departments["south"]]))
    records = {owner: world.record(owner, name=f"Company of {owner}") for owner in OWNERS}
    rows = [(f"Company of {owner}", "changed by a file") for owner in OWNERS]

    told = brought(world.caller("asker"), table(("Name", "Remarks"), rows), match=["name"], on_match="update")

    seen = {owner for owner in OWNERS if reaches(ASKER, view, owner)}
    changed = {owner for owner in seen if reaches(ASKER, update, owner) and reaches(ASKER, bring, owner)}
    stored = Customer.objects.in_bulk(records.values())
    assert {owner for owner, id_ in records.items() if stored[id_].remarks} == changed
    assert {owner for owner, id_ in records.items() if stored[id_].version > 1} == changed
    made = Customer.objects.exclude(id__in=records.values())
    new = len(OWNERS) - len(seen) if reaches(ASKER, bring, "asker") else 0
    counts = {name: told["counts"][name] for name in ("create", "update", "error")}
    assert counts == {"create": new, "update": len(changed), "error": len(OWNERS) - new - len(changed)}
    assert {kind["code"] for kind in told["errors"]} <= {"no_right", "outside_scope"}
    assert [*made.values_list("owner__username", flat=True)] == ["asker"] * new


def test_c01_a_share_to_change_a_record_holds_for_a_file_too(world: World) -> None:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    ids = {write: world.record("stranger", name=f"Shared {write}") for write in (True, False)}
    for may_write, id_ in ids.items():
        Share.objects.create(entity="customer", record_id=id_, user=world.people["asker"], write=may_write)
    rows = [("Shared True", "x"), ("Shared False", "x")]

    told = brought(world.caller("asker"), table(("Name", "Remarks"), rows), match=["name"], on_match="update")

    assert {w: Customer.objects.get(id=i).remarks for w, i in ids.items()} == {True: "x", False: ""}
    assert (told["counts"]["update"], told["counts"]["error"]) == (1, 1)


@pytest.mark.parametrize("on_match", ["skip", "update", "fill"])
def test_c08_an_import_answers_the_same_whatever_lies_out_of_reach(world: World, on_match: str) -> None:
    """Dry run, run, reasons and error file: names, codes, links and owners of hidden records are nobody's."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    asker = world.caller("asker")
    mine = world.record("asker", name="Mine", credit_code="91350100M000100Y43")
    text = table(
        ("Name", "credit_code", "Parent company", "Level", "Remarks"),
        [
            (NAME, "", "", "A", "by name"), ("Another name", CODE, "", "B", "by code"), ("Mine", "", NAME, "A", ""),
            ("A child", "", NAME, "", ""), ("Mine", "", "", "Z", "wrong level"), ("Trashed", "", "", "", ""),
        ],
    )  # fmt: skip
    before = asked(asker, text, on_match)

    parent = world.record("stranger", **HIDDEN)
    world.record("colleague", **{**HIDDEN, "name": "Another name"}, parent=parent)
    world.record("stranger", name=NAME)  # two of them: it would be ambiguous
    trashed = world.record("stranger", name="Trashed")
    write.delete(world.acting("stranger"), world.entity("customer"), trashed)

    assert asked(asker, text, on_match) == before
    assert before["counts"]["error"] == 3
    assert Customer.objects.get(id=mine).version == 1


def asked(caller: Caller, text: str, on_match: str) -> dict[str, Any]:
    """Everything that a dry run and a run tell, without numbers that count imports; nothing stays."""
    with taken_back():
        path = f"imports/{uploaded(caller, text).json()['id']}"
        assert caller.call("PATCH", path, {"match": ["credit_code", "name"], "on_match": on_match}).status_code == 200
        caller.post(f"{path}/dry-run")
        work()
        checked = caller.get(path).json()
        caller.post(f"{path}/run")
        work()
        told = caller.get(path).json()
        for answer in (checked, told):
            for name in ("id", "job", "created_at", "updated_at"):
                answer.pop(name)
            answer["file"].pop("id")
        made = list(Customer.objects.filter(owner=caller.user).order_by("id").values_list("name", "level", "remarks"))
        cells = refused_cells(caller, int(path.removeprefix("imports/")))
    return {"checked": checked, "told": told, "counts": told["counts"], "cells": cells, "made": made}


def test_c06_new_owners_lie_within_the_givers_reach(world: World) -> None:
    """By a column, and by the decision for the whole file; who may not hand over keeps what is theirs."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "dept") | {"view": "all", "assign": "dept"}))
    caller, kept = world.caller("asker"), world.record("asker", name="Kept")
    people = ("colleague", "stranger")
    rows = [(f"New of {who}", who) for who in people] + [("Kept", "stranger")]
    told = brought(caller, table(("Name", "Owner"), rows), match=["name"], on_match="update")
    assert (told["counts"]["create"], told["counts"]["update"], told["counts"]["error"]) == (1, 0, 2)
    stranger = world.people["stranger"].id
    decided = brought(caller, table(("Name",), [("For a stranger",)]), owner=stranger)
    assert (decided["counts"]["create"], decided["errors"][0]["code"]) == (0, "outside_scope")
    assert Customer.objects.get(id=kept).owner_id == world.people["asker"].id
    assert not Customer.objects.filter(owner_id=stranger).exists()


def test_c11_an_undo_does_not_reach_what_was_handed_over(world: World) -> None:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    known = world.record("asker", name="Known")
    caller = world.caller("asker")
    rows = [("Known", "changed"), ("Made", "made")]
    told = brought(caller, table(("Name", "Remarks"), rows), match=["name"], on_match="update")
    for id_ in Customer.objects.values_list("id", flat=True):
        write.update(world.acting("stranger"), world.entity("customer"), id_, {"owner": world.people["stranger"].id})
    before = list(Customer.objects.order_by("id").values())

    assert caller.post(f"imports/{told['id']}/undo").status_code == 202
    work()

    undone = caller.get(f"imports/{told['id']}").json()["undo"]
    assert (undone["removed"], undone["restored"], undone["kept"]) == (0, 0, 2)
    assert {row["code"] for row in undone["kept_records"]} == {"not_found"}
    assert list(Customer.objects.order_by("id").values()) == before
    assert known in Customer.objects.values_list("id", flat=True)


# -- whose it is ----------------------------------------------------------------------------------------------------


def test_c01_c03_an_import_and_its_files_are_its_owners_alone(world: World) -> None:
    """Every call of the route table that names an import, a job or a file: for a boss it is a number like any other."""
    asker = everything(world)
    boss = world.role("boss", dict.fromkeys(ACTIONS, "all"), admin=["org", "jobs", "settings", "customfields"])
    world.give("colleague", boss)
    other = world.caller("colleague")
    told = brought(asker, table(("Name", "Level"), [("Made", "A"), ("Wrong", "Z")]))
    numbers = {"run_id": told["id"], "job_id": told["job"], "file_id": told["file"]["id"]}
    routes = [route for route in api_routes() if any(f"{{{name}}}" in route.path for name in numbers)]
    assert len(routes) >= 11
    nobodys, before = dict.fromkeys(numbers, 9**9), fingerprint()
    for route in routes:
        body = None if route.method in ("GET", "DELETE") else {}
        answers = [other.call(route.method, route.filled(**ids), body) for ids in (numbers, nobodys)]
        assert [answer.status_code for answer in answers] == [404, 404], route
        assert answers[0].json() | {"request_id": ""} == answers[1].json() | {"request_id": ""}, route
    assert [other.get(path).json()["items"] for path in ("imports", "jobs", "inbox")] == [[], [], []]
    assert fingerprint() == before
    assert len(refused_cells(asker, told["id"])) == 1


def test_c13_a_right_to_import_that_is_gone_when_the_worker_comes_is_gone(world: World) -> None:
    caller = everything(world)
    path = f"imports/{uploaded(caller, table(('Name',), [('Made',)])).json()['id']}"
    assert caller.post(f"{path}/run").status_code == 202
    RoleGrant.objects.filter(action="import").update(level="none")
    epochs.bump_access(None)
    work()
    assert not Customer.objects.filter(name="Made").exists()
    assert caller.get(path).json()["state"] == "failed"
