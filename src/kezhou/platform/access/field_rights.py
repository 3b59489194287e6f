"""What a person may see and change of each field: the best that any of the person's roles allows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kezhou.kernel.ctx import Ctx, FieldRight, Grants
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .scope import words_closed

VIEWS = ("hidden", "masked", "full")
CACHED = 8192
_FULL = FieldRight("full", edit=True)


def field_rights(ctx: Ctx, entity: CompiledEntity) -> Mapping[str, FieldRight]:
    """Field → right. Fields that are read-only by definition cannot be edited by anybody."""
    return _compiled(ctx.grants, entity)


def seen_in_every_row(ctx: Ctx, entity: CompiledEntity, spec: FieldSpec) -> bool:
    """Whether the field is as open in every row that the actor sees as its right says: not so where it is what people
    wrote, and the words of some rows are closed to the actor."""
    return not (entity.pooled and spec.is_words) or words_closed(ctx, entity).is_false


@lru_cache(maxsize=CACHED)
def _compiled(grants: Grants, entity: CompiledEntity) -> Mapping[str, FieldRight]:
    stated = grants.fields.get(entity.key, {})
    return {name: _effective(grants, spec, stated.get(name, ())) for name, spec in entity.fields.items()}


def _effective(grants: Grants, spec: FieldSpec, stated: tuple[FieldRight, ...]) -> FieldRight:
    if grants.everything:
        return _FULL
    default = FieldRight("masked" if spec.masked else "full", edit=True)
    silent_roles = len(grants.roles) - len(stated)
    rights = (*stated, default) if silent_roles > 0 or not stated else stated
    view = max((right.view for right in rights), key=VIEWS.index)
    return FieldRight(view, edit=any(right.edit for right in rights) and not spec.read_only and view != "hidden")
