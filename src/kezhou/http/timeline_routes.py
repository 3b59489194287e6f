"""What happened to one record: changes, comments and files, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.errors import BadRequest
from kezhou.platform.entities import registry
from kezhou.platform.notify import timeline

from .context import ctx_of
from .jsonio import answer, only

router = Router(tags=["timeline"])

_NULLABLE = {"type": ["string", "null"]}
_CHANGE = {
    "type": "object",
    "properties": {
        "field": {"type": "string"},
        "label": {"type": "string"},
        "from": {},
        "to": {},
        "from_text": {"type": "string"},
        "to_text": {"type": "string"},
        "masked": {"type": "boolean"},
        "erased": {"type": "boolean"},
    },
}
_ITEM = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "actor": {"type": "object", "properties": {"id": {"type": ["integer", "null"]}, "title": {"type": "string"}}},
        "kind": {"type": "string", "description": "audit, comment, file, or an activity such as follow_up"},
        "action": {"type": "string"},
        "label": {"type": "string"},
        "changes": {"type": "array", "items": _CHANGE},
        "text": {"type": "string"},
        "entity": {"type": "string"},
        "record_id": {"type": "integer"},
        "data": {"type": "object", "additionalProperties": True},
        "former": {
            "type": "object",
            "description": "Before a merge: the record that this happened to",
            "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
        },
    },
}
_PAGE = {"type": "object", "properties": {"items": {"type": "array", "items": _ITEM}, "next": _NULLABLE}}
_WORDS = [
    {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
    {
        "name": "kind",
        "in": "query",
        "required": False,
        "description": "Kinds of entries, separated by commas; all of them without it",
        "schema": {"type": "string"},
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": timeline.MAX_LIMIT, "default": timeline.DEFAULT_LIMIT},
    },
]


@router.get(
    "/{slug:entity}/{int:record_id}/timeline",
    operation_id="record_timeline",
    openapi_extra={
        "parameters": _WORDS,
        "responses": {200: {"description": "OK", "content": {"application/json": {"schema": _PAGE}}}},
    },
)
def read(request: HttpRequest, entity: str, record_id: int) -> HttpResponse:
    """Only for who may see the record, and only of the fields that they may see."""
    ctx = ctx_of(request)
    words = only(request.GET, "cursor", "limit", "kind")
    limit = str(words.get("limit") or timeline.DEFAULT_LIMIT)
    if not (limit.isascii() and limit.isdigit() and len(limit) < 5 and 1 <= int(limit) <= timeline.MAX_LIMIT):
        raise BadRequest(_("limit must lie between 1 and %(limit)d.") % {"limit": timeline.MAX_LIMIT}, code="bad_limit")
    kinds = frozenset(str(words["kind"]).split(",")) if words.get("kind") else None
    page = timeline.read(ctx, registry.entity(ctx, entity), record_id, words.get("cursor") or None, int(limit), kinds)
    return answer({"items": page.items, "next": page.next})
