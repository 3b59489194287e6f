"""An index on one custom field, built beside running work by the owner of the schema."""

from __future__ import annotations

import psycopg
from django.conf import settings
from psycopg import sql

from kezhou.platform.entities import registry
from kezhou.platform.fields.base import FieldType

from .models import CustomField
from .source import spec_of

LOCK_WAIT = "10s"
"""How long the build waits for a lock before it gives way and the job tries again."""
_INVALID = "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


class NoOwner(RuntimeError):
    """This process does not know the owner's address, so it cannot change the schema."""


def can_be_indexed(field_type: FieldType) -> bool:
    """Types that are compared or contain; free text of any length and places on the map are neither."""
    return (
        field_type.multiple
        or (field_type.sortable and "eq" in field_type.operators)
        or field_type.key
        in (
            "phone",
            "email",
        )
    )


def index_name(field: CustomField) -> str:
    return f"cf_{field.id}_{field.type}_{field.entity}"[:63]


def build(field: CustomField) -> None:
    """Make sure that the index stands and is valid. Safe to repeat: what a broken build left behind goes first."""
    name = index_name(field)
    with _owner() as connection:
        row = connection.execute(_INVALID, [f'"{name}"']).fetchone()
        if row is not None and row[0]:
            connection.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(_statement(field, name))


def _statement(field: CustomField, name: str) -> sql.Composed:
    spec = spec_of(field)
    expression = sql.SQL(spec.type.custom_expression("custom", spec.name))  # a checked name
    table = sql.Identifier(registry.native()[field.entity].model._meta.db_table)
    using = sql.SQL("USING gin (({}) jsonb_path_ops)" if spec.type.multiple else "(({}), id)").format(expression)
    return sql.SQL("CREATE INDEX CONCURRENTLY IF NOT EXISTS {} ON {} {} WHERE deleted_at IS NULL").format(
        sql.Identifier(name), table, using
    )


def _owner() -> psycopg.Connection[tuple[object, ...]]:
    url = getattr(settings, "KEZHOU_OWNER_URL", None)
    if not url:
        raise NoOwner("the owner's database address is not known to this process")
    connection = psycopg.connect(url, autocommit=True, application_name="kezhou-index")
    connection.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(LOCK_WAIT)))
    connection.execute("SET statement_timeout = 0")
    return connection
