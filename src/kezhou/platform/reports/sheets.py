"""Answers as tables: for spreadsheets and mails. What leaves as a file is reached by the right to export."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.audit import Entry, write
from kezhou.platform.exchange.sheet import Sheet, workbook
from kezhou.platform.files.store import add_result

from .answer import answer
from .plan import Narrowing

Answer = Mapping[str, Any]


def table(found: Answer) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of an answer; two axes become a row per pair, and the totals come last."""
    axes, measures = found["axes"], found["measures"]
    compared = found["previous"] is not None
    headers = [dimension["label"] for dimension in found["dimensions"]]
    for measure in measures:
        headers.append(measure["label"])
        if compared:
            headers.append(_("%(measure)s before") % {"measure": measure["label"]})
    rows = []
    for cell in found["cells"]:
        names = [axes[at][place]["title"] for at, place in enumerate(cell["at"])]
        rows.append([*names, *_numbers(cell, measures, compared)])
    whole = found["totals"]["all"]
    if axes:
        rows.append([_("Total"), *[""] * (len(axes) - 1), *_numbers(whole, measures, compared)])
    return headers, rows


def _numbers(cell: Mapping[str, Any], measures: Sequence[Mapping[str, Any]], compared: bool) -> list[Any]:
    found: list[Any] = []
    for at, measure in enumerate(measures):
        found.append(_number(cell["values"][at], measure))
        if compared:
            found.append(_number(cell["previous"][at], measure))
    return found


def _number(value: Any, measure: Mapping[str, Any]) -> Any:
    """A number that a spreadsheet can add up; percentages stay as they are shown."""
    return Decimal(value) if isinstance(value, str) and measure["format"] != "text" else value


def sheet_of(ctx: Ctx, name: str, definition: Any, narrowing: Narrowing) -> Sheet:
    """One report as a sheet; one that its reader may not take away says so."""
    try:
        found = answer(ctx, definition, narrowing)
    except KezhouError as problem:
        reason = str(problem.message) or next((str(e.message) for e in problem.errors), problem.code)
        return Sheet(name, [_("Not in this file")], [[reason]])
    headers, rows = table(found)
    return Sheet(name, headers, rows, _notes(found), _formats(found), total=bool(found["axes"]))


def _formats(found: Answer) -> list[str | None]:
    """What kind of numbers each column of `table` holds."""
    each = 1 if found["previous"] is None else 2
    kinds = [measure["format"] for measure in found["measures"] for _time in range(each)]
    return [*[None] * len(found["dimensions"]), *kinds]


def _notes(found: Answer) -> list[str]:
    notes = []
    for name, label in (("period", _("Period")), ("previous", _("Compared with"))):
        if found[name]:
            notes.append(f"{label}: {found[name]['first']} – {found[name]['last']}")
    if found["as_of"]:
        notes.append(f"{_('As of')}: {found['as_of']}")
    return [*notes, *left_out(found)]


def left_out(found: Answer) -> list[str]:
    """A sentence for each measure whose sums do not hold everything."""
    text = _("%(measure)s: %(count)d more rows are not in it, for no exchange rate of their currency is kept")
    return [text % {"measure": m["label"], "count": m["left_out"]} for m in found["measures"] if m["left_out"]]


def keep(ctx: Ctx, name: str, sheets: Sequence[Sheet], about: tuple[str, int | None]) -> dict[str, Any]:
    """Store the sheets for the actor for some days, note the export, and answer what a job's result shows."""
    moment = ctx.clock.now().astimezone(COMPANY_ZONE)
    notes = [
        (_("Exported by"), f"{ctx.actor.name} ({ctx.actor.id})"),
        (_("Exported at"), moment.strftime("%Y-%m-%d %H:%M")),
    ]
    file = re.sub(r'[\\/:*?"<>|]', "_", f"{name}-{moment:%Y%m%d-%H%M}.xlsx")
    stored = add_result(ctx, file, [workbook(sheets, notes)])
    write(ctx, [Entry(about[0], about[1], "export", meta={"table": name, "sheets": len(sheets)})])
    return {"file": stored.id, "rows": len(sheets), "name": stored.name}
