"""The rows of an export, streamed: one statement and one snapshot, scope and field rights as in the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, cast
from uuid import uuid4

import psycopg
from django.db import connection
from django.utils.translation import gettext as translate

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.rows import attach_titles, plan_for
from kezhou.platform.query.select import checked_sorts
from kezhou.platform.query.sort import Order
from kezhou.platform.query.titles import titles
from kezhou.platform.query.words import ListQuery

from .call import scope

CHUNK = 2_000
MEMO = 10_000
"""Different codes of one column whose words are remembered."""
CODED = frozenset({"choice", "region"})
Convert = Callable[[Any], Any]


class Rows:
    """Headers and cells of one export."""

    def __init__(self, ctx: Ctx, entity: CompiledEntity, query: ListQuery) -> None:
        self._ctx, self._entity, self._query = ctx, entity, query
        self._plan = plan_for(ctx, entity, query.fields or ())
        rights = field_rights(ctx, entity)
        self.specs = [entity.fields[name] for name in self._plan.names]
        self._convert = [_converter(spec, masked=rights[spec.name].view == "masked") for spec in self.specs]
        self.headers = _unique([str(spec.label) for spec in self.specs])

    def chunks(self) -> Iterator[list[list[Any]]]:
        """Lists of rows; a row has one cell per header: text, number, day, moment, or None.

        The cursor is held over transactions, so that between chunks progress can be reported and nothing is locked.
        """
        order = Order(self._entity, checked_sorts(self._ctx, self._entity, self._query.sort))
        where = scope(self._ctx, self._entity, self._query)
        columns = ", ".join(self._plan.columns)
        statement = f"SELECT {columns} FROM {self._entity.table} t WHERE {where.text} ORDER BY {order.sql()}"  # noqa: S608
        connection.ensure_connection()
        raw = cast("psycopg.Connection[Any]", connection.connection)
        name = f"export_{uuid4().hex}"
        with connection.wrap_database_errors, psycopg.ServerCursor(raw, name, withhold=True) as cursor:
            cursor.execute(statement.encode(), where.params)
            while rows := cursor.fetchmany(CHUNK):
                yield self._cells(rows)

    def _cells(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        records = self._plan.records(self._ctx, rows)
        attach_titles(records, self._plan.links, partial(titles, self._ctx))
        pairs = list(zip(self._plan.names, self._convert, strict=True))
        return [
            [None if (value := record[name]) is None or value == "" else convert(value) for name, convert in pairs]
            for record in records
        ]


def _converter(spec: FieldSpec, *, masked: bool) -> Convert:
    if masked:
        return str
    if spec.type.key == "boolean":
        words = {True: translate("Yes"), False: translate("No")}
        return lambda value: words[value]
    to_cell = spec.type.to_cell
    if spec.type.key not in CODED:
        return lambda value: to_cell(value, spec)
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        if value not in known:
            if len(known) >= MEMO:
                known.clear()
            known[value] = to_cell(value, spec)
        return known[value]

    return remembered


def _unique(labels: Sequence[str]) -> list[str]:
    found: list[str] = []
    for label in labels:
        name, number = label, 2
        while name in found:
            name, number = f"{label} {number}", number + 1
        found.append(name)
    return found
