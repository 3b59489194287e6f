"""Whose tasks are whose, which the actor may decide, and asking people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, NotFound
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.calendar import special_days

from . import deputies, hooks
from .flow import Timeout
from .models import ApprovalRequest, ApprovalTask

MAX_WAIT_DAYS = 400
"""How far a term that skips days off may reach."""


def decidable(ctx: Ctx) -> Q:
    """The tasks that the actor may decide once they are pending: the own ones, those of people whose deputy the actor
    is, those of everybody with a role or permission of the actor's. Of the actor's own requests only tasks that a flow
    gave to the starter on purpose."""
    if ctx.actor.id is None:
        return Q(pk__in=[])
    others = Q(pk__in=[])
    for place in deputies.places(ctx):
        theirs = Q(user_id=place.user)
        others |= theirs & Q(request__kind__in=place.subjects) if place.subjects else theirs
    if keys := [key for key in ctx.grants.roles if key]:
        others |= Q(user__isnull=True, role__in=keys)
    if ctx.grants.admin:
        others |= Q(user__isnull=True, permission__in=sorted(ctx.grants.admin))
    return Q(user_id=ctx.actor.id) | (others & (Q(request__asked_by__isnull=True) | ~Q(request__asked_by=ctx.actor.id)))


def pending(ctx: Ctx) -> QuerySet[ApprovalTask]:
    """What waits for a decision of the actor."""
    return ApprovalTask.objects.filter(decidable(ctx), state="pending")


def to_decide(ctx: Ctx, asked: ApprovalRequest, wanted: int | None = None) -> ApprovalTask:
    """The actor's pending task of a request that is held locked, the own one before those of others. `wanted` is the
    task that the actor saw: deciding twice never decides a second one.

    Raises `NotFound` for strangers, `Forbidden` for the starter, `Conflict` for what was decided or is not due yet.
    """
    tasks = list(ApprovalTask.objects.filter(decidable(ctx), request=asked).order_by("id"))
    if not tasks:
        if asked.asked_by_id is not None and asked.asked_by_id == ctx.actor.id:
            raise Forbidden(_("Nobody can decide on their own request."), code="own_request")
        raise NotFound()
    ready = [task for task in tasks if task.state == "pending"] if asked.state == "pending" else []
    if wanted is not None:
        if ready and _changed(asked, wanted):
            text = _("It was changed while you were looking at it; look at it again, then decide.")
            raise Conflict(text, code="changed_meanwhile")
        tasks, ready = ([task for task in found if task.id == wanted] for found in (tasks, ready))
    if ready:
        return first(ctx, ready)
    if asked.state == "pending" and any(task.state == "waiting" for task in tasks):
        raise Conflict(_("Others decide before you."), code="not_your_turn")
    raise Conflict(_("This request was already decided."), code="already_decided")


def _changed(asked: ApprovalRequest, seen: int) -> bool:
    """Whether another approver changed the document, so that the task that somebody saw made way for another."""
    gone = ("outdated", "cancelled")
    later = ApprovalTask.objects.filter(request=asked, step=asked.step, moved_from=seen, moved_from__state__in=gone)
    return later.exists()


def first(ctx: Ctx, tasks: Iterable[ApprovalTask]) -> ApprovalTask:
    """Which of the actor's tasks of one request is decided next: the own one, then those of people, then of roles."""
    return min(tasks, key=lambda task: (task.user_id != ctx.actor.id, task.user_id is None, task.id))


def place_of(ctx: Ctx, task: ApprovalTask) -> int | None:
    """In whose place the actor acts on this task; None for the own one and those of a role."""
    return task.user_id if task.user_id is not None and task.user_id != ctx.actor.id else None


def ask(ctx: Ctx, asked: ApprovalRequest, tasks: Iterable[ApprovalTask], timeout: Timeout | None) -> None:
    """It is these tasks' turn: note since when and until when, and tell the people."""
    now = ctx.clock.now()
    asked_now = list(tasks)
    for task in asked_now:
        task.state, task.asked_at = "pending", now
        task.due_at = None if timeout is None else due(now, timeout)
        task.save(update_fields=["state", "asked_at", "due_at"])
    tell(ctx, asked, concerned(ctx, asked, asked_now), _("Your approval is asked for: %(title)s"))


def concerned(ctx: Ctx, asked: ApprovalRequest, tasks: Sequence[ApprovalTask]) -> set[int]:
    """Who may decide these tasks today: the people, their deputies, and holders of a role or permission but for the
    starter."""
    people = names(tasks)
    others = set(deputies.standing_in(ctx, people, asked.kind)) if people else set()
    for task in tasks:
        if task.user_id is None:
            others.update(hooks.holders(task.role, task.permission))
    return {*people, *(others - {asked.asked_by_id})}


def tell(ctx: Ctx, asked: ApprovalRequest, people: Iterable[int], title: object, text: str = "") -> None:
    """A message about a request into people's inboxes."""
    found = sorted(set(people))
    if found:
        words = {"title": asked.title}
        notify(ctx, found, "approval", title, text, params=words, entity="approval", record_id=asked.id)


def due(now: datetime, timeout: Timeout) -> datetime:
    """When a term that begins now is over. Where only working days count, days off are left out as a whole."""
    left = timedelta(hours=timeout.hours)
    if not timeout.working:
        return now + left
    at = now.astimezone(COMPANY_ZONE)
    last = at.date() + timedelta(days=MAX_WAIT_DAYS)
    special = {day.day: day.working for day in special_days(at.date(), last)}
    while at.date() < last:
        after = datetime.combine(at.date() + timedelta(days=1), time.min, COMPANY_ZONE)
        if special.get(at.date(), at.weekday() < 5):
            if at + left <= after:
                return (at + left).astimezone(now.tzinfo)
            left -= after - at
        at = after
    return at.astimezone(now.tzinfo)


def replace(task: ApprovalTask, **who: Any) -> ApprovalTask:
    """A new task in the place of one that does not count any more. What was added to that one belongs to it."""
    new = ApprovalTask.objects.create(
        request_id=task.request_id,
        step=task.step,
        node=task.node,
        position=task.position,
        parent_id=task.parent_id,
        place=task.place,
        moved_from=task,
        hidden=task.hidden,
        **who,
    )
    ApprovalTask.objects.filter(parent=task).update(parent=new)
    return new


def names(tasks: Sequence[ApprovalTask]) -> list[int]:
    return [task.user_id for task in tasks if task.user_id is not None]
