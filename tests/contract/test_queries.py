"""How many statements a call takes: constant in rows, and never more than the figures that are kept beside this file.

A figure may only fall; after an improvement write the new one into query_counts.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from tests.contract import rows
from tests.contract.world import World, business_entities

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).with_name("query_counts.json")
MAX_PER_LIST = 6
"""The budget of a list page, sign-in included."""


def counted(call: Any) -> int:
    call()
    with CaptureQueriesContext(connection) as captured:
        answer = call()
    assert answer.status_code in (200, 201), answer.content
    return sum(1 for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE")))


def measured(world: World, key: str) -> dict[str, int]:
    ids = [world.make(key, rows.with_own_links(world, key, n), world.admin.user) for n in range(1, 3)]
    api = world.admin
    before = counted(lambda: api.get(key))
    for number in range(3, 12):
        world.make(key, rows.with_own_links(world, key, number), world.admin.user)
    found = {
        "list": counted(lambda: api.get(key)),
        "get": counted(lambda: api.get(f"{key}/{ids[0]}")),
        "timeline": counted(lambda: api.get(f"{key}/{ids[0]}/timeline")),
        "count": counted(lambda: api.post(f"{key}/count", {})),
        "bulk": counted(lambda: api.post(f"{key}/bulk", {"op": "restore", "ids": ids})),
    }
    assert found["list"] == before, "the statements of a list grow with its rows"
    return found


@pytest.mark.parametrize("key", business_entities())
def test_no_call_takes_more_statements_than_before(world: World, key: str) -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    found = measured(world, key)
    assert key in kept, f"add to query_counts.json: {json.dumps({key: found})}"
    assert found == kept[key], "a figure changed: if it fell, write it down; if it rose, find out why"
    assert found["list"] <= MAX_PER_LIST


def test_what_hangs_on_a_record_is_found_by_an_index_whether_deleted_or_not(db: None) -> None:
    """When a record changes hands all that hangs on it does, also what lies in the trash (architecture 9.2)."""
    full = set(
        fetch_all(
            "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
            "WHERE i.indpred IS NULL OR pg_get_expr(i.indpred, c.oid) !~ 'deleted_at'"
        )
    )
    links = {
        (entity.table.strip('"'), entity.fields[link].column)
        for entity in registry.native().values()
        for link in entity.definition.scope.parents
    }
    assert sorted(links - full) == []
    assert len(links) > 20
