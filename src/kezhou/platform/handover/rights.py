"""Who may hand over what: the right to assign every record concerned, and a word over the people."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import Sql

from .holdings import concerned
from .models import Handover

ORG = "org"


def administers(ctx: Ctx) -> bool:
    return ctx.grants.everything or ORG in ctx.grants.admin


def require_word_over(ctx: Ctx, people: Sequence[int]) -> None:
    """For everything of a person: administrators of the organisation, and those to whom the person reports."""
    if not administers(ctx) and not set(people) <= set(ctx.actor.reports):
        raise Forbidden(
            _("Everything of a person is handed over by their superiors or by who administers the organisation."),
            code="no_superior",
        )


def require_any(ctx: Ctx) -> int:
    """The person, who may hand over anything at all."""
    if ctx.actor.id is None or not any(may(ctx, entity, "assign") for entity in concerned(ctx).values()):
        raise Forbidden(code="no_right", extra={"action": "assign"})
    return ctx.actor.id


def mine(ctx: Ctx) -> Sql:
    """Over alias `h`: handovers that the actor started, or is told of: about people who report, all for
    administrators."""
    if administers(ctx):
        return Sql("TRUE")
    return Sql(
        "(h.created_by_id = %s OR (h.people <> '{}' AND h.people <@ %s::bigint[]))",
        (ctx.actor.id, list(ctx.actor.reports)),
    )


def find(ctx: Ctx, handover_id: int, *, to_change: bool = False) -> Handover:
    """Raises `NotFound`; `Forbidden` where somebody else started what shall be changed."""
    handover = Handover.objects.filter(id=handover_id).first()
    reports = set(ctx.actor.reports)
    seen = handover is not None and (
        administers(ctx)
        or handover.created_by_id == ctx.actor.id
        or (handover.people and set(handover.people) <= reports)
    )
    if handover is None or not seen or (handover.state == "draft" and handover.created_by_id != ctx.actor.id):
        raise NotFound()
    if to_change and handover.created_by_id != ctx.actor.id and not administers(ctx):
        raise Forbidden(_("Only who started it, or who administers the organisation, may do this."), code="not_yours")
    return handover
