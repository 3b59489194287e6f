"""A file as a header and numbered rows, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid

from ..limits import MAX_COLUMNS, MAX_HEADER

Cell = str | int | float | bool | date | datetime | None
NumberedRow = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row of a file, and a way to read the others. Row numbers count as a spreadsheet does, from 1."""

    headers: tuple[str, ...]
    rows: Callable[[], Iterator[NumberedRow]]
    """Reads the file anew, row by row, without the header and without blank rows."""
    form: dict[str, Any] = field(default_factory=dict)
    """How the file was read: kind, encoding, delimiter, sheet; `width` where a row of another width is a mistake."""


def refuse(code: str, message: Any, **params: Any) -> Invalid:
    """An answer about the file as a whole."""
    text = message % params if params else message
    return Invalid(_("The file cannot be imported."), errors=[FieldError("file", code, text, params)])


def clean_headers(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The header as texts, without empty columns at its end. Raises `Invalid` where there is none or too much."""
    headers = ["" if cell is None else " ".join(str(cell).replace("\x00", "").split())[:MAX_HEADER] for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise refuse("no_header", _("The first row must hold the names of the columns."))
    if len(headers) > MAX_COLUMNS:
        raise refuse("too_many_columns", _("At most %(limit)d columns are read."), limit=MAX_COLUMNS)
    return tuple(headers)


def is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def dump_cells(cells: Sequence[Cell]) -> str:
    """Cells as JSON text; days and moments keep their kind."""
    return orjson.dumps(cells, default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def load_cells(text: str) -> list[Cell]:
    cells: list[Any] = orjson.loads(text)
    for at, cell in enumerate(cells):
        if isinstance(cell, dict):
            cells[at] = _untagged(cell)
    return cells


def cell_text(cell: Cell) -> str:
    """What a person sees in the cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(f"no cell: {type(value)}")


def _untagged(tagged: dict[str, str]) -> Cell:
    if "moment" in tagged:
        return datetime.fromisoformat(tagged["moment"])
    return date.fromisoformat(tagged["day"])
