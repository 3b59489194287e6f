"""Where records lie that somebody wants to move, with what the actor's scopes say of each: locked, one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, KezhouError, NotFound, Stale
from kezhou.platform.access.scope import may, right
from kezhou.platform.base.sql import Sql, fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is, and what the actor's scopes say of it."""

    owner: int | None
    pool: int | None
    entered_at: datetime | None
    version: int
    seen: bool
    assignable: bool
    child: bool
    """It hangs on another record and goes where that one goes."""

    def unmovable(self) -> KezhouError | None:
        """Why a child is not moved by itself: `NotFound` where the actor does not see it."""
        if not self.child:
            return None
        if not self.seen:
            return NotFound()
        return Conflict(_("This goes wherever the record goes that it belongs to."), code="follows_parent")

    def stale(self, version: int | None) -> KezhouError | None:
        if version is None or version == self.version:
            return None
        return Stale(_("Somebody else saved this record first."), extra={"version": self.version})


def locked(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, Place]:
    """Record → place, without the trash and what does not exist; the rows stay locked, taken in the order of ids.

    Raises `Forbidden` for whoever may see no record of the entity at all: membership of a pool gives no rights by
    itself. Run in a transaction.
    """
    if not may(ctx, entity, "view"):
        raise Forbidden(code="no_right", extra={"entity": entity.key, "action": "view"})
    seen, assignable = right(ctx, entity, "view"), right(ctx, entity, "assign")
    parent = entity.definition.scope.parent
    child = f"t.{ident(entity.fields[parent].column)} IS NOT NULL" if parent else "FALSE"
    columns = f"t.owner_id, t.pool_id, t.pool_entered_at, t.version, {_answer(seen)}, {_answer(assignable)}, {child}"
    rows = fetch_all(
        f"SELECT t.id, {columns} FROM {entity.table} t "  # noqa: S608
        "WHERE t.id = ANY(%s) AND t.deleted_at IS NULL ORDER BY t.id FOR UPDATE OF t",
        (*seen.params, *assignable.params, sorted(set(ids))),
    )
    return {row[0]: Place(*row[1:]) for row in rows}


def _answer(predicate: Sql) -> str:
    return f"coalesce({predicate.text}, FALSE)"
