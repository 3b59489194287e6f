"""One entry of a record's timeline as JSON: who did what, and what it changed, as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as translate

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.shares import RIGHTS
from kezhou.platform.audit import actions as audit_actions
from kezhou.platform.audit import read as audit_read
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.titles import titles

from . import sources
from .models import Comment

FILES = frozenset({"file_added", "file_removed"})
SHARES = frozenset({"share", "unshare"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a stream: of the audit, a comment, or of another source."""

    at: datetime
    entry: audit_read.AuditRow | None = None
    comment: Comment | None = None
    kind: str = ""
    other: sources.Happening | None = None


def shown_fields(ctx: Ctx, entity: CompiledEntity, row: audit_read.AuditRow) -> Iterator[FieldSpec]:
    """The changed fields that the reader may know of."""
    rights = field_rights(ctx, entity)
    for name in row.changes:
        spec = entity.fields.get(name)
        if spec is not None and rights[name].view != "hidden":
            yield spec


def linked_titles(
    ctx: Ctx, entity: CompiledEntity, rows: Sequence[audit_read.AuditRow]
) -> Mapping[str, Mapping[int, str]]:
    """Linked entity → id → title, one look-up per entity for the whole page."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        for spec in shown_fields(ctx, entity, row):
            if spec.link:
                change = row.changes[spec.name]
                ids.setdefault(spec.link, set()).update((*_ids(change.get("from")), *_ids(change.get("to"))))
        if row.action in SHARES:
            ids.setdefault("user", set()).update(member["user"] for member in row.meta.get("members", ()))
    return {link: titles(ctx, link, found) for link, found in ids.items() if found}


def _ids(value: Any) -> Sequence[int]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, int)]


def item(
    ctx: Ctx, entity: CompiledEntity, happening: Happening, linked: Mapping[str, Mapping[int, str]]
) -> Mapping[str, Any]:
    if (comment := happening.comment) is not None:
        return {
            "id": f"c{comment.id}",
            "at": comment.at,
            "actor": {"id": comment.author_id, "title": comment.author.name},
            "kind": "comment",
            "action": "comment",
            "label": audit_actions.get("comment").label,
            "changes": [],
            "text": comment.text,
        }
    if (other := happening.other) is not None:
        return {
            "id": f"{happening.kind}{other.id}",
            "at": other.at,
            "actor": other.actor or {"id": None, "title": ""},
            "kind": happening.kind,
            "action": happening.kind,
            "label": other.label,
            "changes": [],
            "text": other.text,
            "entity": other.entity,
            "record_id": other.id,
            "data": other.data,
        }
    row = happening.entry
    assert row is not None  # noqa: S101 — a happening is one or the other
    own = next((action.label for action in entity.definition.actions if action.key == row.action), None)
    return {
        "id": f"a{row.id}",
        "at": row.at,
        "actor": {"id": row.actor_id, "title": row.actor_name if row.actor_kind == "user" else ""},
        "kind": "file" if row.action in FILES else "audit",
        "action": row.action,
        "label": own or audit_actions.get(row.action).label,
        "changes": [
            _change(ctx, entity, spec, row.changes[spec.name], linked) for spec in shown_fields(ctx, entity, row)
        ],
        "text": _said(row, linked),
    }


def whose(happening: Happening, former: Mapping[int, str]) -> Mapping[str, Any]:
    """Of an entry from before a merge: which record it was about."""
    id_ = None if happening.entry is None else happening.entry.record_id
    return {} if id_ is None or id_ not in former else {"former": {"id": id_, "title": former[id_]}}


def _said(row: audit_read.AuditRow, linked: Mapping[str, Mapping[int, str]]) -> str:
    """The name of a file; of people who were let in or out their names, with what they may do."""
    if row.action in FILES:
        return str(row.meta.get("name", ""))
    if row.action not in SHARES:
        return ""
    names = linked.get("user", {})
    parts = []
    for member in row.meta.get("members", ()):
        words = [str(RIGHTS[member["write"]])] if "write" in member else []
        words += [translate("until %(day)s") % {"day": member["until"]}] if member.get("until") else []
        terms = f" ({', '.join(words)})" if words else ""
        parts.append(f"{names.get(member['user'], member['user'])}{terms}")
    return "、".join(parts)


def _change(
    ctx: Ctx,
    entity: CompiledEntity,
    spec: FieldSpec,
    change: Mapping[str, Any],
    linked: Mapping[str, Mapping[int, str]],
) -> Mapping[str, Any]:
    answer: dict[str, Any] = {"field": spec.name, "label": spec.label, "from": None, "to": None}
    if change.get("erased"):
        gone = translate("erased")
        return {**answer, "from_text": gone, "to_text": gone, "erased": True}
    masked = field_rights(ctx, entity)[spec.name].view == "masked"
    for word in ("from", "to"):
        value = change.get(word)
        if masked:
            shown = None if value is None else spec.type.mask(value if isinstance(value, str) else str(value))
            answer |= {word: shown, f"{word}_text": shown or "", "masked": True}
        else:
            answer |= {word: _with_title(spec, value, linked), f"{word}_text": _text(spec, value, linked)}
    return answer


def _with_title(spec: FieldSpec, value: Any, linked: Mapping[str, Mapping[int, str]]) -> Any:
    if not spec.link or value is None:
        return value
    known = linked.get(spec.link, {})
    if isinstance(value, list):
        return [{"id": item, "title": known.get(item)} for item in value]
    return {"id": value, "title": known.get(value)}


def _text(spec: FieldSpec, value: Any, linked: Mapping[str, Mapping[int, Any]]) -> str:
    if value is None:
        return ""
    if not spec.link:
        return spec.type.diff_text(value, spec)
    known = linked.get(spec.link, {})
    return "、".join(_title(known.get(item)) or f"#{item}" for item in _ids(value))


def _title(found: Any) -> str:
    """The words of a linked record; of a file its name."""
    return str(found.get("name", "")) if isinstance(found, Mapping) else found or ""
