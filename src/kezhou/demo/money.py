"""What came of the contracts in money: each is to be paid in one to three parts; most parts came, some late, some not
yet."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance import jobs
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import acts, write

from .customers import as_person
from .staff import Staff

CONTRACTS = 60
PARTS = ((100,), (30, 70), (30, 60, 10), (50, 50))
"""How contracts are paid, in percent."""
METHODS = ("transfer", "transfer", "online", "bank_acceptance", "cheque")
PAID = 0.85
"""Of the parts whose day has come."""
FREE = write.Options(internal=True)
_CONTRACTS = """
SELECT t.id, t.customer_id, t.owner_id, t.amount, t.amount_currency, t.signed_on FROM trade_contract t
 WHERE t.deleted_at IS NULL AND t.approval_state = 'approved' AND t.state IN ('signed', 'running', 'completed')
   AND t.amount > 0 AND t.signed_on IS NOT NULL ORDER BY t.signed_on, t.id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a contract's amount, and on which day it is to come."""

    contract: int
    customer: int
    owner: int
    amount: Decimal
    currency: str
    planned: date

    @property
    def money(self) -> dict[str, str]:
        return {"amount": str(self.amount), "currency": self.currency}


def flow(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Plans on the day of signing, receipts around the days that were planned, and what is overdue today."""
    users = {user.id: user for user in staff.users.values()}
    epoch, today = registry.current_schema_epoch(), now.astimezone(COMPANY_ZONE).date()
    for contract, customer, owner, amount, currency, signed in fetch_all(_CONTRACTS, (CONTRACTS,)):
        if owner not in users:
            continue
        parts = chance.choice(PARTS)
        left = Decimal(amount)
        for at, percent in enumerate(parts):
            whole = left if at == len(parts) - 1 else (Decimal(amount) * percent / 100).quantize(Decimal("0.01"))
            left -= whole
            planned = signed + timedelta(days=chance.randint(5, 20) + 45 * at)
            part = Part(contract, customer, owner, whole, currency, planned)
            plan = _plan(users, epoch, part, at + 1, signed, now)
            paid = planned + timedelta(days=chance.choice((-3, -1, 0, 2, 5, 12, 30)))
            if signed <= paid < today and chance.random() < PAID:
                _receipt(users, epoch, part, plan, paid, chance.choice(METHODS))
    jobs.turn(replace(Ctx.system("turn_receipt_plans"), clock=FixedClock(now)))


def _plan(users: Mapping[int, User], epoch: int, part: Part, period: int, signed: date, now: datetime) -> int:
    ctx = as_person(users[part.owner], min(_noon(signed), now), epoch)
    values = {"contract": part.contract, "period": period, "planned_on": part.planned.isoformat(), "amount": part.money}
    return _made(ctx, "receipt_plan", values)


def _receipt(users: Mapping[int, User], epoch: int, part: Part, plan: int, paid: date, method: str) -> None:
    ctx = as_person(users[part.owner], _noon(paid), epoch)
    lines = [{"plan": plan, "amount": part.money}]
    head = {"customer": part.customer, "received_on": paid.isoformat(), "amount": part.money, "method": method}
    receipt = _made(ctx, "receipt", {**head, "lines": lines})
    acts.act(ctx, registry.entity(ctx, "receipt"), receipt, "submit", {})


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), COMPANY_ZONE)


def _made(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int:
    draft = write.create(ctx, registry.entity(ctx, entity), values, FREE)
    assert draft.id is not None  # noqa: S101 — it was stored
    return draft.id
