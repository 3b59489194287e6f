"""Documents that somebody has to approve even where no flow is drawn, such as a quote below its floor price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities.compiled import CompiledEntity

from . import facts, preview, whom

Demand = Callable[[Ctx, Mapping[str, Any]], bool]
_demands: dict[str, Demand] = {}


def demand_approval(entity: str, demand: Demand) -> None:
    """`demand(ctx, values)` says whether somebody has to approve a document even where no flow is drawn: then the
    starter's superior does, or who leads above. Register at start-up."""
    _demands[entity] = demand


def is_demanded(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> bool:
    """Whether a document without a flow needs somebody's approval."""
    return entity in _demands and _demands[entity](ctx, values)


def foreseen(ctx: Ctx, entity: CompiledEntity, record_id: int) -> list[preview.Ahead]:
    """The step that submitting a document without a flow would lead to, none where it approves at once."""
    values = facts.of_record(ctx, entity, record_id)
    if not is_demanded(ctx, entity.key, values):
        return []
    return [preview.Ahead("ask", str(_("Approval")), "any", tuple(superiors(ctx)), 0, "admin")]


def superiors(ctx: Ctx) -> list[int]:
    """Who decides for the actor where no flow says so: the superior, else who leads the department or one above."""
    asker = facts.asker_of({"asker": facts.of_person(ctx.actor.id)})
    return [*whom.superiors(asker), *whom.heads(asker)][:1]
