"""C01, C02, C03, C08: a record that lies in a pool (公海): every call × who somebody is to the pool × levels."""

from dataclasses import dataclass
from typing import Any

import pytest

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.entities import registry
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from kezhou.platform.records import write

from .fingerprint import fingerprint
from .oracle import STANDINGS, seen_in_pool, status_in_pool, verb_in_pool
from .routes import api_routes
from .test_matrix import NOBODYS_ID, POOL_VERBS, calls_on, rights_for_now, same, taken_back
from .world import ACTIONS, Caller, World, owned_keys

POOLED = [key for key in owned_keys() if registry.native()[key].pooled]
PAIRS = [("none", "none"), ("own", "own"), ("own", "all"), ("dept_tree", "dept"), ("depts", "depts"), ("all", "own"),
         ("all", "none"), ("all", "all")]  # fmt: skip
"""(level of seeing, level of everything else)."""
UNTOUCHED = ("audit_entry", "identity_ratecounter")


@dataclass
class Place:
    """Two pools, and who the asker is to the first."""

    pool: Pool
    other: Pool
    world: World

    def caller(self, view: str, rest: str) -> Caller:
        """The asker with these levels."""
        own_actions = [action.key for key in POOLED for action in registry.native()[key].definition.actions]
        levels = dict.fromkeys((*ACTIONS, *own_actions), rest) | {"view": view}
        self.world.give("asker", self.world.role("tester", levels, depts=[self.world.departments["south"]]))
        return self.world.caller("asker")


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _fresh_members() -> None:
    members.forget()


def place(world: World, standing: str) -> Place:
    asker = world.people["asker"].id
    who = [{"user": world.people["colleague"].id, "is_admin": True}]
    if standing != "outsider":
        who.append({"user": asker, "is_admin": standing == "administrator"})
    made = settings.create(world.ctx, {"entity": "customer", "name": "South", "members": who})
    other = settings.create(world.ctx, {"entity": "customer", "name": "North", "members": [{"user": asker}]})
    return Place(made, other, world)


def lying(world: World, pool: Pool, key: str, *, trashed: bool = False) -> int:
    """A record of this entity in the pool: itself, or through the record that it belongs to."""
    parent = registry.native()[key].definition.scope.parent
    draft = {**world.sample("colleague", key)}
    draft.pop(parent or "", None)
    if parent:
        draft[parent] = lying(world, pool, registry.native()[key].fields[parent].link or "")
    else:
        draft["pool"] = pool.id
    options = write.Options(internal=True)
    made = write.create(world.acting("colleague"), world.entity(key), draft, options).id
    assert made is not None
    if trashed:
        write.delete(world.acting("colleague"), world.entity(key), made)
    return made


def standing_to(key: str, standing: str) -> str:
    """To what people wrote (follow-ups, tasks, visits) members of a pool that masks are outsiders until a claim."""
    return "outsider" if registry.native()[key].definition.scope.words else standing


def author_of(key: str) -> str | None:
    """Who wrote what `lying` makes, where that counts."""
    return "colleague" if registry.native()[key].definition.scope.author else None


@pytest.mark.parametrize("key", POOLED)
@pytest.mark.parametrize("standing", STANDINGS)
def test_c01_c02_c03_generic_calls_on_a_pooled_record(
    world: World, key: str, standing: str, subtests: pytest.Subtests
) -> None:
    here = place(world, standing)
    living, trashed = lying(world, here.pool, key), lying(world, here.pool, key, trashed=True)
    fingerprint()  # read once for all the pairs below
    for view, rest in PAIRS:
        with subtests.test(view=view, rest=rest), rights_for_now():
            _generic_calls(here.caller(view, rest), key, standing, (view, rest), (living, trashed))


def _generic_calls(caller: Caller, key: str, standing: str, levels: tuple[str, str], records: tuple[int, int]) -> None:
    (view, rest), (living, trashed) = levels, records
    before, wrong, allowed = fingerprint(UNTOUCHED), {}, []
    for route, rule in calls_on(key):
        id_ = trashed if rule.trashed else living
        looks, to_it = rule.right == "view", standing_to(key, standing)
        expected = status_in_pool(to_it, view, rest, rule.done, looks=looks, author=author_of(key))
        path = route.filled(entity=key, key=key, record_id=id_)
        if expected == {rule.done}:
            allowed.append((rule, path))
            continue
        answer = same(rule.send(caller, key, path))
        unknown = same(rule.send(caller, key, route.filled(entity=key, key=key, record_id=NOBODYS_ID)))
        if answer[0] not in expected or (404 in expected and answer != unknown):
            wrong[str(route)] = (answer, expected)
    assert wrong == {}
    assert fingerprint(UNTOUCHED) == before
    for rule, path in allowed:
        with taken_back():
            answer = rule.send(caller, key, path)
            if answer.status_code not in (rule.done, *rule.refusals):
                wrong[path] = (answer.status_code, answer.content[:300])
    assert wrong == {}
    assert bool(allowed) == seen_in_pool(standing_to(key, standing), view, author_of(key))


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("verb", [word.removeprefix("POST ") for word in POOL_VERBS])
def test_c01_c02_c03_c06_the_pools_verbs_on_a_record_that_lies_there(
    world: World, standing: str, verb: str, subtests: pytest.Subtests
) -> None:
    here = place(world, standing)
    record = lying(world, here.pool, "customer")
    fingerprint()  # read once for all the pairs below
    for view, rest in PAIRS:
        with subtests.test(view=view, rest=rest), rights_for_now():
            _verb(here, record, standing, verb, (view, rest))


def _verb(here: Place, record: int, standing: str, verb: str, levels: tuple[str, str]) -> None:
    (view, rest), caller = levels, here.caller(*levels)
    body = POOL_VERBS[f"POST {verb}"] | {
        "assign": {"owner": here.world.people["stranger"].id}, "transfer": {"pool": here.other.id}
    }.get(verb, {})  # fmt: skip
    expected = verb_in_pool(standing, view, rest, verb)
    unknown = same(caller.post(f"customer/{NOBODYS_ID}/{verb}", body))
    before = fingerprint(UNTOUCHED)

    answer = same(caller.post(f"customer/{record}/{verb}", body))

    assert answer[0] in expected, answer
    if 404 in expected:
        assert answer == unknown
    if answer[0] != 200:
        assert fingerprint(UNTOUCHED) == before
        return
    owner, pool = Customer.objects.values_list("owner__username", "pool").get(id=record)
    moved = {"claim": ("asker", None), "assign": ("stranger", None), "transfer": (None, here.other.id)}
    assert (owner, pool) == moved[verb]


@pytest.mark.parametrize("key", POOLED)
@pytest.mark.parametrize("standing", STANDINGS)
def test_c01_c08_lists_counts_and_bulk_hold_pooled_records_as_the_oracle_says(
    world: World, key: str, standing: str, subtests: pytest.Subtests
) -> None:
    here = place(world, standing)
    record = lying(world, here.pool, key)
    fingerprint()  # read once for all the pairs below
    for view, rest in PAIRS:
        with subtests.test(view=view, rest=rest), rights_for_now():
            _lists(here.caller(view, rest), key, record, standing, (view, rest))


def _lists(caller: Caller, key: str, record: int, standing: str, levels: tuple[str, str]) -> None:
    view, rest = levels
    asked = {"filter": {"field": "id", "op": "eq", "value": record}}
    calls = (caller.post(f"{key}/search", asked), caller.post(f"{key}/count", asked),
             caller.post(f"{key}/aggregate", asked))  # fmt: skip
    if view == "none":
        assert [answer.status_code for answer in calls] == [403] * 3
        return
    seen = int(seen_in_pool(standing_to(key, standing), view, author_of(key)))
    assert [item["id"] for item in calls[0].json()["items"]] == [record] * seen
    assert (calls[1].json()["count"], calls[2].json()["rows"][0]["values"]) == (seen, [seen])
    before = fingerprint(UNTOUCHED)
    with taken_back():
        (told,) = caller.post(f"{key}/bulk", {"op": "delete", "ids": [record]}).json()["results"]
        expected = status_in_pool(standing_to(key, standing), view, rest, 200, author=author_of(key))
        assert {200 if told["ok"] else told["problem"]["status"]} == expected
    assert fingerprint(UNTOUCHED) == before


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("admin", [(), ("settings",)])
def test_c01_c02_c03_the_routes_of_pools(world: World, standing: str, admin: tuple[str, ...]) -> None:
    """Looking in is for members, the report for the pool's administrators, setting up for those of settings."""
    here = place(world, standing)
    caller = here.caller("own", "own")
    if admin:
        world.give("asker", world.role("settings", {}, admin=list(admin)))
    record = lying(world, here.pool, "customer")
    rule = settings.save_rule(
        world.ctx, here.pool.id, {"name": "silent", "active": False, "fact": "follow_up", "days": 30}
    ).id
    routes = [route for route in api_routes() if "{pool_id}" in route.path]
    assert len(routes) >= 11
    members_only, reports = {"pool/{pool_id}/records", "pool/{pool_id}/records/{record_id}"}, {"pool/{pool_id}/report"}
    before = fingerprint(UNTOUCHED)
    for route in routes:
        path = route.filled(pool_id=here.pool.id, record_id=record, rule_id=rule)
        unknown = route.filled(pool_id=NOBODYS_ID, record_id=record, rule_id=rule)
        if route.path in members_only:
            allowed, refused = standing != "outsider", 404
        elif route.path in reports:
            allowed, refused = standing == "administrator" or bool(admin), 404
        else:
            allowed, refused = bool(admin), 403
        body = None if route.method == "GET" else {}
        with taken_back():
            answer = same(caller.call(route.method, path, body))
        if allowed:
            assert answer[0] in (200, 201, 204, 409, 422), (route, answer)
        else:
            assert answer[0] == refused, (route, answer)
            if standing == "outsider":
                assert answer == same(caller.call(route.method, unknown, body)), route
    assert fingerprint(UNTOUCHED) == before
    listed = [row["id"] for row in caller.get("pool?entity=customer").json()["items"]]
    assert (here.pool.id in listed) == (standing != "outsider" or bool(admin))
