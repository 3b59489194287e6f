"""The demo company's money: every state of plans, receipts and invoices is there, and all of it agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kezhou.demo import customers, load
from kezhou.kernel.clock import FixedClock
from kezhou.modules.finance import integrity
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.ledger.integrity import verify
from tests.contract.world import forget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def states(table: str, column: str = "state") -> dict[str, int]:
    return dict(fetch_all(f"SELECT {column}, count(*) FROM {table} GROUP BY 1", ()))


def test_every_page_of_money_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customers, "CUSTOMERS", 150)
    monkeypatch.setattr(customers, "CONTACTS", 250)
    load(FixedClock(datetime(2026, 11, 22, 8, 0, tzinfo=UTC)))

    assert {"due", "part", "overdue", "done"} <= set(states("finance_receiptplan"))
    assert states("finance_receipt", "approval_state")["approved"] > 20
    assert {"draft", "issued", "delivered", "reversed"} <= set(states("finance_invoice"))
    assert {"applied", "confirmed"} <= set(states("finance_invoice", "red_state"))
    assert states("finance_writeoff", "kind").keys() >= {"bad_debt"}
    assert sum(states("finance_refund", "approval_state").values()) > 0
    assert fetch_all("SELECT bool_and(prepayment >= 0), bool_or(prepayment > 0) FROM finance_receipt", ()) == [
        (True, True)
    ]
    assert verify() == integrity.plans() == integrity.documents() == []
