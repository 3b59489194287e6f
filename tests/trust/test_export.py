"""C01, C04, C08, C13, C38, C39: what a person carries out in a file is what the list shows, and no more."""

from typing import Any

import pytest

from kezhou.kernel.ctx import LEVELS
from kezhou.platform.access.models import RoleGrant
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.entities import registry
from kezhou.platform.exchange.models import ExportCall
from kezhou.platform.files.models import StoredFile
from kezhou.platform.org import epochs
from kezhou.platform.records import write

from .exchanging import WHY, cells_of, exported, taken
from .fingerprint import fingerprint
from .oracle import ASKER, OWNERS, reaches
from .test_matrix import taken_back
from .test_noninterference import BLIND_FOR, CONDITIONS, HIDDEN, NAME, TEXTS
from .world import ACTIONS, World, owned_keys


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


def exportable() -> list[str]:
    return [key for key in owned_keys() if registry.native()[key].definition.features.export]


@pytest.mark.parametrize("key", exportable())
@pytest.mark.parametrize(
    ("view", "export"), [*((level, level) for level in LEVELS), ("all", "own"), ("own", "all"), ("all", "none")]
)
def test_c01_c08_a_file_holds_exactly_the_oracles_rows(world: World, key: str, view: str, export: str) -> None:
    levels = {"view": view, "export": export}
    world.give("asker", world.role("taker", levels, depts=[world.departments["south"]]))
    for owner in OWNERS:
        world.record(owner, key, external_ref=owner)
    trashed = world.record("asker", key, external_ref="trashed")
    write.delete(world.acting("asker"), world.entity(key), trashed)
    if registry.native()[key].definition.scope.is_public:
        view = "all"
    caller, before = world.caller("asker"), fingerprint()

    if "none" in (view, export):
        for words in ({}, {"filter": {"field": "external_ref", "op": "eq", "value": "x"}}, {"fields": ["nothing"]}):
            assert caller.post(f"{key}/export", {**WHY, **words}).status_code == 403
        assert fingerprint() == before
        return

    expected = [owner for owner in OWNERS if reaches(ASKER, view, owner) and reaches(ASKER, export, owner)]
    label = str(world.entity(key).fields["external_ref"].label)
    everything = {"not": {"field": "external_ref", "op": "eq", "value": "x"}}
    for words in ({}, {"sort": "-created_at"}, {"filter": everything}):
        rows = exported(caller, key, fields=["external_ref"], **words)
        assert sorted(row[label] for row in rows if row[label]) == sorted(expected), words


def test_c08_an_export_is_the_same_whatever_lies_out_of_reach(world: World) -> None:
    """With filters, search texts and order; a link to a record out of reach shows no title."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    foreign = world.record("stranger", name="Somebody's parent")
    for number in range(4):
        world.record("asker", name=f"北方机械{number}", level="A" if number % 2 else "B", parent=foreign)
    asker = world.caller("asker")

    def told() -> list[Any]:
        asked: list[dict[str, Any]] = [{"filter": condition} for condition in CONDITIONS if condition]
        asked += [{"q": text} for text in TEXTS] + [{"sort": sort} for sort in ("name", "-created_at", "owner")]
        found = []
        for words in asked:
            with taken_back():
                found.append(exported(asker, fields=["name", "level", "parent", "owner"], **words))
                found.append(ExportCall.objects.latest("id").job.total)
        return found

    before = told()
    assert sum(bool(rows) for rows in before) > 6
    assert "parent" not in str(before).replace("Parent company", "")

    parent = world.record("stranger", **HIDDEN)
    world.record("colleague", **HIDDEN, parent=parent)
    write.delete(world.acting("stranger"), world.entity("customer"), world.record("stranger", **HIDDEN))

    assert told() == before
    assert NAME not in str(before)


def test_c04_a_hidden_field_leaves_in_no_way(world: World) -> None:
    role = world.role("blind", dict.fromkeys(ACTIONS, "all"))
    for name in BLIND_FOR:
        world.restrict(role, "customer", name, "hidden", edit=False)
    world.give("asker", role)
    id_ = world.record("asker", **HIDDEN)
    write.update(world.acting("asker"), world.entity("customer"), id_, {"name": "Plain"})
    caller = world.caller("asker")
    labels = {str(world.entity("customer").fields[name].label) for name in BLIND_FOR}
    for words in ({}, {"fields": ["name", *BLIND_FOR]}):
        (row,) = exported(caller, **words)
        assert set(row).isdisjoint(labels)
        assert [value for value in HIDDEN.values() if str(value) in row.values()] == []
        assert "Plain" in row.values()
    meta = AuditEntry.objects.filter(action="export").latest("id").meta
    assert set(meta["columns"]).isdisjoint(BLIND_FOR)
    before = fingerprint()
    for name in BLIND_FOR:
        for words in (
            {"filter": {"field": name, "op": "not_empty"}},
            {"filter": {"not": {"field": name, "op": "eq", "value": "x"}}},
            {"sort": name},
            {"sort": f"-{name}"},
            {"fields": [name]},
        ):
            assert caller.post("customer/export", {**WHY, **words}).status_code == 400, (name, words)
    assert fingerprint() == before


def test_c04_c38_a_masked_field_leaves_in_part_and_is_not_asked_about_in_part(world: World) -> None:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "all")))
    world.record("asker", **HIDDEN)
    caller, phone = world.caller("asker"), HIDDEN["phone"]
    (row,) = exported(caller, fields=["name", "phone", "email"])
    assert (row["Phone"], row["E-mail"]) == ("138****1234", "bu****@example.com")
    before = fingerprint()
    for words in (
        {"sort": "phone"},
        *({"filter": {"field": "phone", "op": op, "value": phone[:5]}} for op in ("starts", "contains", "ne")),
        {"filter": {"field": "phone", "op": "not_empty"}},
    ):
        assert caller.post("customer/export", {**WHY, **words}).status_code == 400, words
    assert fingerprint() == before


def test_c13_the_file_is_written_with_the_rights_of_then(world: World) -> None:
    """Between the call and the worker a field is hidden, then a scope narrowed, then the right taken."""
    role = world.role("taker", dict.fromkeys(ACTIONS, "all"))
    world.give("asker", role)
    world.record("asker", name="Mine", level="A")
    world.record("stranger", name="Theirs", level="A")
    caller = world.caller("asker")

    def narrow() -> None:
        world.restrict(role, "customer", "level", "hidden", edit=False)
        RoleGrant.objects.filter(role=role, action="export").update(level="own")
        epochs.bump_access(None)

    rows = cells_of(caller, taken(caller, between=narrow, fields=["name", "level"]))
    assert rows == [{"Name": "Mine"}]

    def take() -> None:
        RoleGrant.objects.filter(role=role, action="export").update(level="none")
        epochs.bump_access(None)

    files = StoredFile.objects.count()
    assert taken(caller, between=take)["state"] == "failed"
    assert StoredFile.objects.count() == files
    assert AuditEntry.objects.filter(action="export").count() == 1


def test_c01_c39_the_file_is_its_starters_and_its_audit_names_it(world: World) -> None:
    boss = world.role("boss", dict.fromkeys(ACTIONS, "all"), admin=["org", "roles", "jobs", "security", "audit"])
    world.give("asker", world.role("taker", dict.fromkeys(ACTIONS, "all")))
    world.give("colleague", boss)
    world.record("asker", name="Mine")
    job = taken(world.caller("asker"), fields=["name"])
    other, before = world.caller("colleague"), fingerprint()
    paths = (f"jobs/{job['id']}", f"files/{job['result']['file']}")
    for path in paths:
        assert (other.get(path).status_code, other.delete(path).status_code) in ((404, 404), (404, 405))
        assert world.stranger().get(path).status_code == 401
    # A field that points to a file takes only what one uploaded oneself.
    sent = other.post("gadget", {**world.sample("colleague", "gadget"), "plan": job["result"]["file"]})
    assert (sent.status_code, sent.json()["errors"][0]["path"]) == (422, "plan")
    assert {t for t, digest in fingerprint().items() if digest != before[t]} == set()
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor_id, entry.meta["rows"], entry.meta["columns"]) == (world.people["asker"].id, 1, ["name"])
