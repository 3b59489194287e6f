"""From a record that was merged away to the one that it became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, KezhouError
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import Sql, fetch_all, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import title_expression

from .models import Loser

MAX_CHAIN = 50
"""Merges one after the other that are followed."""

_LAST = """
WITH RECURSIVE line(id, depth) AS (
  SELECT m.winner_id, 1 FROM merging_loser l JOIN merging_merge m ON m.id = l.merge_id
   WHERE l.entity = %s AND l.loser_id = %s AND l.active
  UNION ALL
  SELECT m.winner_id, line.depth + 1 FROM line
    JOIN merging_loser l ON l.entity = %s AND l.loser_id = line.id AND l.active
    JOIN merging_merge m ON m.id = l.merge_id WHERE line.depth < %s)
SELECT id FROM line ORDER BY depth DESC LIMIT 1"""

_ALL = """
WITH RECURSIVE tree(id, depth) AS (
  SELECT l.loser_id, 1 FROM merging_merge m JOIN merging_loser l ON l.merge_id = m.id AND l.active
   WHERE m.entity = %s AND m.winner_id = ANY(%s)
  UNION ALL
  SELECT l.loser_id, tree.depth + 1 FROM tree
    JOIN merging_merge m ON m.entity = %s AND m.winner_id = tree.id
    JOIN merging_loser l ON l.merge_id = m.id AND l.active WHERE tree.depth < %s)
SELECT DISTINCT id FROM tree ORDER BY id LIMIT %s"""
MAX_FORMER = 200
"""Former records of one that are looked at."""


def winner_of(ctx: Ctx, entity: CompiledEntity, record_id: int) -> int | None:
    """The living record that a merged one became, where the actor may see it; None else."""
    row = fetch_one(_LAST, (entity.key, record_id, entity.key, MAX_CHAIN))
    if row is None:
        return None
    seen = right(ctx, entity, "view")
    statement = f"SELECT t.id FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text}"  # noqa: S608
    found = fetch_one(statement, (row[0], *seen.params))
    return None if found is None else int(found[0])


def became(entity: str, record_id: int) -> int:
    """The record that this one became by merging, itself where it became none. Rights are the caller's to check."""
    row = fetch_one(_LAST, (entity, record_id, entity, MAX_CHAIN))
    return record_id if row is None else int(row[0])


def former(entity: CompiledEntity, record_id: int) -> list[int]:
    """The records that became this one, those that had become them too."""
    return [row[0] for row in fetch_all(_ALL, (entity.key, [record_id], entity.key, MAX_CHAIN, MAX_FORMER))]


def former_titles(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Mapping[int, str]:
    """The same with their titles, for who sees the record: what it was made of is its own story. In the trash nothing
    keeps in step who owns them, so their own rows say nothing about who may read it."""
    if not (ids := former(entity, record_id)):
        return {}
    rows = fetch_all(f"SELECT t.id, {title_expression(entity)} FROM {entity.table} t WHERE t.id = ANY(%s)", (ids,))  # noqa: S608
    shown = field_rights(ctx, entity)[entity.title].view == "full"
    return {id_: str(title) if shown else "" for id_, title in rows}


_OF_MANY = """
WITH RECURSIVE tree(root, id, depth) AS (
  SELECT m.winner_id, l.loser_id, 1 FROM merging_merge m JOIN merging_loser l ON l.merge_id = m.id AND l.active
   WHERE m.entity = %s AND m.winner_id = ANY(%s)
  UNION ALL
  SELECT tree.root, l.loser_id, tree.depth + 1 FROM tree
    JOIN merging_merge m ON m.entity = %s AND m.winner_id = tree.id
    JOIN merging_loser l ON l.merge_id = m.id AND l.active WHERE tree.depth < %s)
SELECT DISTINCT root, id FROM tree ORDER BY root, id"""


def merged_into(entity: str, ids: Sequence[int]) -> dict[int, list[int]]:
    """Of several records those that became them: what keeps its ids, such as the ledger, is read for all of them."""
    found: dict[int, list[int]] = {}
    for root, loser in fetch_all(_OF_MANY, (entity, list(ids), entity, MAX_CHAIN)):
        found.setdefault(root, []).append(loser)
    return found


def has_former(entity: CompiledEntity) -> Sql:
    """Whether a record became the one of alias `t`."""
    text = (
        "EXISTS (SELECT 1 FROM merging_merge m JOIN merging_loser l ON l.merge_id = m.id AND l.active "
        "WHERE m.entity = %s AND m.winner_id = t.id)"
    )
    return Sql(text, (entity.key,))


def refuse_restore(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """A merged record does not come back from the trash alone: what was its own would stay with the other."""
    rows = Loser.objects.filter(entity=entity.key, loser_id__in=ids, active=True)
    return {
        loser: Conflict(
            _("This was merged into another record. Undo the merge instead."), code="merged", extra={"merge": merge}
        )
        for loser, merge in rows.values_list("loser_id", "merge_id")
    }
