"""Whether the actor may reach the record that a file, comment or approval hangs on (architecture 9.11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, KezhouError, NotFound
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.scope import right, words_closed
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.files.models import StoredFile

from .draft import Draft

FILE = "stored_file"
"""What links of file and image fields lead to."""


def check(ctx: Ctx, entity_key: str, record_id: int, write: bool = False) -> bool:
    """Whether what people wrote about the record is closed to the actor, who then reads own words and files only
    (`access.scope.words_closed`). Raises `NotFound` where the record cannot be seen, `Forbidden` where it may be seen
    but not changed."""
    entity = registry.entity(ctx, entity_key)
    see = right(ctx, entity, "view")
    may = right(ctx, entity, "update")
    closed = words_closed(ctx, entity)
    statement = (
        f"SELECT coalesce({see.text}, FALSE), coalesce({may.text}, FALSE), {closed.text} "  # noqa: S608
        f"FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL"
    )
    row = fetch_one(statement, (*see.params, *may.params, *closed.params, record_id))
    if row is None or not row[0]:
        raise NotFound()
    if write and not row[1]:
        raise Forbidden(code="no_right")
    return bool(row[2])


def seen_by(ctx: Ctx, entity_key: str, record_id: int, user_ids: Sequence[int]) -> list[int]:
    """Those of the people who may see the record: nobody else learns of it. One look per person, so few people."""
    return [user_id for user_id in user_ids if _sees(ctx, user_id, entity_key, record_id)]


def _sees(ctx: Ctx, user_id: int, entity_key: str, record_id: int) -> bool:
    try:
        check(ctx_for_user(user_id, ctx.clock), entity_key, record_id)
    except KezhouError:
        return False
    return True


def files(ctx: Ctx, ids: set[int]) -> Mapping[int, Any]:
    """What a link to a stored file shows. Who may read the record may know the names of its files."""
    rows = StoredFile.objects.filter(id__in=ids, state="ready").values_list("id", "name", "size", "content_type")
    return {row[0]: {"name": row[1], "size": row[2], "type": row[3]} for row in rows}


def own_files(ctx: Ctx, ids: set[int]) -> set[int]:
    """Those files that the actor uploaded, which are the only ones that the actor may put into a field."""
    mine = StoredFile.objects.filter(id__in=ids, state="ready")
    if not ctx.grants.everything:
        mine = mine.filter(created_by_id=ctx.actor.id or 0)
    return set(mine.values_list("id", flat=True))


def hand_files_on(source: tuple[str, int], target: tuple[str, int]) -> int:
    """The files of one record belong to another from now on, such as those of a lead to the customer that it became;
    how many. Rights are the caller's business."""
    mine = StoredFile.objects.filter(entity=source[0], record_id=source[1])
    return mine.update(entity=target[0], record_id=target[1])


def attach_files(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Files that fields of saved records point to now belong to those records: who sees the record may fetch them."""
    specs = [spec for spec in entity.fields.values() if spec.link == FILE]
    for draft in drafts if specs else ():
        found = [draft.values[spec.name] for spec in specs if draft.values.get(spec.name) is not None]
        ids = [id_ for value in found for id_ in (value if isinstance(value, list) else [value])]
        if ids:
            loose = StoredFile.objects.filter(id__in=ids, entity="", record_id__isnull=True)
            loose.update(entity=entity.key, record_id=draft.id, expires_at=None)
