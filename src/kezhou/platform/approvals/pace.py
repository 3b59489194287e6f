"""How long a flow would keep documents waiting, foretold from how fast its people have decided before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from kezhou.platform.base.sql import fetch_all

LOOKED_BACK = timedelta(days=180)
SLOW = 90
"""Of a hundred documents so many are faster than the figure for slow ones."""

_PACE = """
SELECT t.decided_by_id,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.decided_at - t.asked_at) / 3600)
FROM approvals_task t
WHERE t.decided_by_id = ANY(%s) AND t.asked_at >= %s AND t.state IN ('approved', 'rejected', 'returned')
GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of one document: who is asked, and how many of them have to answer."""

    node: str
    mode: str
    share: int
    people: Sequence[int]
    passes: bool = False
    """Whether nobody has to decide it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours from submission to the end. `nodes`: the usual hours of each step; `longest` the step that keeps all
    documents together waiting most."""

    usual: float
    slow: float
    nodes: Mapping[str, float]
    longest: str


def paces(now: datetime, people: Sequence[int]) -> dict[int, float]:
    """Person → the hours within which that person has decided half of the requests; not for whoever decided none."""
    rows = fetch_all(_PACE, (sorted(people), now - LOOKED_BACK)) if people else []
    return {row[0]: float(row[1]) for row in rows}


def foretell(documents: Sequence[Sequence[Asked]], pace: Mapping[int, float]) -> Hours | None:
    """The hours of these documents; None while nobody has decided anything. Who has decided nothing yet is taken to be
    as fast as the others."""
    if not pace or not any(documents):
        return None
    usual = median(pace.values())
    told = [[(step.node, _hours(step, pace, usual)) for step in steps] for steps in documents if steps]
    nodes: dict[str, list[float]] = {}
    for steps in told:
        for node, hours in steps:
            nodes.setdefault(node, []).append(hours)
    sums = sorted(sum(hours for _node, hours in steps) for steps in told)
    return Hours(
        usual=round(median(sums), 1),
        slow=round(sums[ceil(len(sums) * SLOW / 100) - 1], 1),
        nodes={node: round(median(hours), 1) for node, hours in nodes.items()},
        longest=max(nodes, key=lambda node: sum(nodes[node])),
    )


def _hours(step: Asked, pace: Mapping[int, float], usual: float) -> float:
    if step.passes:
        return 0.0
    hours = sorted(pace.get(user, usual) for user in step.people) or [usual]
    match step.mode:
        case "turn":
            return sum(hours)
        case "all":
            return hours[-1]
        case "share":
            return hours[ceil(len(hours) * step.share / 100) - 1]
    return hours[0]
