"""Plans, receipts, prepayments, refunds and write-offs: every amount in one place, never more than there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.credit import api as credit
from kezhou.modules.finance import jobs, overdue
from kezhou.platform.base.sql import execute
from tests.finance.conftest import TODAY, Till, yuan

pytestmark = pytest.mark.django_db


def test_money_in_two_parts_and_the_rest_is_a_prepayment(till: Till) -> None:
    contract = till.contract("1000.00")
    first, second = till.plan(contract, "400.00"), till.plan(contract, "600.00", "2026-12-31", period=2)
    assert till.get("receipt_plan", second)["name"] == f"{till.get('contract', contract)['number']}-2"
    assert till.get("receipt_plan", first)["customer"]["id"] == till.customer

    till.paid("300.00", {"plan": first, "amount": "300.00"})
    assert till.outstanding(first) == ("100.00", "part")
    assert till.owed() == {"unpaid": "-300.00"}

    receipt = till.paid("800.00", {"plan": first, "amount": "100.00"}, {"plan": second, "amount": "450.00"})
    assert till.outstanding(first) == ("0.00", "done")
    assert till.outstanding(second) == ("150.00", "part")
    read = till.get("receipt", receipt)
    assert (read["allocated"]["amount"], read["prepayment"]["amount"]) == ("550.00", "250.00")
    assert till.ledger() == {"cash": -110000, "prepaid": 25000, "received": 85000}
    assert till.money("contract", contract) == {"planned": "1000.00", "received": "850.00"}
    assert till.api.get(f"finance/prepaid?customer={till.customer}").json() == {"items": [yuan("250.00")]}

    used = till.make("receipt_plan", second, "receipt", "prepaid")
    assert (used["kind"], used["amount"]["amount"]) == ("prepaid", "150.00")
    till.act("receipt", used["id"], "submit")
    assert till.outstanding(second) == ("0.00", "done")
    assert till.ledger() == {"cash": -110000, "prepaid": 10000, "received": 100000}
    assert till.owed() == {"unpaid": "-1100.00"}
    till.sound()


def test_a_void_books_everything_back_and_used_money_stays(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "1000.00")
    receipt = till.paid("500.00", {"plan": plan, "amount": "300.00"})
    use = till.paid("200.00", {"plan": plan, "amount": "200.00"}, kind="prepaid")

    refused = till.tried("receipt", receipt, "void", reason="退票")
    assert (refused.status_code, refused.json()["code"]) == (409, "used_meanwhile")
    assert till.outstanding(plan) == ("500.00", "part")

    till.act("receipt", use, "void", reason="退票")
    till.act("receipt", receipt, "void", reason="退票")
    assert till.outstanding(plan) == ("1000.00", "due")
    assert till.ledger() == till.owed() == {}
    assert till.money("contract", contract) == {"planned": "1000.00"}
    till.sound()


def test_plans_never_come_to_more_than_the_contract(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "700.00")

    values = {"contract": contract, "amount": yuan("300.01"), "planned_on": "2026-12-01"}
    refused = till.api.post("receipt_plan", values)

    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["path"], error["code"], error["params"]["left"]) == ("amount", "over_document", "300.00")
    assert till.money("contract", contract) == {"planned": "700.00"}
    till.act("receipt_plan", plan, "void")
    assert till.api.post("receipt_plan", values).status_code == 201
    other = till.api.post("receipt_plan", {**values, "amount": {"amount": "1", "currency": "USD"}})
    assert other.json()["errors"][0]["code"] == "other_currency"


def test_a_plan_waits_for_its_contract(till: Till) -> None:
    contract = till.made("contract", name="草稿", customer=till.customer, amount=yuan("100"))
    plan = till.plan(contract, "100.00")
    assert till.outstanding(plan) == ("100.00", "waiting")
    receipt = till.receipt("100.00", {"plan": plan, "amount": "100.00"})

    refused = till.tried("receipt", receipt, "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_approved")
    assert till.get("receipt", receipt)["approval_state"] == "draft"
    assert till.ledger() == {}

    till.act("contract", contract, "submit")
    assert till.outstanding(plan) == ("100.00", "due")
    till.act("receipt", receipt, "submit")
    assert till.tried("contract", contract, "void", reason="x").json()["code"] == "has_money"
    assert till.get("contract", contract)["approval_state"] == "approved"


def test_a_void_contract_takes_its_plans_along(till: Till) -> None:
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00")
    till.act("contract", contract, "void", reason="取消")
    assert till.outstanding(plan) == ("100.00", "void")
    till.sound()


def test_more_than_is_open_is_refused_and_changes_nothing(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "400.00")
    receipt = till.receipt("500.00", {"plan": plan, "amount": "400.01"})

    refused = till.tried("receipt", receipt, "submit")

    assert (refused.status_code, refused.json()["code"], refused.json()["left"]) == (409, "over_plan", "400.00")
    beside = till.receipt("2000.00", {"contract": contract, "amount": "1000.01"})
    assert till.tried("receipt", beside, "submit").json()["code"] == "over_document"
    assert till.ledger() == till.owed() == {}
    assert till.money("contract", contract) == {"planned": "400.00"}
    assert till.outstanding(plan) == ("400.00", "due")
    values = {"customer": till.customer, "received_on": TODAY, "amount": yuan("1")}
    too_much = till.api.post("receipt", values | {"lines": [{"plan": plan, "amount": yuan("2")}]})
    assert too_much.json()["errors"][0]["code"] == "too_much"


def test_the_database_itself_refuses_too_much(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "400.00")
    for statement in (
        f"UPDATE finance_receiptplan SET received = 400.01, outstanding = -0.01 WHERE id = {plan}",
        f"UPDATE finance_receiptplan SET received = 1 WHERE id = {plan}",
        f"UPDATE finance_documentmoney SET received = 1000.01 WHERE contract_id = {contract}",
        f"UPDATE finance_documentmoney SET planned = 1000.01 WHERE contract_id = {contract}",
        f"UPDATE finance_documentmoney SET requested = 1000.01 WHERE contract_id = {contract}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(statement)


def test_refunds_of_a_plan_and_of_the_prepayment(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "500.00")
    till.paid("700.00", {"plan": plan, "amount": "500.00"})
    common = {"customer": till.customer, "refunded_on": TODAY, "reason": "退货"}

    of_plan = till.made("refund", plan=plan, amount=yuan("100.00"), **common)
    till.act("refund", of_plan, "submit")
    assert till.outstanding(plan) == ("100.00", "part")
    of_prepaid = till.made("refund", amount=yuan("200.00"), **common)
    till.act("refund", of_prepaid, "submit")
    assert till.ledger() == {"cash": -40000, "received": 40000}
    assert till.owed() == {"unpaid": "-400.00"}

    more = till.made("refund", amount=yuan("0.01"), **common)
    refused = till.tried("refund", more, "submit")
    assert (refused.json()["code"], refused.json()["left"]) == ("prepaid_too_low", "0.00")
    above = till.made("refund", plan=plan, amount=yuan("400.01"), **common)
    assert till.tried("refund", above, "submit").status_code == 409
    till.act("refund", of_plan, "void", reason="x")
    assert till.outstanding(plan) == ("0.00", "done")
    till.sound()


def test_a_write_off_closes_a_plan(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "500.00")
    till.paid("499.50", {"plan": plan, "amount": "499.50"})

    off = till.make("receipt_plan", plan, "write_off")
    assert off["amount"]["amount"] == "0.50"
    till.act("write_off", off["id"], "submit")

    assert till.outstanding(plan) == ("0.00", "done")
    assert till.ledger() == {"cash": -49950, "loss": -50, "received": 49950, "written_off": 50}
    assert till.money("contract", contract) == {"planned": "500.00", "received": "499.50", "written_off": "0.50"}
    assert till.owed() == {"unpaid": "-500.00"}
    till.act("write_off", off["id"], "void", reason="x")
    assert till.outstanding(plan) == ("0.50", "part")
    till.sound()


def test_a_contract_is_split_to_the_cent(till: Till) -> None:
    contract = till.contract("1000.00")
    values = {"entity": "contract", "id": contract, "periods": 3, "first_on": "2026-12-31", "every": "month"}
    answer = till.api.post("finance/split", values)
    assert answer.status_code == 201, answer.content
    plans = [till.get("receipt_plan", id_) for id_ in answer.json()["ids"]]
    assert [(p["period"], p["planned_on"], p["amount"]["amount"]) for p in plans] == [
        (1, "2026-12-31", "333.34"), (2, "2027-01-31", "333.33"), (3, "2027-02-28", "333.33"),
    ]  # fmt: skip
    assert till.api.post("finance/split", values).json()["code"] == "nothing_left"
    other = till.contract("200.00")
    parts = {"entity": "contract", "id": other, "percents": ["30", "60", "10"], "first_on": "2026-12-01"}
    shares = [
        till.get("receipt_plan", id_)["amount"]["amount"] for id_ in till.api.post("finance/split", parts).json()["ids"]
    ]
    assert shares == ["60.00", "120.00", "20.00"]
    wrong = till.api.post("finance/split", {**parts, "percents": ["30", "60"]})
    assert wrong.json()["errors"][0]["code"] == "not_hundred"


def test_days_pass_and_plans_are_overdue(till: Till) -> None:
    contract = till.contract("1000.00")
    plan = till.plan(contract, "400.00", "2026-11-30")
    ctx = Ctx.system("test", FixedClock(datetime(2026, 11, 30, 16, 30, tzinfo=UTC)))

    assert jobs.turn(ctx) == 1
    assert jobs.turn(ctx) == 0
    assert till.outstanding(plan) == ("400.00", "overdue")
    day = datetime(2026, 12, 10, tzinfo=UTC).date()
    (late,) = overdue.amounts(ctx, [till.customer], day)[till.customer]
    assert (str(late[0]), late[1], late[2]) == ("400.00", "CNY", 10)
    assert overdue.amounts in credit.overdue_amounts


def test_money_of_another_customer_is_refused(till: Till) -> None:
    plan = till.plan(till.contract("1000.00"), "400.00")
    other = till.made("customer", name="别家有限公司")
    lines = [{"plan": plan, "amount": yuan("1")}]
    refused = till.api.post("receipt", {"customer": other, "received_on": TODAY, "amount": yuan("1"), "lines": lines})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "lines/0/plan")


def test_an_order_under_a_contract_counts_on_both(till: Till) -> None:
    contract = till.made(
        "contract", name="带行", customer=till.customer, lines=till.lines((till.pump, "5", "100"))
    )  # fmt: skip
    till.act("contract", contract, "submit")
    till.act("contract", contract, "sign")
    order = till.make("contract", contract, "order")
    till.act("order", order["id"], "submit")
    till.paid("500.00", {"order": order["id"], "amount": "500.00"})
    assert till.money("order", order["id"]) == till.money("contract", contract) == {"received": "500.00"}
    more = till.receipt("0.01", {"contract": contract, "amount": "0.01"})
    assert till.tried("receipt", more, "submit").json()["code"] == "over_document"
    shown = till.api.get(f"finance/execution?entity=contract&id={contract}").json()
    assert (shown["amount"], shown["ordered"], shown["received"]) == ("500.00", "500.00", "500.00")
