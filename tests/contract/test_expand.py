"""Linked records beside a row (`expand`): what the reader would read by itself, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.entities import registry
from kezhou.platform.query.linked import LINKS
from tests.contract.world import Api, World, business_entities

pytestmark = pytest.mark.django_db


def links_of(world: World, key: str) -> list[str]:
    return [n for n, s in world.entity(key).fields.items() if s.type.key in LINKS and s.link in registry.native()]


def alone(api: Api, entity: str, record_id: int) -> dict[str, Any]:
    """The record without what only its own call answers: what may be done to it, and the lines of a document."""
    record: dict[str, Any] = api.get(f"{entity}/{record_id}").json()
    definition = registry.native()[entity].definition if entity in registry.native() else None
    left_out = {"_can", *(line.key for line in (definition.lines if definition else ()))}
    return {name: value for name, value in record.items() if name not in left_out}


@pytest.mark.parametrize("key", business_entities())
def test_an_expanded_link_is_the_record_itself(world: World, key: str) -> None:
    made = world.make(key, world.sample(key, 1), world.admin.user)
    names = links_of(world, key)[:5]

    one = world.admin.get(f"{key}/{made}", expand=",".join(names)).json()
    (row,) = world.admin.get(key, expand=",".join(names), filter={"field": "id", "op": "eq", "value": made}).json()[
        "items"
    ]

    assert list(one["_expanded"]) == names
    for name in names:
        link = one[name]
        expected = None if link is None else alone(world.admin, world.entity(key).fields[name].link or "", link["id"])
        assert one["_expanded"][name] == expected
        assert row["_expanded"][name] == expected


def test_who_may_not_see_the_record_gets_none_of_it(world: World) -> None:
    owner, reader = world.person("owner", world.west), world.person("reader", world.east)
    customer = world.make("customer", world.sample("customer", 1), owner)
    contact = world.make("contact", {**world.sample("contact", 1), "customer": customer}, owner)
    world.give(reader, {"contact": {"view": "all"}})
    api = world.api(reader)

    answer = api.get(f"contact/{contact}", expand="customer")

    assert answer.status_code == 200
    assert answer.json()["_expanded"] == {"customer": None}


@pytest.mark.parametrize("word", ["name", "nothing", "owner,dept,pool,customer,created_by,updated_by"])
def test_what_cannot_be_expanded_is_named(world: World, word: str) -> None:
    for path in ("contact", f"contact/{world.make('contact', world.sample('contact', 1), world.admin.user)}"):
        answer = world.admin.get(path, expand=word)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_expand")
