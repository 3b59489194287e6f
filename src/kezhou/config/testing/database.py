"""The tests' database: one server for the whole run, the application's role, a clean state after tests that commit."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from .template import copy_to

KEPT_TABLES = frozenset({"django_migrations"})
SEED_SCHEMA = "test_seed"


@pytest.fixture(scope="session")
def database_server() -> Iterator["object"]:
    """The embedded PostgreSQL of this run (`kezhou.config.embedded.Cluster`)."""
    from kezhou.config import embedded
    from kezhou.config.home import ensure_home

    copy_to(ensure_home())
    with embedded.use() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """There is one database and one process; nothing to rename."""


@pytest.fixture(scope="session")
def django_db_setup(database_server: "object", django_db_blocker: "object") -> Iterator[None]:
    """Migrates as the owner, then lets Django's connection be the application's. Replaces pytest-django's own."""
    from django.db import connections
    from django.test import TransactionTestCase

    from kezhou.config import embedded
    from kezhou.config.database import django_database

    cluster = embedded.ensure_running()
    settings = connections.settings["default"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _connect_as(settings, django_database(cluster.url(embedded.OWNER)))
        from kezhou.config.migration import migrate

        migrate()
        _connect_as(settings, django_database(cluster.url(embedded.APP)))
    reset = _Reset(cluster)
    TransactionTestCase._fixture_teardown = lambda self: reset()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


def _connect_as(settings: dict[str, object], new: dict[str, object]) -> None:
    """Changes the one settings dict that Django's connections share; an open connection is closed first."""
    from django.db import connection

    connection.close()
    for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
        settings[key] = new[key]


class _Reset:
    """Puts the database back to its state after the migrations, for tests that commit.

    Django's own way empties tables one by one in the application's name, which may not empty an append-only table, and
    loses the rows that migrations wrote. Here the superuser empties those tables only that hold something else.
    """

    def __init__(self, cluster: "object") -> None:
        from kezhou.config import embedded

        if not isinstance(cluster, embedded.Cluster):
            raise TypeError("The fixture database_server gives a Cluster.")
        self._cluster = cluster
        with self._connect() as connection:
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(SEED_SCHEMA)))
            rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
            self._tables = [str(name) for (name,) in rows if name not in KEPT_TABLES]
            self._seeded = self._filled(connection)
            for table in self._seeded:
                statement = sql.SQL("create table {} as table {}")
                connection.execute(statement.format(sql.Identifier(SEED_SCHEMA, table), sql.Identifier(table)))

    def __call__(self) -> None:
        from django.db import connections

        connections.close_all()
        with self._connect() as connection:
            connection.execute("set session_replication_role = replica")
            dirty = sorted({*self._filled(connection), *self._seeded})
            if not dirty:
                return
            names = sql.SQL(", ").join(map(sql.Identifier, dirty))
            connection.execute(sql.SQL("truncate {} restart identity cascade").format(names))
            for table in self._seeded:
                self._fill(connection, table)

    def _fill(self, connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> None:
        columns = connection.execute(
            "select attname, attidentity <> '' from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
            [f'"{table}"'],
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(str(name)) for name, _ in columns)
        statement = sql.SQL("insert into {} ({}) overriding system value select {} from {}")
        seed = sql.Identifier(SEED_SCHEMA, table)
        connection.execute(statement.format(sql.Identifier(table), names, names, seed))
        for name, has_identity in columns:
            if has_identity:
                sequence = sql.SQL("select setval(pg_get_serial_sequence({}, {}), (select max({}) from {}))")
                literal, column = sql.Literal(f'"{table}"'), sql.Identifier(str(name))
                connection.execute(sequence.format(literal, sql.Literal(str(name)), column, sql.Identifier(table)))

    def _filled(self, connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
        parts = [
            sql.SQL("select {} where exists (select from {})").format(sql.Literal(name), sql.Identifier(name))
            for name in self._tables
        ]
        if not parts:
            return []
        return [str(name) for (name,) in connection.execute(sql.SQL(" union all ").join(parts)).fetchall()]

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        from kezhou.config import embedded

        return self._cluster.connect(embedded.SUPERUSER, autocommit=True)
