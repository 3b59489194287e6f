"""Who takes part in a record beside its owner (协助人员, 共享)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import team

from .context import ctx_of
from .describe_answers import says
from .jsonio import answer, body_object, only

router = Router(tags=["team"])

PATH = "/{entity}/{int:record_id}/team"


@router.get(PATH, operation_id="record_team_get", summary="The team of a record, for whoever sees the record")
def get_team(request: HttpRequest, entity: str, record_id: int) -> HttpResponse:
    """`{items: [{user, kind, write, until, children, active, added_at, added_by}], can_change, children}`."""
    ctx, compiled = _offering(request, entity)
    only(request.GET)
    return answer(team.listed(ctx, compiled, record_id))


@router.post(PATH, operation_id="record_team_add", summary="Let people in, or change what they are let in for")
def add_members(request: HttpRequest, entity: str, record_id: int) -> HttpResponse:
    """`{members: [{user, kind: assistant|share, write, until, children: null | [entity]}]}`. For owners and whoever
    may hand the record over."""
    ctx, compiled = _offering(request, entity)
    team.add(ctx, compiled, record_id, only(body_object(request), "members").get("members"))
    return answer(team.listed(ctx, compiled, record_id))


@router.put(PATH, operation_id="record_team_set", summary="Exactly these members")
def set_members(request: HttpRequest, entity: str, record_id: int) -> HttpResponse:
    ctx, compiled = _offering(request, entity)
    team.replace(ctx, compiled, record_id, only(body_object(request), "members").get("members"))
    return answer(team.listed(ctx, compiled, record_id))


@router.delete(
    PATH + "/{int:user_id}",
    operation_id="record_team_remove",
    summary="Let somebody out; oneself at any time",
    openapi_extra=says(204),
)
def remove_member(request: HttpRequest, entity: str, record_id: int, user_id: int) -> HttpResponse:
    ctx, compiled = _offering(request, entity)
    team.remove(ctx, compiled, record_id, user_id)
    return HttpResponse(status=204)


def _offering(request: HttpRequest, entity: str) -> tuple[Ctx, CompiledEntity]:
    """The caller and the entity, where its records have a team. Raises `NotFound`."""
    ctx = ctx_of(request)
    compiled = registry.entity(ctx, entity)
    if not team.offered(compiled):
        raise NotFound()
    return ctx, compiled
