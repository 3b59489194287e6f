"""C01, C02, C03: every call on a record × every entity × whose record it is × levels, against the oracle.

The calls come from the route table; one that this file has no rule for fails, so that nobody adds a way to a record
without saying what right it asks for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from kezhou.kernel.ctx import LEVELS
from kezhou.platform.base.caches import forget_all
from kezhou.platform.entities import registry
from kezhou.platform.merging.places import is_mergeable
from kezhou.platform.records import write

from .fingerprint import fingerprint
from .oracle import ASKER, OWNERS, status
from .routes import Route, api_routes
from .world import ACTIONS, Caller, World, owned_keys

PAIRS = [
    *((level, level) for level in LEVELS),
    ("all", "own"),
    ("dept_tree", "none"),
    ("own", "all"),
    ("dept", "depts"),
]
"""(level of seeing, level of everything else)."""
BULK_PAIRS = [("dept_tree", "own"), ("own", "all"), ("all", "dept"), ("all", "none")]
NOBODYS_ID = 987_654_321


@dataclass(frozen=True, slots=True)
class Rule:
    """What a call on a record asks for, how it is made, and its answer when it is done."""

    right: str
    done: int
    send: Callable[[Caller, str, str], Any]
    trashed: bool = False
    refusals: tuple[int, ...] = ()
    """What a business verb may answer to somebody who has the right: the record is not in the state for it."""
    owners: bool = False
    """Owners may do it to what they see, without any further right."""


def _body(key: str) -> dict[str, Any]:
    """A change that this entity allows to any number of rows: its first plain text that need not be unique."""
    entity = registry.native()[key]
    unique = {name for rule in entity.model._meta.constraints for name in getattr(rule, "fields", ())}
    for name, spec in entity.fields.items():
        plain = spec.type.key in ("text", "long_text") and not (spec.read_only or spec.write_once or spec.system)
        if plain and name not in unique:
            return {name: "changed by a test"}
    raise LookupError(f"{key} has no text that a person may change")


def _upload(caller: Caller, key: str, path: str) -> Any:
    document = SimpleUploadedFile("note.txt", b"plain words", content_type="text/plain")
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
    return caller.client.post(f"/api/v1/{path}", {"file": document}, headers=headers)


def _masked(key: str) -> str:
    masked = [name for name, spec in registry.native()[key].fields.items() if spec.masked]
    return masked[0] if masked else next(iter(registry.native()[key].fields))


TEAM = {"members": [{"user": NOBODYS_ID}]}
RULES = {
    "GET ": Rule("view", 200, lambda c, k, p: c.get(p)),
    "PATCH ": Rule("update", 200, lambda c, k, p: c.patch(p, _body(k))),
    "DELETE ": Rule("delete", 204, lambda c, k, p: c.delete(p)),
    "POST restore": Rule("delete", 200, lambda c, k, p: c.post(p), trashed=True),
    "GET files": Rule("view", 200, lambda c, k, p: c.get(p)),
    "POST files": Rule("update", 201, _upload),
    "GET comments": Rule("view", 200, lambda c, k, p: c.get(p)),
    "POST comments": Rule("view", 201, lambda c, k, p: c.post(p, {"text": "well"})),
    "GET moves": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET keeping": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET timeline": Rule("view", 200, lambda c, k, p: c.get(p)),
    "PUT follow": Rule("view", 204, lambda c, k, p: c.call("PUT", p)),
    "GET explain": Rule("view", 200, lambda c, k, p: c.get(f"{p}?action=view")),
    "GET health": Rule("view", 200, lambda c, k, p: c.get(p)),
    "POST fix": Rule("update", 200, lambda c, k, p: c.post(p, {"fix": "confirm"}), refusals=(422,)),
    "GET lifecycle": Rule("view", 200, lambda c, k, p: c.get(p)),
    "POST status": Rule("update", 200, lambda c, k, p: c.post(p, {"until": None})),
    "GET configuration": Rule("view", 200, lambda c, k, p: c.get(p)),
    "PUT configuration": Rule("update", 200, lambda c, k, p: c.call("PUT", p, {"version": 0})),
    "POST configure": Rule("view", 200, lambda c, k, p: c.post(p)),
    "GET tags": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET path": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET costs": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET registration": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET score": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET assignments": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET conversion": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET registrations": Rule("view", 200, lambda c, k, p: c.get(p)),
    "GET team": Rule("view", 200, lambda c, k, p: c.get(p)),
    "POST team": Rule("assign", 200, lambda c, k, p: c.post(p, TEAM), refusals=(422,), owners=True),
    "PUT team": Rule("assign", 200, lambda c, k, p: c.call("PUT", p, {"members": []}), owners=True),
    "DELETE team/{user_id}": Rule("assign", 204, lambda c, k, p: c.delete(p), refusals=(404,), owners=True),
    "POST reveal": Rule("reveal", 200, lambda c, k, p: c.post(p, {"field": _masked(k)})),
}
READS = "GET related/"
ACTS = "POST actions/"
POOL_VERBS = {
    "POST claim": {},
    "POST release": {"reason": "no answer for a year"},
    "POST assign": {"owner": 1},
    "POST transfer": {"pool": 1},
    "POST hold": {"until": None, "reason": "contract ends"},
    "POST extend": {"until": "2027-01-01", "reason": "nearly signed"},
}
"""What one may do here depends on membership of a pool, not on a level; tests/pools has those rules."""
MERGES = {"POST merge": {"losers": [1]}, "POST merge/preview": {"losers": [1]}}
"""Here several records are named at once; tests/merging has those rules."""
ALWAYS = {"DELETE follow": 204, "GET follow": 200}
"""Calls about oneself that name a record without opening it: the same answer for every id, known or not."""


def suffix_of(route: Route) -> str:
    """Method and what stands behind the id: `POST restore`."""
    return f"{route.method} {'/'.join(route.path.split('/')[2:])}"


def rule_of(route: Route, key: str) -> Rule | None:
    suffix = suffix_of(route)
    if suffix in ALWAYS or suffix in POOL_VERBS or suffix in MERGES:
        return None
    if route.path.split("/")[2:3] == ["team"] and registry.native()[key].definition.scope.is_public:
        return None  # what everybody reads has no team
    if suffix.startswith(READS):
        # Everybody sees what is public; what hangs on it may ask for a right of its own.
        public = registry.native()[key].definition.scope.is_public
        return replace(RULES["GET "], refusals=(403,)) if public else RULES["GET "]
    if suffix.startswith(ACTS):
        action = suffix.removeprefix(ACTS)
        right = registry.native()[key].right_of(action)
        return Rule(right, 200, lambda c, k, p: c.call("POST", p, {}, **{"If-Match": '"1"'}), refusals=(409, 422))
    assert suffix in RULES, f"tests/trust/test_matrix.py has no rule for {route}"
    return RULES[suffix]


def routes_of(key: str) -> list[Route]:
    """Every route whose second word is a record's id and whose first is this entity or any entity."""
    found = [(route, route.path.split("/")) for route in api_routes()]
    return [
        route
        for route, words in found
        if len(words) >= 2 and words[1] == "{record_id}" and words[0] in (key, "{entity}", "{key}")
    ]


def calls_on(key: str) -> list[tuple[Route, Rule]]:
    return [(route, rule) for route in routes_of(key) if (rule := rule_of(route, key)) is not None]


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def rights_for_now() -> Iterator[None]:
    """What is given and done inside is taken back, in the process's memory too; the records stay for other rights."""
    forget_all()
    try:
        with taken_back():
            yield
    finally:
        forget_all()


def seen(key: str, level: str) -> str:
    """The level of seeing: everybody sees rows of a public scope, whatever the roles say."""
    return "all" if registry.native()[key].definition.scope.is_public else level


def same(response: Any) -> tuple[int, Any, Any]:
    """An answer without what differs from call to call."""
    body = response.json() if response.content and "json" in response["Content-Type"] else response.content
    if isinstance(body, dict):
        body.pop("request_id", None)
    headers = {name: text for name, text in response.headers.items() if name != "Content-Length"}
    return response.status_code, body, headers


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.mark.parametrize("key", [key for key in owned_keys() if registry.native()[key].pooled])
@pytest.mark.parametrize("verb", POOL_VERBS)
def test_c01_c02_c03_pool_verbs_on_what_one_cannot_see(world: World, key: str, verb: str) -> None:
    grants = dict.fromkeys(ACTIONS, "own")
    world.give("asker", world.role("tester", grants))
    hidden = world.record("stranger", key)
    asker = world.caller("asker")
    before = fingerprint(ignored=("audit_entry", "identity_ratecounter"))
    path = f"{key}/{{}}/{verb.removeprefix('POST ')}"

    refused = same(asker.post(path.format(hidden), POOL_VERBS[verb]))

    assert refused[0] == 404
    assert refused == same(asker.post(path.format(NOBODYS_ID), POOL_VERBS[verb]))
    assert fingerprint(ignored=("audit_entry", "identity_ratecounter")) == before


@pytest.mark.parametrize("key", [key for key in owned_keys() if is_mergeable(registry.native()[key])])
@pytest.mark.parametrize("verb", MERGES)
def test_c01_c02_c03_merging_with_what_one_cannot_see(world: World, key: str, verb: str) -> None:
    world.give("asker", world.role("tester", dict.fromkeys(ACTIONS, "own")))
    hidden, own = world.record("stranger", key), world.record("asker", key)
    asker = world.caller("asker")
    before = fingerprint(ignored=("audit_entry", "identity_ratecounter"))
    path = f"{key}/{{}}/{verb.removeprefix('POST ')}"

    for winner, loser, unknown in ((hidden, own, (NOBODYS_ID, own)), (own, hidden, (own, NOBODYS_ID))):
        refused = same(asker.post(path.format(winner), {"losers": [loser]}))
        if registry.native()[key].definition.scope.is_public:
            assert refused[0] == 403
            continue
        assert refused[0] == 404
        assert refused == same(asker.post(path.format(unknown[0]), {"losers": [unknown[1]]}))
    assert fingerprint(ignored=("audit_entry", "identity_ratecounter")) == before


@pytest.mark.parametrize("key", owned_keys())
def test_c01_c02_c03_calls_on_a_record(world: World, key: str, subtests: pytest.Subtests) -> None:
    living = {owner: world.record(owner, key) for owner in OWNERS}
    trashed = {owner: world.record(owner, key) for owner in OWNERS}
    for owner, id_ in trashed.items():
        write.delete(world.acting(owner), world.entity(key), id_)
    fingerprint()  # read once for all the pairs below
    for view, rest in PAIRS:
        with subtests.test(view=view, rest=rest), rights_for_now():
            _calls_on_a_record(world, key, view, rest, living, trashed)


def _calls_on_a_record(
    world: World, key: str, view: str, rest: str, living: dict[str, int], trashed: dict[str, int]
) -> None:
    own_actions = [action.key for action in registry.native()[key].definition.actions]
    grants = dict.fromkeys((*ACTIONS, *own_actions), rest) | {"view": view}
    world.give("asker", world.role("tester", grants, depts=[world.departments["south"]]))
    view = seen(key, view)
    asker = world.caller("asker")
    before, audited = fingerprint(), fingerprint(ignored=("audit_entry", "identity_ratecounter"))

    allowed = []
    wrong = {}
    for route, rule in calls_on(key):
        unknown = same(rule.send(asker, key, route.filled(entity=key, key=key, record_id=NOBODYS_ID)))
        for owner in OWNERS:
            id_ = (trashed if rule.trashed else living)[owner]
            path = route.filled(entity=key, key=key, record_id=id_)
            owns = rule.owners and owner == ASKER.name
            expected = status(ASKER, view, view if owns or rule.right == "view" else rest, owner, rule.done)
            if expected == {rule.done}:
                allowed.append((rule, path))
                continue
            answer = same(rule.send(asker, key, path))
            if answer[0] not in expected:
                wrong[f"{route} of {owner}"] = (answer[0], expected)
            if 404 in expected and answer != unknown:  # C03: forbidden is not to be told from unknown
                wrong[f"{route} of {owner} told apart"] = (answer, unknown)
    assert wrong == {}
    # C02: after all the refusals every table is what it was; a refused look at a protected value is in the audit.
    assert fingerprint(ignored=("audit_entry", "identity_ratecounter")) == audited
    assert {t for t, digest in fingerprint().items() if digest != before[t]} <= {"audit_entry", "identity_ratecounter"}

    for rule, path in allowed:
        with taken_back():
            answer = rule.send(asker, key, path)
            if answer.status_code not in (rule.done, *rule.refusals):
                wrong[path] = (answer.status_code, answer.content[:300])
    assert wrong == {}
    assert (len(allowed) > 0) == (view != "none")


@pytest.mark.parametrize("key", owned_keys())
def test_c01_c08_lists_hold_exactly_the_oracles_rows(world: World, key: str, subtests: pytest.Subtests) -> None:
    """List, search, count, group-by: the same rows, and none of them more."""
    records = {owner: world.record(owner, key) for owner in OWNERS}
    for level in LEVELS:
        with subtests.test(level=level), rights_for_now():
            _lists(world, key, level, records)


def _lists(world: World, key: str, level: str, records: dict[str, int]) -> None:
    world.give("asker", world.role("tester", {"view": level, "delete": level}, depts=[world.departments["south"]]))
    level = seen(key, level)
    parents = {id_ for k in owned_keys() if k == key for id_ in _ids_of(key)} - set(records.values())
    asker = world.caller("asker")
    expected = {id_ for owner, id_ in records.items() if status(ASKER, level, level, owner, 200) == {200}}

    listed = asker.get(f"{key}?limit=200")
    if level == "none":
        calls = (listed, asker.post(f"{key}/count"), asker.post(f"{key}/search"), asker.post(f"{key}/aggregate"))
        assert [(call.status_code, call.json()["code"]) for call in calls] == [(403, "no_right")] * 4
        return
    assert {item["id"] for item in listed.json()["items"]} - parents == expected
    searched = asker.post(f"{key}/search", {"limit": 200})
    assert {item["id"] for item in searched.json()["items"]} - parents == expected
    if not parents:
        assert asker.post(f"{key}/count").json()["count"] == len(expected)
        assert asker.post(f"{key}/aggregate", {}).json()["rows"][0]["values"] == [len(expected)]


@pytest.mark.parametrize("key", owned_keys())
def test_c03_calls_about_oneself_answer_the_same_for_every_id(world: World, key: str) -> None:
    world.give("asker", world.role("tester", {"view": "own"}))
    asker, ids = world.caller("asker"), [world.record("stranger", key), NOBODYS_ID]
    for route in routes_of(key):
        if suffix_of(route) in ALWAYS:
            answers = [same(asker.call(route.method, route.filled(entity=key, key=key, record_id=id_))) for id_ in ids]
            assert answers[0] == answers[1]
            assert answers[0][0] in ALWAYS.values()


def _ids_of(key: str) -> list[int]:
    return list(registry.native()[key].model._default_manager.values_list("id", flat=True))


@pytest.mark.parametrize("key", owned_keys())
def test_c01_c02_bulk_answers_each_row_as_the_oracle_says(world: World, key: str, subtests: pytest.Subtests) -> None:
    if Route("POST", f"{key}/bulk") not in api_routes():
        pytest.skip("this entity has no bulk call")
    records = {owner: world.record(owner, key) for owner in OWNERS}
    for op in ("update", "delete", "restore"):
        for view, rest in BULK_PAIRS:
            with subtests.test(op=op, view=view, rest=rest), rights_for_now():
                _bulk(world, key, op, view, rest, records)


def _bulk(world: World, key: str, op: str, view: str, rest: str, records: dict[str, int]) -> None:
    world.give("asker", world.role("tester", dict.fromkeys(ACTIONS, rest) | {"view": view}))
    for owner, id_ in records.items() if op == "restore" else ():
        write.delete(world.acting(owner), world.entity(key), id_)
    view = seen(key, view)
    ids = [*records.values(), NOBODYS_ID]
    body = {"op": op, "ids": ids, **({"values": _body(key)} if op == "update" else {})}

    answer = world.caller("asker").post(f"{key}/bulk", body)

    assert answer.status_code == 200, answer.content
    told = {row["id"]: 200 if row["ok"] else row["problem"]["status"] for row in answer.json()["results"]}
    expected = {id_: status(ASKER, view, rest, owner, 200) for owner, id_ in records.items()} | {NOBODYS_ID: {404}}
    assert {id_: {code} for id_, code in told.items()} == expected
    model = registry.native()[key].model
    touched = set(
        model._default_manager.filter(id__in=records.values(), version__gt=1 + (op == "restore")).values_list(
            "id", flat=True
        )
    )
    assert touched == {id_ for id_, codes in expected.items() if codes == {200}}
    unseen = [row["problem"] for row in answer.json()["results"] if not row["ok"] and row["problem"]["status"] == 404]
    assert all({**problem, "request_id": ""} == {**unseen[0], "request_id": ""} for problem in unseen)
