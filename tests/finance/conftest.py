from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.modules.credit.exposure import balances
from kezhou.modules.finance import defaults
from kezhou.modules.finance import integrity as finance_integrity
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.ledger.integrity import verify
from tests.contract.world import World, forget
from tests.trade.conftest import Shop

TODAY = "2026-11-22"


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


class Till(Shop):
    """A shop with a till: an approved contract, plans for it, money that comes in."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        defaults.ensure(world.system)
        forget()

    def contract(self, amount: str = "1000.00", **values: Any) -> int:
        values = {"name": "年度合同", "customer": self.customer, "amount": yuan(amount), **values}
        contract = self.made("contract", **values)
        self.act("contract", contract, "submit")
        return contract

    def plan(self, contract: int, amount: str, day: str = "2026-12-01", **values: Any) -> int:
        return self.made("receipt_plan", contract=contract, amount=yuan(amount), planned_on=day, **values)

    def receipt(self, amount: str, *lines: dict[str, Any], **values: Any) -> int:
        """A draft."""
        sent = [{**line, "amount": yuan(line["amount"])} for line in lines]
        values = {"customer": self.customer, "received_on": TODAY, **values}
        return self.made("receipt", amount=yuan(amount), lines=sent, **values)

    def paid(self, amount: str, *lines: dict[str, Any], **values: Any) -> int:
        receipt = self.receipt(amount, *lines, **values)
        self.act("receipt", receipt, "submit")
        return receipt

    def money(self, entity: str, record_id: int) -> dict[str, str]:
        """What a contract or order has come to, without what is zero."""
        names = ("planned", "requested", "invoiced", "received", "written_off")
        rows = fetch_all(f"SELECT {', '.join(names)} FROM finance_documentmoney WHERE {entity}_id = %s", (record_id,))
        return {name: str(value) for name, value in zip(names, rows[0], strict=True) if value} if rows else {}

    def ledger(self) -> dict[str, int]:
        """Minor units by kind of account, without what is zero."""
        rows = fetch_all(
            "SELECT a.kind, sum(b.amount) FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id "
            "WHERE a.kind LIKE 'finance.%%' GROUP BY 1 HAVING sum(b.amount) <> 0 ORDER BY 1", (),
        )  # fmt: skip
        return {row[0].removeprefix("finance."): int(row[1]) for row in rows}

    def owed(self) -> dict[str, str]:
        found = balances({self.customer: self.customer}).get(self.customer, {}).get("CNY", {})
        return {stage: str(amount) for stage, amount in found.items() if amount}

    def outstanding(self, plan: int) -> tuple[str, str]:
        read = self.get("receipt_plan", plan)
        return read["outstanding"]["amount"], read["state"]

    def sound(self) -> None:
        """Plans, documents and ledger say the same, and every posting comes to zero."""
        assert verify() == finance_integrity.plans() == finance_integrity.documents() == []


@pytest.fixture
def till(db: None) -> Iterator[Till]:
    forget()
    yield Till(World())
    forget()
