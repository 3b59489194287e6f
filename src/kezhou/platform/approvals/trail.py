"""What a request leaves behind with each act: its own log, which people read, and the sealed audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit
from kezhou.platform.audit import actions

from .models import ApprovalLog, ApprovalRequest

for _key, _label in (
    ("approval_passed", _("passed a step by rule")),
    ("transferred", _("handed the approval on")),
    ("approver_added", _("asked a further approver")),
    ("returned", _("sent back")),
    ("urged", _("urged the approvers")),
    ("approval_timeout", _("let a term run out")),
    ("flow_published", _("published an approval flow")),
    ("flow_switched", _("switched an approval flow on or off")),
    ("deputy_changed", _("changed who decides in an absence")),
    ("voided", _("voided")),
    ("submitted", _("submitted for approval")),
):
    actions.register(_key, _label)

WORDS = {
    "asked": _("asked"),
    "approved": _("approved"),
    "rejected": _("rejected"),
    "passed": _("passed by rule"),
    "transferred": _("handed on"),
    "added_before": _("asked somebody first"),
    "added_after": _("asked somebody else afterwards"),
    "asked_again": _("changed it and asked again"),
    "handed_over": _("handed over with the work of a colleague"),
    "returned": _("sent back"),
    "returned_to_starter": _("sent back to the starter"),
    "withdrawn": _("withdrew the request"),
    "lapsed": _("ended without a decision: it changed hands"),
    "urged": _("urged"),
    "copied": _("told"),
    "timeout_reminded": _("term over: reminded"),
    "timeout_impossible": _("term over: what the flow says could not be done"),
    "timeout_passed": _("term over: passed by rule"),
    "timeout_rejected": _("term over: rejected by rule"),
    "timeout_transferred": _("term over: handed on by rule"),
    "left": _("approver has left: handed to the administrators"),
    "done": _("carried out"),
}
"""What the log calls each act."""

AUDITED = {
    "asked": "approval_requested",
    "approved": "approved",
    "rejected": "rejected",
    "passed": "approval_passed",
    "transferred": "transferred",
    "added_before": "approver_added",
    "added_after": "approver_added",
    "handed_over": "transferred",
    "returned": "returned",
    "returned_to_starter": "returned",
    "withdrawn": "withdrawn",
    "lapsed": "withdrawn",
    "urged": "urged",
    "timeout_reminded": "approval_timeout",
    "timeout_impossible": "approval_timeout",
    "timeout_passed": "approval_timeout",
    "timeout_rejected": "approval_timeout",
    "timeout_transferred": "approval_timeout",
    "left": "approval_timeout",
}


def leave(
    ctx: Ctx,
    asked: ApprovalRequest,
    action: str,
    *,
    comment: str = "",
    people: Sequence[int] = (),
    for_user: int | None = None,
    changed: Sequence[str] = (),
    node: str | None = None,
) -> None:
    """One line in the log of a request; acts that matter to auditors also go into the audit."""
    leave_each(ctx, [asked], action, comment=comment, people=people, for_user=for_user, changed=changed, node=node)


def leave_each(
    ctx: Ctx,
    requests: Sequence[ApprovalRequest],
    action: str,
    *,
    comment: str = "",
    people: Sequence[int] = (),
    for_user: int | None = None,
    changed: Sequence[str] = (),
    node: str | None = None,
) -> None:
    """The same line in the log of each request, with as many statements as for one."""
    entries = []
    rows = []
    word = AUDITED.get(action)
    for asked in requests:
        place = asked.node if node is None else node
        rows.append(
            ApprovalLog(
                request=asked,
                at=ctx.clock.now(),
                actor_id=ctx.actor.id,
                action=action,
                node=place,
                step=asked.step,
                for_user_id=for_user,
                people=list(people),
                comment=comment,
                changed=list(changed),
            )
        )
        if word is not None:
            meta: dict[str, Any] = {"kind": asked.kind}
            meta |= {"node": place, "step": asked.step} if place else {}
            meta |= {"people": list(people)} if people else {}
            meta |= {"in_place_of": for_user} if for_user else {}
            meta |= {"changed": list(changed)} if changed else {}
            entries.append(audit.Entry("approval", asked.id, word, meta=meta))
    ApprovalLog.objects.bulk_create(rows)
    audit.write(ctx, entries)
