"""What a person may see and change of each field: the best that any of the person's roles allows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kezhou.kernel.ctx import Ctx, FieldRight, Grants
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

VIEWS = ("hidden", "masked", "full")
CACHED = 8192
_FULL = FieldRight("full", edit=True)


def field_rights(ctx: Ctx, entity: CompiledEntity) -> Mapping[str, FieldRight]:
    """Field → right. Fields that are read-only by definition cannot be edited by anybody."""
    return _compiled(ctx.grants, entity)


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
