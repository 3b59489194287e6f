"""Money in other currencies: each stands in its own, parts are booked and taken back in whatever order, and no currency
pays for another."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.credit.exposure import balances
from tests.finance.conftest import TODAY, Till

pytestmark = pytest.mark.django_db


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(one["path"], one["code"]) for one in answer.json()["errors"]]


def agreed(till: Till, amount: str, currency: str) -> int:
    money = {"amount": amount, "currency": currency}
    contract = till.made("contract", name="出口", customer=till.customer, currency=currency, amount=money)
    till.act("contract", contract, "submit")
    return contract


def planned(till: Till, contract: int, amount: str, currency: str = "USD") -> int:
    money = {"amount": amount, "currency": currency}
    return till.made("receipt_plan", contract=contract, amount=money, planned_on="2026-12-01")


def receipt(till: Till, amount: str, currency: str, *parts: tuple[int, str], **values: Any) -> int:
    lines = [{"plan": plan, "amount": {"amount": part, "currency": currency}} for plan, part in parts]
    sent = {"customer": till.customer, "received_on": TODAY, "lines": lines, **values}
    return till.made("receipt", amount={"amount": amount, "currency": currency}, **sent)


def stages(till: Till, currency: str) -> dict[str, str]:
    found = balances({till.customer: till.customer}).get(till.customer, {}).get(currency, {})
    return {stage: str(amount) for stage, amount in found.items() if amount}


@pytest.mark.parametrize("order", [("refund", "receipt"), ("receipt", "refund")])
def test_parts_are_taken_back_in_both_orders(till: Till, order: tuple[str, str]) -> None:
    contract = agreed(till, "1000", "USD")
    plan, other = planned(till, contract, "600"), planned(till, contract, "400")
    first = receipt(till, "700", "USD", (plan, "500"), (other, "150"))
    till.act("receipt", first, "submit")
    second = receipt(till, "50", "USD", (plan, "50"), kind="prepaid")
    till.act("receipt", second, "submit")
    assert till.api.get("finance/prepaid", customer=till.customer).json()["items"] == []
    assert (till.outstanding(plan)[0], till.outstanding(other)[0]) == ("50.00", "250.00")
    off = till.made("write_off", plan=other, amount=usd("250"), reason="坏账", written_off_on=TODAY)
    till.act("write_off", off, "submit")
    back = till.made("refund", plan=plan, customer=till.customer, amount=usd("100"), refunded_on=TODAY, reason="退")
    till.act("refund", back, "submit")
    assert till.ledger() == {"cash": -60000, "loss": -25000, "received": 60000, "written_off": 25000}
    assert stages(till, "USD") == {"unpaid": "-850.00"}
    assert till.owed() == {}

    # The money of the first receipt was used: its prepayment by the second, a part of the plan by the refund.
    used = till.tried("receipt", first, "void", reason="x")
    assert used.status_code == 409, used.content
    for what in order:
        record = {"refund": back, "receipt": second}[what]
        till.act(what, record, "void", reason="x")
    till.act("receipt", first, "void", reason="x")
    till.act("write_off", off, "void", reason="x")
    assert till.ledger() == {}
    assert stages(till, "USD") == {}
    assert (till.outstanding(plan), till.outstanding(other)) == (("600.00", "due"), ("400.00", "due"))
    assert till.money("contract", contract) == {"planned": "1000.00"}
    till.sound()


def test_no_currency_pays_for_another(till: Till) -> None:
    contract = agreed(till, "1000", "USD")
    plan = planned(till, contract, "600")
    till.paid("600")  # a prepayment in yuan
    values = {"customer": till.customer, "received_on": TODAY}
    mixed = till.api.post("receipt", {**values, "amount": {"amount": "600", "currency": "CNY"},
                                      "lines": [{"plan": plan, "amount": usd("600")}]})  # fmt: skip
    assert ("lines/0/amount", "other_currency") in codes(mixed)
    yuan = {"amount": "600", "currency": "CNY"}
    wrong = till.api.post("receipt", {**values, "amount": yuan, "lines": [{"plan": plan, "amount": yuan}]})
    assert ("lines/0/amount", "other_currency") in codes(wrong)
    drawn = receipt(till, "600", "USD", (plan, "600"), kind="prepaid")
    answer = till.tried("receipt", drawn, "submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "prepaid_too_low")
    back = till.made("refund", customer=till.customer, amount=usd("1"), refunded_on=TODAY, reason="退")
    assert till.tried("refund", back, "submit").json()["code"] == "prepaid_too_low"
    off = till.api.post("write_off", {"plan": plan, "amount": {"amount": "1", "currency": "CNY"}, "reason": "x",
                                      "written_off_on": TODAY})  # fmt: skip
    assert ("amount", "other_currency") in codes(off)
    assert till.ledger() == {"cash": -60000, "prepaid": 60000}
    till.sound()


def test_yen_have_no_cents(till: Till) -> None:
    contract = agreed(till, "1001", "JPY")
    split = {"entity": "contract", "id": contract, "periods": 2, "first_on": "2026-12-01"}
    made = till.api.post("finance/split", split)
    assert made.status_code in (200, 201), made.content
    plans = sorted(till.get("receipt_plan", id_)["amount"]["amount"] for id_ in made.json()["ids"])
    assert plans == ["500.00", "501.00"]
    half = till.api.post("receipt", {"customer": till.customer, "received_on": TODAY,
                                     "amount": {"amount": "0.5", "currency": "JPY"}})  # fmt: skip
    assert codes(half) == [("amount", "too_many_digits")]
    all_ = receipt(till, "1001", "JPY", *zip(made.json()["ids"], ("501", "500"), strict=True))
    answer = till.tried("receipt", all_, "submit")
    assert answer.status_code == 200, answer.content
    assert till.ledger() == {"cash": -1001, "received": 1001}
    assert stages(till, "JPY") == {"unpaid": "-1001"}
    till.act("receipt", all_, "void", reason="x")
    assert till.ledger() == {}
    till.sound()
