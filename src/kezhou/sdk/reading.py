"""Set-based reading of a module's own: composed SQL within the scope of whoever asks. Every row of an entity that such
a statement shows passes through `visible`."""

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.scope import may, right, visible
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, execute, fetch_all, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import title_expression, titles

__all__ = [
    "FALSE",
    "TRUE",
    "CompiledEntity",
    "Sql",
    "all_of",
    "any_of",
    "ctx_for_user",
    "entity",
    "execute",
    "fetch_all",
    "fetch_one",
    "field_rights",
    "ident",
    "may",
    "right",
    "title_expression",
    "titles",
    "visible",
]


def entity(ctx: Ctx, key: str) -> CompiledEntity:
    """The entity as it stands in the context's schema epoch. Raises `NotFound`."""
    return registry.entity(ctx, key)
