"""The audit log for those who audit. Values are shown only of records that the reader may see (C50); for all others it
says who did what when, and to which fields. An entry's `meta` never holds personal data (see `audit.Entry`)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.platform.access import roles
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right, words_closed
from kezhou.platform.audit import actions, read
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import shown_title

from .administer import administrator, whole_number
from .audit_words import action_label, field_label, is_action, subject_label
from .cursor import page_words
from .jsonio import answer

router = Router(tags=["audit"])
PERMISSION = "audit"


@router.get("/audit", operation_id="audit_log", summary="Who did what when, newest first")
def audit_log(request: HttpRequest) -> HttpResponse:
    """Narrowed by `entity record_id actor action request since until`."""
    ctx = administrator(request, PERMISSION)
    words = page_words(request, read.MAX_PAGE, "entity", "record_id", "actor", "action", "request", "since", "until")
    other = words.other
    find = read.AuditFilter(
        entity=other.get("entity") or None,
        record_id=whole_number(other["record_id"], "record_id") if other.get("record_id") else None,
        actor_id=whole_number(other["actor"], "actor") if other.get("actor") else None,
        action=_action(ctx, other.get("action")),
        request_id=other.get("request") or None,
        since=_moment(other, "since"),
        until=_moment(other, "until"),
    )
    cursor = None if words.before is None else str(words.before)
    page = read.log(find, lambda _entity, ids: ids, cursor, words.limit)
    return answer({"items": _items(ctx, page.items), "next": page.next})


@router.get("/audit/actions", operation_id="audit_actions", summary="The acts that the log knows")
def audit_actions(request: HttpRequest) -> HttpResponse:
    administrator(request, PERMISSION)
    return answer({"items": [{"key": action.key, "label": action.label} for action in actions.all_actions()]})


@router.get("/roles/{int:role_id}/history", operation_id="roles_history", summary="Who changed a role, newest first")
def role_history(request: HttpRequest, role_id: int) -> HttpResponse:
    """Also for those who administer roles, so that they see what a change of theirs follows on."""
    ctx = administrator(request, PERMISSION, roles.PERMISSION)
    words = page_words(request, read.MAX_PAGE)
    role = roles.find(role_id)
    page = read.timeline("role", role.id, None if words.before is None else str(words.before), words.limit)
    return answer({"items": _items(ctx, page.items), "next": page.next})


def _items(ctx: Ctx, rows: tuple[read.AuditRow, ...]) -> list[dict[str, Any]]:
    known = registry.all_entities(ctx)
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.entity in known and row.record_id is not None:
            wanted[row.entity].add(row.record_id)
    seen = {key: _seen(ctx, known[key], ids) for key, ids in wanted.items()}
    return [_item(ctx, row, known.get(row.entity), seen) for row in rows]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record that the reader may see."""

    title: Any
    closed: bool
    """What people wrote of it is closed to the reader."""


def _item(
    ctx: Ctx, row: read.AuditRow, entity: CompiledEntity | None, seen: Mapping[str, Mapping[int, _Seen]]
) -> dict[str, Any]:
    found = seen[row.entity].get(row.record_id) if entity and row.record_id is not None else None
    visible = entity is None or found is not None
    closed = found is not None and found.closed
    return {
        "id": row.id,
        "at": row.at,
        "actor": {"id": row.actor_id, "title": row.actor_name, "kind": row.actor_kind},
        "entity": row.entity,
        "entity_label": subject_label(row.entity, entity),
        "record_id": row.record_id,
        "title": None if found is None else found.title,
        "action": row.action,
        "action_label": action_label(row.action, entity),
        "values_shown": visible,
        "changes": [
            _change(ctx, entity, row.entity, name, pair, visible, closed) for name, pair in row.changes.items()
        ],
        "meta": row.meta,
        "request_id": row.request_id,
        "ip": row.ip,
    }


def _change(
    ctx: Ctx,
    entity: CompiledEntity | None,
    subject: str,
    name: str,
    pair: Mapping[str, Any],
    visible: bool,
    closed: bool,
) -> dict[str, Any]:
    spec = entity.fields.get(name) if entity else None
    visible = visible and not (closed and spec is not None and spec.is_words)
    shown: dict[str, Any] = {"field": name, "label": field_label(subject, name, entity)}
    if visible and (spec is None or entity is None or field_rights(ctx, entity)[name].view == "full"):
        if pair.get("erased"):
            return {**shown, "erased": True}
        shown |= {"from": pair.get("from"), "to": pair.get("to")}
        if spec is not None:
            shown["from_text"], shown["to_text"] = (_text(spec, pair.get(side)) for side in ("from", "to"))
    return shown


def _text(spec: Any, value: Any) -> str:
    """As people read it: a choice by its label, a switch as yes or no; a link by the id that is stored."""
    if value is None:
        return ""
    return str(value) if spec.link else str(spec.type.diff_text(value, spec))


def _seen(ctx: Ctx, entity: CompiledEntity, ids: set[int]) -> Mapping[int, _Seen]:
    """id → those that the reader may see, wherever they lie."""
    see = right(ctx, entity, "view")
    if see.is_false:
        return {}
    closed = words_closed(ctx, entity)
    statement = (
        f"SELECT t.id, {shown_title(ctx, entity)}, {closed.text} FROM {entity.table} t "  # noqa: S608
        f"WHERE t.id = ANY(%s) AND coalesce({see.text}, FALSE)"
    )
    return {row[0]: _Seen(row[1], row[2]) for row in fetch_all(statement, (*closed.params, list(ids), *see.params))}


def _action(ctx: Ctx, key: str | None) -> str | None:
    if not key:
        return None
    if not is_action(ctx, key):
        message = _("There is no such action.")
        raise BadRequest(message, code="unknown_action", errors=[FieldError("action", "unknown_action", message)])
    return key


def _moment(words: Mapping[str, str], name: str) -> datetime | None:
    text = words.get(name)
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        message = _("This must be a moment such as 2026-11-22T08:00:00Z.")
        raise BadRequest(message, code=f"bad_{name}", errors=[FieldError(name, f"bad_{name}", message)])
    return found
