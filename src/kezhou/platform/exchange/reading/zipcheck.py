"""Is a packed workbook safe to open? Sizes as declared and as they are, structure, and the rectangle it spans (C25).

Nothing is kept: entries are inflated piece by piece, and the first piece too much ends it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Invalid

from ..limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_SHEET_BYTES,
    MAX_SHEETS,
    MAX_STRINGS_BYTES,
    MAX_UNPACKED_BYTES,
    SMALL_ENOUGH,
)
from .table import refuse

PIECE = 64 * 1024
OVERLAP = 64
"""Bytes of one piece that are looked at again with the next, so that no mark is cut in two."""
NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar")
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_UNCALCULATED = re.compile(
    rb"<c\b(?![^>]*\bt=\"str\")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
"""A formula without a result, as programs write it that cannot reckon: a reader would find the cell empty."""
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Z]+)(\d{1,9})")
"""The place of a cell, however its attributes are written."""


def check_workbook(path: Path) -> None:
    """Raises `Invalid` with the rule that the file breaks."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(entries, path.stat().st_size)
            for entry in entries:
                _check_entry(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise refuse("not_a_workbook", _("The file is not a readable xlsx workbook.")) from None


def _check_directory(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _bomb("too_many_parts")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED_BYTES or (total > SMALL_ENOUGH and total > packed * MAX_RATIO):
        raise _bomb("unpacks_too_large")
    if len({entry.header_offset for entry in entries}) < len(entries):
        raise _bomb("overlapping_parts")
    if sum(1 for entry in entries if _SHEET.match(entry.filename)) > MAX_SHEETS:
        raise refuse("too_many_sheets", _("A workbook may have at most %(limit)d sheets."), limit=MAX_SHEETS)
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & 0x1:
            raise refuse("encrypted", _("The workbook is protected by a password; save it without one."))
        if name.endswith(NESTED):
            raise _bomb("nested_archive")
        if _SHEET.match(name) and entry.file_size > MAX_SHEET_BYTES:
            raise _bomb("sheet_too_large")
        if name.endswith("sharedstrings.xml") and entry.file_size > MAX_STRINGS_BYTES:
            raise _bomb("strings_too_large")
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        raise refuse("not_a_workbook", _("The file is not a readable xlsx workbook."))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Inflate one part and compare it with what the directory promised; look at XML on the way."""
    name = entry.filename.lower()
    is_xml = name.endswith((".xml", ".rels", ".vml"))
    span = _Span() if _SHEET.match(name) else None
    size, tail = 0, b""
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            if size > entry.file_size:
                raise _bomb("unpacks_too_large")
            if not is_xml:
                if size == len(piece) and piece.startswith(b"PK\x03\x04"):
                    raise _bomb("nested_archive")
                continue
            text = tail + piece
            if _ENTITY.search(text):
                raise refuse("xml_entities", _("The workbook defines XML entities, which are not read."))
            if span is not None:
                span.see(text)
                if b"<f" in text and _UNCALCULATED.search(text):
                    message = _("The workbook holds formulas without results. Open it in Excel or WPS and save it.")
                    raise refuse("not_calculated", message)
            tail = text[-OVERLAP:]


class _Span:
    """The rectangle that the cells of one sheet span. Readers make room for all of it: a lone cell far out counts."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0

    def see(self, text: bytes) -> None:
        for letters, row in set(_CELL.findall(text)):
            self.row = max(self.row, int(row))
            self.column = max(self.column, _column(letters))
        if self.column > MAX_COLUMNS:
            raise refuse("too_many_columns", _("At most %(limit)d columns are read."), limit=MAX_COLUMNS)
        if self.row * self.column > MAX_CELLS:
            raise _bomb("sheet_too_large")


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27; anything longer than three letters lies beyond every limit."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _bomb(code: str) -> Invalid:
    message: Any = _("The workbook is too large to be opened safely. Save it as csv, or split it.")
    return refuse(code, message)
