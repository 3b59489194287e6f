"""What lists and searches send to the database: few statements, as many for 600 rows as for 20,000, each with an index.

Times belong to `make bench`; these are the reasons why its times hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry

from .conftest import LEVELS, Base

FEW, MANY = 600, 20_000
MAX_STATEMENTS = 6
TABLES = ("parties_customer", "parties_contact")
FILTERED = "level=B&status=trading&sort=-updated_at"
LISTS = {
    "filtered": f"/api/v1/customer?{FILTERED}",
    "by name": "/api/v1/customer?sort=name",
    "follow-ups": "/api/v1/customer?sort=next_follow_up_at",
    "rare pair": "/api/v1/customer?q=昆明&sort=-updated_at",
    "pair of all": "/api/v1/customer?q=有限&sort=-updated_at",
    "one character": "/api/v1/customer?q=限&sort=-updated_at",
    "initials": "/api/v1/customer?q=kmyh&sort=-updated_at",
    "initials of all": "/api/v1/customer?q=yx&sort=-updated_at",
    "syllables": "/api/v1/customer?q=kunming&sort=-updated_at",
    "contacts": "/api/v1/contact?sort=-updated_at",
}
each_person = pytest.mark.parametrize("person", LEVELS)
each_list = pytest.mark.parametrize("path", LISTS.values(), ids=LISTS)


@contextmanager
def sent() -> Iterator[list[tuple[str, Any]]]:
    """The statements of a block with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def ask(client: Client, path: str) -> tuple[int, list[tuple[str, Any]]]:
    """Number of items and the statements of a call, when caches of rights and definitions are warm."""
    client.get(path)
    with sent() as statements:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return len(answer.json()["items"]), statements


def table_scans(statements: list[tuple[str, Any]]) -> list[str]:
    """Statements for which PostgreSQL finds no other way than to read a whole table of records."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for sql, params in statements:
        if any(table in sql for table in TABLES):
            plan = "\n".join(row[0] for row in fetch_all(f"EXPLAIN {sql}", params))
            if any(f"Seq Scan on {table}" in plan for table in TABLES):
                found.append(f"{sql}\n{plan}")
    return found


@each_list
def test_a_page_takes_few_statements_and_as_many_in_a_large_table(base: Base, path: str) -> None:
    base.fill(FEW)
    few_items, few = ask(base.clients["half"], path)
    base.fill(MANY)

    many_items, many = ask(base.clients["half"], path)

    assert few_items > 0
    assert many_items == 50
    assert len(many) == len(few) <= MAX_STATEMENTS


@each_person
def test_every_list_and_search_has_an_index(base: Base, person: str) -> None:
    base.fill(MANY)
    statements = [statement for path in LISTS.values() for statement in ask(base.clients[person], path)[1]]

    assert len(statements) >= 2 * len(LISTS)
    assert table_scans(statements) == []


@each_person
def test_the_beginning_of_a_code_has_an_index(base: Base, person: str) -> None:
    base.fill(MANY)
    _answer, statements = ask(base.clients[person], "/api/v1/customer?q=91530100MA6K&sort=-updated_at")

    listed = [statement for statement in statements if "credit_code" in statement[0]]
    assert len(listed) == 1
    assert "LIKE" in listed[0][0]
    assert table_scans(statements) == []


@each_person
def test_every_shipped_view_has_an_index(base: Base, person: str) -> None:
    base.fill(MANY)
    client = base.clients[person]
    statements = []
    for key in ("customer", "contact"):
        for preset in registry.native()[key].definition.list.presets:
            body = {"filter": preset.filter, "sort": preset.sort or "-updated_at"}
            with sent() as seen:
                answer = client.post(f"/api/v1/{key}/search", body, content_type="application/json")
            assert answer.status_code == 200, answer.content
            statements += seen

    assert table_scans(statements) == []


def test_a_next_page_a_record_and_its_contacts_have_an_index(base: Base) -> None:
    base.fill(MANY)
    client = base.clients["half"]
    first = client.get(LISTS["filtered"]).json()
    record = first["items"][0]["id"]
    with sent() as statements:
        for path in (
            f"/api/v1/customer?{FILTERED}&cursor={first['next']}",
            f"/api/v1/customer/{record}",
            f"/api/v1/customer/{record}/related/contacts",
            "/api/v1/search?q=昆明",
        ):
            assert client.get(path).status_code == 200

    assert table_scans(statements) == []
