"""Small tables as a spreadsheet in memory, for results that are no list of records. Texts are never formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

MAX_ROWS = 100_000
MAX_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a bold first line and its rows; `notes` stand below it, a line each."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[tuple[str, str]]) -> bytes:
    """One sheet with a bold first line, and one that says who made it, when and about what."""
    return workbook([Sheet(title, headers, rows)], notes)


def workbook(sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]]) -> bytes:
    """Several such sheets in their order, then the one that says who made it, when and about what."""
    from xlsxwriter import Workbook  # 11 MB that few processes need

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        taken = {"info"}
        for sheet in sheets:
            _write(book.add_worksheet(_title(sheet.title, taken)), sheet, bold, day)
        about = book.add_worksheet("info")
        about.set_column(0, 1, 30)
        for line, (label, text) in enumerate(notes):
            about.write_string(line, 0, label)
            about.write_string(line, 1, text)
    return out.getvalue()


def _write(page: Any, sheet: Sheet, bold: Any, day: Any) -> None:
    page.freeze_panes(1, 1)
    page.set_column(0, max(len(sheet.headers) - 1, 0), 14)
    for column, header in enumerate(sheet.headers):
        page.write_string(0, column, header, bold)
    line = 0
    for line, row in enumerate(sheet.rows, 1):
        if line > MAX_ROWS:
            break
        for column, value in enumerate(row):
            if isinstance(value, int | float | Decimal):
                page.write_number(line, column, value)
            elif isinstance(value, date):
                page.write_datetime(line, column, value, day)
            elif value is not None:
                page.write_string(line, column, str(value))
    for at, note in enumerate(sheet.notes):
        page.write_string(line + 2 + at, 0, note)


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
