"""Handing over everything of a person, or everything that meets a condition (离职交接, 客户调整)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, NotFound
from kezhou.platform.handover import holdings, report, rights, run, sheet, split
from kezhou.platform.handover.models import Handover
from kezhou.platform.handover.plan import MAX_PEOPLE

from .administer import whole_number
from .auth.authenticate import require_elevated, signed_in
from .context import ctx_of
from .describe_answers import says
from .jsonio import answer, body_object, only

router = Router(tags=["handover"])

LIMIT = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/handover/holdings", operation_id="handover_holdings", summary="What a person, or a department, has")
def get_holdings(request: HttpRequest) -> HttpResponse:
    """`?person=1` (or `1,2`) or `?department=2&below=true` → `{people, entities: [{key, label, count, children,
    trashed}], duties: [{key, label, count, may}]}`. For their superiors, administrators of the organisation, and
    oneself."""
    ctx = ctx_of(request)
    words = only(request.GET, "person", "department", "below")
    if ("person" in words) == ("department" in words):
        raise BadRequest(_("Send either person or department."), code="bad_selection")
    if "person" in words:
        people = [whole_number(text, "person") for text in words["person"].split(",")]
        if len(people) > MAX_PEOPLE:
            raise BadRequest(_("At most %(limit)d people at once.") % {"limit": MAX_PEOPLE}, code="bad_person")
    else:
        below = words.get("below", "true") in ("true", "1")
        people = holdings.people_of_department(whole_number(words["department"], "department"), below=below)
    if people != [ctx.actor.id]:
        rights.require_word_over(ctx, people)
    return answer({"people": people, **holdings.holdings(ctx, people)})


@router.post(
    "/handover", operation_id="handover_draft", summary="Plan a handover; nothing moves", openapi_extra=says(201)
)
def plan(request: HttpRequest) -> HttpResponse:
    """`{people | department, below?, entities?, filters?: {entity: condition}, successors: [{user, conditions?}],
    rule: equal | round_robin | stay | pool, pool?, hand?: [{entity, ids, to}], follow?, duties?: {source: user},
    disable?, reason?}` → the handover with what each would get, capacity, and what stays. It replaces the caller's
    earlier draft."""
    ctx = ctx_of(request)
    return answer(report.described(ctx, split.draft(ctx, body_object(request))), status=201)


@router.get("/handover", operation_id="handover_list", summary="Handovers, newest first")
def list_handovers(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    words = only(request.GET, "before")
    before = whole_number(words["before"], "before") if "before" in words else None
    items, following = report.listed(ctx, LIMIT, before)
    return answer({"items": items, "next": following})


@router.get("/handover/{int:handover_id}", operation_id="handover_get", summary="One handover: plan and counts")
def get_handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    return answer(report.described(ctx, rights.find(ctx, handover_id)))


@router.delete(
    "/handover/{int:handover_id}", operation_id="handover_discard", summary="Drop a draft", openapi_extra=says(204)
)
def discard(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover = rights.find(ctx_of(request), handover_id, to_change=True)
    if handover.state != Handover.State.DRAFT:
        raise Conflict(_("Only a draft can be dropped."), code="wrong_state")
    split.discard(handover)
    return HttpResponse(status=204)


@router.post(
    "/handover/{int:handover_id}/run",
    operation_id="handover_run",
    summary="Carry a draft out, in a job",
    openapi_extra=says(202),
)
def run_handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Also goes on with one that was stopped. The rights of this moment count."""
    ctx = ctx_of(request)
    only(body_object(request))
    handover = rights.find(ctx, handover_id, to_change=True)
    if handover.plan.get("disable") is True and signed_in(request).session is not None:
        require_elevated(request)
    return answer({"job": run.start(ctx, handover)}, status=202)


@router.post(
    "/handover/{int:handover_id}/undo",
    operation_id="handover_undo",
    summary="Take it back, in a job",
    openapi_extra=says(202),
)
def undo(request: HttpRequest, handover_id: int) -> HttpResponse:
    """What has changed hands since stays and is reported; accounts stay closed."""
    ctx = ctx_of(request)
    only(body_object(request))
    handover = rights.find(ctx, handover_id, to_change=True)
    return answer({"job": run.start_undo(ctx, handover)}, status=202)


@router.get("/handover/{int:handover_id}/items", operation_id="handover_items", summary="The lines of a handover")
def list_items(request: HttpRequest, handover_id: int) -> HttpResponse:
    """`?after=&state=&entity=`; titles only of records that the caller may see."""
    ctx, handover, words = _lines(request, handover_id)
    after = whole_number(words["after"], "after") if "after" in words else 0
    items = report.items(
        ctx, handover, after=after, state=words.get("state", ""), entity=words.get("entity", ""), limit=LIMIT
    )
    return answer({"items": items, "next": items[-1]["id"] if len(items) == LIMIT else None})


@router.get("/handover/{int:handover_id}/report.xlsx", operation_id="handover_report", summary="The lines as xlsx")
def download(request: HttpRequest, handover_id: int) -> StreamingHttpResponse:
    ctx, handover, _words = _lines(request, handover_id)
    response = StreamingHttpResponse(sheet.content(ctx, handover), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="handover-{handover.id}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(request: HttpRequest, handover_id: int) -> tuple[Ctx, Handover, dict[str, str]]:
    ctx = ctx_of(request)
    words = dict(only(request.GET, "after", "state", "entity").items())
    if words.get("state", "") not in ("", *report.STATES):
        raise NotFound()
    return ctx, rights.find(ctx, handover_id), words
