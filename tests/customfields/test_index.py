"""An index on demand: built by the owner beside running work, used by lists, repaired after a broken build."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.config import embedded
from kezhou.kernel.condition import parse
from kezhou.kernel.errors import Invalid
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.customfields import define, index
from kezhou.platform.customfields.jobs import start_index
from kezhou.platform.customfields.models import CustomField
from kezhou.platform.jobs import execution, registry
from kezhou.platform.query.where import where_sql
from tests.contract.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(database_server: Any, settings: Any) -> Any:
    settings.KEZHOU_OWNER_URL = database_server.url(embedded.OWNER)
    return database_server


def build(world: World, field: CustomField) -> None:
    job = start_index(world.system, field.id)
    spec = registry.get("index_custom_field")
    execution.run_spec(spec, attempts=0, ids={"record_id": job.id, "field_id": field.id})


def state(name: str) -> Any:
    row = fetch_one("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", (f'"{name}"',))
    return None if row is None else row[0]


DOCUMENTS = {
    "text": "to_jsonb('odd ' || n)",
    "tags": "jsonb_build_array('tag' || n)",
    "date": "to_jsonb((date '2020-01-01' + n)::text)",
    "integer": "to_jsonb(n)",
    "boolean": "to_jsonb(n % 500 = 0)",
}
ROWS = 2_000


def fill(owner: Any, type_key: str) -> None:
    """Enough rows for the planner to prefer an index, with fresh statistics."""
    with owner.connect(embedded.OWNER, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO odd_notice (created_at, updated_at, version, external_ref, search_text, sort_key, text,"
            " custom)"
            f" SELECT now(), now(), 1, '', '', '', 't', jsonb_build_object('cf_odd', {DOCUMENTS[type_key]})"
            f" FROM generate_series(1, {ROWS}) n"
        )
        connection.execute("ANALYZE odd_notice")


@pytest.mark.parametrize(
    ("type_key", "op", "value"),
    [
        ("text", "eq", "odd 7"),
        ("tags", "has_any", ["tag7"]),
        ("date", "eq", "2020-01-08"),
        ("integer", "gt", 1990),
        ("boolean", "eq", True),
    ],
)
def test_a_list_uses_the_index(world: World, owner: Any, type_key: str, op: str, value: Any) -> None:
    field = define.create(world.system, "notice", {"label": "Odd", "name": "cf_odd", "type": type_key})
    fill(owner, type_key)

    build(world, field)

    name = index.index_name(field)
    assert state(name) is True
    assert CustomField.objects.get(id=field.id).indexed
    with owner.connect(embedded.OWNER, autocommit=True) as connection:
        connection.execute("ANALYZE odd_notice")
        where = where_sql(world.system, world.entity("notice"), parse({"field": "cf_odd", "op": op, "value": value}))
        plan = fetch_all(
            f"EXPLAIN SELECT t.id FROM odd_notice t WHERE t.deleted_at IS NULL AND {where.text}", where.params
        )
        connection.execute(f'DROP INDEX "{name}"')
    assert any(name in row[0] for row in plan), plan


def test_an_invalid_leftover_is_replaced(world: World, owner: Any) -> None:
    field = define.create(world.system, "notice", {"label": "Odd", "name": "cf_odd", "type": "text"})
    name = index.index_name(field)
    for text in ("same", "same"):
        world.make("notice", {"text": "t", "cf_odd": text}, world.admin.user)
    with owner.connect(embedded.OWNER, autocommit=True) as connection:
        with pytest.raises(Exception, match="unique"):
            connection.execute(f"CREATE UNIQUE INDEX CONCURRENTLY \"{name}\" ON odd_notice ((custom ->> 'cf_odd'))")
        assert state(name) is False

        build(world, field)

        assert state(name) is True
        build(world, field)
        assert state(name) is True
        connection.execute(f'DROP INDEX "{name}"')


def test_without_the_owner_the_job_fails_and_nothing_is_marked(world: World, settings: Any) -> None:
    settings.KEZHOU_OWNER_URL = None
    field = define.create(world.system, "notice", {"label": "Odd", "name": "cf_odd", "type": "text"})
    with pytest.raises(index.NoOwner):
        build(world, field)
    assert not CustomField.objects.get(id=field.id).indexed


def test_free_text_takes_no_index(world: World) -> None:
    field = define.create(world.system, "notice", {"label": "Odd", "type": "long_text"})
    with pytest.raises(Invalid):
        start_index(world.system, field.id)
