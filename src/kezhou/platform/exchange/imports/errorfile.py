"""The rows that were refused, as they came in, with a column of reasons: mend them and upload the file again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict

from .. import spool
from ..models import ImportRun
from ..reading.table import cell_text
from .work import refused_rows

REASON_HEADER = {"zh-hans": "错误原因", "en": "Error"}
SHEET = {"zh-hans": "数据", "en": "Data"}
MAX_XLSX_CELL = 32_767


def error_file(ctx: Ctx, run: ImportRun) -> Iterator[bytes]:
    """The content of the xlsx. Raises `Conflict` before the import was run, or after its rows were removed."""
    if run.done_row == 0 or run.swept:
        raise Conflict(
            _("There is no error file: the import was not run, or its rows are no longer kept."), code="no_error_file"
        )
    return _content(ctx, run)


def _content(ctx: Ctx, run: ImportRun) -> Iterator[bytes]:
    with spool.folder() as place:
        path = place / "errors.xlsx"
        with translation.override(ctx.locale):
            write(path, run, ctx.locale)
        yield from spool.pieces(path)


def write(path: Path, run: ImportRun, locale: str) -> int:
    """Write the file; the number of rows in it."""
    language = "en" if locale.startswith("en") else "zh-hans"
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    written = 0
    import xlsxwriter  # late: 11 MB in every process that never writes one

    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(SHEET[language])
        bold, red = book.add_format({"bold": True}), book.add_format({"bold": True, "font_color": "#C00000"})
        extra = len(run.headers)
        for _number, cells, _reasons in refused_rows(run.id):
            extra = max(extra, len(cells))
        sheet.freeze_panes(1, 0)
        for at, header in enumerate(run.headers):
            sheet.write_string(0, at, header, bold)
        sheet.write_string(0, extra, REASON_HEADER[language], red)
        for written, (number, cells, reasons) in enumerate(refused_rows(run.id), start=1):
            for at, cell in enumerate(cells):
                if cell not in (None, ""):
                    sheet.write_string(written, at, cell_text(cell)[:MAX_XLSX_CELL])
            sheet.write_string(written, extra, reason_text(number, reasons)[:MAX_XLSX_CELL])
    return written


def reason_text(number: int, reasons: list[dict[str, Any]]) -> str:
    """第 12 行 企业名称: … ; …"""
    place = str(_("Row %(row)d") % {"row": number})
    parts = [f"{one['column']}: {one['message']}" if one["column"] else one["message"] for one in reasons]
    return f"{place} — " + "; ".join(parts)
