"""This year's targets: of the company and its departments, of everybody who sells, month by month."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.targets.split import split
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from .staff import Staff

SELLERS = ("sales1", "sales2", "sales3", "sales4")
LEADERS = ("manager1", "manager2")
YEARS = {"new_customers": (110, 170), "visits": (150, 220), "follow_ups": (900, 1_500)}
"""The least and the most that somebody who sells is to reach in a year."""
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
    write.create_many(ctx, registry.entity(ctx, "target"), rows)


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
