"""Any definition answered: a report over an entity, a statistic of items, or a figure that a module reckons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx

from . import figures, run, stats
from .definition import parse, wrong
from .plan import EVERYTHING, Narrowing
from .plan import of as plan_of


def answer(ctx: Ctx, raw: Any, narrowing: Narrowing = EVERYTHING) -> dict[str, Any]:
    """Raises what `run.run` and `stats.run` raise."""
    if isinstance(raw, Mapping) and "items" in raw:
        return stats.run(ctx, stats.parse(raw), narrowing)
    if isinstance(raw, Mapping) and "figure" in raw:
        return figures.run(ctx, figures.parse(raw), narrowing)
    return run.run(ctx, parse(raw), narrowing)


def check(ctx: Ctx, raw: Any) -> str:
    """Whether a definition could be run by this actor; the key of its entity, empty for a statistic or figure.
    Raises `Invalid`."""
    if not isinstance(raw, Mapping):
        raise wrong("definition", "required", _("A report needs a definition."))
    if "items" in raw:
        stats.parse(raw)
        return ""
    if "figure" in raw:
        figures.parse(raw)
        return ""
    definition = parse(raw)
    plan_of(ctx, definition)
    return definition.entity
