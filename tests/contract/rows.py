"""Rows of an entity with distinct, equal and empty values, and what they hold as the API tells it."""

from __future__ import annotations

from typing import Any

from kezhou.platform.base.sql import execute
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.money import to_base
from kezhou.platform.fields.spec import FieldSpec
from tests.contract.world import Api, World, unique_fields
from tests.shapes import shaped

Row = dict[str, Any]


def made(world: World, key: str) -> list[Row]:
    """Six rows: three of their own, one that repeats the second as far as it may, two with what is required only.

    Moments of creation and change differ, so that they can be compared too.
    """
    entity = world.entity(key)
    alone = unique_fields(entity)
    owner = world.admin.user
    if any(spec.link == key for spec in entity.fields.values()):
        world.target(key)  # what a link to the own kind leads to is a row as well
    for number in (1, 2, 3):
        world.make(key, with_own_links(world, key, number), owner)
    repeated = {n: v for n, v in with_own_links(world, key, 2).items() if n not in alone}
    fresh = {n: v for n, v in with_own_links(world, key, 4).items() if n in alone and entity.fields[n].required}
    world.make(key, {**repeated, **fresh}, owner)
    for number in (5, 6):
        needed = world.sample(key, number, only_required=True)
        own = {n: v for n, v in with_own_links(world, key, number).items() if n in needed}
        world.make(key, own, owner)
    execute(
        f"UPDATE {entity.table} SET created_at = created_at - make_interval(days => (id %% 3)::int),"
        " updated_at = updated_at - make_interval(hours => (id %% 2)::int)"
    )
    return read(world.admin, entity)


def with_own_links(world: World, key: str, number: int) -> Row:
    """A sample whose links differ too where two rows may not share them."""
    entity = world.entity(key)
    values = world.sample(key, number)
    for name in unique_fields(entity):
        spec = entity.fields[name]
        if spec.read_only:
            continue
        if spec.link and spec.link not in ("user", "department", "stored_file"):
            known = f"{key}.{name} {number}"
            if known not in world.targets:
                world.targets[known] = _own_link(world, spec.link, number)
            values[name] = world.targets[known]
    return shaped(key, values, world.target)


def _own_link(world: World, link: str, number: int) -> int:
    fields = world.entity(link).fields.items()
    needed = {n: world.value(s, 100 + number) for n, s in fields if s.required and not s.read_only and n != "owner"}
    return world.make(link, needed, world.admin.user)


def read(api: Api, entity: CompiledEntity) -> list[Row]:
    """id and every field of every living row, as Python values; “nothing” is None."""
    answer = api.post(f"{entity.key}/search", {"fields": list(entity.fields), "limit": 200, "sort": ""})
    assert answer.status_code == 200, answer.content
    return [
        {"id": item["id"], **{name: value(spec, item[name]) for name, spec in entity.fields.items()}}
        for item in answer.json()["items"]
    ]


class NoRate:
    """An amount in a currency that no rate is kept for: it is there, and neither more nor less than any other."""

    def _never(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never


def value(spec: FieldSpec, told: Any) -> Any:
    """What a condition compares: the Python value, money as its base amount."""
    if told in (None, "", []):
        return None
    if spec.link:
        return [item["id"] for item in told] if isinstance(told, list) else told["id"]
    if spec.type.key == "choice":
        return told  # a column's default need not stand in the dictionary
    found = spec.type.clean(told, spec)
    if spec.type.key != "money":
        return found
    base = to_base(found.amount, found.currency)
    return NoRate() if base is None else base


def sortable(world: World, entity: CompiledEntity) -> list[str]:
    return [name for name, spec in entity.fields.items() if spec.type.sortable]
