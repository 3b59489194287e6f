"""Weights from verdicts: people said of pairs whether they were the same, and the weights move towards what explains
it.

Logistic regression with a normal prior around the weights in force (maximum a posteriori), by Newton's method. A
handful
of verdicts moves little; a feature that no verdict shows keeps its weight. The starting odds and thresholds stay,
because the
pairs that people judge are no sample of all pairs.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MIN_EXAMPLES = 25
"""Verdicts of either kind below which nothing is learned."""
PRIOR_STRENGTH = 4.0
"""How firmly a weight holds on to its value: one over the variance of the prior, in nats."""
MAX_STEPS = 25
CLOSE_ENOUGH = 1e-4
MAX_MOVE = 6.0
"""Nats that a weight can move from where it started."""
_FIXED = ("threshold.", "name.bias", "name.unlike")


@dataclass(frozen=True, slots=True)
class Example:
    """The features of one judged pair, and whether it was the same."""

    features: Mapping[str, float]
    same: bool


def relearned(
    weights: Mapping[str, float], examples: Sequence[Example], fixed: Collection[str] = ()
) -> dict[str, float]:
    """The weights after the verdicts; those that are fixed or unseen as they were."""
    seen = {name for example in examples for name in example.features if name in weights}
    free = sorted(name for name in seen if name not in fixed and not name.startswith(_FIXED))
    at = {name: index for index, name in enumerate(free)}
    rows = [[(at[n], x) for n, x in e.features.items() if n in at] for e in examples]
    rest = [sum(weights.get(n, 0.0) * x for n, x in e.features.items() if n not in at) for e in examples]
    labels = [1.0 if e.same else 0.0 for e in examples]
    start = [weights[name] for name in free]
    now = list(start)
    for _step in range(MAX_STEPS if free else 0):
        move = _newton(rows, rest, labels, start, now)
        now = [value - delta for value, delta in zip(now, move, strict=True)]
        if max(map(abs, move)) < CLOSE_ENOUGH:
            break
    limited = (max(s - MAX_MOVE, min(s + MAX_MOVE, v)) for s, v in zip(start, now, strict=True))
    return {**weights, **dict(zip(free, limited, strict=True))}


def _newton(
    rows: Sequence[Sequence[tuple[int, float]]],
    rest: Sequence[float],
    labels: Sequence[float],
    start: Sequence[float],
    now: Sequence[float],
) -> list[float]:
    size = len(now)
    gradient = [PRIOR_STRENGTH * (value - first) for value, first in zip(now, start, strict=True)]
    curve = [[PRIOR_STRENGTH if i == j else 0.0 for j in range(size)] for i in range(size)]
    for row, fixed, label in zip(rows, rest, labels, strict=True):
        odds = fixed + sum(now[i] * x for i, x in row)
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        for i, x in row:
            gradient[i] += (chance - label) * x
            for j, y in row:
                curve[i][j] += chance * (1 - chance) * x * y
    move = _solved(curve, gradient)
    longest = max(map(abs, move))
    return [value / longest * min(longest, 2.0) for value in move] if longest else move


def _solved(matrix: list[list[float]], vector: Sequence[float]) -> list[float]:
    """Gaussian elimination; the prior makes the matrix positive definite, so no pivot is zero."""
    rows = [[*line, value] for line, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for i in range(size):
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            if factor:
                rows[j] = [below - factor * above for below, above in zip(rows[j], rows[i], strict=True)]
    solution = [0.0] * size
    for i in range(size - 1, -1, -1):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution
