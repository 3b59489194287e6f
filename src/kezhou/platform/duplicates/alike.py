"""Rows of one import compared with each other, by the same evidence as with the records that exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.judge import judge
from kezhou.kernel.matching.keys import core_key
from kezhou.kernel.matching.party import Party, all_keys, exact_keys
from kezhou.platform.entities.compiled import CompiledEntity

from . import statistics
from .facts import Facts, facts_of, party_of, seen_facts
from .find import CORE_WEIGHT, EXACT_WEIGHT, shared_by
from .force import InForce, in_force
from .guard import rule_of
from .rules import Rule
from .wording import VERDICT_WORDS

PAIR_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of one import, with the fields that its owner may see."""

    ctx: Ctx
    entity: CompiledEntity
    facts: Facts
    rule: Rule
    settings: InForce

    def read(self, values: Mapping[str, Any]) -> Party:
        return party_of(self.facts, values)

    def keys(self, one: Party) -> Sequence[tuple[int, float]]:
        exact, cores = exact_keys(one), {core_key(name) for name in one.names}
        return [
            (key, EXACT_WEIGHT if key in exact else CORE_WEIGHT if key in cores else PAIR_WEIGHT)
            for key in all_keys(one)
        ]

    def same(self, pairs: Sequence[tuple[Party, Party]]) -> Sequence[Any]:
        if not pairs:
            return []
        texts = {name.text for pair in pairs for one in pair for name in one.names}
        usual = statistics.usual(self.settings.row).prefetch(texts)
        parties = list({id(one): one for pair in pairs for one in pair}.values())
        _everywhere, within = shared_by(self.ctx, self.entity, self.settings.row, parties)
        found = (judge(one, other, self.settings.weights, usual, within).verdict for one, other in pairs)
        return [VERDICT_WORDS[verdict] if self.rule.meets(verdict) else None for verdict in found]


def for_import(ctx: Ctx, entity: CompiledEntity, said: str) -> Comparison | None:
    """The comparison where an import refuses duplicates, by its own word or by the rule for imports; registered with
    `records.hooks.alike`."""
    if not facts_of(entity) or ctx.actor.kind != "user":
        return None
    settings = in_force(entity)
    rule = rule_of(settings.rules["import"], said)
    return Comparison(ctx, entity, seen_facts(ctx, entity), rule, settings) if rule.action == "block" else None
