"""Stored files as files on disk for a while: readers and writers of spreadsheets want a path."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kezhou.platform.files.models import StoredFile
from kezhou.platform.files.storage import storage

from .limits import MAX_FILE_BYTES
from .reading.table import refuse

PIECE = 256 * 1024


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that disappears with everything in it."""
    with tempfile.TemporaryDirectory(prefix="kezhou-exchange-") as path:
        yield Path(path)


def fill(path: Path, chunks: Iterable[bytes], limit: int = MAX_FILE_BYTES) -> None:
    """Write the chunks to the path. Raises `Invalid` beyond `limit` bytes."""
    size = 0
    with path.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise refuse("too_large", _("A file may have at most %(limit)d MB."), limit=limit >> 20)
            out.write(chunk)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def stored(row: StoredFile) -> Iterator[Path]:
    """A stored file's content as a file."""
    with folder() as place:
        path = place / "file"
        fill(path, storage().read(row.key))
        yield path
