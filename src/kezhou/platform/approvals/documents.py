"""Entities whose records are approved: submitted, locked while their flow runs, read-only once approved.

The kind of a document's requests is the key of its entity. An act that waits for an approval (`Action.approval`) is a
kind of its own; what was sent is kept and done when it is approved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from kezhou.platform import audit, events
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import Action
from kezhou.platform.records import acts, write
from kezhou.platform.records.draft import Draft, json_values

from . import decide, demands, facts, kinds, lines, preview, request, whom
from .edits import engine_ctx
from .engine import ADMINISTRATORS, refuse_deserted
from .frozen import plain
from .models import ApprovalRequest, ApprovalVersion

STATES = (
    ("draft", pgettext_lazy("approval", "Draft"), "gray"),
    ("pending", pgettext_lazy("approval", "In approval"), "blue"),
    ("approved", pgettext_lazy("approval", "Approved"), "green"),
    ("rejected", pgettext_lazy("approval", "Rejected"), "red"),
    ("cancelled", pgettext_lazy("approval", "Void"), "gray"),
)
"""The choices of a document's approval field, for its definition."""

SUBMITTED_FROM = ("draft", "rejected")
MAX_REASON = 200

Approved = Callable[[Ctx, int], None]
_followers: dict[str, list[Approved]] = {}


def on_approved(entity: str, follow: Approved) -> None:
    """`follow(ctx, record_id)` runs when a document of the entity is approved, in the same transaction: when it fails,
    nothing was approved. Register at start-up."""
    found = _followers.setdefault(entity, [])
    if follow not in found:
        found.append(follow)


# -- what the definitions say ----------------------------------------------------------------------------------------


def derived(entity: CompiledEntity) -> Sequence[Action]:
    """The verbs of an approved document, and the kinds of its approvals. Called when an entity is registered."""
    for action in entity.definition.actions:
        if action.approval:
            _register_act(entity, action)
    declared = entity.definition.approval
    if declared is None:
        return ()
    field = declared.field
    if kinds.find(entity.key) is None:
        kinds.approval_kind(
            entity.key,
            entity.label,
            on_rejected=partial(_set, "rejected", "rejected"),
            on_undone=partial(_set, "draft", "approval_withdrawn"),
            entity=entity.key,
        )(_approved)
    return (
        Action(
            "submit",
            _("Submit for approval"),
            partial(_submit, entity.key, field),
            "submitted",
            icon="send",
            lead=True,
            right="update",
            offered={"field": field, "op": "in", "value": list(SUBMITTED_FROM)},
            extra={"approvers": "tags"},
            after=partial(_submitted, entity.key, field),
        ),
        Action(
            "withdraw_approval",
            _("Take back from approval"),
            partial(_check_withdrawal, entity.key),
            "approval_taken_back",
            icon="undo",
            right="update",
            offered={"field": field, "op": "eq", "value": "pending"},
            while_locked=True,
            after=partial(_withdraw, entity.key),
        ),
        Action(
            "void",
            _("Void"),
            partial(_void, field, _voidable(entity)),
            "voided",
            icon="stop",
            danger=True,
            confirm=_("A voided document stays in the list and cannot be used any more."),
            right="delete",
            offered={"field": field, "op": "in", "value": list(_voidable(entity))},
            extra={"reason": "text"},
            after=partial(_voided, entity.key),
        ),
    )


def _register_act(entity: CompiledEntity, action: Action) -> None:
    if kinds.find(action.approval) is None:
        kinds.approval_kind(action.approval, action.label, entity=entity.key)(_do_act)


# -- submit, take back, void -----------------------------------------------------------------------------------------


def _submit(key: str, field: str, ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    if (values.get(field) or "draft") not in SUBMITTED_FROM:
        raise Conflict(_("Only a draft can be submitted, or what was rejected."), code="not_draft")
    free = request.version_for(key) is None and not demands.is_demanded(ctx, key, values)
    return {field: "approved" if free else "pending"}


def _submitted(key: str, field: str, ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    record_id, entity = values["id"], registry.entity(ctx, key)
    if values[field] != "pending":
        # Nobody drew a flow: whoever may change the document approves it by submitting it.
        audit.write(ctx, [audit.Entry(key, record_id, "approved", meta={"flow": None})])
        events.emit(ctx, [events.NewEvent(f"{key}.approved", key, record_id)])
        _follow(ctx, key, record_id)
        return
    version, title = request.version_for(key), _title(entity, values)
    if version is None:
        if not demands.is_demanded(ctx, key, values):
            raise Conflict(_("The flow was switched off meanwhile; submit it again."), code="flow_changed")
        above = demands.superiors(ctx)
        if not above:
            refuse_deserted(ctx.actor.id)
        request.request(
            ctx, key, title, users=above, permission="" if above else ADMINISTRATORS, entity=key, record_id=record_id
        )
        return
    rows = lines.rows_of(ctx, entity, record_id)
    frozen = facts.of_record(ctx, entity, record_id, rows)
    named = chosen(ctx, key, version, frozen, given.get("approvers") or ())
    request.run(ctx, key, title, version, frozen, entity=key, record_id=record_id, chosen=named, lines=rows)


def _title(entity: CompiledEntity, values: Mapping[str, Any]) -> str:
    name = values.get(entity.title) if entity.title in entity.fields else None
    return f"{entity.label} {name or '#' + str(values['id'])}"


def chosen(
    ctx: Ctx, kind: str, version: ApprovalVersion, values: Mapping[str, Any], sent: Sequence[str]
) -> dict[str, list[int]]:
    """The people whom the starter names, sent as `node:person`. Raises `Invalid` (path `approvers`) for a node on the
    way that needs somebody, and for people who cannot decide."""
    found: dict[str, list[int]] = {}
    for word in sent:
        node, _sep, person = word.partition(":")
        if person.isascii() and person.isdigit() and len(person) < 19:
            found.setdefault(node, []).append(int(person))
    for step in preview.choosing(ctx, kind, version, {"values": dict(values), "asker": facts.of_person(ctx.actor.id)}):
        allowed = [user for user in whom.active(found.get(step.key, ())) if user != ctx.actor.id]
        if not allowed or len(allowed) < len(found[step.key]):
            text = _("Name who decides in the step “%(step)s”.") % {"step": step.name}
            raise Invalid(text, errors=[FieldError("approvers", "choose", text, {"node": step.key})])
    return found


def _check_withdrawal(key: str, ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = request.running(key, values["id"], key)
    if asked is None:
        raise Conflict(_("No approval is running."), code="not_pending")
    if asked.asked_by_id != ctx.actor.id:
        raise Forbidden(_("Only who submitted it takes it back."), code="not_asker")
    return {}


def _withdraw(key: str, ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    asked = request.running(key, values["id"], key)
    if asked is not None:
        decide.withdraw(ctx, asked.id)


def _voidable(entity: CompiledEntity) -> Sequence[str]:
    """The states in which a document is voided: a numbered draft too, whose number would be a gap if it went."""
    return ("approved",) if entity.definition.number is None else (*SUBMITTED_FROM, "approved")


def _void(
    field: str, states: Sequence[str], ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]
) -> Mapping[str, Any]:
    if (values.get(field) or "draft") not in states:
        raise Conflict(_("Only an approved document is voided."), code="not_approved")
    reason = given.get("reason")
    if not reason or len(reason) > MAX_REASON:
        text = _("Say why, in at most %(limit)d characters.") % {"limit": MAX_REASON}
        raise Invalid(text, errors=[FieldError("reason", "required", text, {"limit": MAX_REASON})])
    return {field: "cancelled"}


def _voided(key: str, ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    audit.write(ctx, [audit.Entry(key, values["id"], "voided", meta={"reason": given["reason"]})])


# -- what follows a decision -----------------------------------------------------------------------------------------


def _approved(ctx: Ctx, asked: ApprovalRequest) -> None:
    _set("approved", "approved", ctx, asked)
    if asked.record_id is not None:
        _follow(ctx, asked.entity, asked.record_id)


def _follow(ctx: Ctx, entity: str, record_id: int) -> None:
    for follow in _followers.get(entity, ()):
        follow(engine_ctx(ctx), record_id)


def _set(state: str, event: str, ctx: Ctx, asked: ApprovalRequest) -> None:
    entity = registry.entity(ctx, asked.entity)
    declared = entity.definition.approval
    if declared is None or asked.record_id is None:
        raise LookupError(f"request {asked.id} is not about a document")
    action = {"approved": "approved", "rejected": "rejected"}.get(state, "withdrawn")
    options = write.Options(
        internal=True,
        moves_free=True,
        unlocked=True,
        always=True,
        action=action,
        event=event,
        meta={"approval": asked.id},
    )
    write.update(engine_ctx(ctx), entity, asked.record_id, {declared.field: state}, options=options)


# -- acts that wait --------------------------------------------------------------------------------------------------


def defer(
    ctx: Ctx, entity: CompiledEntity, action: Action, draft: Draft, data: Mapping[str, Any], outcome: Mapping[str, Any]
) -> int | None:
    """Keep what was sent and ask for the approval of an act; None where no flow is published for it."""
    version = request.version_for(action.approval)
    if version is None or draft.id is None:
        return None
    known = {name: value for name, value in outcome.items() if name in entity.fields}
    becomes = plain(json_values(entity, known))
    rows = lines.rows_of(ctx, entity, draft.id)
    frozen = facts.of_record(ctx, entity, draft.id, rows) | becomes
    title = f"{action.label}: {_title(entity, {**draft.values, 'id': draft.id})}"
    payload = {"action": action.key, "input": plain(data), "becomes": becomes}
    asked = request.run(
        ctx,
        action.approval,
        title,
        version,
        frozen,
        entity=entity.key,
        record_id=draft.id,
        payload=payload,
        lines=rows,
    )
    return asked.id


def _do_act(ctx: Ctx, asked: ApprovalRequest) -> None:
    entity = registry.entity(ctx, asked.entity)
    assert asked.record_id is not None  # noqa: S101 — `defer` always names the record
    acts.act(engine_ctx(ctx), entity, asked.record_id, asked.payload["action"], asked.payload["input"], approved=True)
