"""What an approver changes of a document while approving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx, Grants
from kezhou.kernel.errors import Conflict, FieldError, Forbidden
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from . import facts, kinds, lines, tasks, trail
from .flow import Decision
from .models import ApprovalRequest, ApprovalTask
from .tally import CANCELLED, OPEN, OUTDATED, PENDING, YES

MAX_OUTDATED = 200
"""Approvals of one step that changes by its other approvers may outdate."""


def engine_ctx(ctx: Ctx) -> Ctx:
    """The same person acting for the approval: what a flow allows needs no right of the approver's own."""
    return replace(ctx, grants=Grants(everything=True))


def editable(ctx: Ctx, asked: ApprovalRequest, node: Decision) -> list[str]:
    """The fields that the step opens to the actor: nobody changes what is hidden from them."""
    if not node.edit or not asked.entity:
        return []
    rights = field_rights(ctx, registry.entity(ctx, asked.entity))
    return [name for name in node.edit if name in rights and rights[name].view == "full" and name not in node.hide]


def edit(ctx: Ctx, asked: ApprovalRequest, node: Decision, values: Mapping[str, Any]) -> list[str]:
    """Write what an approver changed while approving, and ask the rest of the flow about the new facts; the names of
    the fields that differ from before. Raises `Forbidden` for fields that the step does not open, and what the pipeline
    refuses."""
    open_fields = editable(ctx, asked, node)
    barred = [name for name in values if name not in open_fields]
    if barred or asked.record_id is None or not asked.entity:
        text = _("This step does not change it.")
        errors = [FieldError(name[:60], "not_editable", text) for name in barred or values]
        raise Forbidden(_("Some fields may not be changed."), code="field_forbidden", errors=errors)
    entity = registry.entity(ctx, asked.entity)
    options = write.Options(unlocked=True, moves_free=True, meta={"approval": asked.id})
    saved = write.update(engine_ctx(ctx), entity, asked.record_id, values, options=options)
    changed = sorted(set(values).intersection(saved.changed()))
    if not changed:
        return changed
    rows = lines.rows_of(ctx, entity, asked.record_id)
    asked.lines = dict(rows)
    known = asked.facts.get("values") or {}
    own = {name: known.get(name) for name in kinds.get(asked.kind).fields}
    becomes = asked.payload.get("becomes") or {}
    asked.facts["values"] = facts.of_record(ctx, entity, asked.record_id, rows) | own | becomes
    # Who approved before approved something else: they are asked again where the flow leads to them.
    asked.fresh_from = asked.step
    asked.save(update_fields=["facts", "lines", "fresh_from"])
    return changed


def ask_again(ctx: Ctx, asked: ApprovalRequest, node: Decision) -> None:
    """Whoever approved in this step before has approved something else (会签): they are asked once more. Who is
    deciding at this moment gets a new task too, so that nobody approves what is not on their screen. Who changed it
    knows it.

    Raises `Conflict` (`changed_too_often`).
    """
    rows = list(ApprovalTask.objects.filter(request=asked, step=asked.step).order_by("id"))
    others = [task for task in rows if _of(task) != ctx.actor.id]
    deciding = [task for task in others if task.state == PENDING and node.mode != "any"]
    busy = {task.user_id for task in rows if task.state in OPEN and task.user_id is not None}
    outdated: list[ApprovalTask] = []
    for task in others:
        if task.state in YES and task.user_id not in busy:
            outdated.append(task)
            if task.user_id is not None:
                busy.add(task.user_id)
    if len(outdated) + sum(task.state == OUTDATED for task in rows) > MAX_OUTDATED:
        raise Conflict(_("This step was changed too often; send it back or reject it."), code="changed_too_often")
    for state, found in ((OUTDATED, outdated), (CANCELLED, deciding)):
        ApprovalTask.objects.filter(id__in=[task.id for task in found]).update(state=state)
    for task in (*outdated, *deciding):
        task.refresh_from_db(fields=["parent"])  # The one before it may have been its parent.
        tasks.replace(task, user_id=task.user_id, role=task.role, permission=task.permission)
    if outdated:
        trail.leave(ctx, asked, "asked_again", people=tasks.names(outdated))


def _of(task: ApprovalTask) -> int | None:
    """Whose word a task is, or will be."""
    return task.user_id if task.decided_by_id is None else task.decided_by_id
