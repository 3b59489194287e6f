"""Repeated calls: the same `Idempotency-Key` has one effect and always the same answer (F5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, FieldError, Invalid
from kezhou.platform.base.sql import fetch_one

from .models import KeptAnswer

MAX_KEY = 100
KEPT_DAYS = 2
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7))"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


def once(ctx: Ctx, key: str | None, call: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """Run `work` at most once per key of this person. The answer is kept in the transaction of its effect.

    Raises `Conflict` (409) while the first call is still running, `Invalid` (422) where the key came with another body.
    A call that failed keeps nothing and may be tried again.
    """
    if key is None or ctx.actor.id is None:
        with transaction.atomic():
            return work()
    if not 1 <= len(key) <= MAX_KEY:
        raise BadRequest(_("Idempotency-Key must have 1 to %(limit)d characters.") % {"limit": MAX_KEY}, code="bad_key")
    digest = hashlib.sha256(call.encode() + b"\0" + body).digest()
    with transaction.atomic():
        got = fetch_one(_LOCK, (f"{ctx.actor.id}:{key}",))
        if not (got and got[0]):
            raise Conflict(
                _("The same request is being carried out right now."), code="in_progress", headers={"Retry-After": "1"}
            )
        kept = KeptAnswer.objects.filter(user_id=ctx.actor.id, key=key).first()
        if kept is not None:
            if bytes(kept.body_digest) != digest:
                error = FieldError("Idempotency-Key", "key_reused", _("This key was used for another request."))
                raise Invalid(_("This key was used for another request."), code="key_reused", errors=[error])
            return Answer(kept.status, bytes(kept.body), kept.headers)
        answer = work()
        KeptAnswer.objects.create(
            user_id=ctx.actor.id,
            key=key,
            call=call[:200],
            body_digest=digest,
            status=answer.status,
            body=answer.body,
            headers=dict(answer.headers),
            at=ctx.clock.now(),
        )
        return answer
