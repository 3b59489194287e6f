"""The story of one record: its audit entries and its comments in one stream, as far as the reader may know it.

A field that is hidden from the reader is absent, one that is masked is shown in part; of a record whose words are
closed to the reader only the own comments and files are told, and no change of a text. What concerns accounts and
access rather than the record (who looked, who signed in) belongs to the auditors and never appears here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, NotFound
from kezhou.platform.access.scope import right, visible, words_closed
from kezhou.platform.audit import read as audit_read
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

from . import sources
from .comments import list_comments
from .timeline_cursor import FROM_START, Places, parse, written
from .timeline_items import FILES, Happening, item, linked_titles, shown_fields, whose

DEFAULT_LIMIT = 30
MAX_LIMIT = 100
MAX_SCANS = 10
"""Pages of audit entries that one call looks through for something to show."""
SHOWN = frozenset(
    {"create", "update", "delete", "restore", "merge", "assign", "import", "import_undo", "share", "unshare"}
    | {"approval_requested", "approved", "rejected", "withdrawn", "erase", "posted", "file_added", "file_removed"}
    | {"claim", "return", "recycle", "transfer", "hold", "handover"}
    | {"merge_undone", "merge_moved"}
)
"""Acts on the record itself; the entity's own actions come on top."""
WITHOUT_CHANGES = frozenset({"update", "import"})
"""Acts of which nothing is left to tell when the reader may see none of the changed fields."""
OWN_KINDS = frozenset({"audit", "file", "comment"})


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """JSON-ready items, newest first; `next` is the cursor of what is older, or None."""

    items: Sequence[Mapping[str, Any]]
    next: str | None


def read(
    ctx: Ctx,
    entity: CompiledEntity,
    record_id: int,
    cursor: str | None,
    limit: int,
    kinds: frozenset[str] | None = None,
) -> TimelinePage:
    """One page, of all kinds or of some. Raises `NotFound` for a record that the reader cannot see, `BadRequest` for a
    foreign cursor or an unknown kind.

    Every stream is read from its own place in the cursor on, and the newest of all are shown: what a stream gave that
    did not fit comes with the next page.
    """
    has_former, closed = _refuse_unseen(ctx, entity, record_id)
    streams = sources.of(entity)
    _check_kinds(kinds, streams)
    former = sources.former_records(ctx, entity, record_id) if has_former else {}
    places = parse(cursor)
    entries = _Entries((), places.entry, unfinished=False)
    if kinds is None or kinds & OWN_KINDS - {"comment"}:
        entries = _entries(ctx, entity, [record_id, *former], places.entry, limit + 1, kinds, closed=closed)
    comments = []
    if kinds is None or "comment" in kinds:
        author = ctx.actor.id if closed else None
        comments = list_comments(entity.key, record_id, limit + 1, places.comment, author=author)
    happenings = [
        *(Happening(e.at, entry=e) for e in entries.rows),
        *(Happening(c.at, comment=c) for c in comments),
    ]
    for source in streams:
        if kinds is None or source.kind in kinds:
            found = source.read(ctx, entity, record_id, places.others.get(source.kind), limit + 1)
            happenings += [Happening(other.at, kind=source.kind, other=other) for other in found]
    merged = sorted(happenings, key=lambda happening: happening.at, reverse=True)
    page = merged[:limit]
    linked = linked_titles(ctx, entity, [h.entry for h in page if h.entry is not None])
    items = [{**item(ctx, entity, happening, linked), **whose(happening, former)} for happening in page]
    if not (len(merged) > limit or entries.unfinished):
        return TimelinePage(items, None)
    last_entry = min([h.entry.id for h in page if h.entry is not None], default=places.entry)
    last_comment = min([h.comment.id for h in page if h.comment is not None], default=places.comment)
    if len(merged) <= limit:
        last_entry = min(last_entry, entries.scanned_to)
    others = dict(places.others) | {h.kind: (h.other.at, h.other.id) for h in page if h.other is not None}
    return TimelinePage(items, written(Places(last_entry, last_comment, others)))


def _check_kinds(kinds: frozenset[str] | None, streams: Sequence[sources.TimelineSource]) -> None:
    unknown = sorted((kinds or frozenset()) - OWN_KINDS - {source.kind for source in streams})
    if unknown:
        raise BadRequest(_("The timeline has no entries of this kind."), code="unknown_kind", extra={"kinds": unknown})


def _refuse_unseen(ctx: Ctx, entity: CompiledEntity, record_id: int) -> tuple[bool, bool]:
    """Whether other records became this one, and whether others' words about it are closed to the reader. Raises
    `NotFound` where the reader cannot see it."""
    seen, former, closed = visible(ctx, entity), sources.has_former(entity), words_closed(ctx, entity)
    gone = right(ctx, entity, "delete")  # who may not delete does not see the trash
    statement = (
        f"SELECT {former.text}, {closed.text} FROM {entity.table} t "  # noqa: S608 — a registered table
        f"WHERE t.id = %s AND {seen.text} AND (t.deleted_at IS NULL OR {gone.text})"
    )
    row = fetch_one(statement, (*former.params, *closed.params, record_id, *seen.params, *gone.params))
    if row is None:
        raise NotFound()
    return bool(row[0]), bool(row[1])


@dataclass(frozen=True, slots=True)
class _Entries:
    rows: Sequence[audit_read.AuditRow]
    scanned_to: int
    unfinished: bool
    """Older entries were not looked at, because too many in a row had nothing to show."""


def _entries(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    before: int,
    wanted: int,
    kinds: frozenset[str] | None,
    *,
    closed: bool,
) -> _Entries:
    """Entries of the record (the first of the ids) and of those that became it which tell this reader something, newest
    first, at most `wanted`."""
    acts = OWN_KINDS if kinds is None else kinds
    kept: list[audit_read.AuditRow] = []
    scanned_to = before
    for _scan in range(MAX_SCANS):
        cursor = None if scanned_to == FROM_START else str(scanned_to)
        page = audit_read.timeline(entity.key, ids[0], cursor, wanted, ids[1:])
        for row in page.items:
            scanned_to = row.id
            if _went(row, ids[0]) or (closed and row.action in FILES and row.actor_id != ctx.actor.id):
                continue
            row = _without_words(entity, row) if closed else row
            if ("file" if row.action in FILES else "audit") in acts and _tells(ctx, entity, row):
                kept.append(row)
                if len(kept) == wanted:
                    return _Entries(kept, scanned_to, unfinished=False)
        if page.next is None:
            return _Entries(kept, scanned_to, unfinished=False)
    return _Entries(kept, scanned_to, unfinished=True)


def _without_words(entity: CompiledEntity, row: audit_read.AuditRow) -> audit_read.AuditRow:
    """The entry without what it says of free text and files of the record."""
    fields = entity.fields
    return replace(row, changes={n: c for n, c in row.changes.items() if n not in fields or not fields[n].is_words})


def _went(row: audit_read.AuditRow, record_id: int) -> bool:
    """What a merge did to a record that became this one; the entry of the merge at this one tells of it."""
    return row.record_id != record_id and row.action == "merge" and "losers" not in row.meta


def _tells(ctx: Ctx, entity: CompiledEntity, row: audit_read.AuditRow) -> bool:
    own = any(action.key == row.action for action in entity.definition.actions)
    if row.action not in SHOWN and not own:
        return False
    return row.action not in WITHOUT_CHANGES or next(shown_fields(ctx, entity, row), None) is not None
