"""How much two opportunities look like the same one (撞单). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kezhou.kernel.text.fold import fold

VERDICTS = ("possible", "likely", "certain")
SAME_NAME, ALIKE_NAME = 0.75, 0.4
"""Share of pairs of characters that two names have in common."""
SAME_WEIGHT = {"same": 60, "certain": 55, "likely": 40, "possible": 20}
NAME_WEIGHT, OPEN_WEIGHT, REGISTERED_WEIGHT = 30, 6, 4
CERTAIN, LIKELY = 85, 60


@dataclass(frozen=True, slots=True)
class Other:
    """What is compared of another opportunity. `customer_verdict` is how surely its customer is the same party: same
    (the very record), certain, likely or possible."""

    name: str
    customer_verdict: str
    is_open: bool
    is_registered: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """The judgement: `score` from 0 to 100, and codes of the reasons."""

    verdict: str
    score: int
    reasons: Sequence[str]


def judge(name: str, customer_names: Sequence[str], other: Other) -> Clash:
    """The same need of the same customer is certain, another need of the same customer possible at most."""
    likeness = alike(name, other.name, customer_names)
    score = SAME_WEIGHT[other.customer_verdict] + round(NAME_WEIGHT * likeness)
    score += OPEN_WEIGHT * other.is_open + REGISTERED_WEIGHT * other.is_registered
    reasons = [f"customer_{other.customer_verdict}"]
    if likeness >= SAME_NAME:
        reasons.append("name_same")
    elif likeness >= ALIKE_NAME:
        reasons.append("name_alike")
    reasons.append("open" if other.is_open else "recent")
    if other.is_registered:
        reasons.append("registered")
    verdict = "certain" if score >= CERTAIN else "likely" if score >= LIKELY and likeness >= ALIKE_NAME else "possible"
    return Clash(verdict, min(score, 100), tuple(reasons))


def alike(first: str, second: str, without: Sequence[str] = ()) -> float:
    """The share of pairs of characters that two names have in common, from 0 to 1, names of customers left out."""
    one, two = _pairs(_bare(first, without)), _pairs(_bare(second, without))
    if not one or not two:
        return 0.0
    return len(one & two) / len(one | two)


def _bare(name: str, without: Sequence[str]) -> str:
    text = fold(name)
    for part in sorted((fold(one) for one in without if one), key=len, reverse=True):
        text = text.replace(part, "")
    return "".join(character for character in text if character.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or ({text} if text else set())
