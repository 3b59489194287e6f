"""What `kezhou check` asks about the kept sums of opportunities."""

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

from .standing import KEYS, MEASURES

MAX_NAMED = 5

_KEYS = ", ".join(KEYS)
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in MEASURES)
_DIFFERENT = f"""
WITH real AS (SELECT {_KEYS}, {_SUMS} FROM funnel_keyed GROUP BY {_KEYS}),
kept AS (SELECT {_KEYS}, {_SUMS} FROM funnel_standing GROUP BY {_KEYS})
SELECT {_KEYS} FROM real r FULL JOIN kept k USING ({_KEYS})
 WHERE ({", ".join(f"coalesce(r.{name}, 0)" for name in MEASURES)})
    <> ({", ".join(f"coalesce(k.{name}, 0)" for name in MEASURES)}) ORDER BY {_KEYS} LIMIT %s"""  # noqa: S608 — constants of this file


@integrity_check("funnel: the kept sums are what the opportunities say")
def sums() -> list[str]:
    grains = {"m": "month", "y": "year"}
    return [
        f"person {row[4]}, stage {row[5]}, {row[6]}, opened in the {grains[row[1]]} from {row[2]}: other sums"
        for row in fetch_all(_DIFFERENT, (MAX_NAMED,))
    ]
