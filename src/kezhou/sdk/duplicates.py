"""Asking in code who a party is; what a person may hear of the answer is said by `duplicate/check` alone."""

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.duplicates import weights
from kezhou.platform.duplicates.across import alike, conversion_rule
from kezhou.platform.duplicates.asking import ask_values
from kezhou.platform.duplicates.facts import facts_of, party_of
from kezhou.platform.duplicates.find import find
from kezhou.platform.duplicates.wording import VERDICT_WORDS
from kezhou.platform.entities import registry

__all__ = ["VERDICT_WORDS", "alike", "ask", "conversion_rule", "same_party"]

SURE = ("certain", "likely")


def same_party(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int | None:
    """The record that is certainly or likely this party, by the values of its fields; None where there is none."""
    compiled = registry.entity(ctx, entity)
    party = party_of(facts_of(compiled), values)
    if party.is_blank:
        return None
    hits = find(ctx, compiled, party, weights.current(), 1)
    return hits[0].record_id if hits and hits[0].judgement.verdict in SURE else None


def ask(ctx: Ctx, entity: str, values: Mapping[str, Any], skip: int | None = None) -> list[dict[str, Any]]:
    """The question of somebody who types: as `duplicates/check` answers it, with its rights and limits."""
    return ask_values(ctx, registry.entity(ctx, entity), values, skip)
