"""Every order: the cursor visits every row exactly once, with empty values last and ties broken by the id."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract import rows
from tests.contract.world import Api, World, business_entities

pytestmark = pytest.mark.django_db
each_entity = pytest.mark.parametrize("key", business_entities())


def walked(api: Api, key: str, **query: Any) -> list[int]:
    """Ids in the order in which pages of two give them."""
    seen: list[int] = []
    cursor = None
    for _page in range(20):
        answer = api.get(key, limit=2, **query, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, (query, answer.content)
        seen += [item["id"] for item in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            return seen
    raise AssertionError("the pages do not end")


@each_entity
def test_every_order_of_the_same_rows(world: World, key: str, subtests: pytest.Subtests) -> None:
    found = rows.made(world, key)
    for check in (_each_sort_visits_every_row_once, _two_sorts_and_pages_by_number, _counts_agree_with_the_list):
        with subtests.test(check.__name__):
            check(world, key, found)


def _each_sort_visits_every_row_once(world: World, key: str, found: list[rows.Row]) -> None:
    entity = world.entity(key)
    by_id = {row["id"]: row for row in found}
    for name in (n for n, spec in entity.fields.items() if spec.type.sortable):
        for sort in (name, f"-{name}"):
            seen = walked(world.admin, key, sort=sort)
            assert sorted(seen) == sorted(by_id), sort
            if name == entity.title and entity.has_sort_key:
                assert seen == world.admin.ids(key, sort=sort), sort
            else:
                descending, nullable = sort.startswith("-"), _nullable(entity, name)
                assert seen == expected(by_id, name, descending=descending, nullable=nullable), sort


def _nullable(entity: Any, name: str) -> bool:
    spec = entity.fields[name]
    return bool(spec.nullable or spec.custom or spec.sql)


def _has_no_order(value: Any) -> bool:
    """Nothing, or an amount that no other can be compared with."""
    return value is None or isinstance(value, rows.NoRate)


def expected(by_id: dict[int, rows.Row], name: str, *, descending: bool, nullable: bool) -> list[int]:
    """Values in order, ties by id in the same direction; empty ones last (a text that cannot be null is then "")."""

    def key_of(record_id: int) -> tuple[Any, int]:
        return by_id[record_id][name], record_id

    filled = sorted((i for i in by_id if not _has_no_order(by_id[i][name])), key=key_of, reverse=descending)
    empty = sorted((i for i in by_id if _has_no_order(by_id[i][name])), reverse=descending)
    return [*filled, *empty] if nullable or descending else [*empty, *filled]


def _two_sorts_and_pages_by_number(world: World, key: str, found: list[rows.Row]) -> None:
    entity = world.entity(key)
    names = [n for n, spec in entity.fields.items() if spec.type.sortable][:3]
    sort = ",".join(("-" if at % 2 else "") + name for at, name in enumerate(names))

    seen = walked(world.admin, key, sort=sort)

    assert sorted(seen) == sorted(row["id"] for row in found)
    pages = [world.admin.get(key, sort=sort, limit=2, page=page).json()["items"] for page in range(1, 6)]
    assert [row["id"] for page in pages for row in page] == seen


@each_entity
def test_a_foreign_cursor_is_refused(world: World, key: str) -> None:
    for number in (1, 2):
        world.make(key, rows.with_own_links(world, key, number), world.admin.user)
    cursor = world.admin.get(key, limit=1, sort="updated_at").json()["next"]

    assert world.admin.get(key, limit=1, sort="-created_at", cursor=cursor).status_code == 400
    for broken in ("x", cursor[:-3], "AAAA", cursor + "é"):
        assert world.admin.get(key, limit=1, sort="updated_at", cursor=broken).status_code == 400


def _counts_agree_with_the_list(world: World, key: str, found: list[rows.Row]) -> None:
    answer = world.admin.get(key, limit=1, total="exact").json()
    assert (answer["total"], answer["total_capped"]) == (len(found), False)
    assert world.admin.post(f"{key}/count", {}).json() == {"count": len(found), "capped": False}
    entity = world.entity(key)
    for name in (n for n, spec in entity.fields.items() if spec.type.groupable):
        grouped = world.admin.post(f"{key}/aggregate", {"group_by": [name], "measures": [{"fn": "count"}]})
        assert grouped.status_code == 200, (name, grouped.content)
        assert sum(row["values"][0] for row in grouped.json()["rows"]) == len(found), name
