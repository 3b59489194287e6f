"""Phrases that are everybody's."""

from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql


def shared_phrases(ctx: Ctx, entity: Any, alias: str) -> Sql | None:
    """A shared phrase is read by all who read phrases at all; registered with the scope."""
    return Sql(f"{alias}.shared") if entity.key == "phrase" else None
