"""Invoices: asked for, approved, issued, handed over, reversed; never more than the contract, never more back than
there was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance import api
from kezhou.modules.finance.invoice import asking
from kezhou.platform.base.sql import execute, fetch_all
from tests.contract.world import World, forget
from tests.finance.conftest import Till

pytestmark = pytest.mark.django_db

NUMBER = "26312000000000000001"


class StandIn:
    """A tax channel for tests: answers at once, or keeps the question."""

    label = "stand-in"

    def __init__(self, number: str | None) -> None:
        self.number = number
        self.fault: Exception | None = None
        self.asked: list[tuple[str, str, int]] = []
        self.inside: list[bool] = []

    def issue(
        self, ctx: Ctx, key: str, invoice: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
    ) -> api.Issued | None:
        self.asked.append((key, invoice["buyer"], len(lines)))
        self.inside.append(connection.in_atomic_block)
        if self.fault is not None:
            raise self.fault
        return None if self.number is None else api.Issued(self.number, date(2026, 11, 20))


@pytest.fixture
def later() -> Iterator[StandIn]:
    channel = StandIn(None)
    api.tax_channels["later"] = channel
    yield channel
    del api.tax_channels["later"]


def title(till: Till, **values: Any) -> int:
    given = {"customer": till.customer, "name": "上海某某机械有限公司", "tax_number": "91310000MA1FL0000X", **values}
    return till.made("invoice_title", **given)


def signed(till: Till, *lines: tuple[int, str, str], **values: Any) -> int:
    contract = till.made("contract", name="设备", customer=till.customer, lines=till.lines(*lines), **values)
    till.act("contract", contract, "submit")
    return contract


def issued(till: Till, invoice: int, number: str = NUMBER) -> dict[str, Any]:
    till.act("invoice", invoice, "submit")
    return till.act("invoice", invoice, "issue", invoice_number=number, issued_on="2026-11-21")


def test_from_request_to_hand_over_and_back(till: Till) -> None:
    title(till, is_default=True)
    contract = signed(till, (till.pump, "2", "1130"), (till.hose, "10", "11.30"))
    invoice = till.make("contract", contract, "invoice")
    assert (invoice["amount"]["amount"], invoice["net_amount"], invoice["tax_amount"]) == (
        "2373.00", "2100.00", "273.00",
    )  # fmt: skip
    assert (invoice["buyer"], invoice["buyer_tax_number"]) == ("上海某某机械有限公司", "91310000MA1FL0000X")

    assert till.tried("invoice", invoice["id"], "issue", invoice_number=NUMBER).status_code == 409
    till.act("invoice", invoice["id"], "submit")
    assert till.money("contract", contract) == {"requested": "2373.00"}
    wrong = till.tried("invoice", invoice["id"], "issue", invoice_number="123")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "invoice_number")
    read = till.act("invoice", invoice["id"], "issue", invoice_number=NUMBER)
    assert (read["state"], read["invoice_number"], read["issued_on"]) == ("issued", NUMBER, "2026-11-22")
    assert till.money("contract", contract) == {"requested": "2373.00", "invoiced": "2373.00"}
    assert till.owed() == {"uninvoiced": "-2373.00", "unpaid": "2373.00"}
    assert till.act("invoice", invoice["id"], "hand_over", delivery_note="邮件")["state"] == "delivered"
    nothing = till.api.post("trade/make", {"entity": "contract", "id": contract, "target": "invoice"})
    assert nothing.json()["code"] == "nothing_left"
    assert till.tried("invoice", invoice["id"], "void", reason="x").json()["code"] == "issued"

    red = till.make("invoice", invoice["id"], "invoice", "red")
    assert (red["amount"]["amount"], red["net_amount"], red["red_state"]) == ("-2373.00", "-2100.00", "applied")
    keep = [{"id": red["lines"][0]["id"], "quantity": "-1"}]
    till.api.patch(f"invoice/{red['id']}", {"lines": keep, "red_reason": "02"}, version=red["version"])
    till.act("invoice", red["id"], "submit")
    unconfirmed = till.tried("invoice", red["id"], "issue", invoice_number=NUMBER[:-1] + "2")
    assert unconfirmed.status_code == 409
    till.act("invoice", red["id"], "red_confirm", red_confirmation="3100002611220001")
    till.act("invoice", red["id"], "issue", invoice_number=NUMBER[:-1] + "2")
    original = till.get("invoice", invoice["id"])
    assert (original["red_amount"], original["state"]) == ("1130.00", "delivered")
    assert till.money("contract", contract) == {"requested": "1243.00", "invoiced": "1243.00"}
    assert till.owed() == {"uninvoiced": "-1243.00", "unpaid": "1243.00"}
    again = till.make("contract", contract, "invoice")
    assert [(line["name"], line["quantity"]) for line in again["lines"]] == [("水泵", "1.0000")]
    till.sound()


def test_a_reversal_is_never_more_than_its_original(till: Till) -> None:
    title(till)
    contract = signed(till, (till.pump, "3", "100"))
    invoice = till.make("contract", contract, "invoice")
    issued(till, invoice["id"])
    one, two = (till.make("invoice", invoice["id"], "invoice", "red") for _ in range(2))
    till.act("invoice", one["id"], "submit")

    refused = till.tried("invoice", two["id"], "submit")

    assert (refused.json()["code"], refused.json()["left"]) == ("over_original", "0.00")
    assert till.get("invoice", two["id"])["approval_state"] == "draft"
    till.act("invoice", one["id"], "red_refuse")
    till.act("invoice", one["id"], "void", reason="对方不同意")
    till.act("invoice", two["id"], "submit")
    till.act("invoice", two["id"], "red_confirm", red_confirmation="1")
    till.act("invoice", two["id"], "issue", invoice_number=NUMBER[:-1] + "3")
    assert till.get("invoice", invoice["id"])["state"] == "reversed"
    assert till.money("contract", contract) == {}
    assert till.owed() == {}


def test_invoices_never_come_to_more_than_the_contract(till: Till) -> None:
    title(till)
    contract = signed(till, (till.pump, "3", "100"))
    first, second = till.make("contract", contract, "invoice"), None
    line = {"name": "水泵", "quantity": "1", "unit_price": "0.01"}
    second = till.made("invoice", name="多开", contract=contract, buyer="甲", kind="normal", lines=[line])
    till.act("invoice", first["id"], "submit")

    refused = till.tried("invoice", second, "submit")

    assert (refused.json()["code"], refused.json()["left"]) == ("over_document", "0.00")
    assert till.money("contract", contract) == {"requested": "300.00"}
    till.act("invoice", first["id"], "void", reason="x")
    assert till.get("invoice", first["id"])["state"] == "cancelled"
    till.act("invoice", second, "submit")
    frame = signed(till, (till.pump, "1", "1"), kind="framework")
    big = till.made(
        "invoice", name="框架", contract=frame, buyer="甲", kind="normal", lines=[line | {"unit_price": "999"}]
    )
    till.act("invoice", big, "submit")


def test_a_special_invoice_needs_a_tax_number(till: Till) -> None:
    line = {"name": "服务", "quantity": "1", "unit_price": "10"}
    invoice = till.made("invoice", name="专票", customer=till.customer, buyer="甲", lines=[line])
    refused = till.tried("invoice", invoice, "submit")
    assert [error["path"] for error in refused.json()["errors"]] == ["buyer_tax_number"]


def asked(till: Till) -> int:
    """A request for an invoice of 100 yuan, approved."""
    title(till)
    invoice = till.make("contract", signed(till, (till.pump, "1", "100")), "invoice")
    till.act("invoice", invoice["id"], "submit")
    return int(invoice["id"])


def waiting() -> list[tuple[int, int]]:
    """Jobs that will ask a channel: (invoice, attempt)."""
    rows = fetch_all("SELECT args FROM procrastinate_jobs WHERE task_name = 'issue_invoice' ORDER BY id", ())
    told = [json.loads(row[0]) for row in rows]
    return [(each["invoice"], each["attempt"]) for each in told]


def test_a_channel_issues_later_and_once(till: Till, later: StandIn) -> None:
    invoice = asked(till)
    contract = till.get("invoice", invoice)["contract"]["id"]
    assert till.act("invoice", invoice, "issue", channel="later")["state"] == "sent"
    assert (later.asked, waiting()) == ([], [(invoice, 1)])

    asking.ask(till.world.system, invoice, 1)
    assert later.asked == [(f"invoice:{invoice}", "上海某某机械有限公司", 1)]
    assert till.get("invoice", invoice)["state"] == "sent"
    assert till.money("contract", contract) == {"requested": "100.00"}

    for _ in range(2):
        api.issued(till.world.system, invoice, NUMBER, date(2026, 11, 21))

    read = till.get("invoice", invoice)
    assert (read["state"], read["invoice_number"], read["issued_on"]) == ("issued", NUMBER, "2026-11-21")
    assert till.owed() == {"uninvoiced": "-100.00", "unpaid": "100.00"}
    asking.ask(till.world.system, invoice, 1)
    assert len(later.asked) == 1
    unknown = till.make("contract", signed(till, (till.pump, "1", "1")), "invoice")
    till.act("invoice", unknown["id"], "submit")
    assert till.tried("invoice", unknown["id"], "issue", channel="none").json()["errors"][0]["path"] == "channel"


@pytest.mark.parametrize(
    ("fault", "words", "tries"),
    [
        (api.Refused("购买方税号不存在"), "购买方税号不存在", 1),
        (ConnectionError("no route"), "The tax channel could not be reached.", asking.MOST_TRIES),
        (ZeroDivisionError(), "The tax channel failed. The administrator finds the reason in the log.", 1),
        ("123", "The number has 20 digits.", 1),
    ],
)
def test_what_a_channel_does_not_issue_says_why(
    till: Till, later: StandIn, fault: Exception | str, words: str, tries: int
) -> None:
    invoice = asked(till)
    till.act("invoice", invoice, "issue", channel="later")
    later.number, later.fault = (fault, None) if isinstance(fault, str) else (None, fault)

    for attempt in range(1, tries + 1):
        assert till.get("invoice", invoice)["state"] == "sent"
        assert waiting()[-1] == (invoice, attempt)
        asking.ask(till.world.system, invoice, attempt)

    read = till.get("invoice", invoice)
    assert (read["state"], read["channel_problem"], len(waiting())) == ("failed", words, tries)
    assert {key for key, _buyer, _lines in later.asked} == {f"invoice:{invoice}"}
    assert till.owed() == {}
    # Asked again it is the same invoice; a number that somebody reads off the platform does as well.
    later.number, later.fault = NUMBER, None
    till.act("invoice", invoice, "issue", channel="later")
    asking.ask(till.world.system, invoice, 1)
    read = till.get("invoice", invoice)
    assert (read["state"], read["invoice_number"], read["channel_problem"]) == ("issued", NUMBER, "")
    till.sound()


@pytest.mark.django_db(transaction=True)
def test_a_channel_is_never_asked_inside_a_transaction(transactional_db: None) -> None:
    forget()
    till, channel = Till(World()), StandIn(NUMBER)
    api.tax_channels["inside"] = channel
    try:
        invoice = asked(till)
        till.act("invoice", invoice, "issue", channel="inside")
        ((named, attempt),) = waiting()
        asking.ask(till.world.system, named, attempt)
    finally:
        del api.tax_channels["inside"]
        forget()
    assert channel.inside == [False]
    assert till.get("invoice", invoice)["state"] == "issued"


def test_lines_are_those_of_the_document_and_of_its_customer(till: Till) -> None:
    contract, other = signed(till, (till.pump, "3", "100")), signed(till, (till.hose, "5", "10"))
    order = till.order((till.pump, "2", "100"))
    foreign = till.get("contract", other)["lines"][0]["id"]
    line = {"name": "水泵", "quantity": "1", "unit_price": "1", "contract_line": foreign}
    head: dict[str, Any] = {"name": "票", "buyer": "甲", "kind": "normal", "lines": [line]}
    stranger = till.made("customer", name="另一家有限公司")

    def refused(**values: Any) -> list[tuple[str, str]]:
        answer = till.api.post("invoice", head | values)
        assert answer.status_code == 422, answer.content
        return [(error["path"], error["code"]) for error in answer.json()["errors"]]

    assert refused(contract=contract) == [("lines/0/contract_line", "other_document")]
    assert refused(customer=till.customer) == [("lines/0/contract_line", "other_document")]
    assert refused(contract=other, customer=stranger) == [("contract", "other_customer")]
    assert refused(order=order["id"], contract=other) == [("order", "other_document")]
    assert till.api.get("invoice").json()["items"] == []

    invoice = till.made("invoice", **head, contract=other)
    mine = till.get("contract", contract)["lines"][0]["id"]
    with pytest.raises(IntegrityError, match="a line of another document"), transaction.atomic():
        execute("UPDATE finance_invoiceline SET contract_line_id = %s WHERE invoice_id = %s", (mine, invoice))
    with pytest.raises(IntegrityError, match="invoice_sign"), transaction.atomic():
        execute("UPDATE finance_invoice SET amount = -1 WHERE id = %s", (invoice,))


def test_a_red_invoice_is_about_what_its_original_is_about(till: Till) -> None:
    title(till)
    contract, other = signed(till, (till.pump, "3", "100")), signed(till, (till.hose, "5", "10"))
    invoice = till.make("contract", contract, "invoice")
    issued(till, invoice["id"])
    line = {"name": "软管", "quantity": "-1", "unit_price": "1"}
    values = {"name": "红", "buyer": "甲", "original": invoice["id"], "red_reason": "01", "lines": [line]}

    for contracts, path in (({"contract": other}, "original"), ({}, "original")):
        answer = till.api.post("invoice", {**values, "customer": till.customer, **contracts})
        assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, "other_document")]
    red = till.make("invoice", invoice["id"], "invoice", "red")
    answer = till.api.post("invoice", {**values, "original": red["id"], "contract": contract})
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("original", "is_red")]


def test_a_line_is_never_invoiced_for_more_than_it_has(till: Till) -> None:
    title(till)
    contract = signed(till, (till.pump, "3", "100"))
    invoice = till.make("contract", contract, "invoice")
    line = {"id": invoice["lines"][0]["id"], "quantity": "4", "unit_price": "1"}
    till.api.patch(f"invoice/{invoice['id']}", {"lines": [line]}, version=invoice["version"])

    refused = till.tried("invoice", invoice["id"], "submit")

    assert (refused.status_code, refused.json()["code"], refused.json()["asked"]) == (409, "over_line", "4")
    assert till.money("contract", contract) == {}
    assert till.get("invoice", invoice["id"])["approval_state"] == "draft"


def test_one_default_title_per_customer(till: Till) -> None:
    first, second = title(till, is_default=True), title(till, name="另一抬头", is_default=True)
    assert (till.get("invoice_title", first)["is_default"], till.get("invoice_title", second)["is_default"]) == (
        False, True,
    )  # fmt: skip
