"""What `kezhou check` asks about the kept sums of opportunities."""

from typing import Any

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

from .folding import CYCLES, STANDING, Kept

MAX_NAMED = 5
GRAINS = {"m": "month", "y": "year"}

_DIFFERENT = """
WITH real AS (SELECT {keys}, {sums} FROM {truth} GROUP BY {keys}),
kept AS (SELECT {keys}, {sums} FROM {table} GROUP BY {keys})
SELECT {keys} FROM real r FULL JOIN kept k USING ({keys}) WHERE ({real}) <> ({kept}) ORDER BY {keys} LIMIT %s"""


@integrity_check("funnel: the kept sums are what the opportunities say")
def sums() -> list[str]:
    return [
        f"{_whose(row)}, stage {row[5]}, {row[6]}, opened in the {GRAINS[row[1].lower()]} from {row[2]}: other sums"
        for row in _different(STANDING)
    ]


@integrity_check("funnel: the kept days to the win are what the opportunities say")
def cycles() -> list[str]:
    return [
        f"department {row[2]}, process {row[0]}, opened in the year from {row[1]}, {row[3]} days: another number"
        for row in _different(CYCLES)
    ]


def _whose(row: Any) -> str:
    return f"person {row[4]}" if row[1] in GRAINS else f"department {row[3]}"


def _different(kept: Kept) -> list[Any]:
    """The first keys whose kept sums are not those of the rows."""
    statement = _DIFFERENT.format(
        table=kept.table,
        truth=kept.truth,
        keys=", ".join(kept.keys),
        sums=", ".join(f"sum({name}) AS {name}" for name in kept.measures),
        real=", ".join(f"coalesce(r.{name}, 0)" for name in kept.measures),
        kept=", ".join(f"coalesce(k.{name}, 0)" for name in kept.measures),
    )
    return fetch_all(statement, (MAX_NAMED,))
