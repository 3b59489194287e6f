"""The verdict on a pair: evidence of all fields, weighed and added up (Fellegi and Sunter, 1969).

A weight is the natural logarithm of how much more often something is seen between records of one party than between
records of
two; their sum with the starting odds is the log-odds that the records mean the same. Names bring many features
(`name_evidence`), the other fields a few levels each. A value that many records share counts less.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kezhou.kernel.text.pinyin import aligned

from . import address as addresses
from .frequency import Frequencies
from .name_evidence import NameEvidence, compare_names
from .party import Party

Verdict = Literal["none", "possible", "likely", "certain"]
VERDICTS: tuple[Verdict, ...] = ("none", "possible", "likely", "certain")

NAME_FLOOR, NAME_CEILING = -9.0, 9.0
"""What a name alone can say: a phone number in common is not outweighed without bound."""
LEAST_AGREEMENT = 0.3
"""What is left of an agreement on a value that very many share."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: field, what was found, its log-odds; `details` are names of what was found beside."""

    field: str
    code: str
    weight: float
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """`log_odds` that the two are one party, the verdict by the thresholds, and why, strongest first."""

    log_odds: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """0 to 100, one decimal."""
        return round(100 / (1 + math.exp(-max(-30.0, min(30.0, self.log_odds)))), 1)


Shared = Callable[[str, str], int]
"""(kind of fact, value) → how many records have this value."""


def _alone(_kind: str, _value: str) -> int:
    return 1


def judge(a: Party, b: Party, weights: Weights, usual: Frequencies, shared: Shared = _alone) -> Judgement:
    """Whether `a` (what is asked about) and `b` (what exists) are one party."""
    reasons: list[Reason] = []
    features: dict[str, float] = {}
    for reason, found in (_names(a, b, weights, usual), *_exact(a, b, weights, shared), *_addresses(a, b, weights)):
        reasons.append(reason)
        features.update(found)
    total = sum(reason.weight for reason in reasons)
    ordered = sorted((r for r in reasons if r.code != "absent"), key=lambda r: -abs(r.weight))
    return Judgement(total, verdict(total, weights), tuple(ordered), features)


def verdict(log_odds: float, weights: Weights) -> Verdict:
    """The level that the log-odds reach."""
    for level in reversed(VERDICTS[1:]):
        if log_odds >= weights[f"threshold.{level}"]:
            return level
    return "none"


_Found = tuple[Reason, dict[str, float]]


def _names(a: Party, b: Party, weights: Weights, usual: Frequencies) -> _Found:
    if a.person or b.person:
        return _person(a, b, weights)
    if not a.names or not b.names:
        return Reason("name", "absent", weights["name.absent"]), {"name.absent": 1.0}
    best: tuple[float, NameEvidence] | None = None
    for one_at, one in enumerate(a.names):
        for other_at, other in enumerate(b.names):
            for found in compare_names(one, other, usual):
                if one_at or other_at:
                    found.features["alias"] = 1.0
                total = name_log_odds(found.features, weights)
                if best is None or total > best[0]:
                    best = total, found
    if best is None or best[0] <= NAME_FLOOR:
        return Reason("name", "unlike", NAME_FLOOR), {"name.unlike": 1.0}
    features = {f"name.{key}": value for key, value in best[1].features.items()}
    code, details = _told(best[1])
    return Reason("name", code, min(best[0], NAME_CEILING), details), features | {"name.bias": 1.0}


def name_log_odds(features: Mapping[str, float], weights: Weights) -> float:
    """The sum over the features of a pair of names; unknown ones weigh nothing."""
    return weights["name.bias"] + sum(weights.get(f"name.{key}", 0.0) * value for key, value in features.items())


def _told(found: NameEvidence) -> tuple[str, tuple[str, ...]]:
    """The slip that matters most, or `same`, and what else is to be said of places, forms, branches and notes."""
    kinds = [slip.kind for slip in found.slips]
    grave = ("other", "number", "missing", "extra", "near_sound", "shape", "sound", "swapped")
    code = next((kind for kind in grave if kind in kinds), "same")
    if len(kinds) > 1:
        code = "slips"
    said = (
        "place.different",
        "written.elsewhere",
        "branch.elsewhere",
        "place.within",
        "place.one",
        "form.different",
        "form.short",
        "form.one",
    )
    more = ("branch.one", "written.branch", "branch_form.different", "note.one", "note.different", "alias")
    return code, tuple(key for key in (*said, *more) if key in found.features)


def _person(a: Party, b: Party, weights: Weights) -> _Found:
    if not a.person or not b.person:
        level = "absent"
    elif a.person == b.person:
        level = "same"
    elif aligned(a.person, surname=True) == aligned(b.person, surname=True):
        level = "sound"
    else:
        level = "different"
    return Reason("person", level, weights[f"person.{level}"]), {f"person.{level}": 1.0}


def _exact(a: Party, b: Party, weights: Weights, shared: Shared) -> list[_Found]:
    found: list[_Found] = []
    if a.codes and b.codes:
        same = {code.body for code in a.codes} & {code.body for code in b.codes}
        found.append(_level("credit_code", "same" if same else "different", same, weights, shared))
    for kind, ones, others in (
        ("landline", a.landlines, b.landlines),
        ("mobile", a.mobiles, b.mobiles),
        ("email", a.emails, b.emails),
    ):
        if ones and others:
            common = ones & others
            found.append(_level(kind, "same" if common else "different", common, weights, shared))
    a_domains, b_domains = a.mail_domains | a.sites, b.mail_domains | b.sites
    if a_domains and b_domains:
        common = a_domains & b_domains
        found.append(_level("website", "same" if common else "different", common, weights, shared))
    return found


def _level(kind: str, level: str, common: set[str] | frozenset[str], weights: Weights, shared: Shared) -> _Found:
    weight = weights[f"{kind}.{level}"]
    if common and weight > 0:
        weight = max(LEAST_AGREEMENT, weight - math.log(max(1, min(shared(kind, value) for value in common))))
    return Reason(kind, level, weight), {f"{kind}.{level}": 1.0}


def _addresses(a: Party, b: Party, weights: Weights) -> list[_Found]:
    if not a.addresses or not b.addresses:
        return []
    levels = [addresses.relation(one, other) for one in a.addresses for other in b.addresses]
    best = max(levels, key=lambda level: weights[f"address.{level}"])
    return [(Reason("address", best, weights[f"address.{best}"]), {f"address.{best}": 1.0})]
