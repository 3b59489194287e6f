"""What the web app and other systems can learn about this installation: entities, fields, dictionaries, regions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.kernel.text.digits import whole_number
from kezhou.platform.access.scope import may
from kezhou.platform.customfields import define
from kezhou.platform.entities import registry
from kezhou.platform.pools import settings
from kezhou.platform.search import find

from . import describe
from .context import ctx_of
from .jsonio import answer, only

router = Router(tags=["meta"])
MAX_SEARCH_TEXT = 64


@router.get("/meta", summary="Entities that the caller may see, and dictionaries")
def meta(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    entities = registry.all_entities(ctx)
    dictionaries = {
        key: [{"value": c.value, "label": c.label, "color": c.color, "active": c.active} for c in items]
        for source in registry.dictionaries
        for key, items in source(ctx.schema_epoch).items()
    }
    known: dict[str, Any] = {
        "schema_epoch": ctx.schema_epoch,
        "entities": [describe.brief(ctx, entity) for entity in entities.values() if may(ctx, entity, "view")],
        "dictionaries": dictionaries,
    }
    if define.PERMISSION in ctx.grants.admin:
        # Whoever adds fields need not see a single record.
        customizable = (entity for entity in entities.values() if entity.definition.features.custom_fields)
        known["customizable"] = [{"key": entity.key, "label": entity.label} for entity in customizable]
    if settings.PERMISSION in ctx.grants.admin:
        # The same of whoever sets pools up.
        poolable = (entity for entity in entities.values() if entity.moves_alone)
        known["poolable"] = [{"key": entity.key, "label": entity.plural} for entity in poolable]
    return answer(known)


@router.get("/meta/{slug:key}", summary="Fields, list, layout, related lists and actions of one entity")
def meta_entity(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    return answer(describe.full(ctx, registry.entity(ctx, key)))


@router.get("/search", summary="Find records of all kinds by characters, pinyin, initials, codes or complete numbers")
def search(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    words = only(request.GET, "q", "limit", "entities")
    limit = whole_number(str(words.get("limit", "")))
    names = str(words.get("entities") or "")
    wanted = frozenset(names.split(",")) if names else None
    q = str(words.get("q") or "")[:MAX_SEARCH_TEXT]
    return answer({"groups": find.find(ctx, q, find.DEFAULT_LIMIT if limit is None else limit, wanted)})
