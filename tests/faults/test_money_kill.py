"""F20: receipts are booked while web workers and the database are killed with -9: ledger, plan, contract and receipts
say the same afterwards, and nothing is there twice."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import psutil
import pytest

from .stack import PATIENCE_SECONDS, RETRY_SECONDS, Stack, running, until

START_SECONDS = 40
RECOVERY_SECONDS = 20
DAY = "2025-12-31"
WHOLE = "100000.00"


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running() as instance:
        yield instance


def made(stack: Stack, entity: str, **values: Any) -> int:
    status, body = stack.call("POST", entity, values)
    assert status == 201, body
    return int(body["id"])


@dataclass
class Tellers:
    """Clients that enter receipts of one yuan for one plan and submit them, and repeat until they know the outcome."""

    stack: Stack
    customer: int
    plan: int
    clients: int = 4
    booked: set[int] = field(default_factory=set)
    """Receipts whose booking was acknowledged."""
    surprises: list[str] = field(default_factory=list)
    unanswered: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Tellers:
        self._threads = [threading.Thread(target=self._work, daemon=True) for _each in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_SECONDS + 15)
            assert not thread.is_alive(), "a client hangs"

    def wait_for(self, more: int, seconds: float) -> None:
        goal = len(self.booked) + more
        until(lambda: len(self.booked) >= goal, seconds)

    def _work(self) -> None:
        while not self._stop.is_set():
            values = {
                "customer": self.customer, "received_on": DAY, "amount": yuan("1.00"),
                "lines": [{"plan": self.plan, "amount": yuan("1.00")}],
            }  # fmt: skip
            receipt = self._until_known("receipt", values, 201)
            if receipt is None:
                return
            path = f"receipt/{receipt['id']}/actions/submit"
            if self._until_known(path, {}, 200, receipt["id"], receipt["version"]) is None:
                return
            self.booked.add(receipt["id"])

    def _until_known(
        self, path: str, body: Any, wanted: int, receipt: int | None = None, version: int = 1
    ) -> dict[str, Any] | None:
        key, end = uuid.uuid4().hex, time.monotonic() + PATIENCE_SECONDS
        headers = {"Idempotency-Key": key} | ({} if receipt is None else {"If-Match": f'"{version}"'})
        while time.monotonic() < end:
            try:
                status, answer = self.stack.call("POST", path, body, **headers)
                if status in (409, 412) and receipt is not None:
                    # The answer to an earlier try was lost: what became of it?
                    status, answer = self.stack.call("GET", f"receipt/{receipt}")
                    if status == 200 and answer["approval_state"] != "approved":
                        status = 0
            except (OSError, ValueError):
                self.unanswered += 1
            else:
                if status == wanted:
                    return dict(answer)
                if status not in (0, 409, 412, 429, 503):
                    self.surprises.append(f"{path}: {status} {str(answer)[:300]}")
                    return None
            threading.Event().wait(RETRY_SECONDS)
        self.surprises.append(f"{path} was never acknowledged")
        return None


def test_f20_killed_while_posting_the_sums_are_zero_and_nothing_is_lost_or_twice(stack: Stack) -> None:
    customer = made(stack, "customer", name="付款客户")
    contract = made(stack, "contract", name="合同", customer=customer, amount=yuan(WHOLE))
    status, body = stack.call("POST", f"contract/{contract}/actions/submit", {}, **{"If-Match": '"1"'})
    assert (status, body["approval_state"]) == (200, "approved"), body
    plan = made(stack, "receipt_plan", contract=contract, amount=yuan(WHOLE), planned_on=DAY)

    with Tellers(stack, customer, plan) as tellers:
        tellers.wait_for(6, START_SECONDS)
        for at in range(3):
            stack.listening()[at % 2].kill()
            tellers.wait_for(4, RECOVERY_SECONDS)
            until(lambda: len(stack.listening()) == 2, START_SECONDS)
        server = stack.postmaster()
        server.kill()
        psutil.wait_procs([server], timeout=10)
        tellers.wait_for(4, START_SECONDS)

    assert tellers.surprises == []
    assert tellers.unanswered > 0  # the kills were felt
    approved = {row[0] for row in stack.sql("SELECT id FROM finance_receipt WHERE approval_state = 'approved'")}
    assert tellers.booked <= approved
    whole = Decimal(len(approved))
    assert stack.sql("SELECT received, outstanding FROM finance_receiptplan") == [(whole, Decimal(WHOLE) - whole)]
    assert stack.sql("SELECT received, planned FROM finance_documentmoney") == [(whole, Decimal(WHOLE))]
    posted = stack.sql(
        "SELECT idempotency_key, count(*) FROM ledger_transaction WHERE idempotency_key LIKE 'receipt:%' GROUP BY 1"
    )
    assert sorted(posted) == sorted((f"receipt:{id_}", 1) for id_ in approved)
    sums = dict(
        stack.sql(
            "SELECT a.kind, sum(b.amount) FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id "
            "WHERE a.kind LIKE 'finance.%' GROUP BY 1"
        )
    )
    cents = int(whole * 100)
    assert {kind: int(amount) for kind, amount in sums.items()} == {
        "finance.cash": -cents, "finance.received": cents,
    }  # fmt: skip
    entries = stack.sql("SELECT count(*), coalesce(sum(amount), 0) FROM ledger_entry")
    assert entries[0][1] == 0
