"""What an approver or starter does beside deciding: hand on, ask others too, send back, urge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound, TooMany

from . import decide, engine, tasks, trail, whom
from .flow import Decision, decision
from .models import RETURNED, ApprovalRequest, ApprovalTask
from .tally import OPEN

URGE_EVERY = timedelta(hours=1)
MAX_URGES = 10
"""Of one request, whoever asks."""
MAX_ADDED = 20
"""Approvers that were added to one step."""
PLACES = ("before", "after")


def transfer(ctx: Ctx, request_id: int, to: int, comment: str = "") -> ApprovalRequest:
    """Somebody else decides in the actor's stead (转交)."""
    comment = decide.checked_comment(comment, required=False)
    with transaction.atomic():
        asked, task, node = _mine(ctx, request_id)
        (target,) = _people(asked, node, [to], "to")
        place = tasks.place_of(ctx, task)
        hand_on(ctx, asked, task, node, target)
        trail.leave(ctx, asked, "transferred", comment=comment, people=[target], for_user=place)
    return asked


def hand_on(ctx: Ctx, asked: ApprovalRequest, task: ApprovalTask, node: Decision, target: int | None) -> None:
    """Put a new task in the place of an open one: of a person, or (None) of the administrators."""
    task.state, task.decided_by_id, task.decided_at = "transferred", ctx.actor.id, ctx.clock.now()
    task.save(update_fields=["state", "decided_by", "decided_at"])
    tasks.replace(task, user_id=target, permission="" if target is not None else engine.ADMINISTRATORS)
    engine.settle(ctx, asked, node)


def add(ctx: Ctx, request_id: int, people: Sequence[int], place: str, comment: str = "") -> ApprovalRequest:
    """Further approvers before or after the actor decides (加签); all of them have to agree."""
    comment = decide.checked_comment(comment, required=False)
    if place not in PLACES:
        text = _("Possible are: %(known)s.") % {"known": ", ".join(PLACES)}
        raise Invalid(text, errors=[FieldError("place", "unknown_choice", text)])
    with transaction.atomic():
        asked, task, node = _mine(ctx, request_id)
        found = _people(asked, node, people, "people")
        added = ApprovalTask.objects.filter(request=asked, step=asked.step, parent__isnull=False).count()
        if added + len(found) > MAX_ADDED:
            text = _("At most %(limit)d approvers can be added to a step.") % {"limit": MAX_ADDED}
            raise Invalid(text, errors=[FieldError("people", "too_many", text, {"limit": MAX_ADDED})])
        if place == "before":
            ApprovalTask.objects.filter(id=task.id).update(state="waiting", due_at=None)
        ApprovalTask.objects.bulk_create(
            ApprovalTask(
                request=asked,
                step=task.step,
                node=task.node,
                position=at,
                user_id=user,
                parent=task,
                place=place,
                hidden=task.hidden,
            )
            for at, user in enumerate(found)
        )
        trail.leave(ctx, asked, f"added_{place}", comment=comment, people=found, for_user=tasks.place_of(ctx, task))
        engine.settle(ctx, asked, node)
    return asked


def give_back(ctx: Ctx, request_id: int, to: str, comment: str) -> ApprovalRequest:
    """Send the request back (退回): `to` is the key of an earlier step, or `starter`, where it ends and can be
    submitted anew. A reason is needed."""
    comment = decide.checked_comment(comment, required=True)
    with transaction.atomic():
        asked, task, _node = _mine(ctx, request_id)
        if to != "starter" and to not in earlier(asked):
            text = _("It can be sent back to a step that it has passed, or to the starter.")
            raise Invalid(text, errors=[FieldError("to", "no_such_step", text)])
        place = tasks.place_of(ctx, task)
        task.state, task.decided_by_id, task.decided_at, task.comment = (
            *("returned", ctx.actor.id, ctx.clock.now()),
            comment,
        )
        task.save(update_fields=["state", "decided_by", "decided_at", "comment"])
        asked.comment = comment
        if to == "starter":
            trail.leave(ctx, asked, "returned_to_starter", comment=comment, for_user=place)
            engine.finish(ctx, asked, RETURNED, ctx.actor.id)
            return asked
        trail.leave(ctx, asked, "returned", comment=comment, for_user=place)
        ApprovalTask.objects.filter(request=asked, state__in=OPEN).update(state="cancelled")
        asked.fresh_from = asked.step + 1
        asked.save(update_fields=["fresh_from"])
        if not engine.enter(ctx, asked, decision(engine.flow_of(asked), to)):
            engine.advance(ctx, asked, None)
    return asked


def earlier(asked: ApprovalRequest) -> list[str]:
    """The approval nodes that the request has passed, in their order; the last one is the previous step."""
    rows = (
        ApprovalTask.objects.filter(request=asked, step__lt=asked.step).order_by("step").values_list("node", flat=True)
    )
    found = dict.fromkeys(rows)
    found.pop(asked.node, None)
    return list(found)


def urge(ctx: Ctx, request_id: int) -> ApprovalRequest:
    """Remind those who have to decide (催办), now and then. Raises `NotFound`, `Conflict`, `TooMany`."""
    with transaction.atomic():
        asked = engine.held(request_id)
        if asked.asked_by_id is None or asked.asked_by_id != ctx.actor.id:
            raise NotFound()
        decide.refuse_decided(asked)
        now = ctx.clock.now()
        free_at = None if asked.urged_at is None else asked.urged_at + URGE_EVERY
        if asked.urges >= MAX_URGES or (free_at is not None and now < free_at):
            wait = 86_400 if free_at is None or asked.urges >= MAX_URGES else int((free_at - now).total_seconds()) + 1
            raise TooMany(
                _("They were urged already; wait a little."), code="urged", headers={"Retry-After": str(wait)}
            )
        asked.urged_at, asked.urges = now, asked.urges + 1
        asked.save(update_fields=["urged_at", "urges"])
        waiting = list(ApprovalTask.objects.filter(request=asked, state="pending"))
        trail.leave(ctx, asked, "urged", people=tasks.names(waiting))
        told = tasks.concerned(ctx, asked, waiting) - {asked.asked_by_id}
        tasks.tell(ctx, asked, told, _("Please decide: %(title)s"))
    return asked


def _mine(ctx: Ctx, request_id: int) -> tuple[ApprovalRequest, ApprovalTask, Decision]:
    asked = engine.held(request_id)
    task = tasks.to_decide(ctx, asked)
    if asked.flow_version_id is None:
        raise Conflict(_("This request has one step only; approve or reject it."), code="one_step")
    return asked, task, decision(engine.flow_of(asked), asked.node)


def _people(asked: ApprovalRequest, node: Decision, wanted: Sequence[int], path: str) -> list[int]:
    """The people who are to decide now. Raises `Invalid` for those who cannot, or who decide in this step anyway."""
    asked_for = list(dict.fromkeys(wanted))
    found = whom.active(asked_for)
    busy = ApprovalTask.objects.filter(request=asked, step=asked.step, state__in=OPEN, user__in=found)
    taken = set(busy.values_list("user_id", flat=True))
    if not asked_for or len(found) < len(asked_for):
        text, code = _("Name people who can sign in."), "bad_person"
    elif asked.asked_by_id in found and node.self_rule == "refuse":
        text, code = _("Nobody can decide on their own request."), "own_request"
    elif taken:
        text, code = _("Somebody of them decides in this step already."), "decides_already"
    else:
        return found
    raise Invalid(text, errors=[FieldError(path, code, text)])
