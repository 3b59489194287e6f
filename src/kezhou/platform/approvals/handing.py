"""Approvals that somebody has to decide pass to a successor, with the rest of a person's work, and come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.models import User

from . import trail
from .models import PENDING, ApprovalRequest, ApprovalTask
from .tally import OPEN


def open_tasks(person: int) -> QuerySet[ApprovalTask]:
    """What the person has to decide now or later in a step that runs."""
    return ApprovalTask.objects.filter(state__in=OPEN, user_id=person, request__state=PENDING)


def give(ctx: Ctx, person: int, successor: int) -> list[dict[str, int]]:
    """The successor decides in the person's place from now on; one JSON line per task. Call it in a transaction.

    Nobody decides on their own request, and nobody twice in one step: what the successor asked for, or decides anyway,
    stays where it is. The successor is told once.
    """
    held = _held(open_tasks(person).exclude(request__asked_by=successor).values_list("request_id", flat=True))
    taken = set(open_tasks(successor).filter(request__in=held).values_list("request_id", flat=True))
    rows = list(open_tasks(person).filter(request__in=set(held) - taken).order_by("id"))
    ApprovalTask.objects.filter(id__in=[task.id for task in rows]).update(user_id=successor)
    _moved(ctx, held, rows, successor, person)
    name = User.objects.values_list("name", flat=True).get(id=person)
    _tell(ctx, successor, rows, _("%(count)d approvals of %(name)s are yours to decide now"), name)
    return [{"id": task.id, "before": person, "after": successor} for task in rows]


def back(ctx: Ctx, lines: Sequence[Mapping[str, int]]) -> int:
    """What still waits for the successor waits for the person again; how many. Call it in a transaction."""
    before = {line["id"]: line["before"] for line in lines}
    after = {line["id"]: line["after"] for line in lines}
    still = ApprovalTask.objects.filter(id__in=list(before), state__in=OPEN, request__state=PENDING)
    held = _held(still.values_list("request_id", flat=True))
    rows = [task for task in still.filter(request__in=held).order_by("id") if task.user_id == after[task.id]]
    count = 0
    for person in sorted(set(before.values())):
        taken = set(open_tasks(person).filter(request__in=held).values_list("request_id", flat=True))
        mine = [task for task in rows if before[task.id] == person and task.request_id not in taken]
        ApprovalTask.objects.filter(id__in=[task.id for task in mine]).update(user_id=person)
        for giver in sorted({after[task.id] for task in mine}):
            _moved(ctx, held, [task for task in mine if after[task.id] == giver], person, giver)
        _tell(ctx, person, mine, _("%(count)d approvals that were handed over are yours again"))
        count += len(mine)
    return count


def _held(ids: Iterable[int]) -> dict[int, ApprovalRequest]:
    """The requests that still run, locked: whoever decides one of them at this moment comes before or after."""
    wanted = ApprovalRequest.objects.filter(id__in=sorted(set(ids)), state=PENDING).order_by("id")
    return {asked.id: asked for asked in wanted.select_for_update()}


def _moved(ctx: Ctx, held: Mapping[int, ApprovalRequest], rows: Collection[ApprovalTask], to: int, before: int) -> None:
    requests = [held[id_] for id_ in sorted({task.request_id for task in rows})]
    trail.leave_each(ctx, requests, "handed_over", people=[to], for_user=before)


def _tell(ctx: Ctx, person: int, rows: Sequence[ApprovalTask], title: Any, name: str = "") -> None:
    """One message, however many there are; one that is alone is opened by it. What waits for others is told later."""
    now = [task for task in rows if task.state == "pending"]
    if now:
        words, only = {"count": len(now), "name": name}, now[0].request_id if len(now) == 1 else None
        notify(ctx, [person], "approval", title, params=words, entity="approval" if only else "", record_id=only)
