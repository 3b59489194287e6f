"""To whom the actor may hand records: as everywhere, nobody writes what lies beyond the own scope afterwards."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.access.scope import grants_of, level_sql, may
from kezhou.platform.base.sql import any_of, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from .plan import Plan


def require(ctx: Ctx, plan: Plan) -> None:
    """Raises `Invalid` with the path of each successor who lies out of reach."""
    errors = []
    for at, successor in enumerate(plan.successors):
        for key in plan.entities:
            entity = registry.entity(ctx, key)
            path = f"successors.{at}.user"
            if may(ctx, entity, "assign") and not reaches(ctx, entity, successor.user):
                message = _("You may not hand %(entity)s over to this colleague.") % {"entity": entity.label}
                errors.append(FieldError(path, "out_of_reach", message))
                break
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def reaches(ctx: Ctx, entity: CompiledEntity, owner: int) -> bool:
    """Whether a record of this owner would lie within what the actor may hand over."""
    if ctx.grants.everything:
        return True
    grants = [replace(grant, condition=None) for grant in grants_of(ctx, entity, "assign")]
    predicate = any_of(level_sql(ctx, entity, grant, "t", "assign") for grant in grants)
    scope = entity.definition.scope
    persons = [(scope.owner, scope.dept), *([(scope.author, scope.author_dept)] if scope.author else [])]
    columns = ", ".join(f"id AS {ident(a + '_id')}, department_id AS {ident(b + '_id')}" for a, b in persons)
    row = fetch_one(
        f"SELECT {predicate.text} FROM (SELECT {columns} FROM org_user WHERE id = %s) t",  # noqa: S608
        (*predicate.params, owner),
    )
    return bool(row and row[0])
