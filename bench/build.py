"""Fills the bench's database once: people by the platform, rows by COPY from two processes, then the indexes.

Rows are the same as the platform would have written: real search texts, sort keys and contact points. What is left
out is their audit trail and events.
"""

import itertools
import json
import multiprocessing
import os
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import company, place, source
from .rows import CHUNK, Company, Maker

if TYPE_CHECKING:
    import psycopg

BUILT = "bench-built.json"
VERSION = 1
PROCESSES = 2
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""The day on which the base stands still; half a million follow-ups are due around it."""
TABLES = ("parties_customer", "parties_contact", "search_contactpoint")
POINT_COLUMNS = ("entity", "record_id", "field", "kind", "value")
_BLANKS = {"text": "", "character varying": "", "ARRAY": [], "jsonb": "{}", "boolean": False}


def ready(rows: int) -> company.People:
    """Who asks; the database is filled first when it is not, or holds another number of rows."""
    import django

    marker = Path(os.environ["KEZHOU_HOME"]) / BUILT
    wanted = {"version": VERSION, "rows": rows, "origin": source.origin()}
    if marker.exists():
        built = json.loads(marker.read_text(encoding="utf-8"))
        if built["of"] == wanted:
            print(f"Base: {rows:,} customers, built earlier.", flush=True)
            place.command("migrate")
            django.setup()
            company.dictionaries()
            return company.People(**built["people"])
        raise SystemExit(f"{marker.parent} holds another base ({built['of']}); remove that folder or name another.")
    began = time.monotonic()
    print(f"Base: building {rows:,} customers ({source.origin()}) …", flush=True)
    place.command("migrate")
    django.setup()
    people = _fill(rows, began)
    marker.write_text(json.dumps({"of": wanted, "people": vars_of(people)}), encoding="utf-8")
    print(f"Base: ready after {time.monotonic() - began:.0f} s.", flush=True)
    return people


def vars_of(people: company.People) -> dict[str, int]:
    return {"sales": people.sales, "director": people.director, "ceo": people.ceo}


def _fill(rows: int, began: float) -> company.People:
    from django.db import connections

    from kezhou.config import embedded

    staff, people = company.build(NOW)
    connections.close_all()
    cluster = embedded.known()
    if cluster is None:
        raise SystemExit("The embedded database is not there.")
    url = cluster.url(embedded.SUPERUSER)
    with cluster.connect(embedded.SUPERUSER, autocommit=True) as admin:
        definitions = _drop_indexes(admin)
        workers = [
            multiprocessing.get_context("spawn").Process(target=load, args=(url, staff, rows, number))
            for number in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            raise SystemExit("Loading failed; see above.")
        print(f"  {time.monotonic() - began:.0f} s: rows are in", flush=True)
        admin.execute("set maintenance_work_mem = '512MB'")
        for definition in definitions:
            admin.execute(definition)
        print(f"  {time.monotonic() - began:.0f} s: {len(definitions)} indexes", flush=True)
        for table in TABLES:
            admin.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 1) from {table}))"
            )
            admin.execute(f"vacuum analyze {table}")
        admin.execute("vacuum analyze")
        admin.execute("checkpoint")
    return people


def _drop_indexes(admin: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    """Removes all indexes but the primary keys and constraints; the statements that make them again, as migrated."""
    found = admin.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i"
        " where indrelid = any(%s::regclass[])"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        [list(TABLES)],
    ).fetchall()
    for name, _definition in found:
        admin.execute(f"drop index {name}")
    return [definition for _name, definition in found]


def load(url: str, staff: Company, rows: int, number: int) -> None:
    """One of the processes: every second chunk of rows goes straight into the tables."""
    import psycopg

    maker = Maker(staff)
    began = time.monotonic()
    with psycopg.connect(url) as connection:
        # The rows are right by construction; foreign keys are not looked up a million times.
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        shapes = [_shape(connection, table) for table in TABLES[:2]]
        for chunk, lines in enumerate(_chunks(source.companies(rows))):
            if chunk % PROCESSES != number:
                continue
            draw = random.Random(chunk)
            first = chunk * CHUNK + 1
            customers = [maker.customer(draw, first + at, line) for at, line in enumerate(lines)]
            contacts = [maker.contact(draw, each["id"], each) for each in customers]
            known = [each for each in contacts if each is not None]
            _copy(connection, TABLES[0], shapes[0], customers)
            _copy(connection, TABLES[1], shapes[1], known)
            _points(connection, customers, known)
            connection.commit()
            if number == 0 and chunk % 40 == 0:
                print(f"  {time.monotonic() - began:.0f} s: {first + len(lines) - 1:,} rows", flush=True)


def _chunks(lines: Iterator[source.Row]) -> Iterator[list[source.Row]]:
    while part := list(itertools.islice(lines, CHUNK)):
        yield part


def _shape(connection: "psycopg.Connection[tuple[Any, ...]]", table: str) -> dict[str, Any]:
    """Column → what stands there when nothing is said."""
    found = connection.execute(
        "select column_name, data_type, is_nullable from information_schema.columns"
        " where table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()
    return {name: None if nullable == "YES" else _BLANKS.get(kind) for name, kind, nullable in found}


def _copy(
    connection: "psycopg.Connection[tuple[Any, ...]]", table: str, shape: dict[str, Any], rows: Sequence[dict[str, Any]]
) -> None:
    with connection.cursor().copy(f"copy {table} ({', '.join(shape)}) from stdin") as copy:
        for row in rows:
            copy.write_row(list((shape | row).values()))


def _points(
    connection: "psycopg.Connection[tuple[Any, ...]]", customers: Sequence[Any], contacts: Sequence[Any]
) -> None:
    with connection.cursor().copy(f"copy {TABLES[2]} ({', '.join(POINT_COLUMNS)}) from stdin") as copy:
        for entity, rows in (("customer", customers), ("contact", contacts)):
            for row in rows:
                if row.get("mobile"):
                    copy.write_row((entity, row["id"], "mobile", "phone", row["mobile"]))
