"""Small tables as a spreadsheet in memory, for results that are no list of records. Texts are never formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as translate

MAX_ROWS = 100_000
MAX_TITLE = 31
NARROW, WIDE, MEASURED_ROWS = 10, 44, 200
"""Widths of columns in half characters, and how many rows a column's width is taken from."""
FORMATS = {"money": "#,##0.00", "number": "#,##0", "percent": '0.0"%"'}
"""How numbers of a kind are shown; a percentage is told as it is read, 12.5 for 12.5 %."""
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a bold first line and its rows; `notes` stand below it, a line each. `formats` are keys of `FORMATS`
    for the columns that have one; `total` says that the last row sums up the others."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()
    formats: Sequence[str | None] = ()
    total: bool = False


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[tuple[str, str]]) -> bytes:
    """One sheet with a bold first line, and one that says who made it, when and about what."""
    return workbook([Sheet(title, headers, rows)], notes)


def workbook(sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]]) -> bytes:
    """Several such sheets in their order, then the one that says who made it, when and about what."""
    from xlsxwriter import Workbook  # 11 MB that few processes need

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        last = translate("About this file")
        taken = {last.lower()}
        for sheet in sheets:
            _write(book, book.add_worksheet(_title(sheet.title, taken)), sheet)
        about = book.add_worksheet(last[:MAX_TITLE])
        about.set_column(0, 1, 30)
        for line, (label, text) in enumerate(notes):
            about.write_string(line, 0, label)
            about.write_string(line, 1, text)
    return out.getvalue()


def _write(book: Any, page: Any, sheet: Sheet) -> None:
    rows = [list(row) for _line, row in zip(range(MAX_ROWS), sheet.rows, strict=False)]
    styles = _Styles(book)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for column, header in enumerate(sheet.headers):
        wide = [_width(header), *(_width(row[column]) for row in rows[:MEASURED_ROWS] if column < len(row))]
        page.set_column(column, column, min(max(*wide, NARROW) + 2, WIDE))
        is_number = bool(rows) and column < len(rows[0]) and isinstance(rows[0][column], int | float | Decimal)
        page.write_string(0, column, header, styles.of(bold=True, align="right" if is_number else "left"))
    line = 0
    for line, row in enumerate(rows, 1):
        bold = sheet.total and line == len(rows)
        for column, value in enumerate(row):
            told = sheet.formats[column] if column < len(sheet.formats) else None
            if isinstance(value, int | float | Decimal):
                kind = FORMATS.get(told or ("money" if isinstance(value, Decimal) else ""), "General")
                page.write_number(line, column, value, styles.of(bold=bold, num_format=kind))
            elif isinstance(value, date):
                page.write_datetime(line, column, value, styles.of(bold=bold, num_format="yyyy-mm-dd"))
            elif value is not None:
                page.write_string(line, column, str(value), styles.of(bold=bold))
    for at, note in enumerate(sheet.notes):
        page.write_string(line + 2 + at, 0, note)


class _Styles:
    """The looks of a book's cells, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _width(value: Any) -> int:
    """In half characters: a Chinese one takes two, and a number gets its separators."""
    if isinstance(value, int | float | Decimal):
        return len(f"{value:,.2f}")
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in str(value if value is not None else ""))


def _title(wanted: str, taken: set[str]) -> str:
    """A name as a spreadsheet allows it, different from the others of its book."""
    base = _NOT_IN_TITLES.sub(" ", wanted).strip()[:MAX_TITLE] or "-"
    title, number = base, 1
    while title.lower() in taken:
        number += 1
        tail = f" {number}"
        title = base[: MAX_TITLE - len(tail)] + tail
    taken.add(title.lower())
    return title
