"""Plans in the trash, red invoices line by line, and questions that make no sense."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.finance import integrity
from tests.finance.conftest import Till, yuan

pytestmark = pytest.mark.django_db


def test_a_plan_with_money_is_not_thrown_away_and_one_without_gives_its_amount_back(till: Till) -> None:
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00")
    receipt = till.paid("40.00", {"plan": plan, "amount": "40.00"})
    refused = till.api.delete(f"receipt_plan/{plan}", version=till.get("receipt_plan", plan)["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "has_money")
    assert till.outstanding(plan) == ("60.00", "part")

    till.act("receipt", receipt, "void", reason="x")
    gone = till.api.delete(f"receipt_plan/{plan}", version=till.get("receipt_plan", plan)["version"])
    assert gone.status_code == 204
    assert till.money("contract", contract) == {}
    other = till.plan(contract, "80.00", period=2)
    assert integrity.documents() == []
    back = till.api.post(f"receipt_plan/{plan}/restore")
    assert (back.status_code, back.json()["code"]) == (409, "over_document")
    till.act("receipt_plan", other, "void")
    assert till.api.post(f"receipt_plan/{plan}/restore").status_code == 200
    assert till.money("contract", contract) == {"planned": "100.00"}
    till.sound()


def test_a_plan_comes_back_in_the_state_that_its_contract_is_in(till: Till) -> None:
    contract = till.made("contract", name="c", customer=till.customer, amount=yuan("100"))
    plan = till.plan(contract, "100.00")
    assert till.get("receipt_plan", plan)["state"] == "waiting"
    till.api.delete(f"receipt_plan/{plan}", version=till.get("receipt_plan", plan)["version"])
    till.act("contract", contract, "submit")
    till.api.post(f"receipt_plan/{plan}/restore")
    assert till.outstanding(plan) == ("100.00", "due")
    assert till.money("contract", contract) == {"planned": "100.00"}


def test_a_red_invoice_takes_back_no_more_of_a_line_than_it_had(till: Till) -> None:
    lines = till.lines((till.pump, "10", "10"), (till.hose, "10", "10"))
    contract = till.made("contract", name="c", customer=till.customer, lines=lines)
    till.act("contract", contract, "submit")
    invoice = till.make("contract", contract, "invoice")
    pump, hose = (line["id"] for line in invoice["lines"])
    asked: dict[str, Any] = {"buyer": "b", "kind": "normal"}
    asked["lines"] = [{"id": pump, "quantity": "2"}, {"id": hose, "quantity": "8"}]
    till.api.patch(f"invoice/{invoice['id']}", asked, version=invoice["version"])
    till.act("invoice", invoice["id"], "submit")
    till.act("invoice", invoice["id"], "issue", invoice_number="1" * 20)
    red = till.make("invoice", invoice["id"], "invoice", "red")
    beyond = {"buyer": "b", "lines": [{"id": red["lines"][0]["id"], "quantity": "-10"}]}
    red = till.api.patch(f"invoice/{red['id']}", beyond, version=red["version"]).json()
    refused = till.tried("invoice", red["id"], "submit")
    assert (refused.status_code, refused.json()["code"], refused.json()["asked"]) == (409, "over_line", "10")
    part = {"lines": [{"id": red["lines"][0]["id"], "quantity": "-2"}]}
    till.api.patch(f"invoice/{red['id']}", part, version=red["version"])
    till.act("invoice", red["id"], "submit")


@pytest.mark.parametrize(
    ("path", "words", "status"),
    [
        ("finance/ageing", {"cursor": "1e999999:1"}, 400),
        ("finance/ageing", {"cursor": "NaN:1"}, 400),
        ("finance/ageing", {"cursor": "x"}, 400),
        ("finance/ageing", {"currency": "ZZZ"}, 422),
        ("finance/forecast", {"currency": "ZZZ"}, 422),
        ("finance/open", {"currency": "ZZZ"}, 422),
        ("finance/open", {"currency": "KWD"}, 200),
    ],
)
def test_questions_that_make_no_sense_are_refused(till: Till, path: str, words: dict[str, str], status: int) -> None:
    more = {"customer": till.customer} if path == "finance/open" else {}
    assert till.api.get(path, **words, **more).status_code == status


def test_plans_are_split_within_the_calendar(till: Till) -> None:
    contract = till.contract("100.00")
    asked = {"entity": "contract", "id": contract, "periods": 3, "first_on": "9999-12-31"}
    refused = till.api.post("finance/split", asked)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "first_on")
    assert till.money("contract", contract) == {}
