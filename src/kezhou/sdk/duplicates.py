"""Asking in code who a party is; what a person may hear of the answer is said by `duplicate/check` alone."""

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.duplicates import weights
from kezhou.platform.duplicates.facts import facts_of, party_of
from kezhou.platform.duplicates.find import find
from kezhou.platform.entities import registry

__all__ = ["same_party"]

SURE = ("certain", "likely")


def same_party(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int | None:
    """The record that is certainly or likely this party, by the values of its fields; None where there is none."""
    compiled = registry.entity(ctx, entity)
    party = party_of(facts_of(compiled), values)
    if party.is_blank:
        return None
    hits = find(ctx, compiled, party, weights.current(), 1)
    return hits[0].record_id if hits and hits[0].judgement.verdict in SURE else None
