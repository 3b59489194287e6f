"""F20: whatever is booked and taken back in whatever order, every amount stands in one place and none twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.contract.world import World, forget
from tests.finance.conftest import Till, yuan

CENTS = st.integers(1, 60_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
AGREED = Decimal("1000.00")


class Money(RuleBasedStateMachine):
    """One contract with two plans. The model keeps what was booked; each call is either refused and changes nothing, or
    done as asked."""

    till: Till

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        forget()
        self.contract = self.till.contract(str(AGREED))
        self.plans = [self.till.plan(self.contract, "600.00"), self.till.plan(self.contract, "400.00", period=2)]
        self.received = dict.fromkeys(self.plans, Decimal(0))
        self.written = dict.fromkeys(self.plans, Decimal(0))
        self.prepaid = self.cash = Decimal(0)
        self.done: list[tuple[str, int, int | None, Decimal, Decimal]] = []
        self.both: dict[int, dict[int, Decimal]] = {}

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def left(self, plan: int) -> Decimal:
        whole = Decimal("600.00") if plan == self.plans[0] else Decimal("400.00")
        return whole - self.received[plan] - self.written[plan]

    def tried(self, entity: str, record: int, allowed: bool) -> bool:
        answer = self.till.tried(entity, record, "submit")
        assert answer.status_code == (200 if allowed else 409), answer.content
        return allowed

    @rule(at=st.integers(0, 1), part=CENTS, more=st.one_of(st.just("0.00"), CENTS))
    def receive(self, at: int, part: str, more: str) -> None:
        plan, taken, rest = self.plans[at], Decimal(part), Decimal(more)
        receipt = self.till.receipt(str(taken + rest), {"plan": plan, "amount": part})
        if self.tried("receipt", receipt, taken <= self.left(plan)):
            self.received[plan] += taken
            self.prepaid += rest
            self.cash += taken + rest
            self.done.append(("receipt", receipt, plan, taken, rest))

    @rule(one=CENTS, other=CENTS)
    def receive_over_both(self, one: str, other: str) -> None:
        """One receipt over both plans: all of it is booked, or nothing."""
        parts = dict(zip(self.plans, (Decimal(one), Decimal(other)), strict=True))
        whole = sum(parts.values(), Decimal(0))
        receipt = self.till.receipt(
            str(whole), *({"plan": plan, "amount": str(amount)} for plan, amount in parts.items())
        )
        if self.tried("receipt", receipt, all(amount <= self.left(plan) for plan, amount in parts.items())):
            for plan, amount in parts.items():
                self.received[plan] += amount
            self.cash += whole
            self.both[receipt] = parts

    @precondition(lambda self: self.both)
    @rule(data=st.data())
    def void_both(self, data: Any) -> None:
        receipt = data.draw(st.sampled_from(sorted(self.both)))
        parts = self.both[receipt]
        allowed = all(self.received[plan] >= amount for plan, amount in parts.items())
        answer = self.till.tried("receipt", receipt, "void", reason="撤")
        assert answer.status_code == (200 if allowed else 409), answer.content
        if allowed:
            del self.both[receipt]
            for plan, amount in parts.items():
                self.received[plan] -= amount
            self.cash -= sum(parts.values(), Decimal(0))

    @precondition(lambda self: self.done or self.both)
    @rule(data=st.data())
    def again(self, data: Any) -> None:
        """What is booked is not booked once more, whoever asks."""
        booked = [(entity, record) for entity, record, *_rest in self.done] + [("receipt", one) for one in self.both]
        entity, record = data.draw(st.sampled_from(sorted(booked)))
        assert self.till.tried(entity, record, "submit").status_code in (409, 423)

    @rule(at=st.integers(0, 1), part=CENTS)
    def use_prepayment(self, at: int, part: str) -> None:
        plan, taken = self.plans[at], Decimal(part)
        receipt = self.till.receipt(part, {"plan": plan, "amount": part}, kind="prepaid")
        if self.tried("receipt", receipt, taken <= min(self.left(plan), self.prepaid)):
            self.received[plan] += taken
            self.prepaid -= taken
            self.done.append(("receipt", receipt, plan, taken, -taken))

    @rule(at=st.sampled_from([0, 1, None]), part=CENTS)
    def refund(self, at: int | None, part: str) -> None:
        plan, taken = None if at is None else self.plans[at], Decimal(part)
        values: dict[str, Any] = {"customer": self.till.customer, "refunded_on": "2026-11-22", "reason": "退"}
        refund = self.till.made("refund", amount=yuan(part), **values, **({} if plan is None else {"plan": plan}))
        if self.tried("refund", refund, taken <= (self.prepaid if plan is None else self.received[plan])):
            if plan is None:
                self.prepaid -= taken
            else:
                self.received[plan] -= taken
            self.cash -= taken
            self.done.append(("refund", refund, plan, taken, Decimal(0)))

    @rule(at=st.integers(0, 1), part=CENTS)
    def write_off(self, at: int, part: str) -> None:
        plan, taken = self.plans[at], Decimal(part)
        off = self.till.made(
            "write_off", plan=plan, amount=yuan(part), reason="坏账", written_off_on="2026-11-22"
        )  # fmt: skip
        if self.tried("write_off", off, taken <= self.left(plan)):
            self.written[plan] += taken
            self.done.append(("write_off", off, plan, taken, Decimal(0)))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        at = data.draw(st.integers(0, len(self.done) - 1))
        entity, record, plan, taken, rest = self.done[at]
        allowed = True
        if entity == "receipt" and plan is not None:
            allowed = self.received[plan] >= taken and self.prepaid >= rest
        elif entity == "refund" and plan is not None:
            allowed = self.left(plan) >= taken
        answer = self.till.tried(entity, record, "void", reason="撤")
        assert answer.status_code == (200 if allowed else 409), answer.content
        if not allowed:
            return
        self.done.pop(at)
        if entity == "receipt" and plan is not None:
            self.received[plan] -= taken
            self.prepaid -= rest
            self.cash -= taken + rest
        elif entity == "write_off" and plan is not None:
            self.written[plan] -= taken
        elif plan is None:
            self.prepaid += taken
            self.cash += taken
        else:
            self.received[plan] += taken
            self.cash += taken

    @invariant()
    def all_agree(self) -> None:
        if not hasattr(self, "plans"):
            return
        self.till.sound()
        held = self.till.ledger()
        sums = {"cash": -self.cash, "prepaid": self.prepaid, "received": sum(self.received.values(), Decimal(0))}
        written = sum(self.written.values(), Decimal(0))
        sums |= {"loss": -written, "written_off": written}
        assert held == {name: int(amount * 100) for name, amount in sums.items() if amount}
        assert sum(held.values()) == 0
        for plan in self.plans:
            assert self.till.outstanding(plan)[0] == str(self.left(plan))
        assert self.till.owed().get("unpaid", "0") == str(-(self.cash + written) if self.cash + written else "0")


@pytest.mark.django_db
def test_f20_nothing_is_lost_and_nothing_is_there_twice(till: Till) -> None:
    Money.till = till
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.fixture
def real_till(transactional_db: None) -> Iterator[Till]:
    forget()
    yield Till(World())
    forget()


@pytest.mark.django_db(transaction=True)
def test_f20_eight_receipts_for_one_plan_and_one_wins(real_till: Till) -> None:
    """Each would take all of the plan; they are submitted at the same moment on connections of their own."""
    contract = real_till.contract("500.00")
    plan = real_till.plan(contract, "500.00")
    receipts = [real_till.receipt("500.00", {"plan": plan, "amount": "500.00"}) for _ in range(8)]
    ready = threading.Barrier(len(receipts))

    def submit(receipt: int) -> tuple[int, str]:
        try:
            connection.ensure_connection()
            ready.wait(60)
            answer = real_till.api.post(f"receipt/{receipt}/actions/submit", {}, If_Match='"1"')
        finally:
            connection.close()
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(len(receipts)) as pool:
        answers = Counter(pool.map(submit, receipts))

    assert answers[(200, "")] == 1
    assert sum(count for (status, _code), count in answers.items() if status == 409) == 7
    assert real_till.outstanding(plan) == ("0.00", "done")
    assert real_till.ledger() == {"cash": -50000, "received": 50000}
    assert real_till.money("contract", contract) == {"planned": "500.00", "received": "500.00"}
    states = Counter(real_till.get("receipt", receipt)["approval_state"] for receipt in receipts)
    assert states == {"approved": 1, "draft": 7}
    real_till.sound()


@pytest.mark.django_db(transaction=True)
def test_two_people_allocate_one_receipt_at_once(real_till: Till) -> None:
    """Four write other lines on it and four submit it, all with the version that they saw: it is booked once, as it
    stands."""
    contract = real_till.contract("1000.00")
    plans = [real_till.plan(contract, "500.00"), real_till.plan(contract, "500.00", period=2)]
    receipt = real_till.receipt("500.00", {"plan": plans[0], "amount": "500.00"})
    (line,) = real_till.get("receipt", receipt)["lines"]
    ready = threading.Barrier(8)

    def act(at: int) -> int:
        api = real_till.world.api(real_till.api.user)
        other = [{"id": line["id"], "amount": yuan("100.00")}, {"plan": plans[1], "amount": yuan(f"{at + 1}.00")}]
        try:
            connection.ensure_connection()
            ready.wait(60)
            if at % 2:
                return int(api.patch(f"receipt/{receipt}", {"lines": other}, version=1).status_code)
            return int(api.post(f"receipt/{receipt}/actions/submit", {}, If_Match='"1"').status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(act, range(8)))

    assert answers[200] == 1
    assert set(answers) <= {200, 409, 412, 423}
    read = real_till.get("receipt", receipt)
    booked = sum(Decimal(one["amount"]["amount"]) for one in read["lines"])
    if read["approval_state"] == "approved":
        assert real_till.ledger() == {"cash": -50000, "received": int(booked * 100)}
    else:
        assert real_till.ledger() == {}
    real_till.sound()
