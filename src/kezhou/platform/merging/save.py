"""The merged records on their way through the steps of the write pipeline: rules, rows, access again, traces, hooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import attempt, findable, hooks, ownership, steps, store, trace
from kezhou.platform.records.draft import Draft
from kezhou.platform.records.options import NORMAL


def save(
    ctx: Ctx,
    entity: CompiledEntity,
    draft: Draft,
    action: str,
    event: str,
    restored: Mapping[str, Any] | None = None,
) -> None:
    """Write the draft of a locked record as an update does; raises its problem.

    `restored` are values that stand whatever the rules would derive today: the state of before, as a whole.
    """

    def write(drafts: list[Draft]) -> None:
        good = steps.prepare(ctx, entity, drafts, NORMAL)
        if not good:
            return
        for one in good:
            one.values.update(restored or {})
        store.update(ctx, entity, good, [findable.columns(entity, one) for one in good])
        moved = any(one.values.get("owner") != (one.before or {}).get("owner") for one in good)
        attempt.refuse_outside(entity, good, right(ctx, entity, "assign" if moved else "update"))
        ownership.cascade(ctx, entity, good)
        leave(ctx, entity, good, action, event)

    attempt.run([draft], write, entity)
    if draft.problem is not None:
        raise draft.problem


def mark(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], at: Any, action: str, event: str) -> None:
    """Put records into the trash (`at`) or bring them back (None); raises what collides."""

    def write(good: list[Draft]) -> None:
        store.update(ctx, entity, good, [{"deleted_at": at} for _draft in good])
        leave(ctx, entity, good, action, event)

    for draft in attempt.run(list(drafts), write, entity):
        if draft.problem is not None:
            raise draft.problem


def leave(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], action: str, event: str) -> None:
    trace.leave(ctx, entity, drafts, action, event)
    for hook in hooks.saved:
        hook(ctx, entity, drafts)


def stored(entity: CompiledEntity, record_id: int) -> dict[str, Any]:
    """The row as JSON of its columns: what is encrypted stays so."""
    row = fetch_one(f"SELECT to_jsonb(t)::text FROM {entity.table} t WHERE t.id = %s", (record_id,))  # noqa: S608
    assert row is not None  # noqa: S101 — the caller holds the row locked
    return dict(orjson.loads(row[0]))


def part(spec: FieldSpec, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of one field."""
    if spec.custom:
        return {"custom": {spec.name: row["custom"].get(spec.name)}}
    return {column: row[column] for column in spec.columns}


def parts(specs: Sequence[FieldSpec], row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of some fields."""
    found: dict[str, Any] = {"custom": {}}
    for spec in specs:
        one = part(spec, row)
        found["custom"] |= one.pop("custom", {})
        found |= one
    return found


def recalled(entity: CompiledEntity, spec: FieldSpec, kept: Mapping[str, Any]) -> Any:
    """The Python value of a field from what `parts` kept."""
    if spec.custom:
        value = kept["custom"].get(spec.name)
        return None if value is None else spec.type.from_custom(value)
    columns = ", ".join(ident(column) for column in spec.columns)
    statement = f"SELECT {columns} FROM jsonb_populate_record(NULL::{entity.table}, %s::jsonb)"  # noqa: S608
    row = fetch_one(statement, (orjson.dumps({column: kept[column] for column in spec.columns}).decode(),))
    return spec.type.load(tuple(row or ()), spec)
