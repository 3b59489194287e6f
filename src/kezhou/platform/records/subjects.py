"""Whether the actor may reach the record that a file, comment or approval hangs on (architecture 9.11)."""

from __future__ import annotations

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry


def check(ctx: Ctx, entity_key: str, record_id: int, write: bool = False) -> None:
    """Raises `NotFound` where the record cannot be seen, `Forbidden` where it may be seen but not changed."""
    entity = registry.entity(ctx, entity_key)
    see = right(ctx, entity, "view")
    may = right(ctx, entity, "update")
    statement = (
        f"SELECT coalesce({see.text}, FALSE), coalesce({may.text}, FALSE) FROM {entity.table} t "  # noqa: S608
        "WHERE t.id = %s AND t.deleted_at IS NULL"
    )
    row = fetch_one(statement, (*see.params, *may.params, record_id))
    if row is None or not row[0]:
        raise NotFound()
    if write and not row[1]:
        raise Forbidden(code="no_right")
