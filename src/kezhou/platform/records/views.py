"""Saved views: who may read and change them, and what they may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.expand import StoredCondition
from kezhou.platform.query.select import checked_sorts, visible_names
from kezhou.platform.query.sort import parse_sort
from kezhou.platform.query.where import where_sql

from .models import SavedView

MAX_VIEWS = 100
MAX_COLUMNS = 60
WORDS = ("name", "shared", "is_default", "filter", "sort", "columns", "density")
MAX_WIDTH = 2_000
DENSITIES = ("", "compact", "normal", "loose")


def listed(ctx: Ctx, entity: CompiledEntity) -> list[dict[str, Any]]:
    """The actor's own views and those that are shared, own ones first."""
    found = SavedView.objects.filter(_usable(ctx), entity=entity.key)
    ordered = sorted(found[: MAX_VIEWS * 2], key=lambda view: (view.user_id != ctx.actor.id, view.id))
    return [describe(ctx, view) for view in ordered]


def find(ctx: Ctx, entity: CompiledEntity, view_id: Any) -> SavedView:
    """A view that the actor may use. Raises `NotFound`."""
    id_ = whole_number(str(view_id))
    if id_ is None:
        raise BadRequest(_("view must be the id of a saved view."), code="bad_view")
    view = SavedView.objects.filter(_usable(ctx), entity=entity.key, id=id_).first()
    if view is None:
        raise NotFound()
    return view


def usable(ctx: Ctx, view_id: int) -> SavedView:
    """A view of any entity that the actor may use. Raises `NotFound`."""
    view = SavedView.objects.filter(_usable(ctx), id=view_id).first()
    if view is None:
        raise NotFound()
    return view


def remove(ctx: Ctx, view: SavedView) -> None:
    """Remove one's own view. Raises `Forbidden` for one that a colleague shares."""
    if view.user_id != ctx.actor.id:
        raise Forbidden(_("Only its owner may change this view."))
    view.delete()


def _person(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden(_("Only a person has views."))
    return ctx.actor.id


def _usable(ctx: Ctx) -> Q:
    return Q(user_id=_person(ctx)) | Q(shared=True)


def describe(ctx: Ctx, view: SavedView) -> dict[str, Any]:
    return {
        "id": view.id,
        "entity": view.entity,
        **{word: getattr(view, word) for word in WORDS},
        "mine": view.user_id == ctx.actor.id,
    }


def save(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], view: SavedView | None = None) -> SavedView:
    """Make or change a view. Raises `Invalid` or `BadRequest` for what its list could not run."""
    for name in data:
        if name not in WORDS:
            raise BadRequest(
                _("Unknown parameter “%(name)s”. Known are: %(known)s.")
                % {"name": name[:60], "known": ", ".join(WORDS)}
            )
    if view is not None and view.user_id != ctx.actor.id:
        raise Forbidden(_("Only its owner may change this view."))
    is_new = view is None
    if view is None:
        view = SavedView(entity=entity.key, user_id=_person(ctx), created_at=ctx.clock.now())
    for name, value in data.items():
        setattr(view, name, value)
    _check(ctx, entity, view)
    try:
        with transaction.atomic():
            take_turns("views", _person(ctx))
            mine = SavedView.objects.filter(user_id=_person(ctx), entity=entity.key)
            if is_new and mine.count() >= MAX_VIEWS:
                raise Invalid(_("At most %(limit)d views can be kept.") % {"limit": MAX_VIEWS}, code="too_many")
            if view.is_default:
                mine.update(is_default=False)
            view.save()
    except IntegrityError:
        error = FieldError("name", "taken", _("You have a view of this name already."))
        raise Conflict(_("You have a view of this name already."), code="taken", errors=[error]) from None
    return view


def _check(ctx: Ctx, entity: CompiledEntity, view: SavedView) -> None:
    if not isinstance(view.name, str) or not 1 <= len(view.name.strip()) <= 60:
        raise Invalid(errors=[FieldError("name", "required", _("A view needs a name of at most 60 characters."))])
    if "\x00" in view.name:
        raise Invalid(
            errors=[FieldError("name", "bad_characters", _("The text holds characters that cannot be stored."))]
        )
    for word in ("shared", "is_default"):
        if not isinstance(getattr(view, word), bool):
            raise Invalid(errors=[FieldError(word, "not_boolean", _("This must be true or false."))])
    if view.density not in DENSITIES:
        known = ", ".join(DENSITIES[1:])
        raise Invalid(errors=[FieldError("density", "unknown", _("Known are: %(known)s.") % {"known": known})])
    if view.filter is not None:
        where_sql(ctx, entity, parse(view.filter))
    if not isinstance(view.sort, str) or len(view.sort) > 200:
        raise BadRequest(code="bad_sort")
    checked_sorts(ctx, entity, parse_sort(view.sort))
    columns = view.columns
    shaped = (
        isinstance(columns, list)
        and len(columns) <= MAX_COLUMNS
        and all(isinstance(c, dict) and "name" in c and set(c) <= {"name", "width"} for c in columns)
        and all(isinstance(c.get("width", 1), int) and 0 < c.get("width", 1) <= MAX_WIDTH for c in columns)
    )
    if not shaped:
        raise Invalid(errors=[FieldError("columns", "bad_columns", _("columns must be a list of {name, width}."))])
    visible_names(ctx, entity, [str(column["name"]) for column in columns])


def stored_conditions(entity: str) -> Iterator[StoredCondition]:
    """The filters of shared views; what colleagues keep for themselves is their own business."""
    shared = SavedView.objects.filter(entity=entity, shared=True, filter__isnull=False).order_by("id")
    for name, condition in shared.values_list("name", "filter")[: MAX_VIEWS * 5]:
        yield StoredCondition(_("Saved view"), name, condition)
