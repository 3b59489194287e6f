"""Whether a person may still know of a record, and its name: asked anew whenever somebody is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.query.titles import shown_title

from .sources import ReminderSource, source_of


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder of one person; `title` is the record's name."""

    id: int
    kind: str
    record_id: int
    user_id: int
    moment: datetime
    title: str = ""


def seen(ctx: Ctx, lines: Iterable[Line]) -> list[Line]:
    """Those whose person may see the record as it is now, with its name, in the order given. One statement per person
    and kind, so the caller bounds the lines."""
    given = list(lines)
    wanted: dict[tuple[int, str], set[int]] = defaultdict(set)
    for line in given:
        wanted[(line.user_id, line.kind)].add(line.record_id)
    people: dict[int, Ctx | None] = {}
    names: dict[tuple[int, str, int], tuple[str, datetime | None]] = {}
    for (user_id, kind), ids in sorted(wanted.items()):
        if user_id not in people:
            people[user_id] = _person(ctx, user_id)
        reader, source = people[user_id], source_of(kind)
        if reader is not None and source is not None:
            names |= {(user_id, kind, id_): (name, at) for id_, name, at in _names(reader, source, ids)}
    kept = []
    for line in given:
        title, moment = names.get((line.user_id, line.kind, line.record_id), ("", None))
        if title and moment in (None, line.moment):
            kept.append(replace(line, title=title))
    return kept


def _person(ctx: Ctx, user_id: int) -> Ctx | None:
    try:
        return ctx_for_user(user_id, ctx.clock)
    except Forbidden:
        return None


def _names(reader: Ctx, source: ReminderSource, ids: set[int]) -> list[tuple[int, str, datetime | None]]:
    entity = registry.entity(reader, source.entity)
    may_see = right(reader, entity, "view")
    rights = field_rights(reader, entity)
    if may_see.is_false or any(rights[name].view != "full" for name in source.needs):
        return []
    statement = (
        f"SELECT t.id, {shown_title(reader, entity)}, {source.moment} FROM {entity.table} t "  # noqa: S608 — registered names only
        f"WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {source.still} AND {may_see.text}"
    )
    return [
        (row[0], str(row[1] or f"#{row[0]}"), row[2]) for row in fetch_all(statement, (sorted(ids), *may_see.params))
    ]
