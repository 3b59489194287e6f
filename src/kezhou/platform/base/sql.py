"""SQL fragments that carry their parameters, and the one place where raw SQL meets the connection.

A fragment's text is made of registered identifiers and placeholders only; what a caller sends is always a parameter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import connection
from psycopg.rows import TupleRow


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement: `text` with `%s` placeholders and as many `params`."""

    text: str
    params: tuple[Any, ...] = ()

    @property
    def is_true(self) -> bool:
        return self.text == "TRUE"

    @property
    def is_false(self) -> bool:
        return self.text == "FALSE"


TRUE = Sql("TRUE")
FALSE = Sql("FALSE")


def ident(name: str) -> str:
    """A quoted identifier. Names come from the registry, so a quote inside one is a programming error."""
    if '"' in name or "%" in name:
        raise ValueError(f"not an identifier: {name!r}")
    return f'"{name}"'


def all_of(parts: Iterable[Sql]) -> Sql:
    """Conjunction; nothing at all is TRUE."""
    kept = []
    for part in parts:
        if part.is_false:
            return FALSE
        if not part.is_true:
            kept.append(part)
    if not kept:
        return TRUE
    if len(kept) == 1:
        return kept[0]
    return Sql("(" + " AND ".join(p.text for p in kept) + ")", tuple(v for p in kept for v in p.params))


def any_of(parts: Iterable[Sql]) -> Sql:
    """Disjunction; nothing at all is FALSE."""
    kept = []
    for part in parts:
        if part.is_true:
            return TRUE
        if not part.is_false:
            kept.append(part)
    if not kept:
        return FALSE
    if len(kept) == 1:
        return kept[0]
    return Sql("(" + " OR ".join(p.text for p in kept) + ")", tuple(v for p in kept for v in p.params))


def fetch_all(text: str, params: Sequence[Any] = (), *, prepared: bool = False) -> list[TupleRow]:
    """Run one reading statement on the request's connection; rows as tuples, jsonb columns as undecoded text.

    The connection's own cursor is used without Django's wrapper: this is the hot path of every list. `prepared` keeps
    the statement and in time its plan on the connection, which saves most of what a small look-up costs; only for
    statements whose best plan is the same for all values (docs/adr/0009-performance.md).
    """
    if connection.force_debug_cursor or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            return cast("list[TupleRow]", cursor.fetchall())
    connection.ensure_connection()
    raw = cast("psycopg.Connection[TupleRow]", connection.connection)
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        return cursor.execute(text.encode(), params, prepare=prepared).fetchall()


def fetch_one(text: str, params: Sequence[Any] = (), *, prepared: bool = False) -> TupleRow | None:
    """The first row of a reading statement, or None."""
    rows = fetch_all(text, params, prepared=prepared)
    return rows[0] if rows else None


def execute(text: str, params: Sequence[Any] = ()) -> int:
    """Run one writing statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return int(cursor.rowcount)
