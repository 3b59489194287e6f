"""Which reader a file needs: by its content, not by its name."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .csvfile import open_csv
from .table import Table, refuse
from .xlsxfile import open_xlsx

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


def open_table(path: Path) -> Table:
    """Header and rows of a csv (gzipped or not) or an xlsx. Raises `Invalid`."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise refuse("empty", _("The file is empty."))
    if head == OLE_MAGIC:
        raise refuse(
            "old_excel", _("This is an old or a password-protected Excel file; save it as xlsx without password.")
        )
    return open_xlsx(path) if head == ZIP_MAGIC else open_csv(path)
