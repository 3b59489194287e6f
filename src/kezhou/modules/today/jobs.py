"""Each night closeness and rhythm of everybody who was spoken to; on demand the team's figures as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.sdk.jobs import MAX_TIMEOUT, fail, finish, job
from kezhou.sdk.sheets import ctx_of, keep_sheet

from . import manager, reckon
from .words import METRIC_WORDS


@job("reckon_closeness", timeout=MAX_TIMEOUT, every="41 18 * * *")
def reckon_closeness() -> None:
    """At 02:41 of the company's day (schedules are in UTC)."""
    reckon.reckon_all(Ctx.system("reckon_closeness"))


@job("export_team", timeout=600)
def export_team(record_id: int, unit: str, on: str, department: int | None, person: int | None) -> None:
    """The people whose rows the starter may export at this moment, with both periods side by side."""
    ctx = ctx_of(record_id)
    with translation.override(ctx.locale):
        try:
            found = manager.activity(ctx, manager.Asked(unit, date.fromisoformat(on), department, person, "export"))
            result = keep_sheet(
                ctx,
                f"{_('Team activity')}-{found['period']['from']}-{found['period']['to']}.xlsx",
                _("Team activity"),
                headers(),
                rows(found),
                _notes(ctx, found),
                entity="follow_up",
            )
        except KezhouError as problem:
            fail(record_id, str(problem.message) or problem.code)
            return
    finish(record_id, result)


def headers() -> list[str]:
    words = [str(word) for word in METRIC_WORDS.values()]
    return [
        _("Department"),
        pgettext("staff", "Person"),
        *words,
        *(_("%(metric)s before") % {"metric": word} for word in words),
    ]


def rows(found: Mapping[str, Any]) -> list[list[Any]]:
    """One line per person, then the total."""
    names = {each["id"]: each["title"] for each in found["departments"]}
    lines = [
        [names.get(row["department"], ""), row["title"], *row["values"], *row["previous"]] for row in found["people"]
    ]
    total = found["total"]
    return [*lines, ["", _("Total"), *total["values"], *total["previous"]]]


def _notes(ctx: Ctx, found: Mapping[str, Any]) -> list[tuple[str, str]]:
    period, previous = found["period"], found["previous"]
    return [
        (_("Exported by"), f"{ctx.actor.name} ({ctx.actor.id})"),
        (_("Exported at"), ctx.clock.now().astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M")),
        (_("Period"), f"{period['from']} – {period['to']}"),
        (_("Compared with"), f"{previous['from']} – {previous['to']}"),
    ]
