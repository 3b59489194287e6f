"""The lines of a handover as a workbook, for the files of whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import pgettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry
from kezhou.platform.exchange import spool

from . import report
from .models import Handover

STATES = {
    "waiting": pgettext_lazy("handover line", "Waiting"),
    "moved": pgettext_lazy("handover line", "Handed over"),
    "kept": pgettext_lazy("handover line", "Not handed over"),
    "back": pgettext_lazy("handover line", "Taken back"),
    "stays": pgettext_lazy("handover line", "Not taken back"),
}
REASONS = {
    "": "",
    "changed": pgettext_lazy("handover line", "Changed hands meanwhile"),
    "locked": pgettext_lazy("handover line", "Held by something that runs"),
    "no_right": pgettext_lazy("handover line", "Out of reach meanwhile"),
    "bad_target": pgettext_lazy("handover line", "The successor can take nothing any more"),
}
WIDTH = 24


def content(ctx: Ctx, handover: Handover) -> Iterator[bytes]:
    """The bytes of the file. A record that the reader may not see has a number and no title."""
    with spool.folder() as place:
        path = place / "handover.xlsx"
        with translation.override(ctx.locale):
            _write(ctx, handover, path)
        yield from spool.pieces(path)


def _write(ctx: Ctx, handover: Handover, path: Path) -> None:
    import xlsxwriter  # late: 11 MB in every process that never writes one

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    headers = _headers()
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(translate("Data"))
        page.freeze_panes(1, 0)
        page.set_column(0, len(headers) - 1, WIDTH)
        bold = book.add_format({"bold": True})
        for at, header in enumerate(headers):
            page.write_string(0, at, header, bold)
        known = registry.all_entities(ctx)
        row, after = 0, 0
        while lines := report.items(ctx, handover, after=after, limit=report.MAX_PAGE):
            for line in lines:
                row += 1
                label = known[line["entity"]].label if line["entity"] in known else line["entity"]
                cells = (label, line["record"], line["title"] or "", line["from"], line["to"],
                         STATES[line["state"]], REASONS.get(line["why"], line["why"]))  # fmt: skip
                for at, cell in enumerate(cells):
                    page.write_string(row, at, str(cell))
            after = lines[-1]["id"]


def _headers() -> list[str]:
    return [
        translate("Kind of record"),
        translate("Number"),
        translate("Record"),
        translate("From"),
        translate("To"),
        translate("State"),
        translate("Why"),
    ]
