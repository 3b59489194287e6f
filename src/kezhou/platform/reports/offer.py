"""What a person may build a report of: the entities, and per entity its groups, figures and dates, as the person sees
them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may, visible
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .axes import DATES
from .definition import REGION_GRAINS
from .periods import UNITS

LINKED_TYPES = frozenset({"choice", "region", "boolean", "user", "department", "link"})
"""What of a linked record one may group by; its texts would be as many as its records."""


def entities(ctx: Ctx) -> list[dict[str, Any]]:
    """The business records that the actor may read any of."""
    return [
        {"key": key, "label": str(entity.plural), "export": may(ctx, entity, "export")}
        for key, entity in registry.all_entities(ctx).items()
        if not entity.definition.admin and may(ctx, entity, "view")
    ]


def fields(ctx: Ctx, key: str) -> dict[str, Any]:
    """Raises `NotFound`, `Forbidden`."""
    entity = registry.entity(ctx, key)
    visible(ctx, entity)
    seen = [spec for spec in entity.fields.values() if field_rights(ctx, entity)[spec.name].view == "full"]
    return {
        "key": key,
        "label": str(entity.plural),
        "export": may(ctx, entity, "export"),
        "dimensions": [_dimension(spec, spec.name, str(spec.label)) for spec in seen if _groups(spec)]
        + list(_linked(ctx, seen)),
        "measures": [
            {"field": spec.name, "label": str(spec.label), "type": spec.type.key, "fns": _functions(spec)}
            for spec in seen
            if _functions(spec)
        ],
        "dates": [{"field": spec.name, "label": str(spec.label)} for spec in seen if spec.type.key in DATES],
        "tracked": [spec.name for spec in seen if spec.track],
    }


def _groups(spec: FieldSpec) -> bool:
    kind = spec.type
    return kind.key in DATES or kind.summable or (kind.groupable and not kind.multiple)


def _dimension(spec: FieldSpec, name: str, label: str) -> dict[str, Any]:
    key = spec.type.key
    grains = UNITS if key in DATES else REGION_GRAINS if key == "region" else ()
    return {"field": name, "label": label, "type": key, "grains": list(grains), "bands": spec.type.summable}


def _functions(spec: FieldSpec) -> list[str]:
    found = ["sum", "avg", "min", "max"] if spec.type.summable else []
    return [*found, *(["distinct"] if spec.type.groupable and not spec.type.multiple else [])]


def _linked(ctx: Ctx, seen: list[FieldSpec]) -> Iterator[dict[str, Any]]:
    for link in seen:
        if link.type.key not in ("link", "user"):
            continue
        target = _target(ctx, link)
        if target is None:
            continue
        rights = field_rights(ctx, target)
        for spec in target.fields.values():
            if spec.type.key in LINKED_TYPES and rights[spec.name].view == "full" and not spec.system:
                yield _dimension(spec, f"{link.name}.{spec.name}", f"{link.label} · {spec.label}")


def _target(ctx: Ctx, link: FieldSpec) -> CompiledEntity | None:
    try:
        target = registry.entity(ctx, link.link or "")
        visible(ctx, target)
    except (NotFound, Forbidden):
        return None
    return target
