"""Which row of a file names its columns: the first, unless titles or merged headings stand above the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .table import Cell, is_blank

LOOKED_AT = 8
"""Rows that are not blank at the head of a file, among which its header lies."""
MOST_UNDER_A_TITLE = 3
"""A lone text is a title where the first fuller row below has at least so many names; two where the title is merged
over several columns."""
_FIGURES = re.compile(r"[\d\s.,:/%¥￥年月日-]+")

Origin = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A row at the head of a file."""

    number: int
    cells: Sequence[Cell]
    merged: Mapping[int, Origin] = field(default_factory=dict)
    """Column → the first cell of the merged range that it lies in."""

    def filled(self) -> list[int]:
        return [at for at, cell in enumerate(self.cells) if not is_blank([cell])]

    def origins(self) -> set[Origin]:
        """The different cells that were written in the row; what is merged from above counts as what it is."""
        return {self.merged.get(at, (self.number - 1, at)) for at in self.filled()}

    def is_merged(self) -> bool:
        """Whether everything in it spans several columns or rows."""
        return all(at in self.merged for at in self.filled())

    def is_lone(self) -> bool:
        return len(self.origins()) == 1

    def names(self) -> bool:
        """Whether it can be the names of columns: texts only, and none of them a figure or a day."""
        found = [self.cells[at] for at in self.filled()]
        return all(isinstance(cell, str) and not _FIGURES.fullmatch(cell) for cell in found)


def header_of(lines: Iterable[Line]) -> tuple[Sequence[Cell], int]:
    """The names of the columns and the number of the last row that belongs to the header; ((), 0) for a blank file."""
    head = list(islice((line for line in lines if not is_blank(line.cells)), LOOKED_AT))
    if not head:
        return (), 0
    at = _below_titles(head)
    cells, last = list(head[at].cells), head[at]
    for below in head[at + 1 :]:
        if last.merged and last.origins() & below.origins():  # a name merged downwards: its row goes on
            cells = [_lower(cells, below.cells, column) for column in range(max(len(cells), len(below.cells)))]
        elif last.is_merged() and below.names() and len(below.origins()) > len(last.origins()):
            cells = list(below.cells)
        else:
            break
        last = below
    return cells, last.number


def _below_titles(head: Sequence[Line]) -> int:
    """Where the header begins: after a title, a date or who made the list, each alone in its row."""
    fuller = next((at for at, line in enumerate(head) if not line.is_lone()), 0)
    if fuller == 0:
        return 0
    least = 2 if head[0].is_merged() else MOST_UNDER_A_TITLE
    return fuller if len(head[fuller].origins()) >= least and head[fuller].names() else 0


def _lower(upper: Sequence[Cell], lower: Sequence[Cell], column: int) -> Cell:
    """The name that stands lowest over a column."""
    below = lower[column] if column < len(lower) else None
    above = upper[column] if column < len(upper) else None
    return above if is_blank([below]) else below
