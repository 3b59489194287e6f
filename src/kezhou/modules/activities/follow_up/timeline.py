"""Follow-ups, visits and tasks in the timeline of the customer, the contact, the lead or the opportunity that they are
about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.sdk import query
from kezhou.sdk.notify import Happening, TimelineSource, timeline_source
from kezhou.sdk.query import fetch_all, ident

SUBJECTS = ("customer", "contact", "opportunity")
WITH_LEADS = (*SUBJECTS, "lead")
MAX_TEXT = 2_000
"""Characters of a text in the timeline; the record itself has all of it."""

Read = Callable[[Ctx, Any, int, tuple[datetime, int] | None, int], Sequence[Happening]]


def _reader(key: str, table: str, moment: str, label: Any, text: str, shown: Sequence[str], person: str) -> Read:
    """Reads one kind of activity of a party: only rows that the reader may see, only fields that are not hidden."""

    def read(
        ctx: Ctx, party: Any, record_id: int, before: tuple[datetime, int] | None, limit: int
    ) -> Sequence[Happening]:
        entity = query.entity(ctx, key)
        try:
            seen = query.visible(ctx, entity)
        except Forbidden:
            return []
        rights = query.field_rights(ctx, entity)
        names = [name for name in shown if rights[name].view == "full"]
        columns = [f"t.{ident(entity.fields[name].column)}" for name in names]
        body = f"left(t.{ident(text)}, {MAX_TEXT})" if rights[text].view == "full" else "''"
        at = f"t.{ident(moment)}"
        place, place_params = ("TRUE", ()) if before is None else (f"({at}, t.id) < (%s, %s)", before)
        rows = fetch_all(
            f"SELECT t.id, {at}, u.id, u.name, {', '.join((body, *columns))} FROM {table} t "  # noqa: S608 — registered
            f"LEFT JOIN org_user u ON u.id = t.{ident(person)} "
            f"WHERE t.{ident(party.key + '_id')} = %s AND t.deleted_at IS NULL AND {at} IS NOT NULL "
            f"AND {place} AND {seen.text} ORDER BY {at} DESC, t.id DESC LIMIT %s",
            (record_id, *place_params, *seen.params, limit),
        )
        files = _files(ctx, rows, 5 + names.index("attachments")) if "attachments" in names else {}
        return [
            Happening(
                at=row[1],
                entity=key,
                id=row[0],
                actor={"id": row[2], "title": row[3] or ""},
                label=label,
                text=row[4] or "",
                data=_data(names, row[5:], files),
            )
            for row in rows
        ]

    return read


def _files(ctx: Ctx, rows: Sequence[Sequence[Any]], at: int) -> Mapping[int, Any]:
    """Name, size and type of the files of a page: who reads the follow-up may know them."""
    ids = {id_ for row in rows for id_ in row[at]}
    return query.files(ctx, ids) if ids else {}


def _data(names: Sequence[str], values: Sequence[Any], files: Mapping[int, Any]) -> Mapping[str, Any]:
    found = dict(zip(names, values, strict=True))
    if "attachments" in found:
        found["attachments"] = [{"id": id_, **files[id_]} for id_ in found["attachments"] if id_ in files]
    return found


def register() -> None:
    """Called once at start-up."""
    readers = {
        "follow_up": _reader(
            "follow_up",
            "activities_followup",
            "at",
            pgettext_lazy("activity", "Follow-up"),
            "content",
            ("kind", "direction", "duration", "result", "next_at", "next_content", "attachments", "effective"),
            "author_id",
        ),
        "visit": _reader(
            "visit",
            "activities_visit",
            "planned_at",
            _("Visit"),
            "purpose",
            ("state", "planned_at", "checked_in_at", "late"),
            "owner_id",
        ),
        "task": _reader(
            "task", "activities_task", "created_at", _("Task"), "title", ("state", "due_at", "done_at"), "owner_id"
        ),
    }
    for kind, read in readers.items():
        timeline_source(TimelineSource(kind, SUBJECTS if kind == "visit" else WITH_LEADS, read))
