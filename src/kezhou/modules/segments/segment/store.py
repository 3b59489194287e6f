"""Segments of the company: who may use and change them, what they mean, who uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.sdk import audit
from kezhou.sdk.query import CompiledEntity, StoredCondition, entity, parse, visible, where_sql

from .model import Segment

MAX_OWN = 100
"""Segments of one person over one entity."""
MAX_LISTED = 500
PERMISSION = "settings"
"""Who has it may also change what others share, for people leave and their segments stay in use."""
WORDS = ("name", "description", "condition", "shared")


def usable(ctx: Ctx) -> Q:
    """One's own segments and those that colleagues share."""
    return Q(deleted_at__isnull=True) & (Q(owner_id=_person(ctx)) | Q(shared=True))


def find(ctx: Ctx, segment_id: int) -> Segment:
    """A segment that the actor may use. Raises `NotFound`."""
    found = Segment.objects.filter(usable(ctx), id=segment_id).select_related("owner").first()
    if found is None:
        raise NotFound()
    visible(ctx, entity(ctx, found.entity))
    return found


def listed(ctx: Ctx, key: str) -> list[Segment]:
    """The segments over one entity that the actor may use, own ones first. Raises `Forbidden` as its list would."""
    visible(ctx, entity(ctx, key))
    found = Segment.objects.filter(usable(ctx), entity=key).select_related("owner").order_by("id")[:MAX_LISTED]
    return sorted(found, key=lambda one: (one.owner_id != ctx.actor.id, one.name))


def may_change(ctx: Ctx, segment: Segment) -> bool:
    return segment.owner_id == ctx.actor.id or (segment.shared and PERMISSION in ctx.grants.admin)


def create(ctx: Ctx, key: str, data: Mapping[str, Any]) -> Segment:
    """A new segment of the actor's. Raises `Invalid`, `BadRequest` for a condition that its list could not run."""
    over = entity(ctx, key)
    visible(ctx, over)
    if Segment.objects.filter(owner_id=_person(ctx), entity=key, deleted_at__isnull=True).count() >= MAX_OWN:
        raise Conflict(_("At most %(limit)d segments can be kept.") % {"limit": MAX_OWN}, code="too_many_segments")
    now = ctx.clock.now()
    segment = Segment(entity=key, owner_id=_person(ctx), created_at=now, updated_at=now)
    _take(ctx, over, segment, {"description": "", "shared": False, **data})
    with transaction.atomic():
        _save(segment)
        changes = {name: (None, getattr(segment, name)) for name in WORDS}
        audit.write(ctx, [audit.Entry("segment", segment.id, "create", changes, {"entity": key})])
    return segment


def change(ctx: Ctx, segment_id: int, data: Mapping[str, Any]) -> Segment:
    """Other words for a segment; whatever uses it follows at once. Raises `Forbidden` for somebody else's."""
    with transaction.atomic():
        segment = _held(ctx, segment_id)
        before = {name: getattr(segment, name) for name in WORDS}
        _take(ctx, entity(ctx, segment.entity), segment, data)
        changes = {n: (old, getattr(segment, n)) for n, old in before.items() if old != getattr(segment, n)}
        if changes:
            segment.version += 1
            segment.updated_at = ctx.clock.now()
            if "condition" in changes:
                segment.size, segment.counted_at, segment.problem = None, None, ""
            _save(segment)
            audit.write(ctx, [audit.Entry("segment", segment.id, "update", changes)])
    return segment


def delete(ctx: Ctx, segment_id: int) -> None:
    """Put a segment away. Rules that name it go on with its last meaning: nothing widens because a name is gone."""
    with transaction.atomic():
        segment = _held(ctx, segment_id)
        segment.deleted_at = ctx.clock.now()
        segment.save(update_fields=["deleted_at"])
        audit.write(ctx, [audit.Entry("segment", segment.id, "delete", {"name": (segment.name, None)})])


def meaning_of(ctx: Ctx, over: CompiledEntity, segment_id: int, restricted: bool) -> object:
    """What `$segment` stands for in a condition over an entity; None where the actor knows no such segment.

    A stored rule (not `restricted`) keeps the meaning of a segment that was put away or is private by now.
    """
    if not restricted or ctx.grants.everything:
        found = Segment.objects.filter(id=segment_id)
    elif ctx.actor.id is None:
        return None
    else:
        found = Segment.objects.filter(usable(ctx), id=segment_id)
    return found.filter(entity=over.key).values_list("condition", flat=True).first()


def stored_conditions(key: str) -> Iterator[StoredCondition]:
    """The conditions of shared segments, which may name each other."""
    shared = Segment.objects.filter(entity=key, shared=True, deleted_at__isnull=True).order_by("id")
    for name, condition in shared.values_list("name", "condition")[:MAX_LISTED]:
        yield StoredCondition(_("Segment"), name, condition)


def _person(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden(_("Only a person has segments."))
    return ctx.actor.id


def _held(ctx: Ctx, segment_id: int) -> Segment:
    segment = Segment.objects.select_for_update(of=("self",)).filter(usable(ctx), id=segment_id).first()
    if segment is None:
        raise NotFound()
    if not may_change(ctx, segment):
        raise Forbidden(_("Only its owner may change this segment."), code="not_the_owner")
    return segment


def _take(ctx: Ctx, over: CompiledEntity, segment: Segment, data: Mapping[str, Any]) -> None:
    for name in WORDS:
        if name in data:
            setattr(segment, name, data[name])
    segment.name = " ".join(str(segment.name or "").split())
    segment.description = str(segment.description or "")
    segment.shared = bool(segment.shared)
    if not segment.name:
        raise Invalid(errors=[FieldError("name", "required", _("A segment needs a name."))])
    if "condition" in data or segment.id is None:
        _check_condition(ctx, over, segment)


def _check_condition(ctx: Ctx, over: CompiledEntity, segment: Segment) -> None:
    if segment.id is not None and _names(segment.condition, segment.id):
        message = _("A segment cannot be part of itself.")
        raise Invalid(message, errors=[FieldError("condition", "circle", message)])
    where_sql(ctx, over, parse(segment.condition, path="condition"))


def _names(source: object, segment_id: int) -> bool:
    """Whether a condition names the segment, directly or through others."""
    seen: set[int] = set()
    queue = [source]
    while queue:
        part = queue.pop()
        if isinstance(part, list | tuple):
            queue += part
        elif isinstance(part, Mapping) and part.get("field") == "$segment":
            value = part.get("value")
            for one in value if isinstance(value, list | tuple) else [value]:
                if one == segment_id:
                    return True
                if isinstance(one, int) and one not in seen:
                    seen.add(one)
                    queue += Segment.objects.filter(id=one).values_list("condition", flat=True)
        elif isinstance(part, Mapping):
            queue += part.values()
    return False


def _save(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError:
        message = _("You have a segment of this name already.")
        raise Conflict(message, code="taken", errors=[FieldError("name", "taken", message)]) from None
