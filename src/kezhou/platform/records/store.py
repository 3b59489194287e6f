"""Drafts → rows: one INSERT or COPY, one pipelined set of UPDATEs, each answering whether the actor may still do
this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError
from kezhou.platform.base.sql import Sql, fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity

from . import bases
from .draft import Draft, custom_document, stored_specs

COPY_FROM = 50
"""From this number of rows on, COPY is cheaper than one INSERT with many VALUES."""

WRITTEN_ALWAYS = ("created_at", "created_by", "updated_at", "updated_by")
"""Fields whose columns every write sets by itself."""


def insert(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], extra: Sequence[dict[str, Any]]) -> None:
    """Write new rows and set the drafts' ids. `extra` holds further columns per draft (search text, sort key)."""
    now, actor = ctx.clock.now(), ctx.actor.id
    fixed = {"created_at": now, "created_by_id": actor, "updated_at": now, "updated_by_id": actor, "version": 1}
    specs = [spec for spec in stored_specs(entity) if spec.name not in WRITTEN_ALWAYS]
    hidden = hidden_columns(
        entity, {c for s in specs for c in s.columns} | set(fixed) | set(extra[0]) | {"id", "custom", "deleted_at"}
    )
    columns = ["id", *fixed, "custom", *(c for s in specs for c in s.columns), *extra[0], *hidden]
    ids = _ids(entity, len(drafts))
    rows = []
    for id_, draft, more in zip(ids, drafts, extra, strict=True):
        draft.id, draft.version = id_, 1
        stored = [v for spec in specs for v in spec.type.store(draft.values.get(spec.name), spec)]
        document = custom_document(entity, draft)
        rows.append((id_, *fixed.values(), Jsonb(document), *stored, *more.values(), *hidden.values()))
    names = ", ".join(ident(column) for column in columns)
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        if len(rows) >= COPY_FROM:
            with cursor.copy(f"COPY {entity.table} ({names}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("(" + ", ".join(["%s"] * len(columns)) + ")" for _row in rows)
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {entity.table} ({names}) VALUES {marks}".encode(), values)  # noqa: S608
    bases.after_save(ctx, entity, drafts)


def update(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], extra: Sequence[dict[str, Any]]) -> None:
    """Write the changed columns of existing rows, which the caller holds locked; versions go up by one."""
    now, actor = ctx.clock.now(), ctx.actor.id
    grouped: dict[tuple[str, ...], list[list[Any]]] = {}
    for draft, more in zip(drafts, extra, strict=True):
        changed = set(draft.changed())
        columns: list[str] = ["updated_at", "updated_by_id"]
        values: list[Any] = [now, actor]
        for spec in stored_specs(entity):
            if spec.name in changed and spec.name not in WRITTEN_ALWAYS:
                columns += spec.columns
                values += spec.type.store(draft.values.get(spec.name), spec)
        if any(entity.fields[name].custom for name in changed):
            columns.append("custom")
            values.append(Jsonb(custom_document(entity, draft)))
        columns += more
        values += more.values()
        draft.version += 1
        grouped.setdefault(tuple(columns), []).append([*values, draft.id])
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        for names, rows in grouped.items():
            setters = ", ".join(f"{ident(name)} = %s" for name in names)
            statement = f"UPDATE {entity.table} SET {setters}, version = version + 1 WHERE id = %s".encode()  # noqa: S608
            if len(rows) == 1:
                cursor.execute(statement, rows[0])
            else:
                cursor.executemany(statement, rows)
    bases.after_save(ctx, entity, drafts)


def outside(entity: CompiledEntity, ids: Sequence[int], predicate: Sql) -> set[int]:
    """Those of the rows that do not satisfy the predicate as they stand now."""
    if predicate.is_true:
        return set()
    statement = f"SELECT t.id FROM {entity.table} t WHERE t.id = ANY(%s) AND NOT coalesce({predicate.text}, FALSE)"  # noqa: S608
    return {row[0] for row in fetch_all(statement, (list(ids), *predicate.params))}


def hidden_columns(entity: CompiledEntity, known: set[str]) -> dict[str, Any]:
    """Columns that no field shows, with the value that a new row starts with."""
    found: dict[str, Any] = {}
    for column in entity.model._meta.concrete_fields:
        if column.column not in known:
            found[str(column.column)] = column.get_db_prep_save(column.get_default(), connection)
    return found


def conflict(entity: CompiledEntity, error: IntegrityError) -> Conflict:
    """The database's refusal in words: which field collides, from the constraint's columns."""
    diagnostic = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnostic, "constraint_name", None) or ""
    for declared in entity.model._meta.constraints:
        fields = _constrained(entity, declared)
        if declared.name == constraint and fields:
            return Conflict(
                _("Another record has the same value."),
                code="taken",
                errors=[FieldError(name, "taken", _("Another record has this value already.")) for name in fields],
            )
    for column in entity.model._meta.concrete_fields:
        if column.unique and column.column in constraint:
            return Conflict(
                _("Another record has the same value."),
                code="taken",
                errors=[FieldError(column.name, "taken", _("Another record has this value already."))],
            )
    return Conflict(_("The database refused: a rule between records would be broken."), code=constraint or "conflict")


def _constrained(entity: CompiledEntity, constraint: Any) -> list[str]:
    """The fields that a constraint is about, those inside expressions such as `Lower("username")` too."""
    names = list(getattr(constraint, "fields", ()))
    queue = list(getattr(constraint, "expressions", ()))
    while queue:
        expression = queue.pop()
        names += [expression.name] if hasattr(expression, "name") else []
        queue += getattr(expression, "get_source_expressions", list)()
    return [name for name in names if name in entity.fields]


def _ids(entity: CompiledEntity, number: int) -> list[int]:
    sequence = f"{entity.model._meta.db_table}_id_seq"
    return [row[0] for row in fetch_all("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (sequence, number))]
