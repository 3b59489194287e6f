"""Tasks whose term is over, and tasks of people who have left: what a flow says happens then, done by a schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.jobs import limits

from . import decide, engine, handle, tasks, trail, whom
from .flow import Decision, Timeout, decision
from .models import ApprovalRequest, ApprovalTask

logger = logging.getLogger(__name__)

PER_RUN = 500
"""Tasks of one run of the schedule; the next one goes on."""
MAX_REMINDERS = 10
"""Of one task; afterwards it just waits."""


def run(ctx: Ctx) -> int:
    """Every term that is over by now, and every leaver's task; how many were dealt with. Each is a transaction of its
    own, so that one that cannot be done holds up no other: people are reminded of it instead."""
    now = ctx.clock.now()
    late = ApprovalTask.objects.filter(state="pending", due_at__lte=now).order_by("due_at", "id")
    gone = ApprovalTask.objects.filter(
        ~Q(user__status="active") | Q(user__deleted_at__isnull=False), state="pending", user__isnull=False
    )
    done = 0
    for found, act in ((late, _over), (gone.order_by("id"), _left)):
        for task_id, request_id in list(found.values_list("id", "request_id")[:PER_RUN]):
            limits.check()
            try:
                done += _one(ctx, task_id, request_id, act)
            except KezhouError as error:
                done += _one(ctx, task_id, request_id, _impossible(error))
            except limits.JobTimeout:
                raise
            except Exception:
                logger.exception("the term of approval task %s could not be dealt with", task_id)
    return done


Act = Callable[[Ctx, ApprovalRequest, ApprovalTask, Decision], None]


def _one(ctx: Ctx, task_id: int, request_id: int, act: Act) -> int:
    with transaction.atomic():
        asked = engine.held(request_id)
        task = ApprovalTask.objects.filter(id=task_id, state="pending").first()
        if asked.state != "pending" or task is None or task.step != asked.step:
            return 0
        act(ctx, asked, task, decision(engine.flow_of(asked), asked.node))
    return 1


def _over(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, node: Decision) -> None:
    term = node.timeout
    if term is None or task.due_at is None or task.due_at > ctx.clock.now():
        return
    user = [task.user_id] if task.user_id is not None else []
    match term.action:
        case "remind":
            _remind(ctx, asked, task, term)
        case "pass" | "reject":
            task.state = "approved" if term.action == "pass" else "rejected"
            task.decided_at = ctx.clock.now()
            task.save(update_fields=["state", "decided_at"])
            trail.leave(ctx, asked, "timeout_passed" if term.action == "pass" else "timeout_rejected", people=user)
            engine.after_decision(ctx, asked, node, "", None)
        case "transfer":
            _pass_on(ctx, asked, task, node, term)


def _impossible(error: KezhouError) -> Act:
    """What the flow says cannot be carried out, as where the document no longer fits its rules: it waits on for a
    person, who is told why."""

    def act(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, node: Decision) -> None:
        logger.warning("the term of approval task %s could not be carried out: %s", task.id, error.code)
        if node.timeout is not None:
            _remind(ctx, asked, task, node.timeout, why=str(error.message)[: decide.MAX_COMMENT])

    return act


def _remind(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, term: Timeout, why: str = "") -> None:
    task.reminders += 1
    task.due_at = tasks.due(ctx.clock.now(), term) if task.reminders < MAX_REMINDERS else None
    task.save(update_fields=["reminders", "due_at"])
    people = [task.user_id] if task.user_id is not None else []
    trail.leave(ctx, asked, "timeout_impossible" if why else "timeout_reminded", people=people, comment=why)
    told = tasks.concerned(ctx, asked, [task])
    tasks.tell(ctx, asked, told, _("Please decide, the term is over: %(title)s"), why)


def _pass_on(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, node: Decision, term: Timeout) -> None:
    """To the person whom the flow names, or the administrators where that one cannot decide; only once."""
    busy = ApprovalTask.objects.filter(
        request=asked, step=asked.step, user_id=term.to, state__in=("waiting", "pending")
    ).exists()
    can = whom.active([term.to]) and term.to != asked.asked_by_id and not busy
    target = term.to if can and task.user_id != term.to else None
    before = task.moved_from
    if task.user_id is None or (before is not None and before.state == "transferred"):
        _remind(ctx, asked, task, term)
        return
    handle.hand_on(ctx, asked, task, node, target)
    trail.leave(ctx, asked, "timeout_transferred", people=[task.user_id, *([target] if target else [])])


def _left(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, node: Decision) -> None:
    """Whoever left decides nothing: administrators do."""
    handle.hand_on(ctx, asked, task, node, None)
    trail.leave(ctx, asked, "left", people=[task.user_id] if task.user_id is not None else [])
