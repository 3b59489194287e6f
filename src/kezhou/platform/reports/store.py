"""Reports and dashboards that people keep: who may use and who may change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from kezhou.platform import audit
from kezhou.platform.base.turns import take_turns
from kezhou.platform.query.expand import StoredCondition

from . import shares
from .models import Dashboard, Report

MAX_OWN = 200
"""Reports, and as many dashboards, of one person."""
MAX_LISTED = 500
PERMISSION = "settings"
"""Who has it may also change what others share, for people leave and their dashboards stay in use."""
K = TypeVar("K", Report, Dashboard)
Take = Callable[[Ctx, K, Mapping[str, Any]], None]


def find(ctx: Ctx, model: type[K], kept_id: int) -> K:
    """One that the actor may use. Raises `NotFound`."""
    usable = shares.usable(ctx, model.__name__.lower())
    found = model.objects.filter(usable, id=kept_id).select_related("owner").first()
    if found is None:
        raise NotFound()
    return found


def listed(ctx: Ctx, model: type[K]) -> list[K]:
    """Those that the actor may use, own ones first."""
    usable = shares.usable(ctx, model.__name__.lower())
    found = model.objects.filter(usable).select_related("owner").order_by("-updated_at", "-id")[:MAX_LISTED]
    return sorted(found, key=lambda one: (one.owner_id != ctx.actor.id, one.name))


def may_change(ctx: Ctx, kept: Report | Dashboard, shared: bool) -> bool:
    return kept.owner_id == ctx.actor.id or (shared and PERMISSION in ctx.grants.admin)


def create(ctx: Ctx, model: type[K], words: Sequence[str], data: Mapping[str, Any], take: Take[K]) -> K:
    """A new one of the actor's. Raises `Invalid`, `Conflict` for a name that is taken or too many."""
    me, now = shares.person(ctx), ctx.clock.now()
    kept = model(owner_id=me, created_at=now, updated_at=now)
    _name(kept, {"name": "", **data})
    take(ctx, kept, data)
    opened = shares.checked(data.get("shares") or [])
    with transaction.atomic():
        take_turns("reports", me)
        if model.objects.filter(owner_id=me, deleted_at__isnull=True).count() >= MAX_OWN:
            raise Conflict(_("At most %(limit)d can be kept.") % {"limit": MAX_OWN}, code="too_many")
        _save(kept)
        shares.replace(kept, opened)
        changes = {name: (None, getattr(kept, name)) for name in words}
        audit.write(ctx, [audit.Entry(model.__name__.lower(), kept.id, "create", changes, {"shares": opened})])
    return kept


def change(ctx: Ctx, model: type[K], words: Sequence[str], kept_id: int, data: Mapping[str, Any], take: Take[K]) -> K:
    """Other words, another definition or other shares. Raises `Forbidden` for somebody else's, `Stale` where it has
    changed since `version`."""
    with transaction.atomic():
        kept = _held(ctx, model, kept_id)
        if data.get("version") is not None and data["version"] != kept.version:
            raise Stale(extra={"current": {"version": kept.version}})
        before = {name: getattr(kept, name) for name in words}
        _name(kept, data)
        take(ctx, kept, data)
        changes = {n: (old, getattr(kept, n)) for n, old in before.items() if old != getattr(kept, n)}
        meta = {}
        if data.get("shares") is not None:
            meta["shares"] = shares.checked(data["shares"])
            shares.replace(kept, meta["shares"])
        if changes or meta:
            kept.version += 1
            kept.updated_at = ctx.clock.now()
            _save(kept)
            audit.write(ctx, [audit.Entry(model.__name__.lower(), kept.id, "update", changes, meta)])
    return kept


def delete(ctx: Ctx, model: type[K], kept_id: int) -> None:
    """Put one away; dashboards that show the report say so."""
    with transaction.atomic():
        kept = _held(ctx, model, kept_id)
        kept.deleted_at = ctx.clock.now()
        kept.save(update_fields=["deleted_at"])
        audit.write(ctx, [audit.Entry(model.__name__.lower(), kept.id, "delete", {"name": (kept.name, None)})])


def stored_conditions(entity: str) -> Iterator[StoredCondition]:
    """The filters of shared reports: who is affected when a segment that they name changes."""
    found = Report.objects.filter(entity=entity, deleted_at__isnull=True, shares__isnull=False).order_by("id")
    for name, definition in found.distinct().values_list("name", "definition")[:MAX_LISTED]:
        if definition.get("filter") is not None:
            yield StoredCondition(_("Report"), name, definition["filter"])


def _held(ctx: Ctx, model: type[K], kept_id: int) -> K:
    usable = shares.usable(ctx, model.__name__.lower())
    kept = model.objects.select_for_update(of=("self",)).filter(usable, id=kept_id).first()
    if kept is None:
        raise NotFound()
    if not may_change(ctx, kept, kept.shares.exists()):
        raise Forbidden(_("Only its owner may change this."), code="not_the_owner")
    return kept


def _name(kept: Report | Dashboard, data: Mapping[str, Any]) -> None:
    for name in ("name", "description"):
        if name in data:
            setattr(kept, name, " ".join(str(data[name] or "").split()))
    if not kept.name:
        raise Invalid(errors=[FieldError("name", "required", _("This needs a name."))])


def _save(kept: Report | Dashboard) -> None:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        message = _("You have one of this name already.")
        raise Conflict(message, code="taken", errors=[FieldError("name", "taken", message)]) from None
