"""Flows as administrators keep them: a draft to work on, published versions that requests run by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound, Stale
from kezhou.platform import audit

from . import check, flow_parse, kinds
from .findings import Finding
from .models import ApprovalFlow, ApprovalRequest, ApprovalVersion

MAX_NOTE = 200
MAX_VERSIONS = 100
"""Versions that a list shows, the newest first."""
EMPTY: Mapping[str, Any] = {"nodes": []}


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be approved, with its flow where somebody drew one."""

    key: str
    label: Any
    entity: str
    flow: ApprovalFlow | None
    waiting: int
    """Requests that wait for a decision."""


def subjects() -> list[Subject]:
    """Everything that can be approved: documents first, then acts, then what else people ask for."""
    flows = {flow.subject: flow for flow in ApprovalFlow.objects.select_related("published", "updated_by")}
    waiting: dict[str, int] = {}
    for kind in ApprovalRequest.objects.filter(state="pending").values_list("kind", flat=True)[:10_000]:
        waiting[kind] = waiting.get(kind, 0) + 1
    found = [
        Subject(kind.key, kind.label, kind.entity, flows.get(kind.key), waiting.get(kind.key, 0))
        for kind in kinds.every().values()
    ]
    return sorted(found, key=lambda one: (one.entity != one.key, not one.entity, str(one.label)))


def get(subject: str) -> ApprovalFlow:
    """The flow of a subject; an unsaved empty one where nobody drew it. Raises `NotFound` for an unknown subject."""
    if kinds.find(subject) is None:
        raise NotFound(code="no_such_subject")
    flow = ApprovalFlow.objects.filter(subject=subject).select_related("published").first()
    return flow or ApprovalFlow(subject=subject, draft=dict(EMPTY), version=0)


def save(ctx: Ctx, subject: str, definition: Any, version: int) -> ApprovalFlow:
    """Keep a draft, finished or not. Raises `Invalid` for a shape that cannot be read, `Stale`."""
    get(subject)
    flow_parse.parse(definition)
    with transaction.atomic():
        now = ctx.clock.now()
        if version == 0:
            flow, made = ApprovalFlow.objects.get_or_create(
                subject=subject, defaults={"draft": definition, "updated_at": now, "updated_by_id": ctx.actor.id}
            )
            if not made:
                raise _stale(flow)
            return flow
        changed = ApprovalFlow.objects.filter(subject=subject, version=version).update(
            draft=definition, version=F("version") + 1, updated_at=now, updated_by_id=ctx.actor.id
        )
        flow = get(subject)
        if not changed:
            raise _stale(flow)
        return flow


def _stale(flow: ApprovalFlow) -> Stale:
    text = _("Somebody else saved this flow first.")
    return Stale(text, extra={"version": flow.version, "current": {"draft": flow.draft}})


def findings(ctx: Ctx, subject: str, definition: Any) -> list[Finding]:
    """What the checker says about a definition. Raises `Invalid` where it cannot be read."""
    get(subject)
    return check.check(ctx, subject, flow_parse.parse(definition))


def publish(ctx: Ctx, subject: str, version: int, note: str = "") -> ApprovalFlow:
    """Freeze the draft as the version by which new requests run. Raises `Invalid` (`flow_refused`) with what the
    checker refuses, `Stale`, `Conflict` for a draft that is published already."""
    if len(note) > MAX_NOTE:
        text = _("At most %(limit)s characters.") % {"limit": MAX_NOTE}
        raise Invalid(text, errors=[FieldError("note", "too_long", text, {"limit": MAX_NOTE})])
    get(subject)
    with transaction.atomic():
        flow = ApprovalFlow.objects.select_for_update().filter(subject=subject).first()
        if flow is None:
            raise Conflict(_("There is no draft to publish."), code="no_draft")
        if flow.version != version:
            raise _stale(flow)
        wrong = check.errors(findings(ctx, subject, flow.draft))
        if wrong:
            errors = [FieldError(one.node or "nodes", one.code, one.message, one.params) for one in wrong]
            raise Invalid(_("The flow cannot be published like this."), code="flow_refused", errors=errors)
        last = ApprovalVersion.objects.filter(subject=subject).order_by("-number").first()
        if last is not None and flow.published_id == last.id and last.definition == flow.draft and flow.is_active:
            raise Conflict(_("This draft is published already."), code="nothing_new")
        number = 1 if last is None else last.number + 1
        flow.published = ApprovalVersion.objects.create(
            subject=subject,
            number=number,
            definition=flow.draft,
            note=note.strip(),
            published_at=ctx.clock.now(),
            published_by_id=ctx.actor.id,
        )
        _written(ctx, flow, is_active=True)
        meta = {"subject": subject, "number": number}
        audit.write(ctx, [audit.Entry("approval_flow", flow.id, "flow_published", meta=meta)])
    return flow


def switch(ctx: Ctx, subject: str, version: int, *, active: bool) -> ApprovalFlow:
    """Switch a published flow off or on; requests that run by it go on. Raises `Conflict`, `Stale`."""
    get(subject)
    with transaction.atomic():
        flow = ApprovalFlow.objects.select_for_update().filter(subject=subject).first()
        if flow is None or flow.published_id is None:
            raise Conflict(_("There is no published flow."), code="not_published")
        if flow.version != version:
            raise _stale(flow)
        if flow.is_active != active:
            _written(ctx, flow, is_active=active)
            meta = {"subject": subject, "active": active}
            audit.write(ctx, [audit.Entry("approval_flow", flow.id, "flow_switched", meta=meta)])
    return flow


def _written(ctx: Ctx, flow: ApprovalFlow, *, is_active: bool) -> None:
    flow.is_active, flow.version = is_active, flow.version + 1
    flow.updated_at, flow.updated_by_id = ctx.clock.now(), ctx.actor.id
    flow.save(update_fields=["published", "is_active", "version", "updated_at", "updated_by"])


def versions(subject: str) -> Sequence[ApprovalVersion]:
    get(subject)
    rows = ApprovalVersion.objects.filter(subject=subject).select_related("published_by")
    return list(rows.order_by("-number")[:MAX_VERSIONS])


def put(ctx: Ctx, subject: str, definition: Mapping[str, Any], note: str = "") -> ApprovalFlow:
    """Save and publish in one step: how code brings a flow along. What stands already is left as it is."""
    flow = get(subject)
    if flow.published_id is not None:
        return flow
    saved = save(ctx, subject, dict(definition), flow.version)
    return publish(ctx, subject, saved.version, note)
