"""How likely an open opportunity is won: the record of each person in its stage, shrunk towards the company's.

A person who won three of three is no wizard. With n ended opportunities that were in a stage, of which w were won, the
number of wins is taken as beta-binomial: the person's own rate comes from a Beta(M·p, M·(1 − p)) around the company's
rate p, and the estimate is the posterior mean (w + M·p) / (n + M).

M comes from the data by the method of moments: J. C. Kleinman, “Proportions with Extraneous Variance: Single and
Independent Samples”, Journal of the American Statistical Association 68 (1973) 46–54, with weights n. With k persons,
N = Σn, p = Σw / N and S = Σ n (w/n − p)²:

    g = (S − p(1 − p)(k − 1)) / (p(1 − p)(N − Σn²/N − (k − 1))),     M = 1/g − 1

g ≤ 0 says that persons differ no more than chance makes them: M takes its upper limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

STATED_WEIGHT = 10.0
"""The stage's stated probability counts as much as this many ended opportunities, so that a new stage has a rate."""
MIN_STRENGTH, MAX_STRENGTH = 2.0, 1_000.0


@dataclass(frozen=True, slots=True)
class Record:
    """How many ended opportunities of one person were in a stage, and how many of them were won."""

    ended: int
    won: int


def strength(records: Sequence[Record]) -> float:
    """M, within its limits."""
    records = [one for one in records if one.ended]
    total = sum(one.ended for one in records)
    if len(records) < 2:
        return MAX_STRENGTH
    rate = sum(one.won for one in records) / total
    spread = sum(one.ended * (one.won / one.ended - rate) ** 2 for one in records)
    chance = rate * (1 - rate)
    free = total - sum(one.ended**2 for one in records) / total - (len(records) - 1)
    if chance <= 0 or free <= 0:
        return MAX_STRENGTH
    share = (spread - chance * (len(records) - 1)) / (chance * free)
    if share <= 0:
        return MAX_STRENGTH
    return min(max(1 / share - 1, MIN_STRENGTH), MAX_STRENGTH)


@dataclass(slots=True)
class Chances:
    """Probabilities by stage and person. `rates` stage → (company's rate, M); `records` (stage, person) → record."""

    rates: dict[int, tuple[float, float]]
    records: Mapping[tuple[int, int | None], Record] = field(default_factory=dict)

    def of(self, stage: int, person: int | None) -> float:
        """From 0 to 1; of a stage that nobody knows 0."""
        rate, weight = self.rates.get(stage, (0.0, MAX_STRENGTH))
        own = self.records.get((stage, person), Record(0, 0))
        return (own.won + weight * rate) / (own.ended + weight)


def fit(passed: Iterable[tuple[int, int | None, bool]], stated: Mapping[int, float]) -> Chances:
    """From (stage, person, won) of every stage that an ended opportunity was in, and the stages' stated
    probabilities."""
    ended: dict[tuple[int, int | None], int] = {}
    wins: dict[tuple[int, int | None], int] = {}
    for stage, person, won in passed:
        key = (stage, person)
        ended[key] = ended.get(key, 0) + 1
        if won:
            wins[key] = wins.get(key, 0) + 1
    records = {key: Record(number, wins.get(key, 0)) for key, number in ended.items()}
    by_stage: dict[int, list[Record]] = {stage: [] for stage in stated}
    for (stage, _person), record in records.items():
        by_stage.setdefault(stage, []).append(record)
    rates = {}
    for stage, own in by_stage.items():
        all_ended, all_won = sum(one.ended for one in own), sum(one.won for one in own)
        rate = (all_won + STATED_WEIGHT * stated.get(stage, 0.0)) / (all_ended + STATED_WEIGHT)
        rates[stage] = (rate, strength(own))
    return Chances(rates, records)
