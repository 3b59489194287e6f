"""Keeps the keys of records in step with what is saved, and makes those of what existed before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.party import all_keys
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records.draft import Draft

from .facts import Facts, facts_of, party_of
from .models import Watched
from .watch import NUMBER, watched

CHUNK = 2_000
"""Records that one statement of the backfill keys."""

_PUT = """
INSERT INTO duplicates_key (entity, key, record_id)
SELECT w.id, new.key, new.record_id
FROM duplicates_watched w, unnest(%s::int[], %s::bigint[]) AS new(key, record_id)
WHERE w.entity = %s ON CONFLICT DO NOTHING"""
_DROP = f"""
DELETE FROM duplicates_key k USING unnest(%s::int[], %s::bigint[]) AS gone(key, record_id)
WHERE k.entity = {NUMBER} AND k.key = gone.key AND k.record_id = gone.record_id"""  # noqa: S608


def keep(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Runs in the transaction of every save: two statements at most, however many rows were written.

    A record in the trash keeps its keys; look-ups leave it out, and it may come back.
    """
    facts = facts_of(entity)
    if not facts:
        return
    put: list[tuple[int, int]] = []
    gone: list[tuple[int, int]] = []
    for draft in drafts:
        if draft.id is None or not touched(facts, draft):
            continue
        new = set(all_keys(party_of(facts, draft.values)))
        old = set() if draft.before is None else set(all_keys(party_of(facts, draft.before)))
        put += [(key, draft.id) for key in new - old]
        gone += [(key, draft.id) for key in old - new]
    if gone:
        execute(_DROP, (*_columns(gone), entity.key))
    if put and not execute(_PUT, (*_columns(put), entity.key)):
        watched(entity)
        execute(_PUT, (*_columns(put), entity.key))


def touched(facts: Facts, draft: Draft) -> bool:
    """Whether a fact of the record is new or changed."""
    before = draft.before
    return before is None or any(draft.values.get(spec.name) != before.get(spec.name) for spec, _fact in facts)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    ordered = sorted(pairs)
    return [key for key, _id in ordered], [record_id for _key, record_id in ordered]


def rows_after(entity: CompiledEntity, record_id: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """The next records by id with their facts, the trash included."""
    facts = facts_of(entity)
    columns = ", ".join(spec.expression() for spec, _fact in facts)
    statement = f"SELECT t.id, {columns} FROM {entity.table} t WHERE t.id > %s ORDER BY t.id LIMIT %s"  # noqa: S608
    rows = fetch_all(statement, (record_id, limit))
    return [(row[0], {spec.name: value for (spec, _f), value in zip(facts, row[1:], strict=True)}) for row in rows]


def key_chunk(entity: CompiledEntity, row: Watched) -> int:
    """Key the next records of the backfill and move its bookmark; how many. Run in a transaction; 0 means through."""
    if row.keyed_to is None:
        return 0
    facts = facts_of(entity)
    found = rows_after(entity, row.keyed_to, CHUNK)
    put = [(key, id_) for id_, values in found for key in all_keys(party_of(facts, values))]
    if put:
        execute(_PUT, (*_columns(put), entity.key))
    row.keyed_to = found[-1][0] if len(found) == CHUNK else None
    row.save(update_fields=["keyed_to"])
    return len(found)


def forget(row: Watched) -> None:
    """Drop all keys of an entity, so that the backfill makes them anew (after a change of what keys are)."""
    execute("DELETE FROM duplicates_key WHERE entity = %s", (row.id,))
    row.keyed_to = 0
    row.save(update_fields=["keyed_to"])
