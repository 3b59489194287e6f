"""C04, C12, C38: who administers rules and sees no record does not read protected numbers by trying rules out."""

from typing import Any

import pytest

from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool

from .fingerprint import fingerprint
from .world import Caller, World

UNTOUCHED = ("audit_entry", "identity_ratecounter")
IN_PART = [("starts", "138"), ("contains", "1234"), ("eq", "13812341234"), ("in", ["13812341234"]), ("ne", "1")]


@pytest.fixture
def pool(world: World) -> Pool:
    members.forget()
    world.record("colleague", name="Acme", mobile="13812341234")
    world.record("colleague", "lead", name="Acme", mobile="13812341234")
    return settings.create(world.ctx, {"entity": "customer", "name": "South", "members": []})


def asking(pool: Pool, condition: Any) -> dict[str, tuple[str, str, Any]]:
    """Where an administrator of settings hands in a condition: to try it out, and to keep it."""
    rule = {"name": "x", "fact": "follow_up", "days": 30, "active": True, "condition": condition}
    score = {"label": "x", "points": 5, "condition": condition}
    to = {"name": "x", "condition": condition, "strategy": "turns", "people": []}
    status = {"status": "potential", "condition": condition}
    bands = {"A": 80, "B": 60, "C": 40}
    return {
        "try tags": ("POST", "tags/rules/simulate", {"rules": [{"tag": "A", "condition": condition}]}),
        "tags": ("PUT", "tags/rules", {"rules": [{"tag": "A", "condition": condition}]}),
        "try a pool's rule": ("POST", f"pool/{pool.id}/simulate", {"rule": rule}),
        "a pool's rule": ("POST", f"pool/{pool.id}/rules", rule),
        "limits": ("PUT", "pool/limits", {"entity": "customer", "items": [
            {"user": 1, "holdings": 5, "condition": condition}]}),
        "try scores": ("POST", "leads/scoring/preview", {"rules": [score], "bands": bands}),
        "try assignment": ("POST", "leads/assignment/simulate", {"rules": [to], "last": 10}),
        "try statuses": ("POST", "lifecycle/simulate", {"rules": [status]}),
    }  # fmt: skip


def administrator(world: World) -> Caller:
    world.give("asker", world.role("settings", {}, admin=["settings", "dictionaries"]))
    return world.caller("asker")


def wrong(answer: Any) -> list[str]:
    """The paths of what is not right with a body."""
    return [error["path"] for error in answer.json().get("errors", ())]


@pytest.mark.parametrize(("op", "value"), IN_PART)
def test_c12_c38_no_rule_asks_what_a_protected_number_is(world: World, pool: Pool, op: str, value: Any) -> None:
    caller, before = administrator(world), fingerprint(UNTOUCHED)
    secret = {"and": [{"field": "name", "op": "eq", "value": "Acme"}, {"field": "mobile", "op": op, "value": value}]}
    for name, (method, path, body) in asking(pool, secret).items():
        answer = caller.call(method, path, body)
        assert answer.status_code in (400, 422), (name, answer.status_code, answer.content)
        assert [path for path in wrong(answer) if path.endswith("condition")] != [], (name, answer.content)
    assert fingerprint(UNTOUCHED) == before


def test_c12_a_rule_may_ask_whether_a_number_is_there(world: World, pool: Pool) -> None:
    caller = administrator(world)
    there = {"field": "mobile", "op": "not_empty"}
    method, path, body = asking(pool, there)["try tags"]
    answer = caller.call(method, path, body)
    assert (answer.status_code, answer.json()["items"]) == (200, [{"tag": "A", "fits": 1, "sets": 1, "removes": 0}])
    for name, (method, path, body) in asking(pool, there).items():
        answer = caller.call(method, path, body)
        assert [path for path in wrong(answer) if path.endswith("condition")] == [], (name, answer.content)


def test_c04_a_name_that_is_hidden_is_no_title_of_a_link(world: World) -> None:
    role = world.role("seller", dict.fromkeys(("view", "create", "update"), "own"))
    world.restrict(role, "customer", "name", "hidden", edit=False)
    world.give("asker", role)
    customer = world.record("asker", name="Acme Secret")
    contact = world.record("asker", "contact", customer=customer)
    caller = world.caller("asker")
    for path in (f"contact/{contact}", "contact?limit=5", "contact?fields=customer", f"contact/{contact}/timeline"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert b"Acme Secret" not in answer.content, path
    assert caller.get(f"contact/{contact}").json()["customer"]["title"] == f"#{customer}"
