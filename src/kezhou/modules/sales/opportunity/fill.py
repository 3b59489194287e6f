"""What follows from the stage: its process, how likely winning is, since when it stands there, whether it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales.opportunity import stages as known
from kezhou.modules.sales.opportunity import stays
from kezhou.modules.sales.opportunity.stages import Stage, Stages
from kezhou.modules.sales.opportunity.stays import Stay
from kezhou.sdk.query import CompiledEntity
from kezhou.sdk.records import Draft

KEY = "opportunity"


def fill(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.fills`."""
    if entity.key != KEY or not drafts:
        return
    stages = known.load()
    arriving: list[tuple[Draft, Stage]] = []
    for draft in drafts:
        if draft.before is None:
            _begin(ctx, draft)
        _place(draft, stages)
        stage = stages.by_id.get(draft.values.get("stage") or 0)
        if stage is not None and _moved(draft):
            arriving.append((draft, stage))
    coming = {d.id: stage.id for d, stage in arriving if d.id is not None and d.before is not None and not d.historical}
    known_there = stays.load(ctx, coming)
    for draft, stage in arriving:
        _arrive(ctx, draft, stage, stages, known_there.get(draft.id or 0, Stay()))


def _begin(ctx: Ctx, draft: Draft) -> None:
    values = draft.values
    if values.get("opened_on") is None and not draft.historical:
        values["opened_on"] = company_today(ctx.clock)
    if values.get("finder") is None and values.get("origin") != "public":
        values["finder"] = values.get("owner") if draft.historical else ctx.actor.id


def _place(draft: Draft, stages: Stages) -> None:
    """Process and stage that fit each other: what was chosen last decides, and the first stage where only a process
    was."""
    values, before = draft.values, draft.before or {}
    stage = stages.by_id.get(values.get("stage") or 0)
    chose_process = values.get("process") is not None and values["process"] != before.get("process")
    chose_stage = stage is not None and values["stage"] != before.get("stage")
    if stage is not None and (chose_stage or not chose_process):
        if not chose_process:
            values["process"] = stage.process
        return
    if values.get("process") is None:
        values["process"] = stages.usual(values.get("kind"))
    first = stages.first(values["process"])
    values["stage"] = None if first is None else first.id


def _moved(draft: Draft) -> bool:
    return draft.before is None or draft.values.get("stage") != draft.before.get("stage")


def _arrive(ctx: Ctx, draft: Draft, stage: Stage, stages: Stages, stay: Stay) -> None:
    values, before = draft.values, draft.before or {}
    goes_on = stay.since is not None
    if not stage.is_open or values.get("probability") in (None, before.get("probability")):
        own = stay.probability if goes_on and stage.is_open else None
        values["probability"] = stage.probability if own is None else own
    values["state"] = stage.kind
    if draft.before is not None:
        for name, proof in ((stays.NOTE, stay.note), (stays.FILES, list(stay.files) or None)):
            if values.get(name) == before.get(name):
                values[name] = proof
    if stage.is_open:
        values["closed_on"] = None
    elif values.get("closed_on") == before.get("closed_on") and not draft.historical:
        values["closed_on"] = (stay.closed_on if goes_on else None) or company_today(ctx.clock)
    values["stage_since"] = stay.since or ctx.clock.now()
    if draft.historical:
        _remember(draft, stage, stages)
    since = values["stage_since"].astimezone(COMPANY_ZONE).date()
    values["stale_on"] = stale_on(stage, since, stay.days)


def stale_on(stage: Stage, since: date, earlier: int = 0) -> date | None:
    """The day from which an opportunity that came on `since`, and stood there for `earlier` days before that, has been
    in the stage too long."""
    if not stage.is_open or stage.warning_days is None:
        return None
    return since + timedelta(days=stage.warning_days - earlier)


def _remember(draft: Draft, stage: Stage, stages: Stages) -> None:
    """Of old data: it came where it is when it was opened; one that has ended came from the last open stage of its
    process to its end when it was closed. More the file does not say."""
    values = draft.values
    opened, closed = values.get("opened_on"), values.get("closed_on")
    last = next((one for one in reversed(stages.of(stage.process)) if one.is_open), stage)
    path: list[tuple[Any, datetime]] = []
    if opened is not None:
        path.append((stage.id if stage.is_open else last.id, _morning(opened)))
    if not stage.is_open and closed is not None:
        path.append((stage.id, _morning(closed)))
    if path:
        values["stage_since"] = path[-1][1]
        if draft.before is None:
            draft.since["stage"] = path


def _morning(day: date) -> datetime:
    """A day of the company as a moment: its beginning."""
    return datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC)
