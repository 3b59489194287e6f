"""Looking for a party among records of another kind: whether a lead is a customer already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from .facts import facts_of, party_of, seen_facts
from .find import Hit, find_many
from .force import in_force
from .rules import Rule
from .tell import told

MOST = 5
CANDIDATES = 60


def alike(
    ctx: Ctx, key: str, rows: Sequence[Mapping[str, Any]], least: str, *, thorough: bool = True
) -> list[list[dict[str, Any]]]:
    """For each row of values by field name of entity `key`: the records that are at least so likely the same, as
    `tell.told` says them. What the actor may not see of the entity's fields plays no part."""
    entity = registry.entity(ctx, key)
    found = _find(ctx, entity, rows, thorough=thorough)
    rule = Rule(least, "warn")
    return [told(ctx, entity, [hit for hit in hits if rule.meets(hit.judgement.verdict)], MOST) for hits in found]


def _find(ctx: Ctx, entity: CompiledEntity, rows: Sequence[Mapping[str, Any]], *, thorough: bool) -> list[list[Hit]]:
    facts = seen_facts(ctx, entity)
    parties = [party_of(facts, values) for values in rows]
    asked = [at for at, party in enumerate(parties) if not party.is_blank]
    answers: list[list[Hit]] = [[] for _row in rows]
    if asked and facts_of(entity):
        settings = in_force(entity)
        none = [None] * len(asked)
        known = [parties[at] for at in asked]
        found = find_many(
            ctx, entity, known, settings.weights, CANDIDATES, none, CANDIDATES, settings.row, thorough=thorough
        )
        for at, hits in zip(asked, found, strict=True):
            answers[at] = hits
    return answers


def conversion_rule(ctx: Ctx, key: str) -> Rule:
    """What the company says of duplicates when something is converted into a record of this entity."""
    return in_force(registry.entity(ctx, key)).rules["convert"]
