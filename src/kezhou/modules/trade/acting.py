"""What documents do to one another: in the name of who acted, by the rule of the act and not by rights of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.sdk import records

WRONG_STATE = "wrong_state"


def by_rule(ctx: Ctx) -> Ctx:
    return replace(ctx, grants=Ctx.system("trade", ctx.clock).grants)


def settle(ctx: Ctx, entity: str, record_id: int, values: Mapping[str, Any], act: str, event: str) -> None:
    """Values that follow from another document, through the pipeline. Raises what forbids them."""
    options = records.Options(
        internal=True, moves_free=True, unlocked=True, action="update", event=event, always=True, meta={"by": act}
    )
    records.update(by_rule(ctx), entity, record_id, values, None, options)


def must(values: Mapping[str, Any], message: Any, **allowed: tuple[str, ...]) -> None:
    """Refuse an act on a document in another state. Raises `Conflict`."""
    for name, states in allowed.items():
        if values.get(name) not in states:
            raise Conflict(message, code=WRONG_STATE, extra={name: values.get(name)})
