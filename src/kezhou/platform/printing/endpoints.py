"""Calls of printing: preview and print of a record, its prints; templates for administrators of settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.access.scope import may
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.files import store
from kezhou.platform.identity.limits import hit
from kezhou.platform.jobs import records as jobs
from kezhou.platform.records import subjects
from kezhou.platform.records.endpoints import Endpoint, Input
from kezhou.platform.records.endpoints import register as endpoint

from . import builtin, catalogue, log, pdf, render, templates
from .limits import MAX_BODY, PRINTS_PER_HOUR
from .models import PrintTemplateVersion
from .papers import PAPERS, USUAL
from .templates import described

FORMATS = ("html", "docx", "pdf")
ADMIN = "admin:settings"


def _offered(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """What one may print with; `pdf` says whether the server makes PDF, and what to do where it does not."""
    entity = _visible(ctx, given["entity"])
    able = pdf.program() is not None
    return {
        "items": [described(row) for row in templates.listed(entity.key, active_only=True)],
        "pdf": {"available": able, "hint": "" if able else pdf.MISSING},
    }


def _preview(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    _limit(ctx)
    entity = _visible(ctx, given["entity"])
    subjects.check(ctx, entity.key, given["record"])
    made = render.printed(ctx, entity.key, given["record"], render.job_for(ctx, entity, given["template"] or 0))
    return {"title": made.title, "html": made.page or None, "withheld": made.withheld}


def _print(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """`html` answers the page, `docx` a file, `pdf` a job. All three are written into the log of the record."""
    _limit(ctx)
    entity, form, record_id = _visible(ctx, given["entity"]), given["format"], given["record"]
    copies = 1 if given["copies"] is None else given["copies"]
    subjects.check(ctx, entity.key, record_id)
    what = render.job_for(ctx, entity, given["template"] or 0)
    if form not in FORMATS or (form == "docx") != (what.content.packed is not None):
        known = "docx" if what.content.packed is not None else "html, pdf"
        message = _("This template is printed as: %(known)s.") % {"known": known}
        raise Invalid(message, errors=[FieldError("format", "unknown_choice", message)])
    if form == "pdf":
        if pdf.program() is None:
            raise Invalid(pdf.MISSING, code="no_pdf", errors=[FieldError("format", "no_pdf", pdf.MISSING)])
        title = _("PDF of %(entity)s") % {"entity": entity.label}
        started = jobs.start_job(
            ctx,
            "print_pdf",
            title=str(title),
            entity=entity.key,
            subject=record_id,
            template=what.template_id or 0,
            copies=copies,
        )
        return {"job": started.id}
    made = render.printed(ctx, entity.key, record_id, what, copies)
    file = None if made.packed is None else store.add_result(ctx, made.file_name("docx"), [made.packed])
    with transaction.atomic():
        log.note(ctx, entity.key, record_id, what, form, copies)
    answer = {"title": made.title, "withheld": made.withheld}
    return {**answer, "html": made.page} if file is None else {**answer, "file": file.id}


def _prints(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    entity = _visible(ctx, given["entity"])
    subjects.check(ctx, entity.key, given["record"])
    return {"items": log.listed(entity.key, given["record"])}


def _entities(ctx: Ctx, _given: Mapping[str, Any]) -> Any:
    """What templates can be written for, whether or not the administrator sees a record of it."""
    found = [one for one in registry.all_entities(ctx).values() if one.definition.menu and not one.definition.admin]
    return {"items": [{"key": one.key, "label": one.label} for one in found]}


def _fields(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return catalogue.offered(ctx, registry.entity(ctx, given["entity"]))


def _all(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    entity = registry.entity(ctx, given["entity"])
    return {
        "items": [described(row) for row in templates.listed(entity.key, active_only=False)],
        "papers": [{"key": paper.key, "label": paper.label} for paper in PAPERS.values()],
        "builtin": builtin.body(ctx, entity),
    }


def _try(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """A template that is not saved yet: what is wrong with it, and how a record looks in it."""
    _limit(ctx)
    entity = registry.entity(ctx, given["entity"])
    content = templates.content_of(ctx, given["kind"], given) if given["kind"] in templates.KINDS else None
    if content is None and given["template"]:
        content = _stored(given["template"])
    if content is None:
        message = _("“%(field)s” is required.") % {"field": "body"}
        raise Invalid(message, errors=[FieldError("body", "required", message)])
    bindings = templates.compiled(ctx, entity, content)
    paper = given["paper"] if given["paper"] in PAPERS else USUAL
    what = render.Job(content, bindings, paper, None, "", 0)
    if given["record"] is None:
        made = render.sample(ctx, entity, what)
    else:
        subjects.check(ctx, entity.key, given["record"])
        made = render.printed(ctx, entity.key, given["record"], what)
    if made.packed is not None:
        return {"ok": True, "file": store.add_result(ctx, made.file_name("docx"), [made.packed]).id}
    return {"ok": True, "html": made.page, "withheld": made.withheld}


def _stored(template_id: int) -> templates.Content:
    templates.read(template_id)
    version = PrintTemplateVersion.objects.filter(template_id=template_id).select_related("template").latest("number")
    packed = None if version.content is None else bytes(version.content)
    return templates.Content(version.template.kind, version.body, packed, version.file_name)


def _source(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """The Word file of a template, to be changed and uploaded again."""
    content = _stored(given["template_id"])
    if content.packed is None:
        return {"file": None}
    return {"file": store.add_result(ctx, content.file_name or "template.docx", [content.packed]).id}


def _create(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return described(templates.create(ctx, given))


def _read(_ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return templates.read(given["template_id"])


def _change(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return described(templates.change(ctx, given["template_id"], given))


def _remove(ctx: Ctx, given: Mapping[str, Any]) -> None:
    templates.remove(ctx, given["template_id"])


def _visible(ctx: Ctx, key: str) -> CompiledEntity:
    """The entity, where the actor sees anything of it at all: else it is as if there were none."""
    entity = registry.entity(ctx, key)
    return entity if may(ctx, entity, "view") else registry.entity(ctx, "")


def _limit(ctx: Ctx) -> None:
    hit(f"printing:{ctx.actor.id}", PRINTS_PER_HOUR, 3600, ctx.clock.now())


def register() -> None:
    """Called once at start-up."""
    number, text = Input("integer", required=True), Input("text", required=True)
    entity = {"entity": Input("text", required=True, max_length=64)}
    on_record = {**entity, "record": number}
    chosen = {**on_record, "template": Input("integer")}
    printing = {**chosen, "format": text, "copies": Input("integer")}
    content = {"body": Input("long_text", max_length=MAX_BODY), "file": Input("integer")}
    how = {
        **content,
        "name": Input("text"),
        "paper": Input("text"),
        "active": Input("boolean"),
        "is_default": Input("boolean"),
    }
    new = {**entity, "kind": text, **how}
    trial = {**entity, "kind": text, **content}
    trial |= {"paper": Input("text"), "record": Input("integer"), "template": Input("integer")}
    one = "printing/templates/{int:template_id}"
    for call in (
        Endpoint("printing/offered", _offered, input=entity, summary="Templates that one may print with"),
        Endpoint("printing/preview", _preview, "POST", input=chosen, summary="How a record looks in a template"),
        Endpoint("printing/print", _print, "POST", input=printing, summary="Print a record: page, Word file or PDF"),
        Endpoint("printing/prints", _prints, input=on_record, summary="Who printed a record"),
        Endpoint("printing/entities", _entities, "GET", ADMIN, summary="What templates can be written for"),
        Endpoint("printing/fields", _fields, "GET", ADMIN, entity, "Placeholders of an entity"),
        Endpoint("printing/templates", _all, "GET", ADMIN, entity, "Templates of an entity"),
        Endpoint("printing/templates", _create, "POST", ADMIN, new, "Make a template", 201),
        Endpoint(one, _read, "GET", ADMIN, summary="A template with its content"),
        Endpoint(one, _change, "PATCH", ADMIN, {**how, "version": number}, "Change a template"),
        Endpoint(one, _remove, "DELETE", ADMIN, summary="Remove a template", status=204),
        Endpoint(f"{one}/source", _source, "POST", ADMIN, summary="The Word file of a template"),
        Endpoint("printing/try", _try, "POST", ADMIN, trial, "Try a template before it is saved"),
    ):
        endpoint(call)
