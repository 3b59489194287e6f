"""The database's address, the limits of a connection, and what the application's role may not do."""

import pytest
from django.db import DatabaseError, connection, transaction

from kezhou.config import database, roles


def test_address_in_parts() -> None:
    found = database.parse_url("postgresql://app:p%40ss@db.local:6432/crm?sslmode=require")
    assert found == database.Target("crm", "app", "p@ss", "db.local", "6432", {"sslmode": "require"})


def test_address_of_a_socket_folder() -> None:
    found = database.parse_url("postgresql://app:x@/crm?host=/run/pg")
    assert (found.host, found.port, found.options) == ("/run/pg", "", {})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://a@b/c", "postgresql://"),
        ("postgresql://a@b/", "names no database"),
        ("postgresql://a@b/c?ssl=on", "Unknown words in the database address: ssl"),
    ],
)
def test_wrong_address_is_refused(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        database.parse_url(url)


def test_unknown_kind_of_process_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEZHOU_PROCESS", "wrker")
    with pytest.raises(ValueError, match="web, worker, cli"):
        database.process_kind()


def test_web_connections_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEZHOU_PROCESS", "web")
    options = database.django_database("postgresql://a:b@/c?host=/x")["OPTIONS"]
    assert options["application_name"] == "kezhou-web"
    assert "-c statement_timeout=15000" in options["options"]


@pytest.mark.django_db
def test_role_is_neither_owner_nor_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("kezhou_app", False)
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["create table mine (id int)", "delete from django_migrations", "truncate django_migrations"]
)
def test_role_cannot_touch_the_schema(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        before = cursor.fetchone()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("select count(*) from django_migrations")
        assert cursor.fetchone() == before


@pytest.mark.django_db
def test_append_only_tables_take_rows_and_keep_them() -> None:
    rights = ["DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE"]
    for table in roles.append_only_tables():
        with connection.cursor() as cursor:
            cursor.execute(
                "select array_agg(word order by word) from unnest(%s::text[]) word where has_table_privilege(%s, word)",
                [rights, f'"{table}"'],
            )
            assert cursor.fetchone() == (["INSERT", "SELECT"],), table


@pytest.mark.django_db
def test_embedded_database_is_suitable() -> None:
    roles.check_server()
    with connection.cursor() as cursor:
        cursor.execute("select lower('ÄÖ客'), '客' ~ '^\\w$'")
        assert cursor.fetchone() == ("äö客", True)


@pytest.mark.django_db(transaction=True)
def test_committed_rows_do_not_outlive_their_test() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)
        cursor.execute("insert into procrastinate_jobs (task_name, queue_name) values ('nothing', 'default')")


@pytest.mark.django_db(transaction=True)
def test_committed_rows_do_not_outlive_their_test_again() -> None:
    test_committed_rows_do_not_outlive_their_test()
