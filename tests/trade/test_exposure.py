"""What a customer owes, contract by contract: an invoice of services makes no room for goods of another contract, and
nothing but money and reversals makes the exposure less."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.contract.world import forget
from tests.finance.conftest import Till, till, yuan

pytestmark = pytest.mark.django_db
__all__ = ["till"]
NUMBERS = count(26312000000000000001)


def services(till: Till, price: str = "800") -> int:
    """An approved contract of services, for which nobody writes orders."""
    contract = till.made("contract", name="维保", customer=till.customer, lines=till.lines((till.hose, "1", price)))
    till.act("contract", contract, "submit")
    return contract


def invoiced(till: Till, price: str, quantity: str = "1", **place: int) -> int:
    line = {**till.lines((till.hose, quantity, price))[0]}
    invoice = till.made("invoice", name="票", customer=till.customer, kind="normal", buyer="甲", lines=[line], **place)
    till.act("invoice", invoice, "submit")
    till.act("invoice", invoice, "issue", invoice_number=str(next(NUMBERS)))
    return invoice


def standing(till: Till) -> tuple[str, dict[str, str]]:
    found = till.api.get("credit/standing", customer=till.customer).json()
    return found["exposure"], {name: amount for name, amount in found["stages"].items() if Decimal(amount)}


def limited(till: Till, limit: str) -> None:
    controls = dict.fromkeys(("order_control", "delivery_control"), "block")
    till.made("credit_profile", customer=till.customer, credit_limit=yuan(limit), **controls)


@pytest.mark.parametrize("place", ["contract", "nothing"])
def test_paid_services_make_no_room_for_goods(till: Till, place: str) -> None:
    limited(till, "500")
    where = {"contract": services(till)} if place == "contract" else {}
    invoiced(till, "800", **where)
    till.paid("800")
    assert standing(till) == ("0.00", {})

    order = till.made("order", name="货", customer=till.customer, lines=till.lines((till.pump, "1", "501")))
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"
    till.order((till.pump, "1", "500"))
    assert standing(till) == ("500.00", {"unshipped": "500.00"})
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"


def test_an_invoice_before_the_goods_is_counted_once(till: Till) -> None:
    """What was invoiced before anything was ordered is owed, and its order adds only what goes beyond."""
    limited(till, "1000")
    contract = till.contract("2000")
    invoiced(till, "1000", contract=contract)
    assert standing(till) == ("1000.00", {"unpaid": "1000.00"})
    elsewhere = till.made("order", name="别处", customer=till.customer, lines=till.lines((till.pump, "1", "1")))
    assert till.tried("order", elsewhere, "submit").json()["code"] == "credit_refused"

    beyond = till.made(
        "order", name="多", customer=till.customer, contract=contract, lines=till.lines((till.pump, "1", "1001"))
    )
    assert till.tried("order", beyond, "submit").json()["code"] == "credit_refused"
    order = till.order((till.pump, "1", "1000"), contract=contract)
    assert standing(till) == ("1000.00", {"unshipped": "1000.00", "uninvoiced": "-1000.00", "unpaid": "1000.00"})
    delivery = till.make("order", order["id"], "delivery")["id"]
    till.act("delivery", delivery, "submit")
    till.act("delivery", delivery, "ship")
    assert standing(till) == ("1000.00", {"unpaid": "1000.00"})


def test_goods_that_came_back_after_the_invoice_are_owed_until_it_is_reversed(till: Till) -> None:
    limited(till, "1000")
    order = till.order((till.pump, "2", "500"))
    delivery = till.make("order", order["id"], "delivery")["id"]
    for action in ("submit", "ship"):
        till.act("delivery", delivery, action)
    invoice = till.make("order", order["id"], "invoice")
    till.api.patch(f"invoice/{invoice['id']}", {"kind": "normal", "buyer": "甲"}, version=invoice["version"])
    till.act("invoice", invoice["id"], "submit")
    till.act("invoice", invoice["id"], "issue", invoice_number=str(next(NUMBERS)))
    back = till.make("order", order["id"], "return_order")["id"]
    for action in ("submit", "take_back"):
        till.act("return_order", back, action)
    assert standing(till) == ("1000.00", {"unpaid": "1000.00"})
    till.paid("1000")
    assert standing(till) == ("0.00", {})
    # The money is still ours, but the invoice says that the goods are theirs: nothing goes out on it.
    other = till.made("order", name="货", customer=till.customer, lines=till.lines((till.pump, "1", "1000.01")))
    assert till.tried("order", other, "submit").json()["code"] == "credit_refused"
    red = till.make("invoice", invoice["id"], "invoice", "red")
    till.api.patch(f"invoice/{red['id']}", {"red_reason": "02"}, version=red["version"])
    till.act("invoice", red["id"], "submit")
    till.act("invoice", red["id"], "red_confirm", red_confirmation="1")
    till.act("invoice", red["id"], "issue", invoice_number=str(next(NUMBERS)))
    assert standing(till) == ("-1000.00", {"unpaid": "-1000.00"})


PRICE = st.integers(1, 40_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")


class Dealings(RuleBasedStateMachine):
    """One customer, two contracts with orders and services each, and business without a contract. After each act the
    exposure has moved as the act says, and by nothing else."""

    till: Till

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        forget()
        self.contracts: list[int | None] = [self.till.contract("1000"), self.till.contract("1000"), None]
        self.orders: dict[int, Decimal] = {}
        self.shipped: dict[int, Decimal] = {}
        self.unpaid = Decimal(0)
        self.last = Decimal(0)

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def moved(self) -> Decimal:
        """How the exposure changed since it was asked last."""
        now = Decimal(standing(self.till)[0])
        change, self.last = now - self.last, now
        return change

    @rule(at=st.integers(0, 2), price=PRICE)
    def order(self, at: int, price: str) -> None:
        place = {} if self.contracts[at] is None else {"contract": self.contracts[at]}
        order = self.till.order((self.till.pump, "1", price), **place)
        self.orders[order["id"]] = Decimal(price)
        # No more than its amount, and less only by what was invoiced ahead of it under its own contract.
        assert (Decimal(0) if place else Decimal(price)) <= self.moved() <= Decimal(price)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def deliver(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.orders)))
        delivery = self.till.make("order", order, "delivery")["id"]
        for action in ("submit", "ship"):
            self.till.act("delivery", delivery, action)
        self.shipped[order] = self.orders.pop(order)
        assert self.moved() == 0

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def settle(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.orders)))
        self.till.act("order", order, "settle", closed_reason="不要了")
        assert -self.orders.pop(order) <= self.moved() <= 0

    @precondition(lambda self: self.shipped)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.shipped)))
        back = self.till.make("order", order, "return_order")["id"]
        for action in ("submit", "take_back"):
            self.till.act("return_order", back, action)
        assert -self.shipped.pop(order) <= self.moved() <= 0

    @rule(at=st.integers(0, 2), price=PRICE)
    def invoice(self, at: int, price: str) -> None:
        place = {} if self.contracts[at] is None else {"contract": self.contracts[at]}
        values = {"name": "票", "kind": "normal", "buyer": "甲", "lines": self.till.lines((self.till.hose, "1", price))}
        invoice = self.till.made("invoice", customer=self.till.customer, **values, **place)
        if self.till.tried("invoice", invoice, "submit").status_code != 200:
            return  # More than the contract has left.
        self.till.act("invoice", invoice, "issue", invoice_number=str(next(NUMBERS)))
        self.unpaid += Decimal(price)
        assert 0 <= self.moved() <= Decimal(price)

    @rule(price=PRICE)
    def pay(self, price: str) -> None:
        self.till.paid(price)
        self.unpaid -= Decimal(price)
        assert self.moved() == -Decimal(price)

    @invariant()
    def nothing_is_hidden(self) -> None:
        """Never less than what is invoiced and not paid, and what is out without an invoice comes on top."""
        if hasattr(self, "last"):
            assert self.last >= self.unpaid
            assert self.last <= self.unpaid + sum(self.orders.values()) + sum(self.shipped.values())


def test_only_money_and_reversals_make_the_exposure_less(till: Till) -> None:
    class Run(Dealings):
        pass

    Run.till = till
    run_state_machine_as_test(
        Run,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()
