"""Sums that triggers keep: a change adds lines for what it adds and takes away, a job puts the lines of one key
together. Whatever was folded or not, the sum over the lines of a key is right at every moment."""

from __future__ import annotations

from dataclasses import dataclass

from kezhou.sdk.query import fetch_one

AT_ONCE = 200_000
LOCK = 7_104_201
"""Number of the advisory lock that lets one process fold at a time."""

_FOLD = """
WITH fresh AS (SELECT id, {keys} FROM {table} WHERE NOT folded ORDER BY id LIMIT %s),
touched AS (SELECT DISTINCT {keys} FROM fresh),
gone AS (
  DELETE FROM {table} s USING touched k
   WHERE ({own_keys}) = ({touched_keys}) AND (s.folded OR s.id <= (SELECT max(id) FROM fresh))
  RETURNING {own_keys}, {own_measures}),
kept AS (
  INSERT INTO {table} ({keys}, {measures}, folded)
  SELECT {keys}, {sums}, TRUE FROM gone GROUP BY {keys} HAVING {nonzero} ORDER BY {keys})
SELECT count(*) FROM fresh"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of lines; `truth` is the view that reckons the same lines from the opportunities."""

    table: str
    truth: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]


STANDING = Kept(
    "funnel_standing",
    "funnel_keyed",
    ("process_id", "grain", "begins", "dept_id", "owner_id", "stage_id", "state", "currency"),
    ("n", "amounts", "amount", "weighteds", "weighted"),
)
CYCLES = Kept("funnel_cycle", "funnel_cycled", ("process_id", "begins", "dept_id", "days"), ("n",))
ALL = (STANDING, CYCLES)


def fold(kept: Kept) -> int:
    """Put the lines that changes left together with what they change; how many there were. Call within a
    transaction."""
    row = fetch_one("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
    if row is None or not row[0]:
        return 0
    folded = fetch_one(_statement(kept), (AT_ONCE,))
    return int(folded[0]) if folded else 0


def _statement(kept: Kept) -> str:
    keys, measures = kept.keys, kept.measures
    return _FOLD.format(
        table=kept.table,
        keys=", ".join(keys),
        measures=", ".join(measures),
        own_keys=", ".join(f"s.{name}" for name in keys),
        touched_keys=", ".join(f"k.{name}" for name in keys),
        own_measures=", ".join(f"s.{name}" for name in measures),
        sums=", ".join(f"sum({name})" for name in measures),
        nonzero=" OR ".join(f"sum({name}) <> 0" for name in measures),
    )
