"""What the application's database role may do, applied by the owner after every migration and every restore.

The role reads and writes rows. It owns nothing and cannot change the schema. In tables whose model says
`append_only = True` it adds and reads rows, and can never change or remove one.
"""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

READ_ONLY_TABLES = frozenset({"django_migrations"})
"""Kept by the owner; the application compares them with its own migrations."""


class UnsuitableDatabase(RuntimeError):
    """The database cannot hold Kezhou's data as it is set up; the message says what to change."""


def check_server() -> None:
    """Refuses a server that is too old and a database that does not know Chinese letters. Raises
    `UnsuitableDatabase`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int, pg_encoding_to_char(encoding), datcollate, datctype,"
            " to_jsonb(d) ->> 'datlocprovider', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')"
            " from pg_database d where datname = current_database()"
        )
        version, encoding, collate, ctype, provider, locale = cursor.fetchone()
    if version < 150000:
        raise UnsuitableDatabase(f"PostgreSQL 15 or newer is needed; this server is {version // 10000}.")
    if encoding != "UTF8":
        raise UnsuitableDatabase(f"The database's encoding is {encoding}; create it with ENCODING 'UTF8'.")
    names = {collate, ctype} if provider == "c" else {locale}
    if names & {"C", "POSIX"}:
        raise UnsuitableDatabase(
            "The database's locale is C, under which only ASCII letters are letters. "
            "Create it with: CREATE DATABASE kezhou TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )


def append_only_tables() -> list[str]:
    """The tables in which a row, once written, stays as it is."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    )


def apply_grants(role: str) -> bool:
    """Gives `role` exactly its rights; run in the owner's name. False when `role` is the owner itself: nothing then
    protects the append-only tables, and whoever calls this says so to the operator."""
    # In one transaction: an instance that runs meanwhile never finds itself without its rights.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_user, current_schema()")
        owner, schema = cursor.fetchone()
        if owner == role:
            return False
        names = {"role": sql.Identifier(role), "schema": sql.Identifier(schema)}
        for statement in (
            "grant usage on schema {schema} to {role}",
            "revoke all on all tables in schema {schema} from {role}",
            "grant select, insert, update, delete on all tables in schema {schema} to {role}",
            "grant usage, select on all sequences in schema {schema} to {role}",
            "grant execute on all functions in schema {schema} to {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**names))
        cursor.execute("select tablename from pg_tables where schemaname = %s", [schema])
        existing = {row[0] for row in cursor.fetchall()}
        for tables, rights in ((append_only_tables(), "update, delete"), (READ_ONLY_TABLES, "insert, update, delete")):
            for table in sorted(existing.intersection(tables)):
                statement = f"revoke {rights} on {{schema}}.{{table}} from {{role}}"
                cursor.execute(sql.SQL(statement).format(table=sql.Identifier(table), **names))
    return True
