"""What comes later never takes the ground from what happened already: change orders under invoices and orders, orders
under contracts that ended, goods that come back after the order was closed, debts that were given up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.finance.conftest import Till, till, yuan
from tests.trade.test_exposure import NUMBERS, invoiced, limited, services, standing

pytestmark = pytest.mark.django_db
__all__ = ["till"]


def contract_of(till: Till, *pairs: tuple[int, str, str], sign: bool = True, **values: Any) -> int:
    contract = till.made("contract", name="年度", customer=till.customer, lines=till.lines(*pairs), **values)
    till.act("contract", contract, "submit")
    if sign:
        till.act("contract", contract, "sign")
    return contract


def changed(till: Till, contract: int, lines: Any) -> Any:
    """A change order with these lines, submitted; `lines` are made of those that it begins with."""
    change = till.make("contract", contract, "contract_change")
    sent = {"reason": "r", "lines": lines(change["lines"])}
    answer = till.api.patch(f"contract_change/{change['id']}", sent, version=change["version"])
    assert answer.status_code == 200, answer.content
    return till.tried("contract_change", change["id"], "submit")


def test_a_change_keeps_what_was_invoiced(till: Till) -> None:
    contract = contract_of(till, (till.pump, "2", "500"), (till.hose, "1", "1000"))
    invoice = till.make("contract", contract, "invoice")
    keep = [{"id": invoice["lines"][0]["id"]}]
    sent = {"kind": "normal", "buyer": "甲", "lines": keep}
    assert till.api.patch(f"invoice/{invoice['id']}", sent, version=invoice["version"]).status_code == 200
    till.act("invoice", invoice["id"], "submit")
    before = till.get("contract", contract)

    fewer = changed(till, contract, lambda rows: [{"id": rows[0]["id"], "quantity": "1"}, {"id": rows[1]["id"]}])
    assert (fewer.status_code, fewer.json()["code"]) == (409, "below_invoiced")
    # The contract comes to as much as before, of something else.
    out = changed(till, contract, lambda rows: [{"id": rows[1]["id"], "quantity": "2"}])
    assert (out.status_code, out.json()["code"]) == (409, "below_invoiced")
    assert till.get("contract", contract)["lines"] == before["lines"]
    assert till.get("contract", contract)["edition"] == 1

    assert changed(till, contract, lambda rows: [{"id": rows[0]["id"]}]).status_code == 200
    assert till.get("contract", contract)["amount"]["amount"] == "1000.00"
    till.sound()


def test_a_change_never_comes_to_less_than_the_orders_received_money_and_plans(till: Till) -> None:
    contract = contract_of(till, (till.pump, "5", "100"))
    order = till.make("contract", contract, "order")
    till.act("order", order["id"], "submit")

    def cheaper(price: str) -> Any:
        return changed(till, contract, lambda rows: [{"id": rows[0]["id"], "unit_price": price}])

    refused = cheaper("99")
    assert (refused.status_code, refused.json()["code"], refused.json()["ordered"]) == (409, "below_ordered", "500.00")
    assert till.get("contract", contract)["amount"]["amount"] == "500.00"
    assert cheaper("101").status_code == 200

    paid = contract_of(till, (till.hose, "1", "1000"))
    till.paid("600", {"contract": paid, "amount": "600"})
    less = changed(till, paid, lambda rows: [{"id": rows[0]["id"], "unit_price": "599.99"}])
    assert (less.status_code, less.json()["code"]) == (409, "below_booked")
    assert changed(till, paid, lambda rows: [{"id": rows[0]["id"], "unit_price": "600"}]).status_code == 200
    till.sound()


def test_nothing_is_changed_of_a_contract_that_is_void(till: Till) -> None:
    contract = contract_of(till, (till.pump, "5", "100"), sign=False)
    change = till.make("contract", contract, "contract_change")
    till.act("contract", contract, "void", reason="作废")
    sent = {"reason": "r", "lines": [{"id": change["lines"][0]["id"], "quantity": "9"}]}
    till.api.patch(f"contract_change/{change['id']}", sent, version=change["version"])
    refused = till.tried("contract_change", change["id"], "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    assert till.get("contract", contract)["lines"][0]["quantity"] == "5.0000"
    assert till.get("contract_change", change["id"])["approval_state"] == "draft"


@pytest.mark.parametrize("end", ["void", "terminate", "complete", "never_approved"])
def test_an_order_is_binding_only_under_a_contract_that_stands(till: Till, end: str) -> None:
    if end == "never_approved":
        contract = till.made("contract", name="草", customer=till.customer, lines=till.lines((till.pump, "5", "100")))
        order = {"id": till.made("order", name="货", customer=till.customer, contract=contract,
                                 lines=till.lines((till.pump, "1", "100")))}  # fmt: skip
    else:
        contract = contract_of(till, (till.pump, "5", "100"))
        order = till.make("contract", contract, "order")
        words = {"void": {"reason": "r"}, "terminate": {"ended_reason": "r"}, "complete": {}}
        till.act("contract", contract, end, **words[end])
    refused = till.tried("order", order["id"], "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "contract_ended"), refused.content
    assert till.get("order", order["id"])["approval_state"] == "draft"
    assert till.owed() == {}


def test_goods_come_back_after_the_order_was_closed(till: Till) -> None:
    order = till.order((till.pump, "4", "100"))
    delivery = till.make("order", order["id"], "delivery")
    line = delivery["lines"][0]["id"]
    till.api.patch(f"delivery/{delivery['id']}", {"lines": [{"id": line, "quantity": "3"}]}, version=1)
    for action in ("submit", "ship"):
        till.act("delivery", delivery["id"], action)
    till.act("order", order["id"], "settle", closed_reason="余下不要了")
    assert till.owed() == {"uninvoiced": "300.00"}
    back = till.make("order", order["id"], "return_order")
    assert [row["quantity"] for row in back["lines"]] == ["3.0000"]
    for action in ("submit", "take_back"):
        till.act("return_order", back["id"], action)
    read = till.get("order", order["id"])
    assert (read["state"], read["returned_amount"]["amount"]) == ("settled", "300.00")
    assert till.owed() == {}
    more = till.api.post("trade/make", {"entity": "order", "id": order["id"], "target": "delivery"})
    assert more.status_code == 409
    till.sound()


def test_a_part_of_an_invoice_is_reversed_after_a_part_of_the_goods_came_back(till: Till) -> None:
    order = till.order((till.pump, "4", "100"))
    delivery = till.make("order", order["id"], "delivery")["id"]
    for action in ("submit", "ship"):
        till.act("delivery", delivery, action)
    invoice = till.make("order", order["id"], "invoice")
    sent = {"kind": "normal", "buyer": "甲"}
    till.api.patch(f"invoice/{invoice['id']}", sent, version=invoice["version"])
    till.act("invoice", invoice["id"], "submit")
    till.act("invoice", invoice["id"], "issue", invoice_number=str(next(NUMBERS)))
    back = till.make("order", order["id"], "return_order")
    line = [{"id": back["lines"][0]["id"], "quantity": "1"}]
    till.api.patch(f"return_order/{back['id']}", {"lines": line}, version=back["version"])
    for action in ("submit", "take_back"):
        till.act("return_order", back["id"], action)
    assert standing(till)[0] == "400.00"

    for reversed_, rest in (("1", "300.00"), ("3", "0.00")):
        red = till.make("invoice", invoice["id"], "invoice", "red")
        assert (red["buyer"], red["kind"]) == ("甲", "normal")
        line = [{"id": red["lines"][0]["id"], "quantity": f"-{reversed_}"}]
        sent = {"red_reason": "02", "lines": line}
        till.api.patch(f"invoice/{red['id']}", sent, version=red["version"])
        till.act("invoice", red["id"], "submit")
        till.act("invoice", red["id"], "red_confirm", red_confirmation="1")
        till.act("invoice", red["id"], "issue", invoice_number=str(next(NUMBERS)))
        # Goods that are out stay owed, whether they are invoiced or not.
        assert standing(till)[0] == "300.00"
        assert till.owed().get("unpaid", "0.00") == rest
    assert till.get("invoice", invoice["id"])["state"] == "reversed"
    till.sound()


def test_what_is_given_up_makes_no_room_for_goods(till: Till) -> None:
    limited(till, "500")
    contract = services(till)
    plan = till.plan(contract, "800")
    off = till.made("write_off", plan=plan, amount=yuan("800"), reason="坏账", written_off_on="2026-11-22")
    till.act("write_off", off, "submit")
    assert standing(till)[0] == "0.00"
    order = till.made("order", name="货", customer=till.customer, lines=till.lines((till.pump, "1", "501")))
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"
    # What was invoiced and is given up is owed no more; with the write-off voided it is again.
    invoiced(till, "800", contract=contract)
    assert standing(till)[0] == "0.00"
    till.act("write_off", off, "void", reason="又有钱了")
    assert standing(till)[0] == "800.00"
    till.paid("800", {"plan": plan, "amount": "800"})
    assert standing(till)[0] == "0.00"
    till.sound()


def test_nothing_is_invoiced_or_paid_for_goods_that_the_customer_does_not_have(till: Till) -> None:
    order = till.order((till.pump, "4", "100"))
    delivery = till.make("order", order["id"], "delivery")
    line = delivery["lines"][0]["id"]
    till.api.patch(f"delivery/{delivery['id']}", {"lines": [{"id": line, "quantity": "3"}]}, version=1)
    for action in ("submit", "ship"):
        till.act("delivery", delivery["id"], action)
    early = till.make("order", order["id"], "invoice")  # all four, while the fourth is still to come
    assert [row["quantity"] for row in early["lines"]] == ["4.0000"]
    till.api.patch(f"invoice/{early['id']}", {"kind": "normal", "buyer": "甲"}, version=early["version"])
    back = till.make("order", order["id"], "return_order")
    sent = [{"id": back["lines"][0]["id"], "quantity": "1"}]
    till.api.patch(f"return_order/{back['id']}", {"lines": sent}, version=back["version"])
    for action in ("submit", "take_back"):
        till.act("return_order", back["id"], action)
    till.act("order", order["id"], "settle", closed_reason="余下不要了")

    refused = till.tried("invoice", early["id"], "submit")
    assert (refused.status_code, refused.json()["code"], refused.json()["left"]) == (409, "over_document", "200.00")
    till.act("invoice", early["id"], "void", reason="作废")
    invoice = till.make("order", order["id"], "invoice")
    assert [row["quantity"] for row in invoice["lines"]] == ["2.0000"]
    till.api.patch(f"invoice/{invoice['id']}", {"kind": "normal", "buyer": "甲"}, version=invoice["version"])
    till.act("invoice", invoice["id"], "submit")
    dear = till.receipt("300", {"order": order["id"], "amount": "200.01"})
    assert till.tried("receipt", dear, "submit").json()["left"] == "200.00"
    till.paid("200", {"order": order["id"], "amount": "200"})
    assert till.money("order", order["id"]) == {"requested": "200.00", "received": "200.00"}
    till.sound()


def test_an_invoice_of_returned_goods_is_refused_by_its_line(till: Till) -> None:
    """The money would allow it, because something else was invoiced for less."""
    order = till.order((till.pump, "2", "100"), (till.hose, "2", "100"))
    delivery = till.make("order", order["id"], "delivery")["id"]
    for action in ("submit", "ship"):
        till.act("delivery", delivery, action)
    back = till.make("order", order["id"], "return_order")
    sent = [{"id": back["lines"][0]["id"], "quantity": "1"}]
    till.api.patch(f"return_order/{back['id']}", {"lines": sent}, version=back["version"])
    for action in ("submit", "take_back"):
        till.act("return_order", back["id"], action)
    invoice = till.make("order", order["id"], "invoice")
    assert [row["quantity"] for row in invoice["lines"]] == ["1.0000", "2.0000"]
    rows = [{"id": row["id"], "quantity": quantity}
            for row, quantity in zip(invoice["lines"], ("2", "1"), strict=True)]  # fmt: skip
    sent = {"kind": "normal", "buyer": "甲", "lines": rows}
    till.api.patch(f"invoice/{invoice['id']}", sent, version=invoice["version"])
    refused = till.tried("invoice", invoice["id"], "submit")
    assert (refused.status_code, refused.json()["code"], refused.json()["quantity"]) == (409, "over_line", "1")


def test_a_receipt_for_a_plan_in_the_trash_says_which_line(till: Till) -> None:
    plan = till.plan(till.contract(), "500")
    receipt = till.receipt("500", {"plan": plan, "amount": "500"})
    assert till.api.delete(f"receipt_plan/{plan}", till.get("receipt_plan", plan)["version"]).status_code == 204
    refused = till.tried("receipt", receipt, "submit")
    assert refused.status_code == 422
    assert [(one["path"], one["code"]) for one in refused.json()["errors"]] == [("lines/0/plan", "gone")]
