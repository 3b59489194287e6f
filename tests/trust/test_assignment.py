"""C05: what the server owns cannot be set from outside, by whatever name and through whatever call."""

from typing import Any

import pytest
from django.db import connection

from kezhou.platform.entities import registry

from .fingerprint import fingerprint
from .routes import Route, api_routes
from .world import ACTIONS, World, owned_keys

OWNED_BY_THE_SERVER = (
    "id", "pk", "version", "created_at", "created_by", "created_by_id", "updated_at", "updated_by", "updated_by_id",
    "deleted_at", "owner_id", "dept_id", "dept", "pool_id", "pool", "pool_entered_at", "search_text",
    "sort_key", "custom",
    "tenant_id", "account_id", "role_id", "roles", "admin", "is_staff", "is_superuser", "_state", "_can", "_masked",
    "__class__", "__dict__", "password", "access_epoch", "etag", "_connector", "objects",
)  # fmt: skip
"""Names that other systems of this kind let through, and our own columns."""
IN_FULL = ("customer", "contact", "order")
"""Entities at whose every call every value is tried; at those of the others a value each, in turn. A name is refused
before its value is looked at, and all go through the same door."""
VALUES = (1, "1", True, "2001-01-01T00:00:00Z", {"id": 1}, [1], None)


def columns(key: str) -> list[str]:
    """Every column of the table that no field lets a person change."""
    entity = registry.native()[key]
    editable = {name for name, spec in entity.fields.items() if not spec.read_only}
    names = {text for c in entity.model._meta.concrete_fields for text in (c.name, c.attname, c.column)}
    return sorted((names | set(OWNED_BY_THE_SERVER)) - editable)


def stored(key: str, id_: int) -> tuple[Any, ...]:
    table = registry.native()[key].model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.* FROM {table} t WHERE id = %s", [id_])
        return tuple(cursor.fetchone())


def doors(key: str, id_: int) -> list[tuple[str, str, Any]]:
    """(method, path, how the values travel) of every generic call that takes values."""
    found = [
        ("POST", key, lambda values: values),
        ("PATCH", f"{key}/{id_}", lambda values: values),
        ("POST", f"{key}/bulk", lambda values: {"op": "update", "ids": [id_], "values": values}),
    ]
    actions = registry.native()[key].definition.actions
    found += [("POST", f"{key}/{id_}/actions/{action.key}", lambda values: values) for action in actions]
    known = {str(route) for route in api_routes()}
    return [(m, p, w) for m, p, w in found if str(Route(m, p.replace(str(id_), "{record_id}"))) in known]


def inputs(key: str, path: str) -> tuple[str, ...]:
    """What an action asks for is not owned by the server there, though nobody may set it otherwise."""
    actions = registry.native()[key].definition.actions
    return next(((*one.input, *one.extra) for one in actions if path.endswith(f"/actions/{one.key}")), ())


@pytest.mark.parametrize("key", owned_keys())
def test_c05_server_owned_columns_are_refused_everywhere(world: World, key: str) -> None:
    actions = [action.key for action in registry.native()[key].definition.actions]
    world.give("asker", world.role("all", dict.fromkeys((*ACTIONS, *actions), "all")))
    id_ = world.record("asker", key)
    valid = world.sample("asker", key)
    caller, before = world.caller("asker"), fingerprint()
    taken = {}
    for door, (method, path, wrap) in enumerate(doors(key, id_)):
        asked_for = inputs(key, path)
        for turn, name in enumerate(each for each in columns(key) if each not in asked_for):
            for value in VALUES if key in IN_FULL else (VALUES[(door + turn) % len(VALUES)],):
                body = wrap({**valid, name: value} if method == "POST" and path == key else {name: value})
                response = caller.call(method, path, body, **{"If-Match": '"1"'})
                if response.status_code not in (400, 403, 422):
                    taken[f"{method} {path} {name}={value}"] = (response.status_code, response.content[:200])
    assert taken == {}
    assert fingerprint() == before


def test_c05_a_person_cannot_be_changed_into_an_administrator(world: World) -> None:
    """Through the staff list: neither an ordinary person nor an administrator of the organisation."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "all")))
    world.give("colleague", world.role("clerk", {}, admin=["org"]))
    victim = world.people["stranger"].id
    secrets = ("password", "totp_secret", "access_epoch", "status", "must_change_password", "password_history",
    "is_demo", "roles", "admin", "username_", "totp_confirmed_at")  # fmt: skip
    for who in ("asker", "colleague"):
        caller = world.caller(who)
        before = fingerprint()
        for name in secrets:
            for id_ in (victim, world.people[who].id):
                for value in ("active", "x", 1, True, ["roles"]):
                    response = caller.patch(f"user/{id_}", {name: value})
                    assert response.status_code in (403, 422), (who, name, value)
        for body in (
            {"admin": ["roles"]},
            {"roles": ["x"]},
            {"status": "active"},
            {"username": "boss"},
            {"department": 1},
        ):
            assert caller.call("PATCH", "me", body).status_code == 422
        assert fingerprint() == before


def test_c05_what_is_refused_by_name_is_refused_with_the_name(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")
    refused = caller.post("customer", {"name": "x", "created_by": 1, "tenant_id": 1})
    assert refused.status_code == 422
    assert {error["path"] for error in refused.json()["errors"]} == {"tenant_id"}  # the unknown is said first
    assert caller.post("customer", {"name": "x", "created_by": 1}).json()["errors"][0]["path"] == "created_by"


NO_OBJECTS = (b"[]", b'"x"', b"1", b"null", b"{", b"\xff\xfe", b'{"name": "\\ud800"}', b'{"a":' * 2000)


@pytest.mark.parametrize("path", ["POST customer", "PATCH customer/{id}", "POST customer/{id}/comments"])
def test_c05_a_body_that_is_no_object_is_refused(world: World, path: str) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    id_, caller = world.record("asker"), world.caller("asker")
    method, path = path.split()
    before = fingerprint()
    for body in NO_OBJECTS:
        response = caller.call(method, path.replace("{id}", str(id_)), body, **{"If-Match": '"1"'})
        assert response.status_code in (400, 422), body
    assert fingerprint() == before
