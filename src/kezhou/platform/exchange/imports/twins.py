"""Rows of one file that are the same party: compared with the rows before them that became, or would become, records.

Only where duplicates are refused. Which rows are worth a comparison is found by the keys that they share in
`exchange_rowkey`, so that a file of a million rows is never compared as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.records.hooks import Alike

from ..reading.table import load_cells
from .mapper import Item, Mapper, RowProblem

MAX_COMPARED = 20
"""Earlier rows that one row is compared with, those with the rarest keys in common."""
PER_KEY = 200
"""Rows that one key gives at most."""

_PUT = """
INSERT INTO exchange_rowkey (run_id, key, row_no)
SELECT %s, * FROM unnest(%s::int[], %s::int[]) ON CONFLICT DO NOTHING"""

_FIND = """
SELECT at, row_no FROM (
  SELECT s.at, s.row_no, row_number() OVER (PARTITION BY s.at ORDER BY sum(s.w / s.n) DESC, s.row_no) AS place
  FROM (SELECT q.at, q.w, k.row_no, count(*) OVER (PARTITION BY q.at, q.key) AS n
          FROM unnest(%s::int[], %s::int[], %s::float8[]) AS q (at, key, w)
         CROSS JOIN LATERAL (SELECT r.row_no FROM exchange_rowkey r
                              WHERE r.run_id = %s AND r.key = q.key AND r.row_no < q.at
                              ORDER BY r.row_no LIMIT %s) k) s
  GROUP BY s.at, s.row_no) ranked
WHERE place <= %s ORDER BY at, row_no"""


@dataclass(frozen=True, slots=True)
class Twins:
    """The rows of one run that stand for a party of their own so far."""

    run_id: int
    alike: Alike

    def sift(self, mapper: Mapper, items: Sequence[Item]) -> tuple[dict[int, RowProblem], set[int]]:
        """Of rows (in their order) that would become records: those that are the same as an earlier one with the
        reason, and those that look like a row which is itself among `items`; what becomes of that one decides."""
        parties = {item.row_no: self.alike.read(item.values) for item in items}
        keys = [(number, key, weight) for number, one in parties.items() for key, weight in self.alike.keys(one)]
        execute(_PUT, (self.run_id, [key for _number, key, _w in keys], [number for number, _key, _w in keys]))
        asked = [list(column) for column in zip(*keys, strict=True)]
        found = fetch_all(_FIND, (*asked, self.run_id, PER_KEY, MAX_COMPARED)) if keys else []
        others = parties | self._read(mapper, {earlier for _row, earlier in found} - parties.keys())
        pairs = [(row, earlier) for row, earlier in found if earlier in others]
        verdicts = self.alike.same([(parties[row], others[earlier]) for row, earlier in pairs])
        refused: dict[int, RowProblem] = {}
        later: set[int] = set()
        texts = {item.row_no: str(item.values.get(mapper.entity.title, "")) for item in items}
        for (row, earlier), verdict in zip(pairs, verdicts, strict=True):
            if verdict is None or row in refused or earlier in refused or earlier in later:
                continue
            if earlier in parties:
                later.add(row)
            elif row not in later:
                refused[row] = _same(mapper, texts[row], earlier, verdict)
        self.drop(refused)
        return refused, later

    def _read(self, mapper: Mapper, numbers: set[int]) -> dict[int, Any]:
        """Parties of rows that were settled before, from the file."""
        rows = fetch_all(
            "SELECT row_no, cells FROM exchange_stagedrow WHERE run_id = %s AND row_no = ANY(%s)",
            (self.run_id, list(numbers)),
        )
        return {number: self.alike.read(mapper.item(number, load_cells(cells)).values) for number, cells in rows}

    def drop(self, numbers: Sequence[int] | Mapping[int, Any]) -> None:
        """These rows stand for nothing: they became no records."""
        if numbers:
            execute(
                "DELETE FROM exchange_rowkey WHERE run_id = %s AND row_no = ANY(%s)", (self.run_id, sorted(numbers))
            )


def forget(run_id: int) -> None:
    """Drop all keys of a run: before a step looks at the file from its first row, and when nobody needs them."""
    execute("DELETE FROM exchange_rowkey WHERE run_id = %s", (run_id,))


def _same(mapper: Mapper, shown: str, earlier: int, verdict: Any) -> RowProblem:
    message = _("Row %(row)d of this file is %(verdict)s.") % {"row": earlier, "verdict": verdict}
    return RowProblem(mapper.column_of(mapper.entity.title), shown[:200], "duplicate_row", str(message))
