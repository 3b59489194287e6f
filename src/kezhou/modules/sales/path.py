"""The way of one opportunity through its stages: how long it stood in each, what proved it, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.modules.sales.opportunity import stages as known
from kezhou.modules.sales.opportunity.stages import Stage
from kezhou.modules.sales.opportunity.stays import AWAY, ENDED
from kezhou.sdk import records
from kezhou.sdk.history import Span, spans
from kezhou.sdk.query import LIVE, entity, fetch_all, fetch_one, field_rights, may, visible

MAX_MOVES = 200


def path(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{process, current, stages: [{id, name, kind, color, probability, guide, days, expected_days, warning_days,
    reached, required: [{name, label, filled}], evidence_text, evidence_file, allowed, plan: {done, total}}], moves}`.

    `plan` counts the steps of the plan that the reader sees, dropped ones left out. Days are calendar days of the
    company, of all stays together since it was last taken up again after an end; the present one counts until today.
    Raises `NotFound`."""
    record = records.get(ctx, "opportunity", given["record_id"])
    if record is None:
        raise NotFound()
    opportunity = entity(ctx, "opportunity")
    rights = field_rights(ctx, opportunity)
    if rights["stage"].view != "full":
        return {"process": None, "current": None, "stages": [], "moves": []}
    stages = known.load()
    process, current = (record.get("process") or {}).get("id"), (record.get("stage") or {}).get("id")
    history = spans("opportunity", record["id"], "stage")
    now = ctx.clock.now()
    row = fetch_one(f"SELECT {ENDED.format(record='%s')}", (now, record["id"], now, AWAY))
    stays = _days(history, now, row[0] if row else None)
    more: dict[int, str] = dict(
        fetch_all("SELECT id, color || chr(10) || guide FROM sales_salesstage WHERE process_id = %s", (process,))
    )
    here = stages.by_id.get(current or 0)
    plans = _plans(ctx, record["id"])
    told = []
    for stage in stages.of(process):
        color, _sep, guide = more.get(stage.id, "").partition("\n")
        told.append(
            {
                "id": stage.id, "name": stage.name, "kind": stage.kind, "color": color, "guide": guide,
                "probability": str(stage.probability), "days": stays.get(stage.id), "reached": stage.id in stays,
                "expected_days": stage.expected_days, "warning_days": stage.warning_days,
                "evidence_text": stage.evidence_text, "evidence_file": stage.evidence_file,
                "allowed": _allowed(stage, here), "plan": plans.get(stage.id),
                "required": [
                    {"name": name, "label": opportunity.fields[name].label, "filled": bool(record.get(name))}
                    for name in stage.required
                    if name in opportunity.fields and rights[name].view != "hidden"
                ],
            }
        )  # fmt: skip
    return {"process": process, "current": current, "stages": told, "moves": _moves(history, stages.by_id)}


def _plans(ctx: Ctx, opportunity: int) -> Mapping[int, Mapping[str, int]]:
    """Stage → how many steps of its plan are done, and how many there are."""
    activity = entity(ctx, "opportunity_activity")
    if not may(ctx, activity, "view"):
        return {}
    seen = visible(ctx, activity)
    rows = fetch_all(
        "SELECT t.stage_id, count(*) FILTER (WHERE t.state = 'done'), count(*) FROM sales_opportunityactivity t "  # noqa: S608
        f"WHERE t.opportunity_id = %s AND t.state <> 'dropped' AND {LIVE.text} AND {seen.text} GROUP BY t.stage_id",
        (opportunity, *seen.params),
    )
    return {stage: {"done": done, "total": total} for stage, done, total in rows if stage is not None}


def _allowed(stage: Stage, now: Stage | None) -> bool:
    return now is None or (stage.id != now.id and (not now.next or stage.id in now.next))


def _days(history: Sequence[Span], now: datetime, ended: datetime | None) -> Mapping[int, int]:
    """Stage → days of its stays since the last end; 0 where all of them were before."""
    found: dict[int, int] = {}
    for span in history:
        if isinstance(span.value, int) and span.since is not None:
            until = (span.until or now).astimezone(COMPANY_ZONE).date()
            days = (until - span.since.astimezone(COMPANY_ZONE).date()).days
            counts = ended is None or span.since >= ended
            found[span.value] = found.get(span.value, 0) + (max(days, 0) if counts else 0)
    return found


def _moves(history: Sequence[Span], stages: Mapping[int, Stage]) -> Sequence[Mapping[str, Any]]:
    """Each stay: stage, from when to when, days."""
    told = []
    for span in history[-MAX_MOVES:]:
        stage = stages.get(span.value) if isinstance(span.value, int) else None
        days = None if span.since is None or span.until is None else (span.until - span.since).days
        told.append(
            {
                "stage": span.value, "name": stage.name if stage else "", "since": span.since, "until": span.until,
                "days": days,
            }
        )  # fmt: skip
    return told
