"""From a line of the register to the columns of a customer and of its contact, the same at every build.

Who owns a customer, its level, status and follow-ups are drawn at random, with some sense in it: important customers
trade more often and are followed up more often, and a department has customers of its own regions.
"""

import random
import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from kezhou.kernel.text.credit_code import check_credit_code
from kezhou.kernel.text.grams import search_text
from kezhou.kernel.text.pinyin import sort_key
from kezhou.kernel.text.region_finder import find_region

from .source import Row

LEVELS = (("A", 5), ("B", 20), ("C", 45), ("D", 30))
STATUSES: Mapping[str, Sequence[tuple[str, int]]] = {
    "A": (("trading", 60), ("potential", 25), ("silent", 10), ("lost", 5)),
    "B": (("trading", 40), ("potential", 40), ("silent", 12), ("lost", 8)),
    "C": (("trading", 20), ("potential", 55), ("silent", 15), ("lost", 10)),
    "D": (("trading", 5), ("potential", 60), ("silent", 20), ("lost", 15)),
}
SOURCES = (("register", 60), ("web", 15), ("referral", 15), ("exhibition", 10))
KEPT_DAYS = 3 * 365
AT_HOME = 0.7
"""Share of a region's customers that belong to the departments of that region."""
HOMES = 8
"""Departments share the provinces in so many groups."""
WITH_PHONE, WITH_CONTACT, WITH_NEXT = 0.3, 0.2, 0.6
CHUNK = 5_000
"""Rows that share one random generator, so that several processes make the same rows as one would."""
PERSONS = ("王芳", "李娜", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周强", "吴敏", "徐杰", "孙倩")
_CAPITAL = re.compile(r"([\d,.]+)\((亿?万?)(人民币|元人民币|美元|港币)?\)")


@dataclass(frozen=True, slots=True)
class Company:
    """Who may own customers: (person, department) with weights, and the department's place in the list of regions."""

    owners: Sequence[tuple[int, int]]
    weights: Sequence[float]
    industries: Sequence[str]
    now: datetime


class Maker:
    """Makes rows of the two tables."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._all = list(accumulate(company.weights))
        groups: dict[int, list[int]] = {}
        for at, (_person, dept) in enumerate(company.owners):
            groups.setdefault(dept, []).append(at)
        self._homes = [[dept for dept in sorted(groups) if dept % HOMES == at] for at in range(HOMES)]
        self._of_dept = {
            dept: (members, list(accumulate(company.weights[at] for at in members))) for dept, members in groups.items()
        }
        self._industry_weights = [1 / (1 + at) ** 0.7 for at in range(len(company.industries))]

    def customer(self, draw: random.Random, number: int, row: Row) -> dict[str, Any]:
        """Row `number` (from 1, also its id)."""
        name, code, day, _form, capital, province, city, address = row
        region = find_region(province, city, address) or ""
        owner, dept = self._owner(draw, region)
        level = _pick(draw, LEVELS)
        status = _pick(draw, STATUSES[level])
        created = self._company.now - timedelta(seconds=draw.random() * KEPT_DAYS * 86400)
        updated = created + (self._company.now - created) * draw.random() ** 0.3
        amount, currency = _capital(capital)
        followed = status in ("trading", "potential") and draw.random() < (0.9 if level in "AB" else 0.4)
        planned = followed and draw.random() < WITH_NEXT
        values: dict[str, Any] = {
            "id": number,
            "created_at": created,
            "created_by_id": owner,
            "updated_at": updated,
            "updated_by_id": owner,
            "version": draw.randrange(1, 6),
            "owner_id": owner,
            "dept_id": dept,
            "name": name[:200],
            "kind": "company",
            "credit_code": code[:30],
            "credit_code_ok": check_credit_code(code).ok if code else None,
            "industry": draw.choices(self._company.industries, self._industry_weights)[0],
            "level": level,
            "status": status,
            "source": _pick(draw, SOURCES),
            "region": region,
            "address": address[:300],
            "registered_capital": amount,
            "registered_capital_currency": currency,
            "registered_capital_base": amount if currency == "CNY" else None,
            "founded_on": _day(day),
            "next_follow_up_at": self._company.now + timedelta(days=draw.uniform(-20, 60)) if planned else None,
            "last_follow_up_at": updated if followed else None,
            "search_text": search_text([name[:200]]),
            "sort_key": sort_key(name[:200])[:255],
            "health": draw.randrange(40, 96),
        }
        if draw.random() < WITH_PHONE:
            values["mobile"] = f"1{draw.choice('35789')}{draw.randrange(10**9):09d}"
        return values

    def contact(self, draw: random.Random, number: int, customer: Mapping[str, Any]) -> dict[str, Any] | None:
        """The contact of some customers; it belongs to whom the customer belongs to."""
        if draw.random() >= WITH_CONTACT:
            return None
        name = draw.choice(PERSONS)
        return {
            **{key: customer[key] for key in ("created_at", "updated_at", "owner_id", "dept_id")},
            "id": number,
            "version": 1,
            "customer_id": customer["id"],
            "name": name,
            "mobile": f"1{draw.choice('35789')}{draw.randrange(10**9):09d}",
            "title": "经理",
            "search_text": search_text([name], surname=True),
            "sort_key": sort_key(name, surname=True),
            "is_primary": True,
            "birthday_is_lunar": False,
        }

    def _owner(self, draw: random.Random, region: str) -> tuple[int, int]:
        if region and draw.random() < AT_HOME:
            members, weights = self._of_dept[draw.choice(self._homes[int(region[:2]) % HOMES])]
            return self._company.owners[members[bisect(weights, draw.random() * weights[-1])]]
        return self._company.owners[bisect(self._all, draw.random() * self._all[-1])]


def _pick(draw: random.Random, weighted: Sequence[tuple[str, int]]) -> str:
    return draw.choices([each for each, _weight in weighted], [weight for _each, weight in weighted])[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _capital(text: str) -> tuple[Decimal | None, str]:
    found = _CAPITAL.fullmatch(text)
    if found is None:
        return None, ""
    unit = {"万": 10_000, "亿": 100_000_000}.get(found[2], 1)
    amount = Decimal(found[1].replace(",", "")) * unit
    currency = {"美元": "USD", "港币": "HKD"}.get(found[3] or "", "CNY")
    return (amount, currency) if amount < 10**14 else (None, "")
