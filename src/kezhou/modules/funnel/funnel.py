"""The funnel: what stands in each stage, how many came how far, how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, fetch_all

from . import reach
from . import standing as standings
from .cycles import days_to_the_win
from .figures import percent, percentiles
from .groups import CURRENCY, KEYS, asked_key, groups, rivals, sums
from .walks import bottlenecks, walks

MAX_CELLS = 50_000
SHARES = (0.5, 0.75, 0.9)

# Counts and sums per stage, in one pass over the rows.
_CELLS = """
SELECT t.stage_id, t.state, {currency}, count(*), sum(coalesce(t.amount_base, t.amount)),
       sum(coalesce(t.weighted_amount_base, t.weighted_amount))
  FROM sales_opportunity t WHERE {rows} GROUP BY 1, 2, 3 LIMIT %s"""

# The same, from the sums that are kept.
_KEPT = """
SELECT c.stage_id, c.state, {currency}, sum(c.n), sum(c.amounts), sum(c.amount), sum(c.weighteds), sum(c.weighted)
  FROM ({counted}) c GROUP BY 1, 2, 3 LIMIT %s"""


class Tally:
    """Counts and amounts by currency."""

    __slots__ = ("amounts", "count", "weighted")

    def __init__(self) -> None:
        self.count = 0
        self.amounts: dict[str, Decimal] = {}
        self.weighted: dict[str, Decimal] = {}

    def add(self, count: int, currency: str, amount: Decimal | None, weighted: Decimal | None) -> None:
        self.count += count
        for parts, value in ((self.amounts, amount), (self.weighted, weighted)):
            if value is not None:
                parts[currency] = parts.get(currency, Decimal(0)) + value

    def told(self, money: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"count": self.count}
        return {**told, "amounts": sums(self.amounts), "weighted": sums(self.weighted)} if money else told


def funnel(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """The funnel of one process, over the opportunities that the reader may see.

    `from` and `to` are about the day of opening; without them everything counts. Answers `{process, processes, period,
    money, stages, totals, cycle, win_rate, bottlenecks, sampled, groups?}`:

    * stages in their order `{id, title, kind, color, probability, count, amounts, weighted, reached, conversion,
      lost_here, days: {p50, p75, p90, samples}}`: `count` stands there now, `reached` came at least so far,
      `conversion` is percent of those that came on to the next open stage or the win;
    * totals per state; `cycle` days from opening to the win `{count, p50, p75, p90}`, empty where the reader does not
      see these days; `win_rate` percent of won among won and lost; amounts are lists by currency and missing with
      `money: false`, where the reader may not see them.

    Raises `NotFound` for an unknown process, `Invalid` for a wrong time or grouping, `Forbidden`.
    """
    by = asked_key(given.get("by"))
    reach.need(ctx, "stage", "state")
    known = reach.processes(ctx)
    process = reach.chosen(known, given.get("pipeline"))
    asked = reach.asked(ctx, given, process.id)
    rows = asked.rows()
    stages = [one for one in reach.stages() if one.process == process.id]
    money = reach.sees_amounts(ctx)
    standing, totals = _kept(asked, money) if standings.answers(asked) else _cells(rows, money)
    shown = all(reach.may_group(ctx, name) for name in ("opened_on", "closed_on"))
    cycles = days_to_the_win(asked) if shown else {}
    going = [one.id for one in stages if one.kind == "open"]
    way = walks(rows, going, [one.id for one in stages if one.kind == "won"])
    won, lost = totals["won"].count, totals["lost"].count
    lines: list[dict[str, Any]] = []
    answer: dict[str, Any] = {
        "process": _process(process),
        "processes": [_process(one) for one in known],
        "period": {"from": given.get("from"), "to": given.get("to")},
        "money": money,
        "stages": lines,
        "totals": {state: tally.told(money) for state, tally in totals.items()},
        "cycle": {"count": sum(cycles.values()), **_shares(percentiles(cycles, SHARES))},
        "win_rate": percent(won, won + lost),
        "bottlenecks": bottlenecks(ctx, way, {one.id: one.name for one in stages}),
        "sampled": way.sampled,
    }
    for one in stages:
        line = {
            "id": one.id, "title": one.name, "kind": one.kind, "color": one.color,
            "probability": round(100 * one.probability, 2), **standing.get(one.id, Tally()).told(money),
            "reached": None, "conversion": None, "lost_here": None, "days": None,
        }  # fmt: skip
        if one.kind == "open":
            at = going.index(one.id)
            samples, days = way.stays.get(one.id, (0, [None, None, None]))
            line |= {
                "reached": way.reached[at],
                "conversion": percent(way.reached[at + 1], way.reached[at]),
                "lost_here": way.ended.get((at, "lost"), 0),
                "days": {"samples": samples, **_shares(days)},
            }
        elif one.kind == "won":
            line["reached"] = way.reached[-1]
        lines.append(line)
    if by is not None:
        answer["groups"] = groups(ctx, rows, by, asked)
    return answer


def wins(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Win rates and reasons of losing, over opportunities that ended in the time (by the day of closing).

    `{process, processes, money, totals, win_rate, by: {source, product, band, competitor, lost_reason: [groups]}}`;
    what the reader may not see is left out.
    """
    reach.need(ctx, "stage", "state")
    known = reach.processes(ctx)
    process = reach.chosen(known, given.get("pipeline"))
    rows = reach.rows_of(ctx, given, process.id, "closed_on")
    rows = Sql(f"({rows.text} AND t.state IN ('won', 'lost'))", rows.params)
    money = reach.sees_amounts(ctx)
    _standing, totals = _cells(rows, money)
    by: dict[str, Any] = {}
    lost_ones = Sql(f"({rows.text} AND t.state = 'lost')", rows.params)
    for key in ("source", "product", "band", "lost_reason"):
        if reach.may_group(ctx, KEYS[key][0]):
            by[key] = groups(ctx, lost_ones if key == "lost_reason" else rows, key)
    if reach.may_group(ctx, "competitor"):
        by["competitor"] = rivals(ctx, rows)
    won, lost = totals["won"].count, totals["lost"].count
    return {
        "process": _process(process),
        "processes": [_process(one) for one in known],
        "money": money,
        "totals": {state: totals[state].told(money) for state in ("won", "lost")},
        "win_rate": percent(won, won + lost),
        "by": by,
    }


def _cells(rows: Sql, money: bool) -> tuple[dict[int, Tally], dict[str, Tally]]:
    """What stands in each stage, and in each state."""
    standing, totals = _nothing()
    statement = _CELLS.format(currency=CURRENCY if money else "''::text", rows=rows.text)
    for stage, state, currency, count, amount, weighted in fetch_all(statement, (*rows.params, MAX_CELLS)):
        for tally in (standing.setdefault(stage, Tally()), totals[state]):
            tally.add(count, currency, amount, weighted)
    return standing, totals


def _kept(asked: reach.Asked, money: bool) -> tuple[dict[int, Tally], dict[str, Tally]]:
    """As `_cells`, from the sums that are kept."""
    standing, totals = _nothing()
    source = standings.counted(asked, people=False)
    statement = _KEPT.format(currency="c.currency" if money else "''::text", counted=source.text)
    for stage, state, currency, n, amounts, amount, weighteds, weighted in fetch_all(
        statement, (*source.params, MAX_CELLS)
    ):
        for tally in (standing.setdefault(stage, Tally()), totals[state]):
            tally.add(n, currency, amount if amounts else None, weighted if weighteds else None)
    return standing, totals


def _nothing() -> tuple[dict[int, Tally], dict[str, Tally]]:
    return {}, {state: Tally() for state in ("open", "won", "lost", "invalid")}


def _process(one: reach.Process) -> dict[str, Any]:
    return {"id": one.id, "title": one.name, "code": one.code}


def _shares(values: Any) -> dict[str, float | None]:
    return dict(zip(("p50", "p75", "p90"), values, strict=True))
