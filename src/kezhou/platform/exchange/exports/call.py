"""Asking for an export: what may be asked, by whom, and what a large one needs beforehand (C36, C39)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse as parse_condition
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, TooMany
from kezhou.platform import audit
from kezhou.platform.access.scope import may, visible
from kezhou.platform.base.sql import Sql, all_of, fetch_one
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import records as jobs
from kezhou.platform.query.select import checked_sorts, predicate, visible_names
from kezhou.platform.query.sort import parse_sort
from kezhou.platform.query.words import ListQuery

from ..limits import EXPORT_ROWS_WITHOUT_APPROVAL, MAX_EXPORT_ROWS
from ..models import ExportCall

WORDS = ("format", "filter", "q", "sort", "fields", "reason")
FORMATS = ("xlsx", "csv")
MAX_REASON = 500
MAX_QUERY_TEXT = 200
MAX_PER_HOUR = 30
"""Exports of one person within an hour."""
APPROVER_PERMISSION = "security"
"""Administrative permission whose holders decide on large exports; whoever holds any, exports without asking."""

ask_approval: list[Callable[[Ctx, ExportCall, int], int]] = []
"""(ctx, call, rows) → id of the approval request; filled by whoever joins this room with the approvals above it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Either the job that writes the file, or the approval that it waits for."""

    job: int | None
    approval: int | None
    rows: int


def parse(ctx: Ctx, entity_key: str, data: Mapping[str, Any]) -> ExportCall:
    """The call, not saved yet. Raises `BadRequest`, `Invalid`, or `Forbidden` without the right to export."""
    for name in data:
        if name not in WORDS:
            unknown = _("Unknown parameter “%(name)s”. Known are: %(known)s.")
            raise BadRequest(unknown % {"name": name[:60], "known": ", ".join(WORDS)}, code="unknown_parameter")
    entity = registry.entity(ctx, entity_key)
    require_right(ctx, entity)
    reason = data.get("reason") or ""
    errors = []
    if data.get("format", "xlsx") not in FORMATS:
        errors.append(FieldError("format", "bad_format", _("format must be xlsx or csv.")))
    if not isinstance(reason, str) or len(reason) > MAX_REASON:
        message = _("A reason has at most %(limit)d characters.") % {"limit": MAX_REASON}
        errors.append(FieldError("reason", "too_long", message))
    elif not reason.strip():
        errors.append(
            FieldError("reason", "required", _("Say what the export is for; the reason is kept in the audit."))
        )
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    words = {name: data[name] for name in ("filter", "q", "sort", "fields") if data.get(name)}
    call = ExportCall(
        entity=entity.key,
        actor_id=ctx.actor.id,
        format=data.get("format", "xlsx"),
        words=words,
        reason=reason.strip(),
        created_at=ctx.clock.now(),
    )
    query_of(ctx, entity, call)
    return call


def request(ctx: Ctx, entity_key: str, data: Mapping[str, Any]) -> Answer:
    """Start an export, or ask for the approval that its size needs."""
    call = parse(ctx, entity_key, data)
    entity = registry.entity(ctx, call.entity)
    rows = count(ctx, entity, call, MAX_EXPORT_ROWS + 1)
    if rows > MAX_EXPORT_ROWS:
        message = _("At most %(limit)d rows can be exported at once; narrow the filter.") % {"limit": MAX_EXPORT_ROWS}
        raise Invalid(message, code="too_many_rows")
    limit = int(getattr(settings, "KEZHOU_EXPORT_APPROVAL_ROWS", EXPORT_ROWS_WITHOUT_APPROVAL))
    with transaction.atomic():
        take_turns("exports", ctx.actor.id)
        _limit_rate(ctx)
        call.save()
        if rows > limit and not ctx.grants.admin and not ctx.grants.everything:
            if not ask_approval:
                raise Forbidden(_("Exports of this size are switched off."), code="approval_unavailable")
            call.approval = ask_approval[0](ctx, call, rows)
            call.save(update_fields=["approval"])
            return Answer(None, call.approval, rows)
        return Answer(start(ctx, call, rows), None, rows)


def start(ctx: Ctx, call: ExportCall, rows: int | None) -> int:
    """Put the job of a call on the queue, in the name of `ctx`, who asked for it; the id of its record."""
    entity = registry.entity(ctx, call.entity)
    title = _("Export of %(entity)s") % {"entity": entity.plural}
    record = jobs.start_job(ctx, "export_rows", title=str(title), total=rows, call_id=call.id)
    ExportCall.objects.filter(id=call.id).update(job_id=record.id)
    return record.id


def require_right(ctx: Ctx, entity: CompiledEntity) -> None:
    if not entity.definition.features.export or not may(ctx, entity, "export"):
        raise Forbidden(
            _("You may not export %(entity)s.") % {"entity": entity.plural},
            code="no_right",
            extra={"entity": entity.key, "action": "export"},
        )


def query_of(ctx: Ctx, entity: CompiledEntity, call: ExportCall) -> ListQuery:
    """The list that the call stands for. Raises `BadRequest` for what the actor cannot ask."""
    words = call.words
    fields, q, sort = words.get("fields"), words.get("q") or "", words.get("sort") or ""
    if not isinstance(q, str) or len(q) > MAX_QUERY_TEXT or not isinstance(sort, str):
        raise BadRequest(_("The search text is too long."), code="bad_q")
    if fields is not None and not (isinstance(fields, list) and all(isinstance(name, str) for name in fields)):
        raise BadRequest(_("fields must be a list of names."), code="bad_fields")
    names = visible_names(ctx, entity, fields if fields is not None else exportable(entity))
    if not names:
        raise BadRequest(_("Name at least one column that you may see."), code="no_columns")
    barred = [name for name in names if not entity.fields[name].export]
    if barred:
        message = _("“%(field)s” is never exported.") % {"field": entity.fields[barred[0]].label}
        raise BadRequest(message, code="not_exportable")
    sorts = parse_sort(sort)
    checked_sorts(ctx, entity, sorts)
    where = parse_condition(words["filter"]) if words.get("filter") is not None else None
    query = ListQuery(fields=tuple(dict.fromkeys(names)), where=where, q=q, sort=sorts)
    predicate(ctx, entity, query)
    return query


def exportable(entity: CompiledEntity) -> tuple[str, ...]:
    """The columns unless the caller chooses: all that may leave, the title first, the system's own last."""
    names = [name for name, spec in entity.fields.items() if spec.export]
    return tuple(sorted(names, key=lambda name: (name != entity.title, entity.fields[name].system)))


def scope(ctx: Ctx, entity: CompiledEntity, query: ListQuery) -> Sql:
    """The rows: those of the list that the right to export reaches too."""
    return all_of([predicate(ctx, entity, query), visible(ctx, entity, "export")])


def count(ctx: Ctx, entity: CompiledEntity, call: ExportCall, cap: int) -> int:
    where = scope(ctx, entity, query_of(ctx, entity, call))
    inner = f"SELECT 1 FROM {entity.table} t WHERE {where.text} LIMIT %s"  # noqa: S608
    row = fetch_one(f"SELECT count(*) FROM ({inner}) capped", (*where.params, cap))  # noqa: S608
    return int(row[0]) if row else 0


def leave_trace(ctx: Ctx, call: ExportCall, rows: int) -> None:
    """Who took what: filter, columns, number of rows, format and reason."""
    entity = registry.entity(ctx, call.entity)
    columns = list(query_of(ctx, entity, call).fields or ())
    meta = {
        "export": call.id,
        "format": call.format,
        "rows": rows,
        "columns": columns,
        "reason": call.reason,
        **{name: call.words[name] for name in ("filter", "q", "sort") if name in call.words},
    }
    audit.write(ctx, [audit.Entry(entity.key, None, "export", meta=meta)])


def _limit_rate(ctx: Ctx) -> None:
    since = ctx.clock.now() - timedelta(hours=1)
    if ExportCall.objects.filter(actor_id=ctx.actor.id, created_at__gt=since).count() >= MAX_PER_HOUR:
        raise TooMany(
            _("At most %(limit)d exports within an hour.") % {"limit": MAX_PER_HOUR}, headers={"Retry-After": "600"}
        )
