"""This year's targets: of the company and its departments, of everybody who sells, month by month. Goals for money are
somewhat above or below what people have reached, as goals are that were set with last year in mind."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.targets.facts import by_month
from kezhou.modules.targets.measures import known
from kezhou.modules.targets.split import split
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from .staff import Staff

SELLERS = ("sales1", "sales2", "sales3", "sales4")
LEADERS = ("manager1", "manager2")
YEARS = {"new_customers": (110, 170), "visits": (150, 220), "follow_ups": (900, 1_500)}
"""The least and the most that somebody who sells is to reach in a year."""
MONEY = ("contract_amount", "receipts", "won_amount")
STEP, LEAST = Decimal(10_000), Decimal(200_000)
SEASON = (6, 5, 9, 9, 8, 9, 8, 8, 10, 9, 10, 9)
"""How the months weigh: quiet around the spring festival."""
FLOOR, STRETCH = Decimal("0.8"), Decimal("1.2")


def set_aims(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Months of people, whose sum is the year of their leader's department."""
    year = now.astimezone(COMPANY_ZONE).year
    rows: list[dict[str, Any]] = []
    below: dict[tuple[int, str], Decimal] = {}
    for username in SELLERS:
        user = staff.users.get(username)
        if user is None:
            continue
        for measure, (least, most) in YEARS.items():
            whole = Decimal(chance.randrange(least, most + 1))
            parts = split(whole, [Decimal(weight) for weight in SEASON], Decimal(1))
            rows.append(_row(measure, "year", date(year, 1, 1), whole, user.id))
            rows += [_row(measure, "month", date(year, at + 1, 1), part, user.id) for at, part in enumerate(parts)]
            if user.department_id is not None:
                key = (user.department_id, measure)
                below[key] = below.get(key, Decimal(0)) + whole
    leaders = {user.department_id: user.id for name in LEADERS if (user := staff.users.get(name)) is not None}
    for (department, measure), whole in below.items():
        if department in leaders:
            row = _row(measure, "year", date(year, 1, 1), whole, leaders[department])
            rows.append({**row, "subject": "department", "department": department})
    ctx = Ctx.system("demo", FixedClock(now))
    for measure in MONEY:
        rows += _money(ctx, staff, measure, chance, now)
    write.create_many(ctx, registry.entity(ctx, "target"), rows)


def _money(ctx: Ctx, staff: Staff, measure: str, chance: random.Random, now: datetime) -> list[dict[str, Any]]:
    """Goals of people by what they reached, those of their leaders, the sales director and the company as the sums."""
    day = now.astimezone(COMPANY_ZONE).date()
    kind = known(measure)
    if kind is None:
        return []
    reached: dict[int | None, Decimal] = {}
    for person, _department, _month, amount in by_month(ctx, kind, date(day.year, 1, 1), date(day.year + 1, 1, 1)):
        reached[person] = reached.get(person, Decimal(0)) + amount
    gone = Decimal(sum(SEASON[: day.month - 1])) + Decimal(SEASON[day.month - 1]) * day.day / 31
    season = [Decimal(weight) for weight in SEASON]
    rows: list[dict[str, Any]] = []
    sums: dict[int | None, Decimal] = {}
    chiefs = {user.department_id: user.id for name in LEADERS if (user := staff.users.get(name)) is not None}
    for post in staff.posts:
        user = staff.users.get(post.username)
        if user is None or post.role not in ("sales", "manager"):
            continue
        if user.id not in reached:
            continue
        likely = reached[user.id] * sum(SEASON) / max(gone, Decimal(1))
        goal = max(LEAST, (likely * Decimal(str(chance.uniform(0.8, 1.4))) / STEP).to_integral_value() * STEP)
        for whose in {user.department_id, None}:
            sums[whose] = sums.get(whose, Decimal(0)) + goal
        rows += _year(measure, goal, split(goal, season, STEP), day.year, user.id)
    for department, goal in sums.items():
        months = split(goal, season, STEP)
        if department in chiefs:
            led = {"subject": "department", "department": department}
            rows += [{**row, **led} for row in _year(measure, goal, months, day.year, chiefs[department])]
    whole = sums.get(None, Decimal(0))
    for name in ("ceo", "director"):
        user = staff.users.get(name)
        if user is None or not whole:
            continue
        own: dict[str, Any] = {"subject": "department", "department": user.department_id}
        extra = {"subject": "company"} if name == "ceo" else own
        rows += [{**row, **extra} for row in _year(measure, whole, split(whole, season, STEP), day.year, user.id)]
    return rows


def _year(measure: str, goal: Decimal, months: Sequence[Decimal], year: int, owner: int) -> list[dict[str, Any]]:
    """The year and its months."""
    found = [_row(measure, "year", date(year, 1, 1), goal, owner)]
    return found + [_row(measure, "month", date(year, at + 1, 1), part, owner) for at, part in enumerate(months)]


def _row(measure: str, unit: str, first: date, goal: Decimal, owner: int) -> dict[str, Any]:
    return {
        "measure": measure,
        "subject": "person",
        "unit": unit,
        "starts_on": first.isoformat(),
        "floor": str((goal * FLOOR).to_integral_value()),
        "goal": str(goal),
        "stretch": str((goal * STRETCH).to_integral_value()),
        "owner": owner,
    }
