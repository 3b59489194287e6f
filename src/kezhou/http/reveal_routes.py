"""The full value of one masked field: a call of its own, so that every look leaves a trace (C38)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.errors import BadRequest
from kezhou.platform.entities import registry
from kezhou.platform.identity import limits
from kezhou.platform.records import reveal

from .context import ctx_of
from .jsonio import answer, body_object, only

router = Router(tags=["reveal"])

HOUR = 3600
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "additionalProperties": False,
                "required": ["field"],
                "properties": {
                    "field": {"type": "string"},
                    "reason": {"type": "string", "maxLength": reveal.MAX_REASON},
                },
            }
        }
    },
}
_ANSWER = {"type": "object", "required": ["value"], "properties": {"value": {}}}


@router.post(
    "/{slug:entity}/{int:record_id}/reveal",
    operation_id="record_reveal",
    openapi_extra={
        "requestBody": _BODY,
        "responses": {200: {"description": "OK", "content": {"application/json": {"schema": _ANSWER}}}},
    },
)
def show(request: HttpRequest, entity: str, record_id: int) -> HttpResponse:
    """Needs the right `reveal` on the record; every call is counted and audited, refused ones too."""
    ctx = ctx_of(request)
    data = only(body_object(request), "field", "reason")
    field, reason = data.get("field"), data.get("reason", "")
    if not isinstance(field, str) or not field or not isinstance(reason, str) or "\x00" in field + reason:
        raise BadRequest(_("Send the name of one field, and perhaps a reason."), code="bad_field")
    compiled = registry.entity(ctx, entity)
    limits.hit(f"reveal:{ctx.actor.id}", reveal.PER_HOUR, HOUR, ctx.clock.now())
    return answer({"value": reveal.reveal(ctx, compiled, record_id, field, reason.strip())})
