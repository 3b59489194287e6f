"""What somebody tries who wants more than is agreed: it is refused by name, and nothing has changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.world import Api
from tests.finance.conftest import Till, till, yuan

pytestmark = pytest.mark.django_db
__all__ = ["till"]


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["path"], error["code"]) for error in answer.json()["errors"]]


def line(product: int, **values: Any) -> dict[str, Any]:
    return {"product": product, "name": "泵", "quantity": "1", "unit_price": "100", **values}


def signed(till: Till, *pairs: tuple[int, str, str], **values: Any) -> int:
    contract = till.made("contract", name="年度", customer=till.customer, lines=till.lines(*pairs), **values)
    till.act("contract", contract, "submit")
    till.act("contract", contract, "sign")
    return contract


@pytest.mark.parametrize(("quantity", "price"), [("1e13", "1e13"), ("99999999999999", "1"), ("99", "99999999999")])
def test_amounts_beyond_what_a_ledger_holds_are_named(till: Till, quantity: str, price: str) -> None:
    lines = [line(till.pump, quantity=quantity, unit_price=price)]
    refused = till.api.post("order", {"name": "x", "customer": till.customer, "lines": lines})
    assert (refused.status_code, codes(refused)) == (422, [("lines/0/unit_price", "too_large")])
    many = [line(till.pump, quantity="9", unit_price="99999999999")] * 2
    refused = till.api.post("order", {"name": "x", "customer": till.customer, "lines": many})
    assert (refused.status_code, codes(refused)) == (422, [("lines", "too_large")])
    for amount, code in (("1000000000000", "too_large"), ("100000000000000000", "out_of_range")):
        money = {"customer": till.customer, "received_on": "2026-11-22", "amount": yuan(amount)}
        assert codes(till.api.post("receipt", money)) == [("amount", code)]
    assert till.api.ids("order") == till.api.ids("receipt") == []


def test_goods_within_the_limit_leave_and_free_ones_do_not_slip_through(till: Till) -> None:
    limit = till.made("credit_profile", customer=till.customer, credit_limit=yuan("250"))
    order = till.order((till.pump, "2", "100"))
    first = till.make("order", order["id"], "delivery")
    half = [{"id": first["lines"][0]["id"], "quantity": "1"}]
    till.api.patch(f"delivery/{first['id']}", {"lines": half}, version=first["version"])
    till.act("delivery", first["id"], "submit")
    till.act("delivery", first["id"], "ship")
    assert till.owed() == {"unshipped": "100.00", "uninvoiced": "100.00"}

    version = till.get("credit_profile", limit)["version"]
    till.api.patch(f"credit_profile/{limit}", {"credit_limit": yuan("150")}, version=version)
    rest = till.make("order", order["id"], "delivery")
    free = [{"id": rest["lines"][0]["id"], "unit_price": "0"}]
    till.api.patch(f"delivery/{rest['id']}", {"lines": free}, version=rest["version"])
    till.act("delivery", rest["id"], "submit")
    refused = till.tried("delivery", rest["id"], "ship")
    assert (refused.status_code, codes(refused)) == (422, [("customer", "credit_over_limit")])
    assert "¥100.00 is more than the ¥50.00" in refused.json()["errors"][0]["message"]
    assert till.get("delivery", rest["id"])["state"] == "draft"
    assert till.owed() == {"unshipped": "100.00", "uninvoiced": "100.00"}


def test_what_happened_is_not_voided(till: Till) -> None:
    order = till.order((till.pump, "2", "100"))
    delivery = till.make("order", order["id"], "delivery")
    till.act("delivery", delivery["id"], "submit")
    till.act("delivery", delivery["id"], "ship")
    back = till.make("order", order["id"], "return_order")
    till.act("return_order", back["id"], "submit")
    till.act("return_order", back["id"], "take_back")
    for entity, record, state in (("delivery", delivery["id"], "shipped"), ("return_order", back["id"], "returned")):
        refused = till.tried(entity, record, "void", reason="x")
        assert (refused.status_code, refused.json()["code"]) == (409, "happened")
        assert (till.get(entity, record)["state"], till.get(entity, record)["approval_state"]) == (state, "approved")
    waiting = till.order((till.pump, "2", "100"))
    unsent = till.make("order", waiting["id"], "delivery")
    till.act("delivery", unsent["id"], "submit")
    assert till.act("delivery", unsent["id"], "void", reason="x")["state"] == "cancelled"


def test_a_void_quote_is_not_accepted_and_a_contract_with_orders_not_voided(till: Till) -> None:
    quote = till.made("quote", name="q", customer=till.customer, lines=till.lines((till.pump, "1", "1130")))
    till.act("quote", quote, "submit")
    till.act("quote", quote, "send")
    assert till.act("quote", quote, "void", reason="x")["state"] == "expired"
    assert till.tried("quote", quote, "accept").status_code == 409

    contract = signed(till, (till.pump, "5", "100"))
    order = till.make("contract", contract, "order")
    till.act("order", order["id"], "submit")
    refused = till.tried("contract", contract, "void", reason="x")
    assert (refused.status_code, refused.json()["code"]) == (409, "has_orders")
    assert till.get("contract", contract)["approval_state"] == "approved"
    till.act("order", order["id"], "void", reason="x")
    assert till.act("contract", contract, "void", reason="x")["state"] == "terminated"
    assert till.tried("contract", contract, "complete").status_code == 409


def test_a_change_neither_overwrites_the_one_before_nor_goes_below_what_was_ordered(till: Till) -> None:
    contract = signed(till, (till.pump, "5", "100"))
    order = till.make("contract", contract, "order")
    till.act("order", order["id"], "submit")
    more, dearer = (till.make("contract", contract, "contract_change") for _number in range(2))
    assert more["edition"] == 1
    for change, values in ((more, {"quantity": "9"}), (dearer, {"unit_price": "110"})):
        sent = {"reason": "r", "lines": [{"id": change["lines"][0]["id"], **values}]}
        till.api.patch(f"contract_change/{change['id']}", sent, version=change["version"])
    till.act("contract_change", more["id"], "submit")

    refused = till.tried("contract_change", dearer["id"], "submit")

    assert (refused.status_code, refused.json()["code"]) == (409, "other_edition")
    (now,) = till.get("contract", contract)["lines"]
    assert (now["quantity"], now["unit_price"]) == ("9.0000", "100.000000")
    assert till.tried("contract_change", more["id"], "void", reason="x").json()["code"] == "applied"
    less = till.make("contract", contract, "contract_change")
    sent = {"reason": "r", "lines": [{"id": less["lines"][0]["id"], "quantity": "4"}]}
    till.api.patch(f"contract_change/{less['id']}", sent, version=less["version"])
    refused = till.tried("contract_change", less["id"], "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "ordered")
    assert till.get("contract", contract)["edition"] == 2


def test_an_order_takes_no_contract_of_somebody_else(till: Till) -> None:
    other = till.made("customer", name="别的公司有限公司")
    contract = signed(till, (till.pump, "5", "100"))
    wanted = {"name": "o", "contract": contract, "lines": till.lines((till.pump, "1", "1"))}
    assert codes(till.api.post("order", wanted | {"customer": other})) == [("customer", "other_customer")]
    dollars = till.made("order", **wanted, customer=till.customer, currency="USD")
    assert codes(till.tried("order", dollars, "submit")) == [("currency", "other_currency")]
    assert till.get("order", dollars)["approval_state"] == "draft"
    # Money that was planned for an order alone would count on no contract.
    order = till.made("order", name="o", customer=till.customer, lines=till.lines((till.pump, "1", "100")))
    till.made("receipt_plan", order=order, amount=yuan("100"), planned_on="2026-12-01")
    refused = till.api.patch(f"order/{order}", {"contract": contract}, version=till.get("order", order)["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "has_money")
    assert till.get("order", order)["contract"] is None
    framework = signed(till, (till.pump, "5", "100"), kind="framework")
    till.made("order", name="o", customer=other, contract=framework, lines=till.lines((till.pump, "1", "100")))


def test_a_quote_is_made_into_one_order_and_a_repeated_call_is_one(till: Till) -> None:
    quote = till.made("quote", name="q", customer=till.customer, lines=till.lines((till.pump, "1", "1130")))
    for act in ("submit", "send", "accept"):
        till.act("quote", quote, act)
    wanted = {"entity": "quote", "id": quote, "target": "order"}
    made = [till.api.post("trade/make", wanted, Idempotency_Key="double-click") for _ in range(2)]
    assert [answer.status_code for answer in made] == [200, 200]
    assert len({answer.json()["id"] for answer in made}) == 1
    for target in ("order", "contract"):
        again = till.api.post("trade/make", wanted | {"target": target})
        assert (again.status_code, again.json()["code"], again.json()["entity"]) == (409, "made_already", "order")
    assert len(till.api.ids("order")) == 1
    till.act("order", made[0].json()["id"], "void", reason="x")
    till.make("quote", quote, "contract")


def test_of_a_quote_no_more_is_written_by_hand_than_is_left(till: Till) -> None:
    lines = till.lines((till.pump, "5", "100"), (till.hose, "2", "10"))
    quote = till.made("quote", name="q", customer=till.customer, discount="50", lines=lines)
    for act in ("submit", "send", "accept"):
        till.act("quote", quote, act)
    head = {"name": "o", "customer": till.customer, "quote": quote}
    part = till.made("order", **head, discount="30", lines=till.lines((till.pump, "2", "100")))
    refused = till.api.post("order", head | {"lines": till.lines((till.hose, "1", "10"), (till.pump, "4", "100"))})
    assert (refused.status_code, codes(refused)) == (422, [("lines/1/quantity", "too_much")])
    assert refused.json()["errors"][0]["params"] == {"left": "3", "line": "水泵"}
    split = till.api.post("contract", head | {"lines": till.lines((till.pump, "2", "100"), (till.pump, "2", "90"))})
    assert codes(split) == [("lines/1/quantity", "too_much")]
    box = till.made("unit", name="箱")
    till.made("product_unit", product=till.pump, unit=box, factor="4")
    boxed = [{"product": till.pump, "name": "水泵", "unit": box, "quantity": "1", "unit_price": "400"}]
    assert [error["params"]["left"] for error in till.api.post("order", head | {"lines": boxed}).json()["errors"]] == [
        "0.75"
    ]
    # What was not quoted is no matter of the quote, and a document may say again what it says.
    own = till.get("order", part)
    sent = [{"id": own["lines"][0]["id"], "quantity": "3"}, {"name": "安装", "quantity": "9", "unit_price": "1"}]
    assert till.api.patch(f"order/{part}", {"lines": sent}, version=own["version"]).status_code == 200

    rest = till.make("quote", quote, "order")

    assert [(line["name"], line["quantity"]) for line in rest["lines"]] == [("水泵", "2.0000"), ("软管", "2.0000")]
    assert rest["discount"] == "20.00"
    again = till.api.post("trade/make", {"entity": "quote", "id": quote, "target": "contract"})
    assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "made_already", part)
    assert till.api.delete(f"order/{part}", version=own["version"] + 1).status_code in (200, 204)
    freed = till.make("quote", quote, "contract")
    assert [(line["name"], line["quantity"]) for line in freed["lines"]] == [("水泵", "3.0000")]


@pytest.mark.parametrize("target", ["order", "receipt", "contract", "quote", "delivery", "receipt_plan"])
def test_documents_are_never_merged(till: Till, target: str) -> None:
    first, second = till.order((till.pump, "2", "100")), till.order((till.pump, "3", "100"))
    merged = till.api.post(f"{target}/{first['id']}/merge", {"losers": [second["id"]]}, If_Match='"1"')
    assert merged.status_code == 404
    assert till.get("order", first["id"])["amount"]["amount"] == "200.00"
    assert till.api.get("meta/order").json()["features"]["merge"] is False


def test_the_last_price_is_kept_from_who_reads_no_prices_of_orders(till: Till) -> None:
    till.order((till.pump, "2", "1000"))
    own = {"view": "all"}
    ann = till.world.person("ann", till.world.east)
    till.world.give(
        ann, {"customer": own, "order": own, "product": own}, {"order_line": {"unit_price": ("hidden", False)}}
    )
    asked = {"customer": till.customer, "lines": [{"product": till.pump, "quantity": "1"}]}
    api: Api = till.world.api(ann)
    assert api.post("price", asked).json()["lines"][0]["last_paid"] is None
    assert till.api.post("price", asked).json()["lines"][0]["last_paid"]["unit_price"].startswith("1000")


def test_amounts_have_the_digits_of_their_currency(till: Till) -> None:
    yen = {"name": "o", "customer": till.customer, "currency": "JPY"}
    order = till.get("order", till.made("order", **yen, lines=[line(till.pump, quantity="3", unit_price="33.5")]))
    assert (order["amount"]["amount"], order["net_amount"], order["tax_amount"]) == ("101.00", "89.00", "12.00")
    refused = till.api.post("order", yen | {"discount": "0.5", "lines": [line(till.pump)]})
    assert codes(refused) == [("discount", "too_many_digits")]
    till.act("order", order["id"], "submit")
    delivery = till.make("order", order["id"], "delivery")
    part = {"lines": [{"id": delivery["lines"][0]["id"], "quantity": "1"}]}
    till.api.patch(f"delivery/{delivery['id']}", part, version=delivery["version"])
    till.act("delivery", delivery["id"], "submit")
    till.act("delivery", delivery["id"], "ship")
    assert till.get("order", order["id"])["delivered_amount"] == {"amount": "34.00", "currency": "JPY"}
    asked = {"entity": "order", "id": order["id"], "periods": 2, "first_on": "2026-12-01"}
    plans = till.api.post("finance/split", asked).json()["ids"]
    assert [till.get("receipt_plan", plan)["amount"]["amount"] for plan in plans] == ["51.00", "50.00"]


def test_a_hidden_field_is_told_and_not_taken_over(till: Till) -> None:
    contract = signed(till, (till.pump, "5", "100"))
    ann = till.world.person("ann", till.world.east)
    every = dict.fromkeys(("view", "create", "update"), "all")
    hidden = {"contract_line": {"ordered": ("hidden", False)}}
    till.world.give(ann, dict.fromkeys(("contract", "order", "customer", "product"), every), hidden)
    wanted = {"entity": "contract", "id": contract, "target": "order"}
    refused = till.world.api(ann).post("trade/make", wanted)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (403, "field_hidden", "ordered")
    assert till.api.ids("order") == []
