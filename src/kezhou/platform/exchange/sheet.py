"""A small table as a spreadsheet in memory, for results that are no list of records. Texts are never formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

MAX_ROWS = 100_000


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[tuple[str, str]]) -> bytes:
    """One sheet with a bold first line, and one that says who made it, when and about what."""
    from xlsxwriter import Workbook  # 11 MB that few processes need

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headers) - 1, 14)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
        for line, row in enumerate(rows, 1):
            if line > MAX_ROWS:
                break
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(line, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif value is not None:
                    sheet.write_string(line, column, str(value))
        about = book.add_worksheet("info")
        about.set_column(0, 1, 30)
        for line, (label, text) in enumerate(notes):
            about.write_string(line, 0, label)
            about.write_string(line, 1, text)
    return out.getvalue()
