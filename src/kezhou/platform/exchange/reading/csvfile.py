"""csv as it comes from Chinese offices: UTF-8 with or without a mark, GB18030, UTF-16 (“Unicode text” of a
spreadsheet); comma, semicolon or tab; perhaps gzipped."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext_lazy as _

from ..cells import WATERMARK, plain
from ..limits import MAX_ROWS, MAX_UNPACKED_BYTES
from .header import Line, header_of
from .table import NumberedRow, Table, clean_headers, is_blank, refuse

PIECE = 1024 * 1024
DELIMITERS = (",", ";", "\t")
MAX_FIRST_LINE = 100_000
SAMPLE_LINES = 10
"""Lines of a file's head by which its delimiter is told."""
GZIP_MAGIC = b"\x1f\x8b"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NUL = _(
    "Line %(line)d holds NUL characters, so this is no text: the file is damaged, or was saved as “Unicode” without "
    "its mark. Save it as “CSV UTF-8”, or as xlsx."
)
MARKUP = ("<html", "<!doctype", "<?xml", "<table", "<meta", "mime-version:")
"""What a web page begins with that calls itself a spreadsheet, as older systems export it."""


def open_csv(path: Path) -> Table:
    """Raises `Invalid` for a file without header, in an unknown encoding, or too large."""
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)
    lines = _records(path, encoding, delimiter)
    try:
        head, header_row = header_of(Line(number, record) for number, record in enumerate(lines, start=1))
    finally:
        lines.close()
    headers = clean_headers(head)

    def rows() -> Iterator[NumberedRow]:
        read = 0
        for number, record in enumerate(_records(path, encoding, delimiter), start=1):
            if number <= header_row or is_blank(record) or (len(record) == 1 and record[0].startswith(WATERMARK)):
                continue
            read += 1
            if read > MAX_ROWS:
                raise refuse("too_many_rows", _("At most %(limit)d rows are read."), limit=MAX_ROWS)
            yield number, [_plain(text) for text in record]

    form = {"kind": "csv", "encoding": encoding, "delimiter": delimiter, "width": len(head)}
    return Table(headers, rows, form)


def unzipped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The content of a gzip stream, refused once it grows beyond `limit` bytes."""
    inflate = zlib.decompressobj(wbits=31)
    total = 0
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                piece = inflate.decompress(waiting, PIECE)
                waiting = inflate.unconsumed_tail
                total += len(piece)
                if total > limit:
                    raise refuse("too_large", _("Unpacked, a file may have at most %(limit)d MB."), limit=limit >> 20)
                if piece:
                    yield piece
    except zlib.error:
        raise refuse("bad_gzip", _("The file is damaged: it cannot be unpacked.")) from None
    if not inflate.eof:
        raise refuse("bad_gzip", _("The file is damaged: it cannot be unpacked."))


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def _encoding(path: Path) -> str:
    """`utf-16` where the file is marked so, `utf-8-sig` where every byte of the file agrees, else `gb18030`."""
    for encoding in ("utf-16", "utf-8-sig", "gb18030"):
        if _agrees(path, encoding):
            return encoding
    message = _("The file is neither UTF-8 nor GB18030. Save it as “CSV UTF-8”, or as xlsx.")
    raise refuse("unknown_encoding", message)


def _agrees(path: Path, encoding: str) -> bool:
    """Whether all of the file is text in this encoding. Raises `Invalid` for what is too large, damaged or no text."""
    decoder, total, lines = codecs.getincrementaldecoder(encoding)(), 0, 1
    with _open(path) as file:
        try:
            while piece := file.read(PIECE):
                if total == 0 and (encoding == "utf-16") is not piece.startswith(UTF16_MARKS):
                    return False
                total += len(piece)
                if total > MAX_UNPACKED_BYTES:
                    limit = MAX_UNPACKED_BYTES >> 20
                    raise refuse("too_large", _("Unpacked, a file may have at most %(limit)d MB."), limit=limit)
                if encoding != "utf-16" and (at := piece.find(b"\x00")) >= 0:
                    raise refuse("nul_characters", NUL, line=lines + piece.count(b"\n", 0, at))
                lines += piece.count(b"\n")
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        except (OSError, EOFError, zlib.error):
            raise refuse("bad_gzip", _("The file is damaged: it cannot be unpacked.")) from None
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The one that gives the first line most columns; the next line where the first is a title of one."""
    with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        lines = [text.readline(MAX_FIRST_LINE) for _line in range(SAMPLE_LINES)]
    if lines[0].lstrip("\ufeff").lstrip().casefold().startswith(MARKUP):
        message = _("This is a web page that calls itself a spreadsheet. Open it in Excel or WPS and save it as xlsx.")
        raise refuse("web_page", message)
    for line in lines:
        widths = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in DELIMITERS}
        best = max(DELIMITERS, key=lambda mark: widths[mark])
        if widths[best] > 1:
            return best
    return DELIMITERS[0]


def _records(path: Path, encoding: str, delimiter: str) -> Generator[list[str], None, None]:
    with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            yield from reader
        except csv.Error:
            message = _("Line %(line)d cannot be read; is a quotation mark missing?")
            raise refuse("bad_csv", message, line=reader.line_num) from None


def _plain(text: str) -> str:
    text = plain(text)
    return text.replace("\x00", "") if "\x00" in text else text
