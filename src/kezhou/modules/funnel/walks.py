"""How opportunities went through the stages, from the tracked history of the field `stage`.

For the newest `MAX_WALKS` opportunities of the rows in question: beyond that, conversion and percentiles are those of
a sample, and the answer says so. (The standard error of a share from 20,000 is below 0.4 percent points.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, fetch_all, titles

from . import figures, reach

MAX_WALKS = 20_000
MIN_SAMPLE = 5
"""Passages through a stage below which a person's or team's median says nothing."""
MAX_BOTTLENECKS = 50
SLOW = 1.2
"""A median this many times that of all is called a bottleneck."""

# A stage that was visited twice counts once, with both times together; the stage where one stands now is not over.
# `at` is the place in the list of stages that is given: open ones in their order, then those of the win. The history
# is asked for all ids at once, which reads each page of its index once; a full join, whose left side has every id, is
# never carried out as a loop over pairs, however wrong the planner's guess of these rows is.
_WALKS = """
WITH opp AS MATERIALIZED (
  SELECT t.id, t.owner_id, t.dept_id, t.stage_id, t.state FROM sales_opportunity t WHERE {rows}
   ORDER BY t.id DESC LIMIT %s),
step AS MATERIALIZED (
  SELECT o.id, o.owner_id, o.dept_id, o.state, array_position(%s::bigint[], o.stage_id) AS now, h.at, h.days
    FROM opp o FULL JOIN (
      SELECT h.record_id, date_part('epoch', h.valid_to - h.valid_from) / 86400 AS days,
             array_position(%s::bigint[], CASE WHEN jsonb_typeof(h.value) = 'number'
                                               THEN (h.value #>> '{{}}')::bigint END) AS at
        FROM audit_history h
       WHERE h.entity = 'opportunity' AND h.field = 'stage'
         AND h.record_id = ANY((SELECT array_agg(id) FROM opp)::bigint[])) h ON h.record_id = o.id),
far AS (SELECT s.state, greatest(max(s.at), max(s.now)) AS at FROM step s GROUP BY s.id, s.state),
stay AS (
  SELECT s.owner_id, s.dept_id, s.at, sum(s.days) AS days FROM step s
   WHERE s.at IS NOT NULL AND s.days IS NOT NULL GROUP BY s.id, s.owner_id, s.dept_id, s.at)
SELECT 'far', at, NULL::bigint, state, count(*), NULL::float8[] FROM far GROUP BY at, state
UNION ALL
SELECT CASE WHEN grouping(owner_id) = 0 THEN 'owner' WHEN grouping(dept_id) = 0 THEN 'dept' ELSE 'all' END, at,
       coalesce(CASE WHEN grouping(owner_id) = 0 THEN owner_id END, CASE WHEN grouping(dept_id) = 0 THEN dept_id END),
       NULL, count(*), percentile_cont(ARRAY[0.5, 0.75, 0.9]) WITHIN GROUP (ORDER BY days)
  FROM stay GROUP BY GROUPING SETS ((at), (at, owner_id), (at, dept_id))
HAVING grouping(owner_id, dept_id) = 3 OR count(*) >= %s"""


@dataclass(slots=True)
class Walks:
    """`reached` per place (open stages in their order, then won); `ended` (place, state) → how many came so far and
    no further; `stays` stage → how many passed and their p50, p75, p90 in days."""

    reached: list[int] = field(default_factory=list)
    ended: dict[tuple[int, str], int] = field(default_factory=dict)
    stays: dict[int, tuple[int, list[float]]] = field(default_factory=dict)
    groups: list[tuple[str, int, int, int, float]] = field(default_factory=list)
    """(owner or dept, its id, stage, how many passed, median days)"""
    sampled: bool = False


def walks(rows: Sql, open_stages: Sequence[int], won: Sequence[int], limit: int = MAX_WALKS) -> Walks:
    """The ways of the rows in question through the open stages, in one statement."""
    stages, end = [*open_stages, *won], len(open_stages)
    found = Walks()
    furthest: dict[int, int] = {}
    params = (*rows.params, limit, stages, stages, MIN_SAMPLE)
    for kind, at, group, state, count, days in fetch_all(_WALKS.format(rows=rows.text), params):
        if kind == "far":
            place = min((at or 1) - 1, end)
            found.ended[place, state] = found.ended.get((place, state), 0) + count
            furthest[place] = furthest.get(place, 0) + count
        elif kind == "all":
            found.stays[stages[at - 1]] = (count, [round(each, 1) for each in days])
        elif group is not None:
            found.groups.append((kind, group, stages[at - 1], count, days[0]))
    found.reached = figures.reached(furthest, len(open_stages) + 1)
    found.sampled = sum(furthest.values()) >= limit
    return found


def bottlenecks(ctx: Ctx, found: Walks, names: dict[int, str]) -> list[dict[str, Any]]:
    """Where a person or team is slower than all that the reader sees: the ratio of the medians, slowest first.

    `[{kind: owner|dept, id, title, stage, stage_title, days, usual, ratio, samples}]`
    """
    slow = []
    for kind, group, stage, count, days in found.groups:
        usual = found.stays.get(stage, (0, [0.0]))[1][0]
        if usual > 0 and days / usual >= SLOW and reach.may_group(ctx, kind):
            slow.append((days / usual, kind, group, stage, count, days, usual))
    slow.sort(key=lambda one: (-one[0], one[1:4]))
    slow = slow[:MAX_BOTTLENECKS]
    people = titles(ctx, "user", {one[2] for one in slow if one[1] == "owner"})
    teams = titles(ctx, "department", {one[2] for one in slow if one[1] == "dept"})
    return [
        {
            "kind": kind, "id": group, "title": (people if kind == "owner" else teams).get(group), "stage": stage,
            "stage_title": names.get(stage), "days": round(days, 1), "usual": usual, "ratio": round(ratio, 2),
            "samples": count,
        }
        for ratio, kind, group, stage, count, days, usual in slow
    ]  # fmt: skip
