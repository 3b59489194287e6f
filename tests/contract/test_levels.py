"""Every level of every action of every entity, against an oracle that knows nothing of SQL (C01, C02, C03, C08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from kezhou.kernel.ctx import LEVELS
from kezhou.platform.access.models import Share
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, business_entities

pytestmark = pytest.mark.django_db
each_entity = pytest.mark.parametrize("key", business_entities())
ACTIONS = ("view", "update", "delete", "assign", "export")


@dataclass
class Company:
    """The actor sits in East, above East one; reports: a colleague in West and that one's own report in head office."""

    actor: User
    owners: dict[str, User]
    records: dict[str, int]


REPORTS = {"report", "report_of_report"}
SAME_DEPT = {"actor", "mate"}
DEPT_TREE = SAME_DEPT | {"below"}
WEST = {"report", "stranger"}


def may_reach(level: str, owner: str, *, owned: bool) -> bool:
    """The oracle: whether a level opens a record of this owner."""
    if level == "all":
        return True
    if level == "none" or not owned:
        return False
    return (
        owner
        in {
            "own": {"actor"},
            "own_and_reports": {"actor"} | REPORTS,
            "dept": SAME_DEPT,
            "dept_tree": DEPT_TREE,
            "depts": WEST,
        }[level]
    )


def company(world: World, key: str) -> Company:
    actor = world.person("actor", world.east)
    report = world.person("report", world.west, superior=actor)
    owners = {
        "actor": actor,
        "mate": world.person("mate", world.east),
        "below": world.person("below", world.east_1),
        "report": report,
        "report_of_report": world.person("deep", world.head, superior=report),
        "stranger": world.person("stranger", world.west),
    }
    return Company(
        actor, owners, {name: _owned_by(world, key, owner, n) for n, (name, owner) in enumerate(owners.items(), 1)}
    )


def _owned_by(world: World, key: str, owner: User, number: int) -> int:
    """A record of this owner; where a parent hands down the owner, its parent is theirs too."""
    entity = world.entity(key)
    values = world.sample(key, number, only_required=True)
    for name, spec in entity.fields.items():
        decisive = name == entity.definition.scope.parent or (spec.required and spec.link in business_entities())
        if spec.link in business_entities() and not spec.read_only and decisive:
            values[name] = _owned_by(world, spec.link, owner, 50 + number)
    return world.make(key, values, owner)


@each_entity
def test_view(world: World, key: str, subtests: pytest.Subtests) -> None:
    made = company(world, key)
    for level in LEVELS:
        with subtests.test(level=level), world.rights_for_now():
            _view(world, key, made, level)


def _view(world: World, key: str, made: Company, level: str) -> None:
    entity = world.entity(key)
    world.give(made.actor, {key: {"view": level}}, depts=[world.west.id])
    api = world.api(made.actor)
    public = entity.definition.scope.is_public
    if level == "none" and not public:
        for path in (key, f"{key}/{made.records['actor']}"):
            assert api.get(path).status_code in (403, 404)
        assert api.post(f"{key}/count", {}).status_code == 403
        assert key not in {e["key"] for e in api.get("meta").json()["entities"]}
        return
    expected = {o for o in made.records if public or may_reach(level, o, owned=entity.owned)}

    listed = set(api.ids(key)) & set(made.records.values())

    assert listed == {made.records[o] for o in expected}
    for owner, record_id in made.records.items():
        assert api.get(f"{key}/{record_id}").status_code == (200 if owner in expected else 404), owner
    ids = list(made.records.values())
    chosen = {"filter": {"field": "external_ref", "op": "empty"}}
    seen = set(api.ids(key))
    assert api.post(f"{key}/count", chosen).json()["count"] == len(seen)
    rows = api.post(f"{key}/aggregate", {"measures": [{"fn": "count"}], **chosen}).json()["rows"]
    assert rows[0]["values"] == [len(seen)]
    assert set(ids) >= listed


@each_entity
def test_update_and_delete(world: World, key: str, subtests: pytest.Subtests) -> None:
    made = company(world, key)
    for action in ("update", "delete"):
        for level in LEVELS:
            with subtests.test(action=action, level=level), world.rights_for_now():
                _update_or_delete(world, key, made, action, level)


def _update_or_delete(world: World, key: str, made: Company, action: str, level: str) -> None:
    entity = world.entity(key)
    world.give(made.actor, {key: {"view": "all", action: level}}, depts=[world.west.id])
    api = world.api(made.actor)
    for owner, record_id in made.records.items():
        allowed = may_reach(level, owner, owned=entity.owned)
        before = _state(key, entity.table, record_id)

        answer = _tried(api, action, f"{key}/{record_id}", version=1)

        assert answer.status_code == ((204 if action == "delete" else 200) if allowed else 403), (owner, answer.content)
        if not allowed:
            assert _state(key, entity.table, record_id) == before


@each_entity
def test_assign(world: World, key: str, subtests: pytest.Subtests) -> None:
    entity = world.entity(key)
    if "owner" not in entity.fields or entity.fields["owner"].read_only or entity.definition.scope.parent:
        pytest.skip("nobody is made the owner of these")
    made = company(world, key)
    for level in LEVELS:
        with subtests.test(level=level), world.rights_for_now():
            _assign(world, key, made, level)


def _assign(world: World, key: str, made: Company, level: str) -> None:
    entity = world.entity(key)
    world.give(made.actor, {key: {"view": "all", "assign": level}}, depts=[world.west.id])
    api = world.api(made.actor)
    for owner, record_id in made.records.items():
        for new in ("mate", "stranger"):
            if new == owner:
                continue
            allowed = may_reach(level, owner, owned=True) and may_reach(level, new, owned=True)
            before = _state(key, entity.table, record_id)

            answer = api.patch(f"{key}/{record_id}", {"owner": made.owners[new].id}, version=before[0][0])

            assert answer.status_code == (200 if allowed else 403), (owner, new, answer.content)
            if allowed:
                owner = new
            else:
                assert _state(key, entity.table, record_id) == before


@each_entity
def test_who_may_see_part_of_it_finds_the_rest_missing(world: World, key: str) -> None:
    """A foreign id and one that never was get the same answer in every call (C03)."""
    entity, made = world.entity(key), company(world, key)
    if entity.definition.scope.is_public or not entity.owned:
        pytest.skip("everything is seen or nothing")
    world.give(made.actor, {key: dict.fromkeys((*ACTIONS, "create", "reveal"), "own")})
    api = world.api(made.actor)
    foreign = made.records["stranger"]
    before = _state(key, entity.table, foreign)
    calls = [
        ("GET", "", None), ("PATCH", "", {"external_ref": "x"}), ("DELETE", "", None), ("POST", "/restore", {}),
        ("GET", "/timeline", None), ("GET", "/comments", None), ("POST", "/comments", {"text": "x"}),
        ("POST", "/reveal", {"field": "external_ref"}),
    ]  # fmt: skip
    for method, tail, body in calls:
        one = api.call(method, f"{key}/{foreign}{tail}", body, If_Match='"1"')
        other = api.call(method, f"{key}/99999999{tail}", body, If_Match='"1"')
        assert (one.status_code, other.status_code) == (404, 404), (method, tail, one.content)
        assert one.json() | {"request_id": ""} == other.json() | {"request_id": ""}
    (result,) = api.post(f"{key}/bulk", {"op": "update", "ids": [foreign], "values": {"external_ref": "x"}}).json()[
        "results"
    ]
    assert result["problem"]["status"] == 404
    assert _state(key, entity.table, foreign) == before


@each_entity
@pytest.mark.parametrize("write", [False, True])
def test_a_share_opens_one_record(world: World, key: str, write: bool) -> None:
    entity, made = world.entity(key), company(world, key)
    if entity.definition.scope.is_public or not entity.owned:
        pytest.skip("everything is seen or nothing")
    world.give(made.actor, {key: {"view": "own", "update": "own", "delete": "own"}})
    record_id = made.records["stranger"]
    api = world.api(made.actor)
    share = Share.objects.create(entity=key, record_id=record_id, user=made.actor, write=write)

    assert set(api.ids(key)) & set(made.records.values()) == {made.records["actor"], record_id}
    changed = api.patch(f"{key}/{record_id}", {"external_ref": "x"}, version=1)
    assert changed.status_code == (200 if write else 403)
    assert api.delete(f"{key}/{record_id}", version=2 if write else 1).status_code == 403
    share.until = world.clock.now().date().replace(year=2020)
    share.save()
    assert api.get(f"{key}/{record_id}").status_code == 404


@each_entity
def test_several_roles_add_up(world: World, key: str) -> None:
    entity, made = world.entity(key), company(world, key)
    if entity.definition.scope.is_public or not entity.owned:
        pytest.skip("everything is seen or nothing")
    world.give(made.actor, {key: {"view": "own"}})
    world.give(made.actor, {key: {"view": "depts"}}, depts=[world.west.id])
    world.give(made.actor, {"*": {"view": "dept"}})

    seen = set(world.api(made.actor).ids(key)) & set(made.records.values())

    assert seen == {made.records[o] for o in {"actor"} | WEST | SAME_DEPT}


def _tried(api: Api, action: str, path: str, version: int) -> Any:
    if action == "delete":
        return api.delete(path, version=version)
    return api.patch(path, {"external_ref": "changed"}, version=version)


def _state(key: str, table: str, record_id: int) -> Any:
    """The row and everything that a write would leave behind."""
    return [
        fetch_all(f"SELECT version, t::text FROM {table} t WHERE id = %s", (record_id,))[0],
        fetch_all("SELECT count(*) FROM audit_entry WHERE entity = %s AND action <> 'reveal'", (key,)),
        fetch_all("SELECT count(*) FROM events_event WHERE entity = %s", (key,)),
        fetch_all("SELECT count(*) FROM notify_comment WHERE entity = %s", (key,)),
    ]
