"""One request with its steps, what lies ahead, its log, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError, NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.records import subjects

from . import decide, engine, handle, kinds, preview, show, tasks
from .flow import Decision, find
from .models import ApprovalCopy, ApprovalLog, ApprovalRequest, ApprovalTask
from .preview import Ahead

MAX_LOG = 500
"""Lines of a log that are shown; a run of many returns and hand-overs stays far below."""
SHOWN_FACTS = 40


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    node: str
    name: str
    mode: str
    share: int
    tasks: Sequence[ApprovalTask]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the reader may do now."""

    decide: bool = False
    handle: bool = False
    """Hand on and ask others."""
    send_back: Sequence[tuple[str, str]] = ()
    """Where it may be sent back to: (key, name), `starter` last."""
    withdraw: bool = False
    urge: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    row: show.Row
    steps: Sequence[Step]
    ahead: Sequence[Ahead]
    log: Sequence[ApprovalLog]
    copies: Sequence[ApprovalCopy]
    can: Abilities
    sees_record: bool
    lines: Sequence[show.Table]
    changed: Mapping[str, Any]
    """Label of each field that approvers changed and the reader may know of."""


def read(ctx: Ctx, request_id: int) -> Detail:
    """The request for somebody who has to do with it. Raises `NotFound` for everybody else."""
    whole = ApprovalRequest.objects.defer(None).select_related("asked_by", "decided_by")
    asked = whole.filter(id=request_id).first()
    if asked is None or ctx.actor.id is None:
        raise NotFound()
    sees_record = _sees_record(ctx, asked)
    if not _may_read(ctx, asked, sees_record=sees_record):
        raise NotFound()
    seen = {asked.entity: (asked.record_id,)} if sees_record and asked.record_id is not None else {}
    (row,) = show.describe(ctx, [asked], SHOWN_FACTS, seen=seen)
    flow = engine.flow_of(asked)
    steps: dict[int, list[ApprovalTask]] = {}
    for task in asked.tasks.select_related("user", "decided_by").order_by("step", "position", "id"):
        steps.setdefault(task.step, []).append(task)
    log = list(asked.log.select_related("actor", "for_user").order_by("id")[:MAX_LOG])
    return Detail(
        row=row,
        steps=[_step(number, found, flow) for number, found in steps.items()],
        ahead=preview.of_request(ctx, asked),
        log=log,
        copies=list(asked.copies.select_related("user").order_by("id")),
        can=abilities(ctx, asked, row.task),
        sees_record=sees_record,
        lines=show.lines_of(ctx, asked, row.hidden),
        changed=_changed(ctx, asked, row, {name for line in log for name in line.changed}),
    )


def _changed(ctx: Ctx, asked: ApprovalRequest, row: show.Row, names: set[str]) -> dict[str, Any]:
    if not names or row.hidden is None:
        return {}
    entity = registry.entity(ctx, asked.entity)
    rights = field_rights(ctx, entity)
    known = {name for name in names - row.hidden if name in rights and rights[name].view != "hidden"}
    return {name: entity.fields[name].label for name in known}


def guard(ctx: Ctx, request_id: int) -> None:
    """Raises `NotFound` for whoever the request does not concern."""
    asked = ApprovalRequest.objects.filter(id=request_id).first()
    if asked is None or ctx.actor.id is None or not _may_read(ctx, asked, sees_record=_sees_record(ctx, asked)):
        raise NotFound()


def abilities(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask | None) -> Abilities:
    if asked.state != "pending":
        return Abilities()
    own = asked.asked_by_id is not None and asked.asked_by_id == ctx.actor.id
    flows = asked.flow_version_id is not None and task is not None
    back: list[tuple[str, str]] = []
    if flows:
        flow = engine.flow_of(asked)
        for key in handle.earlier(asked):
            node = find(flow, key)
            back.append((key, node.name if node is not None else key))
        back.append(("starter", ""))
    return Abilities(task is not None, flows, back, own and decide.may_withdraw(asked), own)


def mark_read(ctx: Ctx, request_id: int) -> None:
    """The reader has seen what was told. Nobody else's copy changes."""
    ApprovalCopy.objects.filter(request=request_id, user=ctx.actor.id or 0, read_at__isnull=True).update(
        read_at=ctx.clock.now()
    )


def _step(number: int, found: Sequence[ApprovalTask], flow: Any) -> Step:
    node = find(flow, found[0].node)
    if isinstance(node, Decision):
        return Step(number, node.key, node.name, node.mode, node.share, found)
    return Step(number, found[0].node, "", "any", 100, found)


def _may_read(ctx: Ctx, asked: ApprovalRequest, *, sees_record: bool) -> bool:
    return (sees_record and _is_about_record(asked)) or _concerned(ctx, asked)


def _is_about_record(asked: ApprovalRequest) -> bool:
    """Whether whoever sees the record may see the request: of documents and acts, not of other requests."""
    return asked.kind in kinds.about(asked.entity)


def _sees_record(ctx: Ctx, asked: ApprovalRequest) -> bool:
    """The record and what people said about it: a request is words as well."""
    if not asked.entity or asked.record_id is None:
        return False
    try:
        return not subjects.check(ctx, asked.entity, asked.record_id)
    except KezhouError:
        return False


def _concerned(ctx: Ctx, asked: ApprovalRequest) -> bool:
    if asked.asked_by_id == ctx.actor.id:
        return True
    mine = ApprovalTask.objects.filter(tasks.decidable(ctx), request=asked)
    acted = ApprovalTask.objects.filter(request=asked, decided_by=ctx.actor.id)
    return mine.exists() or acted.exists() or asked.copies.filter(user=ctx.actor.id).exists()
