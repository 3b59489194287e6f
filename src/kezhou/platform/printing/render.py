"""One record through one template: the page or the Word file, and what the reader's rights left out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from . import builtin, docx, html
from .catalogue import Bindings, lists_of
from .fill import fill
from .limits import MAX_COPIES
from .papers import PAPERS, USUAL
from .refusal import refuse
from .scope import RecordScope, SampleScope, load, withheld
from .templates import Content, compiled, usable

APPROVED, CANCELLED = "approved", "cancelled"
_NOT_IN_NAMES = re.compile(r"[^\w（）() .-]")
DRAFT, VOID = _("Not approved"), _("Voided")
"""What stands across a page of a document that needs an approval and has none, or that holds no more."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is printed with: a template at one of its versions; the built-in one has no id and number 0."""

    content: Content
    bindings: Bindings
    paper: str
    template_id: int | None
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The result: a page as text, or a Word file as bytes."""

    title: str
    page: str
    packed: bytes | None
    withheld: list[str]

    def file_name(self, suffix: str) -> str:
        plain = _NOT_IN_NAMES.sub("_", self.title)[:100].strip()
        return f"{plain}.{suffix}"


def job_for(ctx: Ctx, entity: CompiledEntity, template_id: int) -> Job:
    """A template in use by its id; 0 is the built-in one. Raises `NotFound`."""
    if template_id == 0:
        content = Content("html", body=builtin.body(ctx, entity))
        return Job(content, compiled(ctx, entity, content), USUAL, None, "", 0)
    row, version = usable(entity.key, template_id)
    packed = None if version.content is None else bytes(version.content)
    content = Content(row.kind, version.body, packed, version.file_name)
    return Job(content, version.bindings, row.paper, row.id, row.name, row.current)


def printed(ctx: Ctx, entity_key: str, record_id: int, job: Job, copies: int = 1) -> Printed:
    """Raises `NotFound` for a record that cannot be seen, `Invalid` for more than paper can take."""
    if not 1 <= copies <= MAX_COPIES:
        raise refuse(
            "out_of_range", _("Between 1 and %(limit)d copies can be printed at once."), path="copies", limit=MAX_COPIES
        )
    entity = registry.entity(ctx, entity_key)
    scope = load(ctx, entity, record_id, job.bindings)
    record = scope.record
    named = record.get(entity.title) if entity.title != "id" else None
    title = f"{entity.label} {named or f'#{record_id}'}"
    gaps = withheld(ctx, entity, job.bindings)
    if job.content.packed is not None:
        return Printed(title, "", docx.filled(job.content.packed, scope, _stamp(entity, record_id)), gaps)
    tree = html.parse_html(job.content.body)
    sheets = [fill(tree, _copy(scope, number), html.HtmlShape()) for number in range(1, copies + 1)]
    page = html.document(sheets, title, PAPERS[job.paper], ctx.locale, _stamp(entity, record_id))
    return Printed(title, page, None, gaps)


def sample(ctx: Ctx, entity: CompiledEntity, job: Job) -> Printed:
    """The template with the names of its placeholders in it."""
    scope = SampleScope(job.bindings, frozenset(lists_of(entity)))
    title = str(entity.label)
    if job.content.packed is not None:
        return Printed(title, "", docx.filled(job.content.packed, scope), [])
    sheet = fill(html.parse_html(job.content.body), scope, html.HtmlShape())
    return Printed(title, html.document([sheet], title, PAPERS[job.paper], ctx.locale), None, [])


def _copy(scope: RecordScope, number: int) -> RecordScope:
    """The same record on its second and third sheet."""
    if number == 1:
        return scope
    again = replace(scope, print={**scope.print, "print.copy": str(number)})
    again.lists = {key: [replace(row, outer=again) for row in rows] for key, rows in scope.lists.items()}
    return again


def _stamp(entity: CompiledEntity, record_id: int) -> str:
    """What is asked of the row itself: a document without approval is marked for those too who may not read of it."""
    approval = entity.definition.approval
    if approval is None:
        return ""
    column = ident(entity.fields[approval.field].column)
    row = fetch_one(f"SELECT {column} FROM {entity.table} WHERE id = %s", (record_id,))  # noqa: S608 — compiled
    if row is None or row[0] == APPROVED:
        return ""
    return str(VOID if row[0] == CANCELLED else DRAFT)
