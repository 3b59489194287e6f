"""Following a record."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.entities import registry
from kezhou.platform.records import follow

from .context import ctx_of
from .describe_answers import says
from .jsonio import answer

router = Router(tags=["records"])


@router.get("/{slug:key}/{int:record_id}/follow", summary="Whether the caller follows the record")
def state(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    return answer({"followed": follow.is_followed(ctx, registry.entity(ctx, key).key, record_id)})


@router.put("/{slug:key}/{int:record_id}/follow", summary="Follow the record", openapi_extra=says(204))
def start(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    follow.follow(ctx, registry.entity(ctx, key).key, record_id)
    return HttpResponse(status=204)


@router.delete("/{slug:key}/{int:record_id}/follow", summary="Follow the record no longer", openapi_extra=says(204))
def stop(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    follow.unfollow(ctx, registry.entity(ctx, key).key, record_id)
    return HttpResponse(status=204)
