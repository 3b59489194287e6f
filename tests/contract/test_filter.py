"""Every operator of every field: SQL and Python choose the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.platform.fields.spec import FieldSpec
from tests.contract import oracle, rows
from tests.contract.world import World, business_entities

pytestmark = pytest.mark.django_db
PERIODS = (
    {"unit": "day", "from": -1, "to": 0},
    {"unit": "month", "from": 0, "to": 0},
    {"unit": "year", "from": -7, "to": -6},
)


def operands(world: World, spec: FieldSpec, op: str) -> Iterator[Any]:
    """Operands of one operator, made from samples: some hit, some miss."""
    if op in ("empty", "not_empty"):
        yield None
        return
    if op == "within":
        yield from PERIODS
        return
    if spec.system and spec.type.key == "moment":
        samples: list[Any] = ["2026-11-20T00:00:00Z", "2026-11-22T08:00:00Z", "2026-11-22"]
    elif spec.name in ("owner", "created_by", "updated_by"):
        samples = [world.admin.user.id, "$me"]
    elif spec.type.key == "department":
        samples = [world.head.id, world.west.id, "$my_dept"]
    else:
        samples = [world.value(spec, number) for number in (1, 2, 4)]
    samples = [one for raw in samples for one in (raw if isinstance(raw, list) else [raw])]
    if op in ("in", "not_in", "has_any", "has_all"):
        yield samples[:1]
        yield samples[:2]
    elif op == "between":
        yield [samples[0], samples[-1]]
        yield [samples[-1], samples[0]]
    elif op == "under" and spec.type.key == "region":
        yield from ("440000", "440300", "440305", ["110100", "330000"])
    elif op in ("contains", "not_contains", "starts"):
        text = str(samples[1])
        yield from (text, text[:3].upper(), text[-2:], "100%", "_")
    else:
        yield from samples


@pytest.mark.parametrize("key", business_entities())
def test_every_filter_over_the_same_rows(world: World, key: str, subtests: pytest.Subtests) -> None:
    found = rows.made(world, key)
    for check in (_every_operator_of_every_field, _the_short_form_says_the_same):
        with subtests.test(check.__name__):
            check(world, key, found)


def _every_operator_of_every_field(world: World, key: str, found: list[rows.Row]) -> None:
    entity = world.entity(key)
    tried = 0
    for name, spec in entity.fields.items():
        for op in spec.type.operators:
            for operand in operands(world, spec, op):
                condition = {"field": name, "op": op} | ({} if operand is None else {"value": operand})
                told = set(world.admin.ids(key, filter=condition))
                assert told == oracle.matching(world, world.admin, entity, found, condition), condition
                negated = set(world.admin.ids(key, filter={"not": condition}))
                assert negated == {row["id"] for row in found} - told, condition
                tried += 1
    assert tried > len(entity.fields)


def _the_short_form_says_the_same(world: World, key: str, found: list[rows.Row]) -> None:
    entity = world.entity(key)
    for name, spec in entity.fields.items():
        if (
            spec.type.key in ("money", "location")
            or spec.system
            or "eq" not in spec.type.operators
            or spec.type.multiple
        ):
            continue
        sample = world.value(spec, 2)
        if sample is None:
            continue
        text = str(sample).lower() if isinstance(sample, bool) else sample
        condition = {"field": name, "op": "eq", "value": sample}
        expected = oracle.matching(world, world.admin, entity, found, condition)
        assert set(world.admin.ids(key, **{name: text})) == expected, name
        assert set(world.admin.ids(key, **{f"{name}__empty": ""})) == {r["id"] for r in found if r[name] is None}, name


@pytest.mark.parametrize("key", business_entities())
def test_an_operator_that_a_field_does_not_offer_is_refused(world: World, key: str) -> None:
    entity = world.entity(key)
    every = {op for spec in entity.fields.values() for op in spec.type.operators}
    for name, spec in entity.fields.items():
        for op in every - set(spec.type.operators):
            value: Any = {"unit": "day"} if op == "within" else [1, 2] if op in ("between", "in", "has_any") else "x"
            condition = {"field": name, "op": op} | ({} if op in ("empty", "not_empty") else {"value": value})
            assert world.admin.get(key, filter=condition).status_code == 400, condition


def test_several_counts_keep_to_the_filter_and_the_trash_of_the_call(world: World) -> None:
    level_a = {"field": "level", "op": "eq", "value": "a"}
    for number, level in enumerate(("a", "a", "b"), start=1):
        world.make("customer", {**world.sample("customer", number), "level": level, "status": "a"}, world.admin.user)
    gone = world.make("customer", {**world.sample("customer", 4), "level": "a", "status": "b"}, world.admin.user)
    assert world.admin.delete(f"customer/{gone}", version=1).status_code == 204
    several = {"filters": {"a": level_a, "all": None}}

    status_a = {"field": "status", "op": "eq", "value": "a"}
    kept = world.admin.post("customer/count", {**several, "filter": status_a}).json()["counts"]
    thrown = world.admin.post("customer/count", {**several, "trash": True}).json()["counts"]

    assert kept == {"a": {"count": 2, "capped": False}, "all": {"count": 3, "capped": False}}
    assert thrown == {"a": {"count": 1, "capped": False}, "all": {"count": 1, "capped": False}}
