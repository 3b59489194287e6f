"""People seen through the same levels as rows: whose rows a person may read, and who may do something at all."""

from __future__ import annotations

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import FALSE, TRUE, Sql, any_of, ident
from kezhou.platform.entities.compiled import CompiledEntity

from .models import ANY_ENTITY
from .scope import grants_of, level_sql, may

_PEOPLE = """(SELECT u.id, u.name, u.sort_key, u.department_id, u.superior_id, u.status{columns}
     FROM org_user u WHERE u.status = ANY('{status}') AND u.deleted_at IS NULL)"""


def people_table(entity: CompiledEntity, *, leavers: bool = False) -> str:
    """Active people, and on request those who left, as a table whose rows “belong” to themselves: `p.id, p.name,
    p.sort_key, p.department_id, p.superior_id, p.status`."""
    scope = entity.definition.scope
    pairs = [(scope.owner, scope.dept), *([(scope.author, scope.author_dept)] if scope.author else [])]
    columns = "".join(
        f", u.id AS {ident(f'{person}_id')}, u.department_id AS {ident(f'{dept}_id')}" for person, dept in pairs
    )
    return _PEOPLE.format(columns=columns, status="{active,disabled}" if leavers else "{active}")


def people_reached(ctx: Ctx, entity: CompiledEntity, action: str = "view", alias: str = "p") -> Sql:
    """The people all of whose rows the actor may do `action` to, over `people_table(entity)`.

    A grant that a condition narrows opens some rows of a person and not the person; it adds nobody.
    """
    if not may(ctx, entity, action):
        return FALSE
    if ctx.grants.everything:
        return TRUE
    return any_of(
        level_sql(ctx, entity, grant, alias) for grant in grants_of(ctx, entity, action) if not grant.condition
    )


def only_whole_levels(ctx: Ctx, entity: CompiledEntity, action: str = "view") -> bool:
    """Whether what the actor may see is said by levels alone, so that sums kept per person answer for the rows."""
    return ctx.grants.everything or not any(
        grant.condition for grant in grants_of(ctx, entity, action) if grant.level != "none"
    )


def who_may(entity: str, action: str, alias: str = "p") -> Sql:
    """The people (`{alias}.id`) of whom some role says that they may do this: its own word on the entity, else its
    word on every entity."""
    text = f"""EXISTS (
      SELECT 1 FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id AND r.deleted_at IS NULL
        JOIN access_rolegrant g ON g.role_id = r.id AND g.action = %s AND g.level <> 'none'
       WHERE ur.user_id = {alias}.id AND (g.entity = %s OR (g.entity = %s AND NOT EXISTS (
         SELECT 1 FROM access_rolegrant o WHERE o.role_id = r.id AND o.entity = %s))))"""  # noqa: S608
    return Sql(text, (action, entity, ANY_ENTITY, entity))
