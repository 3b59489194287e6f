"""Sentences that a person often writes when deciding (常用语). Everybody begins with the same few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid

from .models import ApprovalPhrases

MAX_PHRASES = 20
MAX_LENGTH = 100
COMMON = (_("Agreed."), _("Please go ahead."), _("Please complete the documents."), _("The terms are not acceptable."))


def mine(ctx: Ctx) -> list[str]:
    """The actor's sentences, in the actor's order."""
    row = ApprovalPhrases.objects.filter(user=ctx.actor.id).first() if ctx.actor.id is not None else None
    return [str(text) for text in COMMON] if row is None else list(row.texts)


def keep(ctx: Ctx, texts: Sequence[Any]) -> list[str]:
    """Replace them. Raises `Invalid` (paths `texts.0` …)."""
    if ctx.actor.id is None:
        raise Forbidden()
    if len(texts) > MAX_PHRASES:
        text = _("At most %(limit)d are possible here.") % {"limit": MAX_PHRASES}
        raise Invalid(text, errors=[FieldError("texts", "too_many", text, {"limit": MAX_PHRASES})])
    text = _("A text of at most %(limit)d characters.") % {"limit": MAX_LENGTH}
    errors = [
        FieldError(f"texts.{at}", "bad_text", text, {"limit": MAX_LENGTH})
        for at, one in enumerate(texts)
        if not isinstance(one, str) or not one.strip() or len(one) > MAX_LENGTH
    ]
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    kept = list(dict.fromkeys(str(one).strip() for one in texts))
    ApprovalPhrases.objects.update_or_create(user_id=ctx.actor.id, defaults={"texts": kept})
    return kept
