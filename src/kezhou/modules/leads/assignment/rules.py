"""To whom a lead goes. Pure: rules, a lead and what is known of the people in, a decision with its reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PASSED = ("away", "full", "gone")
"""Why somebody was passed over: away today, holds as many leads as allowed, or no active colleague any more."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it holds now. `people` are those of its departments too; `regions` pairs codes with people."""

    id: int
    name: str
    strategy: str
    people: Sequence[int]
    regions: Sequence[tuple[Sequence[str], Sequence[int]]] = ()
    pool: int | None = None


@dataclass(slots=True)
class Standing:
    """What is known of the people while leads are given out, and grows with every lead that is given."""

    load: dict[int, int]
    """Person → open leads; who is missing is no active colleague."""
    room: dict[int, int | None]
    """Person → how many more leads fit; None means any number."""
    away: frozenset[int] = frozenset()
    last: dict[int, int | None] = field(default_factory=dict)
    """Rule → who had the last turn."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one lead goes: to a person or into a pool. `load` is what the person held before."""

    rule: int
    owner: int | None
    pool: int | None
    load: int | None
    passed: Sequence[tuple[int, str]]

    def why(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {"load": self.load, "passed": [{"user": user, "why": reason} for user, reason in self.passed]}


def choose(rules: Sequence[Rule], fits: Mapping[int, bool], region: str, standing: Standing) -> Decision | None:
    """The first rule that fits and has somebody to give it to; None where none has. The person's turn and load are
    counted at once, so the next lead sees them."""
    passed: list[tuple[int, str]] = []
    for rule in rules:
        if not fits.get(rule.id):
            continue
        if rule.strategy == "pool":
            return Decision(rule.id, None, rule.pool, None, passed)
        candidates = _of_region(rule, region) if rule.strategy == "region" else list(rule.people)
        able = [person for person in candidates if _is_able(person, standing, passed)]
        if not able:
            continue
        person = _fewest(able, standing) if rule.strategy == "least_loaded" else _next(rule, candidates, able, standing)
        load = standing.load[person]
        standing.last[rule.id] = person
        standing.load[person] = load + 1
        room = standing.room.get(person)
        standing.room[person] = None if room is None else room - 1
        return Decision(rule.id, person, None, load, passed)
    return None


def _of_region(rule: Rule, region: str) -> list[int]:
    """The people of the longest region code that the lead's lies in: a city before its province."""
    best: tuple[int, Sequence[int]] = (0, ())
    for codes, people in rule.regions:
        for code in codes:
            head = code.rstrip("0") if len(code) == 6 else code
            head += "0" * (len(head) % 2)
            if region and region.startswith(head) and len(head) > best[0]:
                best = (len(head), people)
    return list(best[1])


def _is_able(person: int, standing: Standing, passed: list[tuple[int, str]]) -> bool:
    """Whether the person can take one more today; why not is noted in `passed`."""
    room = standing.room.get(person)
    reason = None
    if person not in standing.load:
        reason = "gone"
    elif person in standing.away:
        reason = "away"
    elif room is not None and room <= 0:
        reason = "full"
    if reason is not None and (person, reason) not in passed:
        passed.append((person, reason))
    return reason is None


def _fewest(able: Sequence[int], standing: Standing) -> int:
    """Who holds the fewest open leads; of several the one who stands first."""
    return min(able, key=lambda person: (standing.load[person], able.index(person)))


def _next(rule: Rule, candidates: Sequence[int], able: Sequence[int], standing: Standing) -> int:
    """Who comes after the last turn, in the order of the rule, leaving out who cannot take it."""
    last = standing.last.get(rule.id)
    start = candidates.index(last) + 1 if last in candidates else 0
    turn = [*candidates[start:], *candidates[:start]]
    return next(person for person in turn if person in able)
