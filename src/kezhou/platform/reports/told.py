"""What callers are told of reports and dashboards, and the start of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.records import start_job

from . import dashboards, packs, shares, store, templates
from .jobs import PACK_JOB
from .models import Dashboard, Report

Shares = Sequence[Mapping[str, Any]]


def _kept(ctx: Ctx, kept: Report | Dashboard, opened: Shares) -> dict[str, Any]:
    mine = kept.owner_id == ctx.actor.id
    changes = store.may_change(ctx, kept, bool(opened))
    return {
        "id": kept.id,
        "version": kept.version,
        "name": kept.name,
        "description": kept.description,
        "owner": {"id": kept.owner_id, "title": kept.owner.name},
        "mine": mine,
        "can_change": changes,
        "shared": bool(opened),
        "shares": list(opened) if changes else [],
        "updated_at": kept.updated_at,
    }


def report_told(ctx: Ctx, kept: Report, opened: Shares) -> dict[str, Any]:
    return {**_kept(ctx, kept, opened), "entity": kept.entity, "definition": kept.definition}


def dashboard_head(ctx: Ctx, kept: Dashboard, opened: Shares) -> dict[str, Any]:
    """One line of the list of dashboards."""
    return {**_kept(ctx, kept, opened), "tiles": len(kept.tiles)}


def dashboard_told(ctx: Ctx, kept: Dashboard | templates.DashboardTemplate) -> dict[str, Any]:
    """A dashboard with its tiles and what each of them asks."""
    if isinstance(kept, templates.DashboardTemplate):
        head: dict[str, Any] = {"id": None, "key": kept.key, "name": str(kept.label), "description": "", "mine": False,
                "can_change": False, "shared": True, "shares": [], "version": 1, "period": None,
                "department": None}  # fmt: skip
    else:
        opened = shares.told([kept]).get(kept.id, [])
        head = {**_kept(ctx, kept, opened), "key": "", "period": kept.period, "department": kept.department_id}
    return {**head, "tiles": dashboards.tiles_of(ctx, kept)}


def start_pack(ctx: Ctx, values: Mapping[str, Any]) -> int:
    """The job that makes the file; refused at once to somebody who may export nothing of it."""
    subject = packs.find(ctx, values)
    packs.require_export(ctx, subject)
    as_of = values.get("as_of")
    record = start_job(
        ctx,
        PACK_JOB,
        title=subject.name,
        report=values.get("report"),
        dashboard=values.get("dashboard"),
        template=values.get("template"),
        period=dumps(values["period"]) if values.get("period") else None,
        department=values.get("department"),
        as_of=as_of.isoformat() if as_of else None,
        definition=dumps(values["definition"]) if values.get("definition") else None,
    )
    return record.id
