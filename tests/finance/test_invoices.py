"""Invoices: asked for, approved, issued, handed over, reversed; never more than the contract, never more back than
there was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance import api
from tests.finance.conftest import Till

pytestmark = pytest.mark.django_db

NUMBER = "26312000000000000001"


class StandIn:
    """A tax channel for tests: answers at once, or keeps the question."""

    label = "stand-in"

    def __init__(self, number: str | None) -> None:
        self.number = number
        self.asked: list[tuple[str, str, int]] = []

    def issue(
        self, ctx: Ctx, key: str, invoice: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
    ) -> api.Issued | None:
        self.asked.append((key, invoice["buyer"], len(lines)))
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


def test_a_channel_issues_later_and_once(till: Till, later: StandIn) -> None:
    title(till)
    contract = signed(till, (till.pump, "1", "100"))
    invoice = till.make("contract", contract, "invoice")
    till.act("invoice", invoice["id"], "submit")
    assert till.act("invoice", invoice["id"], "issue", channel="later")["state"] == "sent"
    assert later.asked == [(f"invoice:{invoice['id']}", "上海某某机械有限公司", 1)]
    assert till.money("contract", contract) == {"requested": "100.00"}

    for _ in range(2):
        api.issued(till.world.system, invoice["id"], NUMBER, date(2026, 11, 21))

    read = till.get("invoice", invoice["id"])
    assert (read["state"], read["invoice_number"], read["issued_on"]) == ("issued", NUMBER, "2026-11-21")
    assert till.owed() == {"uninvoiced": "-100.00", "unpaid": "100.00"}
    unknown = till.make("contract", signed(till, (till.pump, "1", "1")), "invoice")
    till.act("invoice", unknown["id"], "submit")
    assert till.tried("invoice", unknown["id"], "issue", channel="none").json()["errors"][0]["path"] == "channel"


def test_one_default_title_per_customer(till: Till) -> None:
    first, second = title(till, is_default=True), title(till, name="另一抬头", is_default=True)
    assert (till.get("invoice_title", first)["is_default"], till.get("invoice_title", second)["is_default"]) == (
        False, True,
    )  # fmt: skip
