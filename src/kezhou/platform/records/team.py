"""Who takes part in a record beside its owner: let in, for reading or writing, perhaps until a day; let out again.

Owners may, and whoever may hand the record over. One statement for any number of records; audit, events and the rights
of those concerned change in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform import audit, events
from kezhou.platform.access import shares
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.epochs import bump_access

from . import team_input
from .draft import Draft
from .ownership import has_columns
from .team_input import MAX_MEMBERS, Member

joined: list[Callable[[Ctx, CompiledEntity, Mapping[int, Sequence[int]]], None]] = []
"""(ctx, entity, person → records newly opened): whoever tells people registers here."""

_LISTED = """
SELECT s.user_id, u.name, s.kind, s.write, s.until, s.children, s.added_at, a.id, a.name, u.status
  FROM access_share s JOIN org_user u ON u.id = s.user_id LEFT JOIN org_user a ON a.id = s.added_by_id
 WHERE s.entity = %s AND s.record_id = %s ORDER BY s.id LIMIT %s"""

_PUT = """
INSERT INTO access_share AS s (entity, record_id, user_id, write, until, kind, children, added_by_id, added_at)
SELECT %s, t.id, m."user", m.write, m.until, m.kind, m.children, %s, %s
  FROM {table} t CROSS JOIN json_to_recordset(%s::json)
       AS m ("user" bigint, write boolean, until date, kind text, children text[])
 WHERE t.id = ANY(%s) AND t.owner_id IS DISTINCT FROM m."user" ORDER BY t.id, m."user"
ON CONFLICT (entity, record_id, user_id) DO UPDATE
   SET write = excluded.write, until = excluded.until, kind = excluded.kind, children = excluded.children
 WHERE (s.write, s.until, s.kind, s.children)
       IS DISTINCT FROM (excluded.write, excluded.until, excluded.kind, excluded.children)
RETURNING s.record_id, s.user_id, xmax = 0"""

_OUT = """
DELETE FROM access_share WHERE entity = %s AND record_id = ANY(%s) AND user_id = ANY(%s) RETURNING record_id, user_id"""

_ALONG = """
INSERT INTO access_share (entity, record_id, user_id, write, until, kind, children, added_by_id, added_at)
SELECT s.entity, t.id, s.user_id, s.write, s.until, s.kind, s.children, %s, %s
  FROM access_share s CROSS JOIN unnest(%s::bigint[]) AS t(id) WHERE s.entity = %s AND s.record_id = %s
ON CONFLICT (entity, record_id, user_id) DO NOTHING RETURNING record_id, user_id"""

_HELD = """
SELECT s.user_id, u.name, count(*) FROM access_share s JOIN org_user u ON u.id = s.user_id
 WHERE s.user_id = ANY(%s) AND s.entity = %s AND coalesce(s.until >= %s, TRUE) AND NOT s.record_id = ANY(%s)
 GROUP BY 1, 2"""

_CROWDED = """
SELECT record_id FROM access_share WHERE entity = %s AND record_id = ANY(%s) AND NOT user_id = ANY(%s)
 GROUP BY 1 HAVING count(*) + %s > %s"""


def offered(entity: CompiledEntity) -> bool:
    """Whether records of this kind have a team: what belongs to somebody and is not open to everybody anyway."""
    return has_columns(entity) and not entity.definition.admin and not entity.definition.scope.is_public


def listed(ctx: Ctx, entity: CompiledEntity, record_id: int) -> dict[str, Any]:
    """The team as whoever sees the record may know it. Raises `NotFound`."""
    (row,) = _rows(ctx, entity, [record_id]) or (None,)
    if row is None or not row.seen:
        raise NotFound()
    today = company_today(ctx.clock)
    items = [
        {
            "user": {"id": found[0], "title": found[1]},
            "kind": found[2],
            "write": found[3],
            "until": found[4],
            "children": found[5],
            "active": found[9] == "active" and (found[4] is None or found[4] >= today),
            "added_at": found[6],
            "added_by": None if found[7] is None else {"id": found[7], "title": found[8]},
        }
        for found in fetch_all(_LISTED, (entity.key, record_id, MAX_MEMBERS))
    ]
    return {
        "items": items,
        "can_change": row.may,
        "children": [{"key": child.key, "label": child.plural} for child in shares.children(ctx, entity)],
    }


def add(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Any) -> None:
    """Let people in, or change what they are let in for. Raises `NotFound`, `Forbidden`, `Invalid`, `Conflict`."""
    with transaction.atomic():
        _one(ctx, entity, record_id)
        _refuse_owner(entity, record_id, found := team_input.members(ctx, entity, data))
        _only(put_many(ctx, entity, [record_id], found))


def replace(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Any) -> None:
    """Exactly these members. Raises as `add` does."""
    with transaction.atomic():
        _one(ctx, entity, record_id)
        _refuse_owner(entity, record_id, found := team_input.members(ctx, entity, data, empty=True))
        rows = fetch_all(
            "SELECT user_id FROM access_share WHERE entity = %s AND record_id = %s", (entity.key, record_id)
        )
        gone = {row[0] for row in rows} - {member.user for member in found}
        if gone:
            _only(remove_many(ctx, entity, [record_id], sorted(gone)))
        if found:
            _only(put_many(ctx, entity, [record_id], found))


def remove(ctx: Ctx, entity: CompiledEntity, record_id: int, user_id: int) -> None:
    """Let one person out; everybody may leave by themselves. Raises `NotFound`, `Forbidden`."""
    with transaction.atomic():
        (row,) = _rows(ctx, entity, [record_id]) or (None,)
        if row is None or not row.seen:
            raise NotFound()
        if not row.may and user_id != ctx.actor.id:
            raise Forbidden(code="no_right", extra={"action": "assign"})
        if not _take_out(ctx, entity, [record_id], [user_id]):
            raise NotFound(_("This person is no member."))


def put_many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], members: Sequence[Member]) -> list[Draft]:
    """Let the same people into many records; an answer per row, a row that the actor may not share stays as it is."""
    with transaction.atomic():
        people = sorted({member.user for member in members})
        for user_id in people:
            # What was counted still holds when it is written.
            fetch_all("SELECT pg_advisory_xact_lock(hashtextextended('team.person:' || %s::text, 0))", (user_id,))
        drafts, good = _answers(ctx, entity, ids)
        if good and (full := too_many(ctx, entity, people, good)):
            for draft in drafts:
                draft.problem = draft.problem or full
            return drafts
        _mark_crowded(entity, drafts, good, people)
        good = [draft.id for draft in drafts if draft.ok and draft.id is not None]
        rows = _insert(ctx, entity, good, members) if good else []
        _traces(ctx, entity, "share", rows, members)
        bump_access({row[1] for row in rows})
        fresh: dict[int, list[int]] = {}
        for record_id, user_id, is_new in rows:
            if is_new and user_id != ctx.actor.id:
                fresh.setdefault(user_id, []).append(record_id)
        for tell in joined if fresh else ():
            tell(ctx, entity, fresh)
    return drafts


def remove_many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], user_ids: Sequence[int]) -> list[Draft]:
    """Let these people out of many records; an answer per row."""
    with transaction.atomic():
        drafts, good = _answers(ctx, entity, ids)
        _take_out(ctx, entity, good, user_ids)
    return drafts


def take_along(ctx: Ctx, entity: CompiledEntity, source: int, targets: Sequence[int]) -> None:
    """Give the team of one record to records that code made out of it. Rights are the caller's business."""
    with transaction.atomic():
        rows = fetch_all(_ALONG, (ctx.actor.id, ctx.clock.now(), list(targets), entity.key, source))
        _traces(ctx, entity, "share", rows)
        bump_access({row[1] for row in rows})


# -- steps ----------------------------------------------------------------------------------------------------------


class _Row:
    """What the actor's scopes say of one living record."""

    __slots__ = ("id", "may", "owner", "seen")

    def __init__(self, ctx: Ctx, row: Sequence[Any]) -> None:
        self.id, self.owner, self.seen = row[0], row[1], row[2]
        self.may = row[3] or (ctx.actor.id is not None and row[1] == ctx.actor.id)


def _rows(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> list[_Row]:
    see, assign = right(ctx, entity, "view"), right(ctx, entity, "assign")
    statement = (
        f"SELECT t.id, t.owner_id, coalesce({see.text}, FALSE), coalesce({assign.text}, FALSE) "  # noqa: S608
        f"FROM {entity.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL ORDER BY t.id FOR SHARE OF t"
    )
    return [_Row(ctx, row) for row in fetch_all(statement, (*see.params, *assign.params, sorted(set(ids))))]


def _answers(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> tuple[list[Draft], list[int]]:
    """A draft per row with its problem, and the ids of the rows without one."""
    found = {row.id: row for row in _rows(ctx, entity, ids)}
    drafts = []
    for id_ in ids:
        row = found.get(id_)
        draft = Draft({}, {}, id_)
        if row is None or not row.seen:
            draft.problem = NotFound()
        elif not row.may:
            draft.problem = Forbidden(code="no_right", extra={"action": "assign"})
        drafts.append(draft)
    return drafts, [draft.id for draft in drafts if draft.ok and draft.id is not None]


def _one(ctx: Ctx, entity: CompiledEntity, record_id: int) -> None:
    drafts, _good = _answers(ctx, entity, [record_id])
    _only(drafts)


def _only(drafts: Sequence[Draft]) -> None:
    if drafts[0].problem is not None:
        raise drafts[0].problem


def _insert(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], members: Sequence[Member]) -> list[Any]:
    document = orjson.dumps([member.to_json() for member in members]).decode()
    params = (entity.key, ctx.actor.id, ctx.clock.now(), document, list(ids))
    return fetch_all(_PUT.format(table=entity.table), params)


def _take_out(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], user_ids: Sequence[int]) -> list[Any]:
    rows = fetch_all(_OUT, (entity.key, list(ids), list(user_ids))) if ids else []
    _traces(ctx, entity, "unshare", rows)
    bump_access({row[1] for row in rows})
    return rows


def _traces(ctx: Ctx, entity: CompiledEntity, action: str, rows: Sequence[Any], members: Sequence[Member] = ()) -> None:
    """One audit entry and one event per record that changed, naming the people."""
    by_record: dict[int, list[int]] = {}
    for row in rows:
        by_record.setdefault(row[0], []).append(row[1])
    said = {member.user: member.to_json() for member in members}
    entries, happenings = [], []
    for record_id, people in sorted(by_record.items()):
        meta = {"members": [said.get(user, {"user": user}) for user in people]}
        entries.append(audit.Entry(entity.key, record_id, action, meta=meta))
        pair: tuple[Any, Any] = (None, people) if action == "share" else (people, None)
        happenings.append(events.NewEvent(f"{entity.key}.{action}d", entity.key, record_id, {"team": pair}))
    audit.write(ctx, entries)
    events.emit(ctx, happenings)


def too_many(ctx: Ctx, entity: CompiledEntity, people: Sequence[int], ids: Sequence[int]) -> Conflict | None:
    """The refusal that names who would get more than the predicate of one person can hold."""
    held = {
        row[0]: row[1:] for row in fetch_all(_HELD, (list(people), entity.key, company_today(ctx.clock), list(ids)))
    }
    limit = shares.MAX_SHARED_IDS
    for user_id in people:
        name, before = held.get(user_id, ("", 0))
        if before + len(ids) > limit:
            name = name or (fetch_one("SELECT name FROM org_user WHERE id = %s", (user_id,)) or ("",))[0]
            figures = {"name": name, "held": before, "asked": len(ids), "limit": limit}
            return Conflict(
                _(
                    "%(name)s takes part in %(held)d already, and %(asked)d more would pass the limit of %(limit)d. "
                    "Give a role the right to see them instead, or share fewer."
                )
                % figures,
                code="too_many_shared",
                extra={"user": user_id, "held": before, "asked": len(ids), "limit": limit},
            )
    return None


def _mark_crowded(entity: CompiledEntity, drafts: Sequence[Draft], good: Sequence[int], people: Sequence[int]) -> None:
    params = (entity.key, list(good), list(people), len(people), MAX_MEMBERS)
    crowded = {row[0] for row in fetch_all(_CROWDED, params)} if good else set()
    for draft in drafts:
        if draft.id in crowded:
            message = _("A record has at most %(limit)d members.") % {"limit": MAX_MEMBERS}
            draft.problem = Conflict(message, code="too_many_members")


def _refuse_owner(entity: CompiledEntity, record_id: int, members: Sequence[Member]) -> None:
    row = fetch_one(f"SELECT owner_id FROM {entity.table} WHERE id = %s", (record_id,))  # noqa: S608
    for at, member in enumerate(members):
        if row and member.user == row[0]:
            message = _("This is the owner, who may do all of it anyway.")
            raise Invalid(message, errors=[FieldError(f"members.{at}.user", "is_owner", message)])
