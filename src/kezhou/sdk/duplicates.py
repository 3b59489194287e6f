"""Asking in code who a party is; what a person may hear of the answer is said by `duplicate/check` alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.duplicates import weights
from kezhou.platform.duplicates.facts import facts_of, party_of
from kezhou.platform.duplicates.find import find, rows_of
from kezhou.platform.duplicates.watch import watched
from kezhou.platform.duplicates.wording import reasons
from kezhou.platform.entities import registry

__all__ = ["Alike", "alike", "same_party", "tells_owner"]

SURE = ("certain", "likely")


def same_party(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int | None:
    """The record that is certainly or likely this party, by the values of its fields; None where there is none."""
    compiled = registry.entity(ctx, entity)
    party = party_of(facts_of(compiled), values)
    if party.is_blank:
        return None
    hits = find(ctx, compiled, party, weights.current(), 1)
    return hits[0].record_id if hits and hits[0].judgement.verdict in SURE else None


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the same party as another one."""

    record_id: int
    verdict: str
    """certain, likely or possible."""
    reasons: Sequence[Mapping[str, Any]]


def alike(ctx: Ctx, entity: str, record_id: int, limit: int = 20) -> list[Alike]:
    """The records that may be the same party as this one, best first, itself left out. What of it a person may hear is
    the caller's matter."""
    compiled = registry.entity(ctx, entity)
    facts = facts_of(compiled)
    values = rows_of(compiled, facts, {record_id}).get(record_id)
    party = None if values is None else party_of(facts, values)
    if party is None or party.is_blank:
        return []
    hits = find(ctx, compiled, party, weights.current(), limit, record_id)
    return [Alike(hit.record_id, hit.judgement.verdict, reasons(hit.judgement.reasons)) for hit in hits]


def tells_owner(ctx: Ctx, entity: str) -> bool:
    """Whether the company's policy names the owner of a record that the asker cannot see."""
    return bool(watched(registry.entity(ctx, entity)).tell_owner)
