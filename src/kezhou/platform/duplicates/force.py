"""What is in force at this schema epoch: rules, weights and size of an entity's statistics, read once per epoch
and process.

Whoever changes one of them bumps the schema epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kezhou.platform.entities.compiled import CompiledEntity

from . import weights
from .models import MOMENTS, Watched
from .rules import Rule, rule_for
from .watch import watched


@dataclass(frozen=True, slots=True)
class InForce:
    rules: Mapping[str, Rule]
    weights: Mapping[str, float]
    row: Watched


def in_force(entity: CompiledEntity) -> InForce:
    """The settings for one entity; they live as long as its compiled form."""
    found: InForce | None = entity.cache.get("duplicates")
    if found is None:
        rules = {moment: rule_for(entity, moment) for moment in MOMENTS}
        found = InForce(rules, weights.current(), watched(entity))
        entity.cache["duplicates"] = found
    return found
