"""Imports and exports. One's own only: nobody else's imports exist here."""

from typing import TypeVar
from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, UploadedFile

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.platform.approvals import kinds as approval_kinds
from kezhou.platform.approvals import request as approvals
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.entities import registry
from kezhou.platform.exchange.exports import call as exports
from kezhou.platform.exchange.imports import errorfile, runs
from kezhou.platform.exchange.models import ExportCall, ImportRun
from kezhou.platform.exchange.template import template
from kezhou.platform.jobs.hooks import ctx_for_user

from .auth.authenticate import door
from .context import ctx_of
from .cursor import page_words
from .describe_answers import says
from .jsonio import answer, body_object

router = Router(tags=["import and export"], auth=door)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
APPROVAL_KIND = "export"


@router.post("/imports", operation_id="imports_upload", openapi_extra=says(201))
def upload(request: HttpRequest, entity: Form[str], file: File[UploadedFile]) -> HttpResponse:
    """A csv or xlsx of at most 50 MB as `multipart/form-data`, with the key of the entity that it fills."""
    ctx = ctx_of(request)
    return _run(ctx, runs.upload(ctx, entity, file.name or "", file.chunks()), status=201)


@router.get("/imports", operation_id="imports_list")
def list_imports(request: HttpRequest) -> HttpResponse:
    """One's own imports, newest first; `entity=` narrows."""
    ctx = ctx_of(request)
    words = page_words(request, runs.MAX_PAGE - 1, "entity")
    found = runs.listed(ctx, request.GET.get("entity"), words.limit + 1, words.before)
    return answer(words.envelope([runs.describe(ctx, run) for run in found]))


@router.get("/imports/{int:run_id}", operation_id="imports_get")
def get_import(request: HttpRequest, run_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    return _run(ctx, runs.own(ctx, run_id))


@router.patch("/imports/{int:run_id}", operation_id="imports_change")
def change(request: HttpRequest, run_id: int) -> HttpResponse:
    """`{mapping, match, on_match, owner?, preset?, preset_name?, historical?, duplicates?}`; a dry run has to be made
    anew."""
    ctx = ctx_of(request)
    return _run(ctx, runs.change(ctx, run_id, body_object(request)))


@router.post("/imports/{int:run_id}/dry-run", operation_id="imports_dry_run", openapi_extra=says(202))
def dry_run(request: HttpRequest, run_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    return _run(ctx, runs.start_check(ctx, run_id), status=202)


@router.post("/imports/{int:run_id}/run", operation_id="imports_run", openapi_extra=says(202))
def carry_out(request: HttpRequest, run_id: int) -> HttpResponse:
    """Also after a failure or a cancellation: it goes on where it stood."""
    ctx = ctx_of(request)
    return _run(ctx, runs.start_run(ctx, run_id), status=202)


@router.post("/imports/{int:run_id}/cancel", operation_id="imports_cancel")
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    return _run(ctx, runs.cancel(ctx, run_id))


@router.post("/imports/{int:run_id}/undo", operation_id="imports_undo", openapi_extra=says(202))
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """What the import made goes to the trash; what it changed gets its old values where nobody changed it since."""
    ctx = ctx_of(request)
    return _run(ctx, runs.start_undo(ctx, run_id), status=202)


@router.get("/imports/{int:run_id}/errors.xlsx", operation_id="imports_errors")
def errors(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """The refused rows as they came in, with a column of reasons; mended, it can be uploaded again."""
    ctx = ctx_of(request)
    run = runs.own(ctx, run_id)
    name = f"{run.file_name.rsplit('.', 1)[0]}-errors.xlsx"
    return _attachment(StreamingHttpResponse(errorfile.error_file(ctx, run), content_type=XLSX), name)


@router.get("/{entity}/import-template.xlsx", operation_id="import_template")
def import_template(request: HttpRequest, entity: str) -> HttpResponse:
    """An empty workbook with the columns that the caller may fill, drop-downs and explanations."""
    ctx = ctx_of(request)
    compiled = registry.entity(ctx, entity)
    content = template(ctx, compiled)
    return _attachment(HttpResponse(content, content_type=XLSX), f"{compiled.plural}.xlsx")


@router.post("/{entity}/export", operation_id="export_start", openapi_extra=says(202))
def export(request: HttpRequest, entity: str) -> HttpResponse:
    """`{job}`, or `{approval, rows}` where the number of rows needs somebody's approval first."""
    ctx = ctx_of(request)
    started = exports.request(ctx, entity, body_object(request))
    if started.job is None:
        return answer({"job": None, "approval": started.approval, "rows": started.rows}, status=202)
    return answer({"job": started.job, "approval": None, "rows": started.rows}, status=202)


def _run(ctx: Ctx, run: ImportRun, status: int = 200) -> HttpResponse:
    return answer(runs.describe(ctx, run), status=status)


Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def _attachment(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _ask(ctx: Ctx, call: ExportCall, rows: int) -> int:
    entity = registry.entity(ctx, call.entity)
    title = _("Export of %(rows)d × %(entity)s: %(reason)s") % {
        "rows": rows,
        "entity": entity.plural,
        "reason": call.reason,
    }
    asked = approvals.request(
        ctx,
        APPROVAL_KIND,
        title,
        permission=exports.APPROVER_PERMISSION,
        payload={"export": call.id, "rows": rows, "entity": call.entity},
    )
    return asked.id


@approval_kinds.approval_kind(APPROVAL_KIND, _("Large export"), fields={"rows": ("integer", _("Rows"))})
def _approved(ctx: Ctx, asked: ApprovalRequest) -> None:
    """The file is written in the name and with the rights of whoever asked, never with the approver's."""
    with transaction.atomic():
        call = ExportCall.objects.get(id=asked.payload["export"])
        if call.actor_id is None:
            raise BadRequest(code="no_asker")
        exports.start(ctx_for_user(call.actor_id), call, asked.payload.get("rows"))


exports.ask_approval[:] = [_ask]
