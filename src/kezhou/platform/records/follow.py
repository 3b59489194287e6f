"""Following records (关注)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, Invalid
from kezhou.platform.base.turns import take_turns
from kezhou.platform.query.models import Follow

from . import subjects

MAX_FOLLOWED = 1_000


def _person(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden(_("Only a person follows records."))
    return ctx.actor.id


def follow(ctx: Ctx, entity_key: str, record_id: int) -> None:
    """Follow a record that one may see; twice is once. Raises `NotFound`, or `Invalid` past the limit."""
    subjects.check(ctx, entity_key, record_id)
    person = _person(ctx)
    with transaction.atomic():
        take_turns("follow", person)
        others = Follow.objects.filter(user_id=person, entity=entity_key).exclude(record_id=record_id)
        if others.count() >= MAX_FOLLOWED:
            raise Invalid(
                _("At most %(limit)d records can be followed.") % {"limit": MAX_FOLLOWED}, code="too_many_followed"
            )
        Follow.objects.get_or_create(
            user_id=person, entity=entity_key, record_id=record_id, defaults={"at": ctx.clock.now()}
        )


def unfollow(ctx: Ctx, entity_key: str, record_id: int) -> None:
    Follow.objects.filter(user_id=_person(ctx), entity=entity_key, record_id=record_id).delete()


def is_followed(ctx: Ctx, entity_key: str, record_id: int) -> bool:
    return Follow.objects.filter(user_id=_person(ctx), entity=entity_key, record_id=record_id).exists()
