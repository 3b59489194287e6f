"""An owner asks that a record is not recycled yet; an administrator of the pool decides (延期申请)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.pools import due, holds, members
from kezhou.platform.query.titles import title_expression
from kezhou.platform.records.draft import Draft

from . import engine, kinds, tasks, trail
from .models import PENDING, WITHDRAWN, ApprovalRequest
from .request import MAX_CANDIDATES, request

KIND = "pool_extension"
FORESEEN = timedelta(days=366)


@kinds.approval_kind(KIND, _("Extension before recycling"))
def _extend(ctx: Ctx, asked: ApprovalRequest) -> None:
    entity = registry.entity(ctx, asked.entity)
    assert asked.record_id is not None  # noqa: S101 — `ask` names both
    assert asked.asked_by_id is not None  # noqa: S101
    until = date.fromisoformat(asked.payload["until"])
    if until < company_today(ctx.clock):
        raise Conflict(_("The day that was asked for has passed."), code="too_late")
    holds.grant(ctx, entity, asked.record_id, asked.asked_by_id, until, asked.payload["reason"])


def lapse(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> None:
    """Records changed hands: what their owners of before asked for is over, and they are told. Registered with
    `ledger.moved`; the records are held by whoever moves them."""
    rows = ApprovalRequest.objects.filter(kind=KIND, entity=entity.key, record_id__in=list(ids), state=PENDING)
    for asked in rows.order_by("id").select_for_update():
        trail.leave(ctx, asked, "lapsed")
        engine.finish(ctx, asked, WITHDRAWN, None)
        told = {asked.asked_by_id} | {task.user_id for task in asked.tasks.all()}
        people = [person for person in told if person is not None and person != ctx.actor.id]
        tasks.tell(ctx, asked, people, _("Ended without a decision, for it changed hands: %(title)s"))


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """The same for an owner that was changed by hand. Registered with `records.hooks.saved`."""
    if not entity.pooled:
        return
    moved = [
        draft.id
        for draft in drafts
        if draft.id is not None and draft.before is not None and draft.values.get("owner") != draft.before.get("owner")
    ]
    if moved:
        lapse(ctx, entity, moved)


def ask(ctx: Ctx, entity: CompiledEntity, record_id: int, until: date, reason: str) -> ApprovalRequest:
    """Ask to keep a record of one's own up to and including the day, while a rule is about to take it.

    Those who administer the rule's pool decide, where it has none the asker's superior. Raises `NotFound`, `Forbidden`
    for records of others, `Conflict` (`not_due`, `already_asked`, `nobody_decides`), `Invalid` (paths `until`,
    `reason`).
    """
    title = _own(ctx, entity, record_id)
    holds.checked(ctx, until, reason)
    falls = due.due_of(ctx, entity, [record_id], company_today(ctx.clock) + FORESEEN).get(record_id)
    if falls is None:
        raise Conflict(_("No rule is about to recycle this."), code="not_due")
    if until < falls.on:
        text = _("It stays with you until %(day)s anyway; ask for a later day.") % {"day": falls.on - timedelta(days=1)}
        raise Invalid(text, errors=[FieldError("until", "too_early", text)])
    waiting = ApprovalRequest.objects.filter(kind=KIND, entity=entity.key, record_id=record_id, state="pending")
    if waiting.exists():
        raise Conflict(_("An extension was asked for already; it waits for a decision."), code="already_asked")
    deciders = _deciders(ctx, falls.pool)
    if not deciders:
        raise Conflict(_("This pool has no administrator who could decide."), code="nobody_decides")
    words = {"record": title, "until": until.isoformat(), "pool": falls.pool_name}
    sentence = _("Keep “%(record)s” from the pool “%(pool)s” until %(until)s") % words
    payload = {"until": until.isoformat(), "reason": reason.strip(), "rule": falls.rule}
    return request(ctx, KIND, sentence, users=deciders, entity=entity.key, record_id=record_id, payload=payload)


def pending(ctx: Ctx, entity: CompiledEntity, record_id: int) -> ApprovalRequest | None:
    """The actor's own request about this record that waits for a decision."""
    rows = ApprovalRequest.objects.filter(kind=KIND, entity=entity.key, record_id=record_id, state="pending")
    return rows.filter(asked_by=ctx.actor.id).order_by("-id").first() if ctx.actor.id else None


def _own(ctx: Ctx, entity: CompiledEntity, record_id: int) -> str:
    seen = right(ctx, entity, "view")
    row = fetch_one(
        f"SELECT t.owner_id, {title_expression(entity)} FROM {entity.table} t "  # noqa: S608
        f"WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text}",
        (record_id, *seen.params),
    )
    if row is None:
        raise NotFound()
    if row[0] is None or row[0] != ctx.actor.id:
        raise Forbidden(_("Only the owner asks for an extension."), code="not_owner")
    return str(row[1])


def _deciders(ctx: Ctx, pool_id: int) -> list[int]:
    found = [user for user in members.administrators(pool_id, MAX_CANDIDATES) if user != ctx.actor.id]
    if found or ctx.actor.id is None:
        return found
    superior = User.objects.filter(id=ctx.actor.id).values_list("superior_id", flat=True).first()
    return [] if superior is None else [superior]
