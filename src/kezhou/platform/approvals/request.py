"""Ask for an approval, and list what one may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, NotFound
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry

from . import engine, facts, hooks, kinds, tasks, trail
from . import lines as lines_of
from .frozen import plain
from .models import STATES, ApprovalFlow, ApprovalRequest, ApprovalTask, ApprovalVersion

MAX_CANDIDATES = 50
MAX_PAGE = 100

__all__ = ["MAX_CANDIDATES", "MAX_PAGE", "STATES", "listed", "request", "run", "running", "version_for"]


def request(
    ctx: Ctx,
    kind: str,
    title: Any,
    *,
    users: Sequence[int] = (),
    role: str = "",
    permission: str = "",
    entity: str = "",
    record_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> ApprovalRequest:
    """Open a request of a registered kind and tell those who may decide.

    Where a flow is published for the kind, it runs by that. Otherwise anybody of `users`, of the role or of those with
    the permission decides, once; somebody other than the asker must be able to. Where nobody else has the role or
    permission it goes to the administrators, as a step that finds nobody does. Raises `Conflict` (`nobody_decides`)
    where the asker is the only one of those. Either way what is asked about is
    frozen: the record's values for a kind that is about records, and the payload's that the kind names.
    """
    known = kinds.get(kind)
    version = version_for(kind)
    values = plain({name: (payload or {}).get(name) for name in known.fields})
    frozen: lines_of.Rows = {}
    if known.entity and known.entity == entity and record_id is not None:
        about = registry.entity(ctx, entity)
        frozen = lines_of.rows_of(ctx, about, record_id)
        values = facts.of_record(ctx, about, record_id, frozen) | values
    if version is not None:
        return run(ctx, kind, title, version, values, entity=entity, record_id=record_id, payload=payload, lines=frozen)
    candidates = sorted(set(users) - {ctx.actor.id})
    if not (candidates or role or permission) or len(candidates) > MAX_CANDIDATES:
        raise ValueError(f"an approval needs 1 to {MAX_CANDIDATES} people other than the asker, a role or a permission")
    if not candidates and hooks.is_alone(ctx.actor.id, role, permission):
        engine.refuse_deserted(ctx.actor.id)
        role, permission = "", engine.ADMINISTRATORS
    rows: list[dict[str, Any]] = [{"user_id": user} for user in candidates]
    rows += [{"role": role}] if role else []
    rows += [{"permission": permission}] if permission else []
    with transaction.atomic():
        asked = _open(
            ctx,
            kind,
            title,
            entity=entity,
            record_id=record_id,
            payload=payload,
            facts=facts.frozen(ctx, values),
            lines=dict(frozen),
        )
        engine.begin(ctx, asked, rows)
    return asked


def run(
    ctx: Ctx,
    kind: str,
    title: Any,
    version: ApprovalVersion,
    values: Mapping[str, Any],
    *,
    entity: str = "",
    record_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
    chosen: Mapping[str, Sequence[int]] | None = None,
    lines: lines_of.Rows | None = None,
) -> ApprovalRequest:
    """Open a request that runs by a version of a flow; it may be over when this returns.

    `values` are the frozen facts, `lines` the lines of the document as they stand now. Raises `Conflict`
    (`asked_already`) where one is running about the record.
    """
    with transaction.atomic():
        asked = _open(
            ctx,
            kind,
            title,
            entity=entity,
            record_id=record_id,
            payload=payload,
            flow_version=version,
            facts=facts.frozen(ctx, values),
            chosen={node: list(people) for node, people in (chosen or {}).items()},
            lines=dict(lines or {}),
        )
        engine.advance(ctx, asked, None)
    return asked


def version_for(kind: str) -> ApprovalVersion | None:
    """The published version by which new requests of the kind run; None without a flow, or while it is switched off."""
    flow = ApprovalFlow.objects.filter(subject=kind, is_active=True).select_related("published").first()
    return None if flow is None else flow.published


def running(entity: str, record_id: int, kind: str | None = None) -> ApprovalRequest | None:
    """The request about a record that waits for decisions."""
    rows = ApprovalRequest.objects.filter(entity=entity, record_id=record_id, state="pending")
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.order_by("-id").first()


def _open(ctx: Ctx, kind: str, title: Any, **values: Any) -> ApprovalRequest:
    values["payload"] = dict(values.get("payload") or {})
    _hold(values["entity"], values["record_id"])
    try:
        with transaction.atomic():
            asked = ApprovalRequest.objects.create(
                kind=kind, title=str(title)[:200], asked_by_id=ctx.actor.id, asked_at=ctx.clock.now(), **values
            )
    except IntegrityError as error:
        if "approvals_one_run" not in str(error):
            raise
        raise Conflict(_("This waits for a decision already."), code="asked_already") from None
    trail.leave(ctx, asked, "asked")
    return asked


def _hold(entity: str, record_id: int | None) -> None:
    """Nobody throws the record away while it is asked about; whoever did so a moment ago was first: `NotFound`."""
    about = registry.native().get(entity)
    if about is None or record_id is None:
        return
    statement = f"SELECT 1 FROM {about.table} WHERE id = %s AND deleted_at IS NULL FOR NO KEY UPDATE"  # noqa: S608
    if fetch_one(statement, (record_id,)) is None:
        raise NotFound()


def listed(ctx: Ctx, state: str | None, limit: int, before: int | None = None) -> list[ApprovalRequest]:
    """What the actor may decide or has asked for, newest first."""
    if ctx.actor.id is None:
        return []
    mine = ApprovalTask.objects.filter(tasks.decidable(ctx))
    if state == "pending":
        mine = mine.filter(state="pending")
    rows = ApprovalRequest.objects.filter(Q(id__in=mine.values("request_id")) | Q(asked_by=ctx.actor.id))
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.select_related("asked_by", "decided_by").order_by("-id")[: min(limit, MAX_PAGE + 1)])
