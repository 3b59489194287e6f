"""xlsx through calamine, after the check of the package. What a spreadsheet does to values is undone here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ..cells import EXAMPLE
from ..limits import MAX_ROWS
from .header import Line, header_of
from .table import Cell, NumberedRow, Table, clean_headers, is_blank, refuse
from .zipcheck import check_workbook

PREFERRED_SHEETS = ("数据", "Data")
MAX_MERGED = 100_000
"""Cells that stand under merged ranges; beyond, only the first cell of a range counts."""


def open_xlsx(path: Path) -> Table:
    """The sheet of our template, else the first visible one that is not empty. Raises `Invalid`."""
    check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheet = _sheet(workbook)
    except (CalamineError, OSError, ValueError):
        raise refuse("not_a_workbook", _("The file is not a readable xlsx workbook.")) from None
    merged = _merged(sheet)
    first, header_row = header_of(
        Line(number, cells, merged.get(number - 1, {})) for number, cells in _rows(sheet, merged)
    )
    headers = clean_headers(first)

    def rows() -> Iterator[NumberedRow]:
        read = 0
        for number, cells in _rows(sheet, merged):
            if number <= header_row or is_blank(cells) or str(cells[0] or "").startswith(EXAMPLE):
                continue
            read += 1
            if read > MAX_ROWS:
                raise refuse("too_many_rows", _("At most %(limit)d rows are read."), limit=MAX_ROWS)
            yield number, cells

    return Table(headers, rows, {"kind": "xlsx", "sheet": sheet.name})


def _sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    visible = [m.name for m in workbook.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
    ordered = [*(name for name in PREFERRED_SHEETS if name in visible), *visible]
    for name in ordered:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise refuse("no_header", _("The first row must hold the names of the columns."))


Merged = dict[int, dict[int, tuple[int, int]]]


def _rows(sheet: CalamineSheet, merged: Merged) -> Iterator[tuple[int, Sequence[Cell]]]:
    _first_row, first_column = sheet.start or (0, 0)  # empty rows above come along, empty columns before do not
    held: dict[tuple[int, int], Cell] = {}
    for row, raw in enumerate(sheet.iter_rows()):
        cells = [None] * first_column + [_cell(value) for value in raw]
        for column in merged.get(row, ()):
            origin = merged[row][column]
            if origin == (row, column):
                held[origin] = cells[column] if column < len(cells) else None
            elif column < len(cells):
                cells[column] = held.get(origin)
        yield row + 1, cells


def _merged(sheet: CalamineSheet) -> Merged:
    """row → column → the cell whose value stands there too, because somebody merged them."""
    found: Merged = {}
    number = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        number += (bottom - top + 1) * (right - left + 1)
        if number > MAX_MERGED:
            return {}
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found.setdefault(row, {})[column] = (top, left)
    return found


def _cell(value: Any) -> Cell:
    """Whole numbers come back as floats, and nothing as an empty text."""
    if value == "":
        return None
    if isinstance(value, str):
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, bool | datetime):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value if isinstance(value, int | float) or hasattr(value, "isoformat") else str(value)
