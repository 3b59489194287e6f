"""Saved views of a list (S34): one's own and those that colleagues share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.access.scope import visible
from kezhou.platform.entities import registry
from kezhou.platform.records import views
from kezhou.platform.records.models import SavedView

from .context import ctx_of
from .jsonio import answer, body_object, only

router = Router(tags=["views"])

_PROPERTIES: dict[str, Any] = {
    "name": {"type": "string", "maxLength": 60},
    "shared": {"type": "boolean"},
    "is_default": {"type": "boolean"},
    "filter": {"type": ["object", "null"]},
    "sort": {"type": "string"},
    "columns": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "width": {"type": "integer"}},
            "required": ["name"],
        },
    },
    "density": {"type": "string"},
}
_SHOWN = {
    "type": "object",
    "required": ["id", "entity", "name", "mine"],
    "properties": {
        "id": {"type": "integer"},
        "entity": {"type": "string"},
        "mine": {"type": "boolean"},
        **_PROPERTIES,
    },
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object", "additionalProperties": False, "properties": _PROPERTIES}}
    },
}


@router.get(
    "/{slug:entity}/views",
    operation_id="views_list",
    openapi_extra={
        "responses": {200: _json({"type": "object", "properties": {"items": {"type": "array", "items": _SHOWN}}})}
    },
)
def list_views(request: HttpRequest, entity: str) -> HttpResponse:
    """The caller's own views first, then shared ones."""
    ctx = ctx_of(request)
    only(request.GET)
    compiled = registry.entity(ctx, entity)
    visible(ctx, compiled)
    return answer({"items": views.listed(ctx, compiled)})


@router.post(
    "/{slug:entity}/views",
    operation_id="views_create",
    openapi_extra={"requestBody": _BODY, "responses": {201: _json(_SHOWN)}},
)
def create_view(request: HttpRequest, entity: str) -> HttpResponse:
    ctx = ctx_of(request)
    compiled = registry.entity(ctx, entity)
    visible(ctx, compiled)
    return answer(views.describe(ctx, views.save(ctx, compiled, body_object(request))), status=201)


@router.patch(
    "/views/{int:view_id}",
    operation_id="views_change",
    openapi_extra={"requestBody": _BODY, "responses": {200: _json(_SHOWN)}},
)
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Only its owner may change a view."""
    ctx = ctx_of(request)
    view = views.usable(ctx, view_id)
    compiled = registry.entity(ctx, view.entity)
    visible(ctx, compiled)
    return answer(views.describe(ctx, views.save(ctx, compiled, body_object(request), view)))


@router.delete(
    "/views/{int:view_id}", operation_id="views_delete", openapi_extra={"responses": {204: {"description": "gone"}}}
)
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Only its owner may remove a view."""
    ctx = ctx_of(request)
    view: SavedView = views.usable(ctx, view_id)
    views.remove(ctx, view)
    return HttpResponse(status=204)
