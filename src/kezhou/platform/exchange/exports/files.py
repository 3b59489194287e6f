"""An export as a file: xlsx (two sheets, typed cells) or csv (formula texts neutralised), each with its watermark."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as translate

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry

from ..cells import WATERMARK, neutral
from ..models import ExportCall
from .call import query_of, require_right
from .rows import Rows

try:
    import rustpy_xlsxwriter as fast
except ImportError:  # no build for this machine: the slower writer does the same
    fast = None  # type: ignore[assignment]

MAX_XLSX_CELL = 32_767
MAX_XLSX_ROWS = 1_048_575
COLUMN_WIDTH = 18.0
SHEET_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; of an amount with more it would change the last ones."""
Tick = Callable[[int, int | None], None]


def write(ctx: Ctx, call: ExportCall, path: Path, tick: Tick) -> int:
    """Write the call's rows to `path` with the rights of `ctx`; how many. `tick` may raise to stop the work."""
    entity = registry.entity(ctx, call.entity)
    require_right(ctx, entity)
    rows = Rows(ctx, entity, query_of(ctx, entity, call))
    counted = _Counted(rows, tick)
    mark = watermark(ctx, call)
    if call.format == "csv":
        _write_csv(path, counted, mark)
    else:
        _write_xlsx(path, counted, mark, str(entity.plural))
    return counted.number


def watermark(ctx: Ctx, call: ExportCall) -> list[tuple[str, str]]:
    """What stands in the file about its making: person, moment, number of the export, reason."""
    moment = ctx.clock.now().astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return [
        (translate("Exported by"), f"{ctx.actor.name} ({ctx.actor.id or '-'})"),
        (translate("Exported at"), moment),
        (translate("Export number"), str(call.id or "-")),
        (translate("Reason"), call.reason),
    ]


class _Counted:
    """Rows that count themselves on their way and report after each chunk."""

    def __init__(self, rows: Rows, tick: Tick) -> None:
        self.headers, self.number = rows.headers, 0
        self._rows, self._tick = rows, tick

    def __iter__(self) -> Iterator[list[Any]]:
        for chunk in self._rows.chunks():
            yield from chunk
            self.number += len(chunk)
            self._tick(self.number, None)


def _write_csv(path: Path, rows: _Counted, mark: Sequence[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([neutral(header) for header in rows.headers])
        for row in rows:
            out.writerow([_csv_cell(cell) for cell in row])
        out.writerow([WATERMARK + " · ".join(f"{label}: {text}" for label, text in mark)])


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return neutral(cell)
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else cell


def _write_xlsx(path: Path, rows: _Counted, mark: Sequence[tuple[str, str]], title: str) -> None:
    stream = iter(rows)
    first = next(stream, None)
    if fast is None or first is None:
        _write_slowly(path, rows, first, stream, mark, title)
        return
    data, info = translate("Data"), translate("Export information")

    def records() -> Iterator[dict[str, Any]]:
        headers = rows.headers
        yield dict(zip(headers, map(_xlsx_cell, first), strict=True))
        for row in stream:
            yield dict(zip(headers, map(_xlsx_cell, row), strict=True))

    def facts() -> Iterator[dict[str, Any]]:
        label, text = translate("What"), translate("Value")
        for name, value in (*mark, (translate("Content"), title), (translate("Rows"), str(rows.number))):
            yield {label: name, text: value}

    footer = " · ".join(text for _label, text in mark[:3]).replace("&", "&&")
    (
        fast.FastExcel(str(path))
        .format(bold_headers=True, datetime_format="yyyy-mm-dd hh:mm")
        .freeze(row=1)
        .sheet(data, records(), column_width=COLUMN_WIDTH, autofilter=True, page_setup={"footer": f"&L{footer}&R&P"})
        .sheet(info, facts(), column_width=COLUMN_WIDTH * 2)
        .save()
    )


def _xlsx_cell(cell: Any) -> Any:
    """The cell as a spreadsheet can keep it: long texts cut, and numbers beyond its digits written as text."""
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) > SHEET_DIGITS:
        return str(cell)
    if isinstance(cell, str):
        return cell if len(cell) <= MAX_XLSX_CELL else cell[: MAX_XLSX_CELL - 1] + "…"
    return cell


def _write_slowly(
    path: Path,
    rows: _Counted,
    first: list[Any] | None,
    rest: Iterator[list[Any]],
    mark: Sequence[tuple[str, str]],
    title: str,
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # late: 11 MB in every process that never writes one

    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(translate("Data"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        for at, header in enumerate(rows.headers):
            sheet.write_string(0, at, header, bold)
        number = 0
        while first is not None:
            number += 1
            for at, cell in enumerate(first):
                cell = _xlsx_cell(cell)
                if isinstance(cell, str):
                    sheet.write_string(number, at, cell)
                elif isinstance(cell, datetime | date):
                    sheet.write_datetime(number, at, cell, moment if isinstance(cell, datetime) else day)
                elif isinstance(cell, int | float | Decimal):
                    sheet.write_number(number, at, cell)
            first = next(rest, None)
        info = book.add_worksheet(translate("Export information"))
        info.set_column(0, 1, COLUMN_WIDTH * 2)
        for at, (label, text) in enumerate((*mark, (translate("Content"), title), (translate("Rows"), str(number)))):
            info.write_string(at, 0, label, bold)
            info.write_string(at, 1, text)
