"""csv as it comes from Chinese offices: UTF-8 with or without a mark, GB18030; comma, semicolon or tab; perhaps
gzipped."""

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
from .table import NumberedRow, Table, clean_headers, is_blank, refuse

PIECE = 1024 * 1024
DELIMITERS = (",", ";", "\t")
MAX_FIRST_LINE = 100_000
GZIP_MAGIC = b"\x1f\x8b"


def open_csv(path: Path) -> Table:
    """Raises `Invalid` for a file without header, in an unknown encoding, or too large."""
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)
    lines = _records(path, encoding, delimiter)
    try:
        first = next(lines, [])
        headers = clean_headers(first)
    finally:
        lines.close()

    def rows() -> Iterator[NumberedRow]:
        records = _records(path, encoding, delimiter)
        next(records, None)
        read = 0
        for number, record in enumerate(records, start=2):
            if is_blank(record) or (len(record) == 1 and record[0].startswith(WATERMARK)):
                continue
            read += 1
            if read > MAX_ROWS:
                raise refuse("too_many_rows", _("At most %(limit)d rows are read."), limit=MAX_ROWS)
            yield number, [_plain(text) for text in record]

    form = {"kind": "csv", "encoding": encoding, "delimiter": delimiter, "width": len(first)}
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
    """`utf-8-sig` where every byte of the file agrees, else `gb18030`."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    gb = codecs.getincrementaldecoder("gb18030")()
    is_utf8, total = True, 0
    with _open(path) as file:
        try:
            while piece := file.read(PIECE):
                total += len(piece)
                if total > MAX_UNPACKED_BYTES:
                    limit = MAX_UNPACKED_BYTES >> 20
                    raise refuse("too_large", _("Unpacked, a file may have at most %(limit)d MB."), limit=limit)
                if is_utf8:
                    try:
                        utf8.decode(piece)
                    except UnicodeDecodeError:
                        is_utf8 = False
                        break
            if is_utf8:
                utf8.decode(b"", final=True)
                return "utf-8-sig"
        except UnicodeDecodeError:
            is_utf8 = False
        except (OSError, EOFError, zlib.error):
            raise refuse("bad_gzip", _("The file is damaged: it cannot be unpacked.")) from None
    with _open(path) as file:
        try:
            while piece := file.read(PIECE):
                gb.decode(piece)
            gb.decode(b"", final=True)
        except UnicodeDecodeError:
            message = _("The file is neither UTF-8 nor GB18030. Save it as “CSV UTF-8”, or as xlsx.")
            raise refuse("unknown_encoding", message) from None
    return "gb18030"


def _delimiter(path: Path, encoding: str) -> str:
    """The one that gives the header most columns."""
    with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        head = text.readline(MAX_FIRST_LINE)
    widths = {mark: len(next(csv.reader([head], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: widths[mark])


def _records(path: Path, encoding: str, delimiter: str) -> Generator[list[str], None, None]:
    with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            yield from reader
        except csv.Error as problem:
            message = _("Line %(line)d cannot be read (%(problem)s); is a quotation mark missing?")
            raise refuse("bad_csv", message, line=reader.line_num, problem=str(problem)) from None


def _plain(text: str) -> str:
    text = plain(text)
    return text.replace("\x00", "") if "\x00" in text else text
