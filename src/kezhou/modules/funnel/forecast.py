"""The forecast: what open opportunities may bring by month and quarter, reckoned in a job and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import LIVE, Sql, entity, fetch_all, titles, visible

from . import reach
from .api import Reach, targets
from .calibration import calibrate, passed
from .chances import Chances, fit
from .models import FunnelForecast
from .months import blocks, month_after, month_end, quarter_start
from .past import Open, Past, Won, open_ones, past, won_by_month
from .reaching import told

MONTHS = 12
DRAWS = 10_000
CONTRIBUTORS = 20
MIN_SLIPS = 20
"""Deviations of dates below which none is assumed."""
NEEDED = ("stage", "state", "amount", "weighted_amount", "expected_on", "closed_on", "opened_on", "owner")


def scope(ctx: Ctx, given: Mapping[str, Any]) -> tuple[Sql, str, reach.Process | None]:
    """The rows that the reader's forecast is about, and the digest under which it is kept. Raises `Forbidden` where a
    field that it rests on may not be seen, `NotFound` for an unknown process."""
    reach.need(ctx, *NEEDED)
    asked = given.get("pipeline")
    process = reach.chosen(reach.processes(ctx), asked) if asked else None
    rows = reach.rows_of(ctx, given, process.id if process else None, None)
    return rows, reach.digest(rows), process


def read(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """The newest forecast of the reader's own scope: `{state: none|fresh|old, made_at, made_by, on, …result}`.

    `left_out` of what was won since the quarter began is in no sum, because no rate of its currency is kept.

    `old` was reckoned on another day. Titles are those that the reader may see now; contributors out of sight are
    counted, not named.
    """
    _rows, key, process = scope(ctx, given)
    known = [{"id": one.id, "title": one.name, "code": one.code} for one in reach.processes(ctx)]
    chosen = None if process is None else {"id": process.id, "title": process.name, "code": process.code}
    row = FunnelForecast.objects.filter(scope=key).select_related("made_by").order_by("-id").first()
    if row is None:
        return {"state": "none", "process": chosen, "processes": known}
    result = dict(row.result)
    result["contributors"] = _named(ctx, result["contributors"])
    # A goal is set for all that is sold: beside one process of several it would say nothing.
    whole = chosen is None or len(known) == 1
    result |= _beside_targets(ctx, result, Reach(given.get("department"), given.get("person")) if whole else None)
    maker = row.made_by_id or 0
    by = titles(ctx, "user", {maker})
    return {
        "state": "fresh" if row.on == company_today(ctx.clock) else "old",
        "process": chosen,
        "processes": known,
        "on": row.on,
        "made_at": row.made_at,
        "made_by": {"id": row.made_by_id, "title": by.get(maker)},
        **result,
    }


def reckon(ctx: Ctx, given: Mapping[str, Any], draws: int = DRAWS) -> FunnelForecast:
    """Simulate and keep. Only a job calls this: it loads numpy."""
    rows, key, _process = scope(ctx, given)
    today = company_today(ctx.clock)
    known = reach.stages()
    stated = {one.id: one.probability for one in known if one.kind == "open"}
    learned = past(rows, frozenset(stated))
    chances = fit(passed(learned.walks), stated)
    found = open_ones(rows)
    result = _simulated(found, learned, chances, today, won_by_month(rows, quarter_start(today), today), key, draws)
    days = [month_after(today, -back) for back in range(MONTHS, 0, -1)]
    result["calibration"] = calibrate(learned.walks, days, stated)
    result["rates"] = [
        {
            "stage": one.id, "title": one.name, "stated": round(one.probability, 4),
            "rate": round(chances.rates[one.id][0], 4),
        }
        for one in known
        if one.id in chances.rates and any(step.stage == one.id for step in found)
    ]  # fmt: skip
    return FunnelForecast.objects.create(
        scope=key, on=today, made_at=ctx.clock.now(), made_by_id=ctx.actor.id, result=result
    )


def _simulated(
    found: Sequence[Open],
    learned: Past,
    chances: Chances,
    today: date,
    won: Won,
    key: str,
    draws: int,
) -> dict[str, Any]:
    # numpy costs 30 MB: it is loaded where a forecast is reckoned, never in a process that answers requests.
    from .simulate import Chance, simulate

    slips = learned.slips if len(learned.slips) >= MIN_SLIPS else [0]
    cycles = learned.cycles or [0]
    counted = [one for one in found if one.amount is not None]
    drawn = []
    for one in counted:
        # Without an expected day the opportunity is taken to need as long as those that were won did.
        day, deviations = (one.expected_on, slips) if one.expected_on else (one.opened_on or today, cycles)
        drawn.append(Chance(chances.of(one.stage, one.owner), float(one.amount or 0), (day - today).days, deviations))
    months = [month_after(today, at) for at in range(MONTHS)]
    quarters, in_quarter = blocks(months)
    ends = [(month_end(month) - today).days for month in months]
    seed = int(key[:12], 16) ^ today.toordinal()
    out = simulate(drawn, ends, in_quarter, draws, seed)
    done = float(won.months.get(months[0], 0))
    earlier = {
        quarter: float(sum(v for m, v in won.months.items() if quarter_start(m) == quarter)) for quarter in quarters
    }
    brought = sorted(zip(out.brought, drawn, counted, strict=True), key=lambda one: (-one[0], one[2].id))
    total = sum(out.brought)
    return {
        "currency": BASE_CURRENCY,
        "draws": draws,
        "open": len(found),
        "without_amount": len(found) - len(counted),
        "left_out": won.left_out,
        "learned": {
            "ended": len(learned.walks), "slips": len(learned.slips), "cycles": len(learned.cycles),
            "slip_p50": _middle(learned.slips) if len(learned.slips) >= MIN_SLIPS else None,
        },
        "months": [
            {
                "month": month.isoformat(), "won": _money(done if at == 0 else 0.0),
                **_band(out.periods[at], done if at == 0 else 0.0),
                "mean": _money(out.mean[at] + (done if at == 0 else 0.0)),
                "running": _band(out.running[at], done),
            }
            for at, month in enumerate(months)
        ],
        "quarters": [
            {"quarter": quarter.isoformat(), "won": _money(earlier[quarter]), **_band(out.blocks[at], earlier[quarter])}
            for at, quarter in enumerate(quarters)
        ],
        "total": _band(out.total, done),
        "spreads": {
            "months": [_moved(one, done if at == 0 else 0.0) for at, one in enumerate(out.spreads["months"])],
            "running": [_moved(one, done) for one in out.spreads["running"]],
            "quarters": [_moved(one, earlier[q]) for q, one in zip(quarters, out.spreads["quarters"], strict=True)],
        },
        "contributors": [
            {
                "id": one.id, "amount": _money(drawing.amount), "probability": round(drawing.probability, 4),
                "expected_on": one.expected_on.isoformat() if one.expected_on else None, "brings": _money(brings),
                "share": round(brings / total, 4) if total else None, "stage": one.stage,
            }
            for brings, drawing, one in brought[:CONTRIBUTORS]
            if brings > 0
        ],
    }  # fmt: skip


def _named(ctx: Ctx, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    opportunity = entity(ctx, reach.KEY)
    seen = visible(ctx, opportunity)
    named: dict[int, str] = dict(
        fetch_all(
            f"SELECT t.id, t.name FROM sales_opportunity t WHERE t.id = ANY(%s) AND {LIVE.text} AND {seen.text}",  # noqa: S608
            ([one["id"] for one in lines], *seen.params),
        )
    )
    stages = {one.id: one.name for one in reach.stages()}
    shown = reach.may_group(ctx, "name")
    return [
        {**one, "title": named[one["id"]] if shown else f"#{one['id']}", "stage_title": stages.get(one["stage"])}
        for one in lines
        if one["id"] in named
    ]


def _beside_targets(ctx: Ctx, result: dict[str, Any], whose: Reach | None) -> dict[str, Any]:
    """Months, their running totals, quarters and the whole, each with its target and the chance of reaching it. The
    first quarter began before the first month: its target is that of all its months, as what was won in it counts."""
    months = [date.fromisoformat(one["month"]) for one in result["months"]]
    begun = quarter_start(months[0])
    asked = [month_after(begun, at) for at in range(MONTHS + 3) if month_after(begun, at) <= months[-1]]
    goals = targets(ctx, whose, asked) if whose is not None else {}
    spreads = result.pop("spreads", {})
    lines, sum_of = [], [goals.get(month) for month in months]
    for at, one in enumerate(result["months"]):
        so_far = sum_of[: at + 1]
        total = None if None in so_far else sum((goal for goal in so_far if goal is not None), Decimal(0))
        running = {**one["running"], **told(one["running"]["p50"], total, _spread(spreads, "running", at))}
        lines.append({**one, **told(one["p50"], sum_of[at], _spread(spreads, "months", at)), "running": running})
    quarters = [
        {**one, **told(one["p50"], _quarter_target(one["quarter"], goals), _spread(spreads, "quarters", at))}
        for at, one in enumerate(result["quarters"])
    ]
    whole = {name: lines[-1]["running"][name] for name in ("target", "gap", "chance")} if lines else {}
    return {"months": lines, "quarters": quarters, "total": {**result["total"], **whole}}


def _spread(spreads: Mapping[str, Sequence[Sequence[float]]], name: str, at: int) -> Sequence[float] | None:
    return spreads[name][at] if name in spreads else None


def _quarter_target(quarter: str, goals: Mapping[date, Decimal]) -> Decimal | None:
    """The sum of the months' targets, where the whole quarter lies in sight and all three have one."""
    months = [month_after(date.fromisoformat(quarter), at) for at in range(3)]
    if any(month not in goals for month in months):
        return None
    return sum((goals[month] for month in months), Decimal(0))


def _band(values: Sequence[float], done: float) -> dict[str, str]:
    return {name: _money(value + done) for name, value in zip(("p10", "p50", "p90"), values, strict=True)}


def _moved(spread: Sequence[float], done: float) -> list[float]:
    """With what is won already."""
    return [round(value + done, 2) for value in spread]


def _money(value: float) -> str:
    return f"{Decimal(repr(value)):.2f}"


def _middle(values: Sequence[int]) -> int:
    return sorted(values)[len(values) // 2]
