"""Keeps `ContactPoint` in step with the phone and e-mail fields of records."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records.draft import Draft

KINDS = ("phone", "email")
MAX_FOUND = 1_000

_PUT = """
INSERT INTO search_contactpoint (entity, record_id, field, kind, value)
SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
ON CONFLICT (entity, record_id, field) DO UPDATE SET value = excluded.value"""
_DROP = """
DELETE FROM search_contactpoint p USING unnest(%s::bigint[], %s::text[]) AS gone(record_id, field)
WHERE p.entity = %s AND p.record_id = gone.record_id AND p.field = gone.field"""


def keep(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Two statements at most, however many rows were written."""
    specs = [spec for spec in entity.fields.values() if spec.type.key in KINDS and not spec.custom]
    put: list[tuple[int, str, str, str]] = []
    gone: list[tuple[int, str]] = []
    for draft in drafts if specs else ():
        for spec in specs:
            new = draft.values.get(spec.name)
            old = None if draft.before is None else draft.before.get(spec.name)
            if new == old or draft.id is None:
                continue
            if new is None:
                gone.append((draft.id, spec.name))
            else:
                put.append((draft.id, spec.name, spec.type.key, str(new)))
    if put:
        execute(_PUT, (entity.key, *(list(column) for column in zip(*put, strict=True))))
    if gone:
        execute(_DROP, (*(list(column) for column in zip(*gone, strict=True)), entity.key))


def record_ids(entity: CompiledEntity, value: str, fields: Sequence[str]) -> list[int]:
    """The records of an entity that can be reached at exactly this number or address, by one of these fields."""
    rows = fetch_all(
        "SELECT DISTINCT record_id FROM search_contactpoint "
        "WHERE value = %s AND entity = %s AND field = ANY(%s) LIMIT %s",
        (value, entity.key, list(fields), MAX_FOUND),
    )
    return [row[0] for row in rows]
