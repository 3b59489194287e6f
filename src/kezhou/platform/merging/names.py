"""The merged record is found by the names that its losers had."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.text.grams import search_text
from kezhou.platform.base.sql import execute, fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import findable
from kezhou.platform.records.draft import Draft

from . import resolve
from .models import Merge


def keep(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Runs with every save: a winner that is renamed keeps the names of its losers in its search text."""
    if not entity.searchable:
        return
    names = {spec.name for spec in entity.search_fields} | {entity.title}
    renamed = [d.id for d in drafts if d.id is not None and d.before is not None and names.intersection(d.changed())]
    if renamed:
        winners = Merge.objects.filter(entity=entity.key, winner_id__in=renamed, undone_at__isnull=True)
        for winner in set(winners.values_list("winner_id", flat=True)):
            refresh(entity, winner)


def refresh(entity: CompiledEntity, winner: int) -> None:
    """Make a record's search text from its own names and those of the records that became it."""
    specs = [spec for spec in entity.search_fields if spec.type.key in findable.NAMES and spec.columns]
    if not entity.searchable or not specs:
        return
    ids = [winner, *resolve.former(entity, winner)]
    columns = ", ".join(f"t.{ident(spec.column)}" for spec in specs)
    rows = fetch_all(
        f"SELECT t.id, {columns} FROM {entity.table} t WHERE t.id = ANY(%s) ORDER BY (t.id = %s) DESC, t.id",  # noqa: S608
        (ids, winner),
    )
    names = list(dict.fromkeys(str(value) for row in rows for value in row[1:] if value))
    title = entity.fields.get(entity.title)
    surname = title is not None and title.type.key == "person_name"
    execute(
        f"UPDATE {entity.table} SET search_text = %s WHERE id = %s",  # noqa: S608
        (search_text(names, surname=surname), winner),
    )
