"""A request on its way: into the next step, through what nobody has to decide, to its end.

Every function here runs in the transaction of an act, with the request's row locked. What a flow decides by itself (an
empty step, a person who approved already) is a line in the log like any decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry

from . import facts, flow_parse, hooks, kinds, tally, tasks, trail, walk, whom
from .flow import Copy, Decision, End, Flow, decision, find
from .models import APPROVED, PENDING, REJECTED, ApprovalCopy, ApprovalRequest, ApprovalTask, ApprovalVersion
from .tally import OPEN, Mark, Verdict

ONE_STEP = Flow(nodes=(Decision(key="ask", name="", mode="any"),))
"""How a request without a flow runs: the first decision of anybody who was asked counts."""
MAX_STEPS = 100
"""Steps of one run; returns are people's decisions, so something has to end them."""
ADMINISTRATORS = "settings"
"""Permission of those who decide where a flow finds nobody."""
CACHED_FLOWS = 256


@lru_cache(maxsize=CACHED_FLOWS)
def _version(version_id: int) -> Flow:
    return flow_parse.parse(ApprovalVersion.objects.values_list("definition", flat=True).get(id=version_id))


@forgotten_by
def forget() -> None:
    """Drop the parsed versions; for tests that roll the database back."""
    _version.cache_clear()


def flow_of(asked: ApprovalRequest) -> Flow:
    """The flow by which the request runs: that of its submission, whatever was published since."""
    return ONE_STEP if asked.flow_version_id is None else _version(asked.flow_version_id)


def held(request_id: int) -> ApprovalRequest:
    """The request with its row locked, after that of the record that it is about: its end may write that, and whoever
    moves the record ends what was asked about it. Raises `NotFound`."""
    row = ApprovalRequest.objects.filter(id=request_id).values_list("entity", "record_id").first()
    if row is None:
        raise NotFound()
    about = registry.native().get(row[0])
    if about is not None and row[1] is not None:
        fetch_one(f"SELECT 1 FROM {about.table} WHERE id = %s FOR UPDATE", (row[1],))  # noqa: S608
    return ApprovalRequest.objects.select_for_update().get(id=request_id)


def advance(ctx: Ctx, asked: ApprovalRequest, by: int | None) -> None:
    """On from where the request stands to the next step that people must decide, or to the end. `by` is whose decision
    led here, None where it was a rule's."""
    holds = facts.holds_for(ctx, asked.kind, asked.facts)
    try:
        for stop in walk.upcoming(flow_of(asked), asked.node, holds):
            match stop:
                case Copy():
                    copy(ctx, asked, stop)
                case End(outcome=outcome):
                    finish(ctx, asked, outcome, by)
                    return
                case Decision():
                    if enter(ctx, asked, stop):
                        return
    except walk.NoWay as gap:
        text = _("The approval flow has no way for this; ask an administrator to complete it.")
        raise Conflict(text, code="no_way", extra={"branch": gap.branch}) from None
    finish(ctx, asked, APPROVED, by)


def enter(ctx: Ctx, asked: ApprovalRequest, node: Decision) -> bool:
    """Begin a step. False where nobody has to decide it: the request goes on."""
    if asked.step >= MAX_STEPS:
        raise Conflict(_("A request has at most %(limit)d steps.") % {"limit": MAX_STEPS}, code="too_many_steps")
    asked.step, asked.node = asked.step + 1, node.key
    asked.save(update_fields=["step", "node"])
    asker, chosen = facts.asker_of(asked.facts), asked.chosen.get(node.key, ())
    users = whom.approvers(node, asker, asked.facts.get("values") or {}, chosen)
    if not users and node.empty == "people":
        users = [
            user for user in whom.active(node.empty_people) if user != asked.asked_by_id or node.self_rule == "allow"
        ]
    if not users and node.empty == "pass":
        trail.leave(ctx, asked, "passed")
        return False
    spoken = _spoken(asked, flow_of(asked).repeat)
    rows = [_task(asked, node, at, user, "skipped" if user in spoken else "waiting") for at, user in enumerate(users)]
    if not rows:
        refuse_deserted(asked.asked_by_id)
        rows = [
            ApprovalTask(
                request=asked, step=asked.step, node=node.key, permission=ADMINISTRATORS, hidden=list(node.hide)
            )
        ]
    if settle(ctx, asked, node, ApprovalTask.objects.bulk_create(rows)) == tally.APPROVED:
        trail.leave(ctx, asked, "passed", people=users)
        return False
    return True


def refuse_deserted(starter: int | None) -> None:
    """Raises `Conflict` (`nobody_decides`) where a request would wait for administrators and there is none but the
    starter, who does not decide on the own request."""
    if not set(hooks.holders("", ADMINISTRATORS)) - {starter}:
        text = _("Nobody is found who could approve this; ask an administrator to complete the approval flow.")
        raise Conflict(text, code="nobody_decides")


def begin(ctx: Ctx, asked: ApprovalRequest, rows: Sequence[Mapping[str, Any]]) -> None:
    """The one step of a request without a flow: the people, role and permission that it was sent to."""
    asked.step, asked.node = 1, ONE_STEP.nodes[0].key
    asked.save(update_fields=["step", "node"])
    new = [ApprovalTask(request=asked, step=1, node=asked.node, position=at, **row) for at, row in enumerate(rows)]
    ApprovalTask.objects.bulk_create(new)
    settle(ctx, asked, decision(ONE_STEP, asked.node))


def settle(ctx: Ctx, asked: ApprovalRequest, node: Decision, new: Sequence[ApprovalTask] | None = None) -> str:
    """Bring the tasks of the present step in line with what was decided; how the step stands. `new` are its tasks where
    it begins."""
    found_rows = ApprovalTask.objects.filter(request=asked, step=asked.step).order_by("id") if new is None else new
    rows = {task.id: task for task in found_rows}
    found = judge(node, list(rows.values()))
    if found.cancel:
        ApprovalTask.objects.filter(id__in=found.cancel).update(state="cancelled")
    if found.ask:
        tasks.ask(ctx, asked, [rows[id_] for id_ in found.ask], node.timeout)
    return found.outcome


def judge(node: Decision, rows: Sequence[ApprovalTask]) -> Verdict:
    """How the tasks of a step add up by the rule of its node."""
    marks = [Mark(task.id, task.state, task.position, task.parent_id, task.place) for task in rows]
    return tally.verdict("turn" if whom.is_in_turn(node) else node.mode, node.share, marks)


def after_decision(ctx: Ctx, asked: ApprovalRequest, node: Decision, comment: str, by: int | None) -> None:
    """What a decision leads to: more to decide in this step, the next step, or the end."""
    asked.comment = comment
    outcome = settle(ctx, asked, node)
    if outcome == tally.APPROVED:
        advance(ctx, asked, by)
    elif outcome == tally.REJECTED:
        finish(ctx, asked, REJECTED, by)


def finish(ctx: Ctx, asked: ApprovalRequest, state: str, by: int | None) -> None:
    """The end of a request: nothing is open any more, what follows is done, the starter learns of it."""
    if asked.state != PENDING:
        raise Conflict(_("This request was already decided."), code="already_decided")
    asked.state, asked.decided_by_id, asked.decided_at = state, by, ctx.clock.now()
    asked.save(update_fields=["state", "decided_by", "decided_at", "comment", "facts"])
    ApprovalTask.objects.filter(request=asked, state__in=OPEN).update(state="cancelled")
    kind = kinds.get(asked.kind)
    follow = {APPROVED: kind.on_approved, REJECTED: kind.on_rejected}.get(state, kind.on_undone)
    if follow is not None:
        try:
            follow(ctx, asked)
        except Invalid as error:
            raise _outdated(ctx, asked, error) from None
    title = {
        APPROVED: _("Approved: %(title)s"),
        REJECTED: _("Rejected: %(title)s"),
        "returned": _("Sent back to you: %(title)s"),
    }.get(state)
    if title is not None and asked.asked_by_id is not None:
        tasks.tell(ctx, asked, [asked.asked_by_id], title, asked.comment)


def _outdated(ctx: Ctx, asked: ApprovalRequest, error: Invalid) -> Invalid:
    """What was asked for no longer passes the rules, as a quote whose validity ended meanwhile: whoever decides is told
    which field it is about, because it is not in front of them, and what they can do. Where the step hides something,
    only what is wrong with a field that it shows."""
    specs, where = facts.fields_of(ctx, asked.kind), _("“%(field)s”: %(why)s")
    node = find(flow_of(asked), asked.node)
    hidden = node.hide if isinstance(node, Decision) else ()
    is_plain = error.code == Invalid.code and any(one.path in specs for one in error.errors)
    if not is_plain and not hidden:
        return error  # It says for itself what is wrong, as where the customer's credit refuses.
    shown = (
        error.errors if not hidden else [one for one in error.errors if one.path in specs and one.path not in hidden]
    )
    told = [
        FieldError(one.path, one.code, where % {"field": specs[one.path].label, "why": one.message}, one.params)
        if one.path in specs
        else one
        for one in (shown if is_plain else ())
    ]
    text = _("As it stands now this can no longer be done: send it back to be corrected, or reject it.")
    return Invalid(text, code="no_longer_valid", errors=told, extra={} if hidden else error.extra, leaves=error.leaves)


def copy(ctx: Ctx, asked: ApprovalRequest, node: Copy) -> None:
    """Tell people who do not decide. Whoever was told already is not told again."""
    asker = facts.asker_of(asked.facts)
    users = whom.people(node.who, asker, asked.facts.get("values") or {}, asked.chosen.get(node.key, ()))
    copy_to(ctx, asked, users, node.key)


def copy_to(ctx: Ctx, asked: ApprovalRequest, users: Sequence[int], node: str) -> None:
    known = set(ApprovalCopy.objects.filter(request=asked, user__in=users).values_list("user_id", flat=True))
    new = [user for user in users if user not in known]
    if not new:
        return
    at = ctx.clock.now()
    ApprovalCopy.objects.bulk_create(ApprovalCopy(request=asked, user_id=user, node=node, at=at) for user in new)
    trail.leave(ctx, asked, "copied", people=new, node=node)
    tasks.tell(ctx, asked, new, _("For your information: %(title)s"))


def _task(asked: ApprovalRequest, node: Decision, at: int, user: int, state: str) -> ApprovalTask:
    hidden = list(node.hide)
    return ApprovalTask(
        request=asked, step=asked.step, node=node.key, position=at, user_id=user, state=state, hidden=hidden
    )


def _spoken(asked: ApprovalRequest, rule: str) -> set[int]:
    """Who need not be asked again, because they approved before in this run."""
    if rule == "ask" or asked.step == 1:
        return set()
    earlier = Q(step__gte=asked.fresh_from, step__lt=asked.step)
    if rule == "adjacent":
        earlier &= Q(step=asked.step - 1)
    # What a term that ran out approved, nobody has looked at. A person who was passed over has spoken before.
    spoke = Q(state="approved", decided_by__isnull=False)
    if rule == "adjacent":
        spoke |= Q(state="skipped")
    rows = ApprovalTask.objects.filter(earlier, spoke, request=asked, user__isnull=False)
    return set(rows.values_list("user_id", flat=True))
