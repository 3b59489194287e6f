"""Ageing, forecast and the three-way table: exact figures of what the reader sees, and of nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kezhou.modules.finance import api, rates
from kezhou.platform.reports.plan import EVERYTHING
from kezhou.platform.reports.sheets import sheet_of
from tests.finance.conftest import TODAY, Till, yuan
from tests.finance.test_invoices import StandIn, issued, title

pytestmark = pytest.mark.django_db


def test_receivables_by_age(till: Till) -> None:
    contract = till.contract("10000.00")
    days = ("2026-11-23", "2026-11-21", "2026-10-23", "2026-10-22", "2026-09-01", "2026-06-01", "2026-01-01")
    plans = [till.plan(contract, f"{n}00.00", day, period=n) for n, day in enumerate(days, 1)]
    till.paid("150.00", {"plan": plans[1], "amount": "150.00"})
    other = till.made("customer", name="小客户有限公司")
    small = till.contract("100.00", customer=other)
    till.plan(small, "10.00", "2026-11-01")

    answer = till.api.get("finance/ageing?limit=1").json()

    first = {
        "total": "2650.00", "not_due": "100.00", "d30": "350.00", "d60": "400.00", "d90": "500.00",
        "d180": "600.00", "older": "700.00", "oldest": 325,
    }  # fmt: skip
    assert answer["items"] == [{"id": till.customer, "title": "上海某某机械有限公司", **first}]
    assert (answer["total"]["total"], answer["total"]["d30"]) == ("2660.00", "360.00")
    rest = till.api.get(f"finance/ageing?limit=1&cursor={answer['next']}").json()
    assert [(row["id"], row["total"]) for row in rest["items"]] == [(other, "10.00")]
    assert rest["next"] is None

    before = till.api.get("finance/ageing?on=2026-11-21").json()["items"][0]
    assert (before["total"], before["not_due"], before["d30"]) == ("2800.00", "300.00", "700.00")
    assert till.api.get("finance/ageing?by=owner").json()["total"] == answer["total"]
    assert till.api.get("finance/ageing?by=phase").status_code == 422


def test_what_is_planned_to_come(till: Till) -> None:
    contract = till.contract("10000.00")
    for period, (day, amount) in enumerate(
        (("2026-11-10", "1.00"), ("2026-11-22", "2.00"), ("2026-11-23", "4.00"), ("2027-02-14", "8.00"),
         ("2027-02-15", "16.00")),
        1,
    ):  # fmt: skip
        till.plan(contract, amount, day, period=period)
    answer = till.api.get("finance/forecast").json()
    assert answer["overdue"] == {"count": 1, "amount": "1.00"}
    weeks = {week["from"]: week["amount"] for week in answer["weeks"] if week["count"]}
    assert weeks == {"2026-11-16": "2.00", "2026-11-23": "4.00", "2027-02-08": "8.00"}
    assert len(answer["weeks"]) == 13
    assert answer["later"] == {"count": 1, "amount": "16.00"}


def test_contract_invoice_receipt(till: Till) -> None:
    title(till)
    ahead, behind = till.contract("100.00"), till.contract("200.00")
    issued(till, till.make("contract", ahead, "invoice")["id"])
    till.paid("30.00", {"contract": ahead, "amount": "30.00"})
    till.paid("50.00", {"contract": behind, "amount": "50.00"})

    rows = till.api.get("finance/three_way").json()["items"]

    figures = [
        (row["id"], row["amount"], row["invoiced"], row["received"], row["invoiced_not_received"],
         row["received_not_invoiced"])
        for row in rows
    ]  # fmt: skip
    assert figures == [
        (behind, "200.00", "0.00", "50.00", "0.00", "50.00"),
        (ahead, "100.00", "100.00", "30.00", "70.00", "0.00"),
    ]
    for only, found in (("invoiced_not_received", ahead), ("received_not_invoiced", behind)):
        assert [row["id"] for row in till.api.get(f"finance/three_way?only={only}").json()["items"]] == [found]


def test_who_sees_no_money_is_told_none(till: Till) -> None:
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00", "2026-11-01")
    ann = till.world.person("ann", till.world.west)
    till.world.give(ann, {"contract": {"view": "all"}})
    reads = till.world.api(ann)

    assert reads.get("finance/ageing").status_code == 403
    (row,) = reads.get("finance/three_way").json()["items"]
    assert (row["amount"], row["invoiced"], row["received"]) == ("100.00", None, None)
    shown = reads.get(f"finance/execution?entity=contract&id={contract}").json()
    assert (shown["received"], shown["invoiced"], shown["ordered"]) == (None, None, None)

    bob = till.world.person("bob", till.world.west)
    own = {"view": "own", "create": "own", "update": "own"}
    till.world.give(bob, {"contract": own, "receipt_plan": own, "receipt": own})
    blind = till.world.api(bob)
    assert blind.get("finance/ageing").json()["items"] == []
    assert blind.get("finance/three_way").json()["items"] == []
    assert blind.get(f"receipt_plan/{plan}").status_code == 404
    assert blind.get(f"finance/execution?entity=contract&id={contract}").status_code == 404
    refused = blind.post(
        "finance/split", {"entity": "contract", "id": contract, "periods": 2, "first_on": "2026-12-01"}
    )
    assert refused.status_code == 404
    lines = [{"plan": plan, "amount": yuan("1")}]
    values = {"customer": till.customer, "received_on": "2026-11-22", "amount": yuan("1"), "lines": lines}
    assert blind.post("receipt", values).status_code == 422
    assert till.money("contract", contract) == {"planned": "100.00"}


def test_what_money_can_be_allocated_to(till: Till) -> None:
    contract, frame = till.contract("1000.00"), till.contract("5.00", kind="framework")
    late, later = till.plan(contract, "300.00", "2026-11-01"), till.plan(contract, "400.00", period=2)
    till.paid("250.00", {"plan": late, "amount": "100.00"}, {"contract": contract, "amount": "50.00"})
    order = till.order((till.pump, "1", "100"))["id"]
    other = till.made("customer", name="另一家有限公司")
    till.plan(till.contract("9.00", customer=other), "9.00")
    till.made("contract", name="草稿", customer=till.customer, amount=yuan("7"))

    told = till.api.get(f"finance/open?customer={till.customer}").json()

    assert (told["currency"], told["prepaid"]) == ("CNY", "100.00")
    assert [(i["kind"], i["id"], i["left"], i["planned_on"], i["overdue"]) for i in told["items"]] == [
        ("plan", late, "200.00", "2026-11-01", True),
        ("plan", later, "400.00", "2026-12-01", False),
        ("contract", contract, "250.00", None, False),
        ("order", order, "100.00", None, False),
    ]
    assert frame not in [i["id"] for i in told["items"] if i["kind"] == "contract"]
    assert till.api.get(f"finance/open?customer={till.customer}&currency=USD").json()["items"] == []

    # What is left is what may be booked: to the cent, and no more.
    lines = [{item["kind"]: item["id"], "amount": item["left"]} for item in told["items"]]
    till.paid("950.00", *lines)
    assert till.api.get(f"finance/open?customer={till.customer}").json()["items"] == []

    blind = till.world.person("eve", till.world.west)
    till.world.give(blind, {"receipt_plan": {"view": "own"}, "customer": {"view": "own"}})
    assert till.world.api(blind).get(f"finance/open?customer={till.customer}").status_code == 404
    nobody = till.world.person("nob", till.world.west)
    till.world.give(nobody, {"customer": {"view": "all"}})
    assert till.world.api(nobody).get(f"finance/open?customer={till.customer}").status_code == 403
    hidden = till.world.person("hid", till.world.west)
    till.world.give(
        hidden,
        {"customer": {"view": "all"}, "receipt_plan": {"view": "all"}},
        {"receipt_plan": {"outstanding": ("hidden", False)}},
    )
    assert till.world.api(hidden).get(f"finance/open?customer={till.customer}").status_code == 403


def test_the_channels_of_an_installation(till: Till) -> None:
    assert till.api.get("finance/channels").json() == {"items": []}
    api.tax_channels["stand_in"] = StandIn(None)
    try:
        assert till.api.get("finance/channels").json() == {"items": [{"key": "stand_in", "label": "stand-in"}]}
    finally:
        del api.tax_channels["stand_in"]


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "not_due"), (1, "d30"), (30, "d30"), (31, "d60"), (60, "d60"), (61, "d90"), (90, "d90"), (91, "d180"),
        (180, "d180"), (181, "older"),
    ],
)  # fmt: skip
def test_the_edges_of_ages_are_days_of_the_company(till: Till, days: int, band: str) -> None:
    due = date(2026, 11, 23) - timedelta(days=days)
    contract = till.contract("100")
    till.plan(contract, "100", due.isoformat())
    till.world.clock.moment = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # midnight in Shanghai: the 23rd begins
    total = till.api.get("finance/ageing").json()["total"]
    assert {name for name in total if name != "oldest" and Decimal(str(total[name]))} == {"total", band}
    till.world.clock.moment -= timedelta(seconds=1)
    before = till.api.get("finance/ageing").json()
    assert before["on"] == "2026-11-22"
    earlier = {31: "d30", 61: "d60", 91: "d90", 181: "d180", 1: "not_due"}.get(days, band)
    assert {name for name in before["total"] if name != "oldest" and Decimal(str(before["total"][name]))} == {
        "total",
        earlier,
    }


def test_tiles_say_what_they_leave_out(till: Till) -> None:
    dollars = {"amount": "50", "currency": "USD"}

    def told(definition: dict[str, Any]) -> tuple[list[Any], list[int]]:
        found = till.api.post("report/run", {"definition": definition}).json()
        return found["totals"]["all"]["values"], [one["left_out"] for one in found["measures"]]

    foreign = till.made("contract", name="外币", customer=till.customer, amount=dollars)
    till.act("contract", foreign, "submit")
    till.made("receipt_plan", contract=foreign, amount=dollars, planned_on="2026-11-01")
    till.plan(till.contract("100"), "100", "2026-11-01")
    till.act("receipt", till.made("receipt", customer=till.customer, received_on=TODAY, amount=dollars), "submit")
    till.paid("30")
    deal = {**till.world.sample("opportunity", 1, only_required=True), "customer": till.customer}
    for amount in (dollars, yuan("7")):
        till.made("opportunity", **{**deal, "amount": amount})

    assert told({"figure": "finance.ageing"}) == (["100.00"], [1])
    figures = {"items": ["receipts.amount", "receipts.count"], "by": "person"}
    assert told(figures) == (["30.00", 2], [1, 0])
    count, amount, _weighted = told({"figure": "funnel.stages"})[0]
    assert (count, amount) == (2, "7.00")
    assert told({"figure": "funnel.stages"})[1] == [0, 1, 1]
    till.made("exchange_rate", currency="USD", valid_from="2026-01-01", rate="7")
    rates.reckon_all(till.world.system)
    assert told(figures) == (["380.00", 2], [0, 0])
    assert told({"figure": "funnel.stages"})[1] == [0, 0, 0]


def test_what_no_rate_is_kept_for_is_counted_beside_the_sum(till: Till) -> None:
    for currency, price in (("CNY", "113"), ("USD", "113"), ("EUR", "226")):
        lines = till.lines((till.pump, "1", price))
        till.made("order", name=currency, customer=till.customer, currency=currency, lines=lines)
    till.made("exchange_rate", currency="USD", valid_from="2026-01-01", rate="7")
    rates.reckon_all(till.world.system)
    measures = [{"fn": "sum", "field": "amount"}, {"fn": "sum", "field": "tax_amount"}, {"fn": "count"}]
    definition = {"entity": "order", "measures": measures, "dimensions": [{"field": "state"}], "chart": "table"}
    found = till.api.post("report/run", {"definition": definition}).json()
    assert found["totals"]["all"]["values"] == ["904.00", "104.00", 3]
    assert [measure["left_out"] for measure in found["measures"]] == [1, 1, 0]
    sheet = sheet_of(till.world.ctx(till.api), "t", definition, EVERYTHING)
    told = "more rows are not in it, for no exchange rate of their currency is kept"
    assert sheet.notes == [f"Amount, sum: 1 {told}", f"Tax, sum: 1 {told}"]

    asked = {"group_by": [], "measures": [{"fn": "sum", "field": "net_amount"}, {"fn": "count"}]}
    (row,) = till.api.post("order/aggregate", asked).json()["rows"]
    assert (row["values"], row["left_out"]) == (["800.00", 3], [1, 0])
    till.made("exchange_rate", currency="EUR", valid_from="2026-01-01", rate="8")
    rates.reckon_all(till.world.system)
    (row,) = till.api.post("order/aggregate", asked).json()["rows"]
    assert row == {"group": [], "titles": [], "values": ["2400.00", 3]}
