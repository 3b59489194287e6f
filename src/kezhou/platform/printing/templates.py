"""Templates of an entity: made, changed, removed and listed. What is wrong with one is said when it is saved, not
when it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound, Stale
from kezhou.kernel.placeholder import Mark, PlaceholderProblem
from kezhou.platform.audit import Entry, write
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.files import store

from . import docx, html
from .catalogue import Bindings, bind
from .limits import MAX_NAME, MAX_PACKED, MAX_TEMPLATES
from .models import PrintTemplate, PrintTemplateVersion
from .package import open_package
from .papers import PAPERS
from .refusal import refuse, refuse_all

KINDS = ("html", "docx")


@dataclass(frozen=True, slots=True)
class Content:
    """What a template contains: HTML in `body`, or a Word file in `packed`."""

    kind: str
    body: str = ""
    packed: bytes | None = None
    file_name: str = ""


def compiled(ctx: Ctx, entity: CompiledEntity, content: Content) -> Bindings:
    """What its placeholders mean. Raises `Invalid` that names all that is wrong."""
    marks: list[Mark]
    try:
        if content.packed is None:
            marks = list(html.parse_html(content.body).marks())
        else:
            marks = docx.marks_of(open_package(content.packed))
    except PlaceholderProblem as problem:
        raise refuse_all([problem]) from None
    return bind(ctx, entity, marks)


def content_of(ctx: Ctx, kind: str, given: Mapping[str, Any]) -> Content | None:
    """What was sent as `body`, or as the id of an uploaded `file`; None where neither was."""
    if kind == "html":
        body = given.get("body")
        if body is None:
            return None
        if not isinstance(body, str) or not body.strip():
            raise refuse("empty", _("The template is empty."), path="body")
        return Content("html", body=html.sanitised(body))
    if given.get("file") is None:
        return None
    row, pieces = store.open_file(ctx, given["file"])
    if row.size > MAX_PACKED:
        raise refuse(
            "too_large", _("A Word template may have at most %(limit)d MB."), path="file", limit=MAX_PACKED >> 20
        )
    return Content("docx", packed=b"".join(pieces), file_name=row.name)


def create(ctx: Ctx, given: Mapping[str, Any]) -> PrintTemplate:
    entity, kind = registry.entity(ctx, given["entity"]), given["kind"]
    if kind not in KINDS:
        raise _wrong("kind", "unknown_choice", _("Known are: %(known)s."), known=", ".join(KINDS))
    content = content_of(ctx, kind, given)
    if content is None:
        path = "body" if kind == "html" else "file"
        raise _wrong(path, "required", _("“%(field)s” is required."), field=path)
    bindings = compiled(ctx, entity, content)
    with transaction.atomic():
        take_turns("print_templates", 0)
        if PrintTemplate.objects.filter(entity=entity.key, removed_at__isnull=True).count() >= MAX_TEMPLATES:
            raise refuse("too_many", _("At most %(limit)d templates are kept of one kind."), limit=MAX_TEMPLATES)
        row = PrintTemplate(entity=entity.key, kind=kind, updated_by_id=ctx.actor.id, updated_at=ctx.clock.now())
        _take(row, given)
        _keep_one_default(row)
        row.save()
        add_version(ctx, row, content, bindings)
        _trace(ctx, row, "created")
    return row


def change(ctx: Ctx, template_id: int, given: Mapping[str, Any]) -> PrintTemplate:
    """Name, paper, whether it is offered, and its content, which then is a new version. Raises `Stale`."""
    with transaction.atomic():
        take_turns("print_templates", 0)
        row = PrintTemplate.objects.select_for_update().filter(id=template_id, removed_at__isnull=True).first()
        if row is None:
            raise NotFound()
        if given.get("version") != row.version:
            raise Stale(_("Somebody else changed the template first."), extra={"current": described(row)})
        content = content_of(ctx, row.kind, given)
        _take(row, given)
        if content is not None:
            row.current += 1
            add_version(ctx, row, content, compiled(ctx, registry.entity(ctx, row.entity), content))
        row.version += 1
        row.updated_by_id, row.updated_at = ctx.actor.id, ctx.clock.now()
        _keep_one_default(row)
        row.save()
        _trace(ctx, row, "changed")
    return row


def remove(ctx: Ctx, template_id: int) -> None:
    """Nobody prints with it any more; what was printed still names it."""
    with transaction.atomic():
        take_turns("print_templates", 0)
        row = PrintTemplate.objects.select_for_update().filter(id=template_id, removed_at__isnull=True).first()
        if row is None:
            raise NotFound()
        row.removed_at, row.is_default, row.active = ctx.clock.now(), False, False
        row.version += 1
        row.save()
        _trace(ctx, row, "removed")


def listed(entity_key: str, *, active_only: bool) -> list[PrintTemplate]:
    """Templates of an entity, the usual one first."""
    rows = PrintTemplate.objects.filter(entity=entity_key, removed_at__isnull=True)
    if active_only:
        rows = rows.filter(active=True)
    return list(rows.order_by("-is_default", "name", "id")[:MAX_TEMPLATES])


def usable(entity_key: str, template_id: int) -> tuple[PrintTemplate, PrintTemplateVersion]:
    """A template that may be printed with, and its present content. Raises `NotFound`."""
    row = PrintTemplate.objects.filter(id=template_id, entity=entity_key, removed_at__isnull=True, active=True).first()
    if row is None:
        raise NotFound(code="no_such_template")
    return row, PrintTemplateVersion.objects.get(template=row, number=row.current)


def read(template_id: int) -> dict[str, Any]:
    """A template with its content, for whoever edits it."""
    row = PrintTemplate.objects.filter(id=template_id, removed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    content = PrintTemplateVersion.objects.get(template=row, number=row.current)
    return {**described(row), "body": content.body, "file_name": content.file_name}


def described(row: PrintTemplate) -> dict[str, Any]:
    return {
        "id": row.id,
        "entity": row.entity,
        "name": row.name,
        "kind": row.kind,
        "paper": row.paper,
        "active": row.active,
        "is_default": row.is_default,
        "number": row.current,
        "version": row.version,
        "updated_at": row.updated_at,
    }


def _take(row: PrintTemplate, given: Mapping[str, Any]) -> None:
    if given.get("name") is not None:
        row.name = given["name"]
    if not row.name or len(row.name) > MAX_NAME:
        raise _wrong("name", "required", _("A name has between 1 and %(limit)d characters."), limit=MAX_NAME)
    others = PrintTemplate.objects.filter(entity=row.entity, name=row.name, removed_at__isnull=True).exclude(id=row.id)
    if others.exists():
        raise _wrong("name", "taken", _("There is a template of this name already."))
    if given.get("paper") is not None:
        row.paper = given["paper"]
    if row.paper not in PAPERS:
        raise _wrong("paper", "unknown_choice", _("Known are: %(known)s."), known=", ".join(PAPERS))
    if given.get("active") is not None:
        row.active = given["active"]
    if given.get("is_default") is not None:
        row.is_default = given["is_default"]
    if row.is_default and not row.active:
        raise _wrong("is_default", "not_active", _("The usual template must be in use."))


def _keep_one_default(row: PrintTemplate) -> None:
    if row.is_default:
        PrintTemplate.objects.filter(entity=row.entity, is_default=True).exclude(id=row.id).update(is_default=False)


def add_version(ctx: Ctx, row: PrintTemplate, content: Content, bindings: Bindings) -> None:
    PrintTemplateVersion.objects.create(
        template=row,
        number=row.current,
        body=content.body,
        content=content.packed,
        file_name=content.file_name,
        bindings=bindings,
        created_by_id=ctx.actor.id,
        created_at=ctx.clock.now(),
    )


def _trace(ctx: Ctx, row: PrintTemplate, what: str) -> None:
    meta = {"print_template": row.id, "name": row.name, "number": row.current, "what": what}
    write(ctx, [Entry(row.entity, None, "definition_changed", meta=meta)])


def _wrong(path: str, code: str, message: Any, **params: Any) -> Invalid:
    text = message % params if params else message
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, text, params)])
