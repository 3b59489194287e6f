"""Rows that could not be moved because the winner has one like them: found by the table's own unique indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kezhou.platform.base.sql import fetch_all, ident

from .places import Place

_INDEXES = """
SELECT ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int[]) WITH ORDINALITY k(number, at)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number ORDER BY k.at),
       coalesce(pg_get_expr(i.indpred, i.indrelid), 'TRUE'), i.indnullsnotdistinct
  FROM pg_index i
 WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL"""


@dataclass(frozen=True, slots=True)
class Unique:
    """One unique index: its columns, the rows it is about, and whether two blanks are the same."""

    columns: tuple[str, ...]
    predicate: str
    nulls_alike: bool


def uniques_of(place: Place) -> list[Unique]:
    """The unique indexes that a change of the place's column can break. Those over expressions are left to the
    database, see `move`.
    """
    if place.kind not in ("column", "named"):
        return []
    found = [Unique(tuple(row[0]), str(row[1]), bool(row[2])) for row in fetch_all(_INDEXES, (place.table,))]
    return [one for one in found if place.column in one.columns]


def colliding(place: Place, winner: int, losers: Sequence[int]) -> set[int]:
    """Ids of the rows of losers that would stand beside the same row of the winner or of an earlier loser."""
    found: set[int] = set()
    column = f"t.{ident(place.column)}"
    for unique in uniques_of(place):
        others = [name for name in unique.columns if name != place.column and not _is_subject(place, name)]
        parts = ", ".join(f"t.{ident(name)}" for name in others) or "TRUE"
        known = [] if unique.nulls_alike else [f"t.{ident(name)} IS NOT NULL" for name in others]
        points = place.points([winner, *losers])
        where = " AND ".join([points.text, f"({unique.predicate})", *known])
        statement = (
            f"SELECT q.id FROM (SELECT t.id, {column} AS named, row_number() OVER (PARTITION BY {parts} "  # noqa: S608
            f"ORDER BY ({column} = %s) DESC, t.id) AS at FROM {place.table} t WHERE {where}) q "
            "WHERE q.at > 1 AND q.named <> %s"
        )
        found |= {row[0] for row in fetch_all(statement, (winner, *points.params, winner))}
    return found


def _is_subject(place: Place, column: str) -> bool:
    """The column that says of which entity a `(entity, record_id)` row is: the same for all of them."""
    return place.kind == "named" and column == "entity"
