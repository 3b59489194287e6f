"""Merging records of any entity that belongs to somebody: preview, merge, the list of merges, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid
from kezhou.platform.duplicates import asking
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.merging import listing, merge, preview, undo
from kezhou.platform.merging.places import is_mergeable
from kezhou.platform.merging.together import MAX_LOSERS, MAX_REASON
from kezhou.platform.records import repeat

from .administer import version_if_sent, whole_number
from .context import ctx_of
from .cursor import page_words
from .entity_answers import kept, stored
from .etag import etag
from .jsonio import answer, body_object, dumps, only

router = Router(tags=["merging"])

_LOSERS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": MAX_LOSERS}
_BODY: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["losers"],
    "properties": {
        "losers": _LOSERS,
        "values": {"type": "object", "description": "field → value that the merged record gets"},
        "take": {
            "type": "object",
            "description": 'field → id of the record whose value is kept, or "all" for fields with several values',
        },
        "reason": {"type": "string", "maxLength": MAX_REASON},
    },
}
_PREVIEW_BODY = {**_BODY, "properties": {"losers": _LOSERS}}


def _documented(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": dict(body)}}}}


def _preview(key: str) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        data = only(body_object(request), "losers")
        return answer(preview.preview(ctx, registry.entity(ctx, key), record_id, data.get("losers")))

    return view


def _merge(key: str) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        """The merged record with `_merge: {id, undo_until, …}`."""
        ctx = ctx_of(request)
        entity = registry.entity(ctx, key)
        data = only(body_object(request), "losers", "values", "take", "reason")
        version = version_if_sent(request)

        def work() -> repeat.Answer:
            made = merge.merge(
                ctx,
                entity,
                record_id,
                data.get("losers"),
                _object(data, "values"),
                _object(data, "take"),
                data.get("reason"),
                version,
            )
            record = stored(ctx, entity, record_id)
            record["_merge"] = listing.one(ctx, made.id)
            return repeat.Answer(200, dumps(record), {"ETag": etag(record["version"])})

        call = f"POST {key}/{record_id}/merge"
        return kept(repeat.once(ctx, request.headers.get("Idempotency-Key"), call, request.body, work))

    return view


@router.get("/merges", summary="Merges, newest first", operation_id="merges")
def list_merges(request: HttpRequest) -> HttpResponse:
    """`entity` (the customer without it), `record`: those in which it won or lost; `limit`, `cursor`."""
    ctx = ctx_of(request)
    words = page_words(request, listing.MAX_PAGE, "entity", "record")
    entity = _entity(ctx, words.other.get("entity"))
    record = words.other.get("record")
    rows = listing.listed(
        ctx, entity, words.limit + 1, None if record is None else whole_number(record, "record"), words.before
    )
    return answer(words.envelope(rows))


@router.get("/merges/{int:merge_id}", summary="One merge", operation_id="merge_get")
def get_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    return answer(listing.one(ctx_of(request), merge_id))


@router.post("/merges/{int:merge_id}/undo", summary="Take a merge back", operation_id="merge_undo")
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """The merge as it is listed; `kept` says what could not be taken back."""
    ctx = ctx_of(request)
    only(body_object(request))
    undo.undo(ctx, merge_id)
    return answer(listing.one(ctx, merge_id))


def _entity(ctx: Ctx, named: str | None) -> CompiledEntity:
    if named is None:
        return asking.usual_entity(ctx)
    entity = registry.entity(ctx, named)
    if not is_mergeable(entity):
        raise BadRequest(_("Records of this kind are never merged."), code="not_mergeable")
    return entity


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    if value is None or isinstance(value, dict):
        return value or {}
    message = _("This must be an object of fields.")
    raise Invalid(message, errors=[FieldError(name, "not_an_object", message)])


for _registered in registry.native().values():
    if is_mergeable(_registered):
        _key = _registered.key
        _path = f"/{_key}/{{int:record_id}}/merge"
        router.add_api_operation(
            f"{_path}/preview",
            ["POST"],
            _preview(_key),
            operation_id=f"{_key}_merge_preview",
            summary="What a merge would do",
            openapi_extra=_documented(_PREVIEW_BODY),
        )
        router.add_api_operation(
            _path,
            ["POST"],
            _merge(_key),
            operation_id=f"{_key}_merge",
            summary="Merge other records into this one",
            openapi_extra=_documented(_BODY),
        )
