"""Whatever is done to opportunities, by whichever door: everybody's funnel says what their rows say, reckoned here from
the rows one by one."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from kezhou.modules.funnel import folding, integrity
from kezhou.platform.base.sql import execute, fetch_all
from tests.funnel.test_funnel import funnel, yuan
from tests.sales.conftest import SALES, Team

TIMES: Sequence[Mapping[str, str]] = (
    {},
    {"from": "2025-01-01"},
    {"from": "2025-11-23"},
    {"from": "2026-01-17", "to": "2026-03-09"},
    {"to": "2026-02-28"},
    {"from": "2024-06-03", "to": "2026-02-14"},
)
STEPS, LOOKS = 48, 8
_ROWS = """
SELECT id, owner_id, dept_id, stage_id, state, opened_on, closed_on,
       CASE WHEN amount_base IS NULL THEN amount_currency ELSE 'CNY' END, coalesce(amount_base, amount)
  FROM sales_opportunity WHERE deleted_at IS NULL AND process_id = %s"""


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    owner: int | None
    dept: int | None
    stage: int
    state: str
    opened: date | None
    closed: date | None
    currency: str
    amount: Decimal | None


def expected(rows: Sequence[Row], time: Mapping[str, str], seen: Callable[[Row], bool]) -> dict[str, Any]:
    """The funnel's figures from the rows, by another way than the product's."""
    first, last = time.get("from", ""), time.get("to", "9999")
    counts: dict[str, int] = dict.fromkeys(("open", "won", "lost", "invalid"), 0)
    stages: dict[int, int] = defaultdict(int)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    groups: dict[str | None, int] = defaultdict(int)
    days = []
    for row in rows:
        inside = not time or (row.opened is not None and first <= row.opened.isoformat() <= last)
        if not (seen(row) and inside):
            continue
        counts[row.state] += 1
        stages[row.stage] += 1
        groups[None if row.owner is None else str(row.owner)] += 1
        if row.amount is not None:
            sums[row.state, row.currency] += row.amount
        if row.state == "won" and row.opened is not None and row.closed is not None:
            days.append(max((row.closed - row.opened).days, 0))
    middle = sorted(days)
    half = None if not middle else (middle[(len(middle) - 1) // 2] + middle[len(middle) // 2]) / 2
    return {
        "counts": counts,
        "stages": {stage: count for stage, count in stages.items() if count},
        "amounts": {key: f"{value:.2f}" for key, value in sums.items()},
        "groups": dict(groups),
        "cycle": (len(days), half),
    }


def said(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same figures as the funnel tells them."""
    return {
        "counts": {state: one["count"] for state, one in told["totals"].items()},
        "stages": {one["id"]: one["count"] for one in told["stages"] if one["count"]},
        "amounts": {
            (state, part["currency"]): part["amount"]
            for state, one in told["totals"].items()
            for part in one["amounts"]
        },
        "groups": {one["key"]: one["count"] for one in told["groups"]},
        "cycle": (told["cycle"]["count"], told["cycle"]["p50"]),
    }


class Doors:
    """Changes of many rows at once, as bulk changes, imports, merging, moves of people and the trash make them."""

    def __init__(self, team: Team, draw: random.Random) -> None:
        self.team, self.draw = team, draw
        world = team.world
        self.people = [team.people[name].id for name in ("ann", "bob", "eve", "dan")]
        self.depts = [world.east.id, world.east_1.id, world.west.id, world.head.id]
        self.process = fetch_all("SELECT process_id FROM sales_opportunity LIMIT 1")[0][0]
        self.ends = {
            state: team.stages[name] for state, name in (("won", "赢单"), ("lost", "输单"), ("invalid", "无效"))
        }
        names = [name for (name,) in fetch_all(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'sales_opportunity'"
            " AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'number')"
        )]  # fmt: skip
        self.columns = ", ".join(f'"{name}"' for name in names)

    def ids(self) -> list[int]:
        known = [row[0] for row in fetch_all("SELECT id FROM sales_opportunity ORDER BY id")]
        return self.draw.sample(known, self.draw.randint(1, 6))

    def day(self) -> date | None:
        return None if self.draw.random() < 0.1 else date(2024, 5, 20) + timedelta(days=self.draw.randrange(880))

    def change(self, text: str, *values: Any) -> None:
        execute(f"UPDATE sales_opportunity SET {text} WHERE id = ANY(%s)", (*values, self.ids()))

    def step(self) -> None:
        draw = self.draw
        match draw.randrange(10):
            case 0:
                self.change("owner_id = %s", draw.choice(self.people))
            case 1:
                self.change("dept_id = %s", draw.choice(self.depts))
            case 2:
                self.change("opened_on = %s", self.day())
            case 3 | 4:
                state = draw.choice(["won", "won", "lost", "invalid"])
                self.change("state = %s, stage_id = %s, closed_on = %s", state, self.ends[state], self.day())
            case 5:
                self.change("state = 'open', stage_id = %s, closed_on = NULL", self.team.stages["报价"])
            case 6:
                self.change("deleted_at = CASE WHEN deleted_at IS NULL THEN now() END")
            case 7:
                self.change("amount = 7, amount_currency = 'JPY', amount_base = %s",
                            draw.choice([None, Decimal("0.35")]))  # fmt: skip
            case 8:
                execute(
                    f"INSERT INTO sales_opportunity (number, {self.columns})"
                    f" SELECT '', {self.columns} FROM sales_opportunity WHERE id = ANY(%s)", (self.ids(),)
                )  # fmt: skip
            case _:
                with transaction.atomic():
                    folding.fold(draw.choice(folding.ALL))

    def rows(self) -> list[Row]:
        return [Row(*one) for one in fetch_all(_ROWS, (self.process,))]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_every_scope_says_what_its_rows_say(team: Team, seed: int) -> None:
    world, draw = team.world, random.Random(seed)
    for name, dept in (("dan", world.east_1), ("lea", world.east_1), ("boss", world.head)):
        team.people[name] = world.person(name, dept)
    world.give(team.people["dan"], SALES)
    world.give(team.people["dan"], {key: {"view": "depts"} for key in SALES}, depts=[world.west.id])
    world.give(team.people["lea"], {key: {"view": "dept"} for key in SALES})
    world.give(team.people["boss"], {key: {"view": "all"} for key in SALES})
    for owner in ("ann", "ann", "bob", "eve", "eve", "dan"):
        for amount in (yuan("100.10"), None):
            team.opportunity(owner, amount=amount, opened_on="2025-11-30")
    shared = team.opportunity("eve", amount=yuan("3.33"), opened_on="2025-02-01")
    for path in (f"customer/{shared['customer']['id']}/team", f"opportunity/{shared['id']}/team"):
        body = {"members": [{"user": team.people["ann"].id, "write": False}]}
        assert team.api("eve").post(path, body).status_code == 200
    ann, dan = team.people["ann"].id, team.people["dan"].id
    east = {world.east.id, world.east_1.id}
    scopes: dict[str, Callable[[Row], bool]] = {
        "ann": lambda row: row.owner == ann or row.id == shared["id"],
        "cai": lambda row: row.dept in east,
        "dan": lambda row: row.owner == dan or row.dept == world.west.id,
        "lea": lambda row: row.dept == world.east_1.id,
        "boss": lambda row: True,
    }
    doors = Doors(team, draw)
    every_second = [row.id for row in sorted(doors.rows(), key=lambda row: row.id)][::2]
    closed = "state = 'won', stage_id = %s, closed_on = opened_on + 30"
    execute(f"UPDATE sales_opportunity SET {closed} WHERE id = ANY(%s)", (team.stages["赢单"], every_second))
    won = 0
    for step in range(STEPS):
        doors.step()
        if step % (STEPS // LOOKS):
            continue
        rows = doors.rows()
        for name, seen in scopes.items():
            time = draw.choice(TIMES)
            told = said(funnel(team, name, by="owner", **time))
            assert told == expected(rows, time, seen), (step, name, time)
            won += told["cycle"][0]
        west = {"department": str(world.west.id)}
        for name in ("cai", "dan", "boss"):
            of_west = expected([row for row in rows if row.dept == world.west.id], {}, scopes[name])
            assert said(funnel(team, name, by="owner", **west)) == of_west, (step, name)
        of_dan = expected([row for row in rows if row.owner == dan], {}, scopes["cai"])
        assert said(funnel(team, "cai", by="owner", person=str(dan))) == of_dan, step
    assert integrity.sums() == integrity.cycles() == []
    assert won > 40, "the wins of these steps are compared"
