"""What can be done with work logs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.sdk.notify import notify


def review(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A superior rates and guides. Nobody does so with a log of their own; a draft is nobody's business."""
    if values.get("owner") == ctx.actor.id:
        raise Conflict(_("Nobody reviews a work log of their own."), code="own_journal")
    if values.get("state") != "submitted":
        raise Conflict(_("This work log has not been submitted yet."), code="not_submitted")
    if given.get("rating") is None and not given.get("review"):
        message = _("Give a rating or write a few words.")
        raise Invalid(message, errors=[FieldError("rating", "required", message)])
    return {**given, "reviewed_by": ctx.actor.id, "reviewed_on": company_today(ctx.clock).isoformat()}


def tell_author(ctx: Ctx, saved: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The author hears of it at once."""
    notify(
        ctx,
        [saved["owner"]],
        "journal_review",
        _("%(name)s reviewed your work log of %(day)s"),
        given.get("review") or "",
        params={"name": ctx.actor.name, "day": saved["on"].isoformat()},
        entity="journal",
        record_id=saved["id"],
    )
