"""What targets are set for: money from contracts, receipts and opportunities, counted once, on its own day, for whoever
owns it; told by the grid, by figures of dashboards and by the lists behind them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from kezhou.modules.sales import defaults as sales
from tests.contract.world import World, forget
from tests.finance.conftest import Till, yuan

NOVEMBER = 10
GOALS = {"contract_amount": "2000", "receipts": "1000", "won_amount": "500"}


@pytest.fixture
def till(db: None) -> Iterator[Till]:
    forget()
    world = World()
    sales.ensure(world.system)
    yield Till(world)
    forget()


def sold(till: Till) -> None:
    """1,000 signed and 5 signed and broken off, 7 not signed; 300 received of which 40 went back, 11 not approved; 800
    won and 3 lost. All of it on the 22nd of November."""
    for amount, steps in (("1000.00", ("sign",)), ("5.00", ("sign", "terminate")), ("7.00", ())):
        contract = till.contract(amount)
        for step in steps:
            till.act("contract", contract, step, **({"ended_reason": "客户取消"} if step == "terminate" else {}))
        if amount == "1000.00":
            till.paid("300.00", {"contract": contract, "amount": "300.00"})
            back = till.made("refund", customer=till.customer, contract=contract, refunded_on="2026-11-22",
                             reason="多付", amount=yuan("40.00"))  # fmt: skip
            till.act("refund", back, "submit")
    till.receipt("11.00")
    lost = {"lost_reason": "price", "competitor": till.made("competitor", name="对手公司"), "summary": "比价"}
    for amount, end, why in (("800.00", "win", {"summary": "比价"}), ("3.00", "lose", lost)):
        found = till.made("opportunity", name="泵站", customer=till.customer, amount=yuan(amount))
        till.act("opportunity", found, end, **why)


def company(till: Till, measure: str) -> list[str]:
    rows = till.api.get("target/grid", measure=measure, year=2026).json()["rows"]
    return next(row["actual"] for row in rows if row["subject"] == "company")


def test_money_counts_once_on_its_day(till: Till) -> None:
    offered = [one["key"] for one in till.api.get("target/measures").json()["items"]]
    assert offered == ["contract_amount", "receipts", "won_amount", "new_customers", "visits", "follow_ups"]
    assert {measure: set(company(till, measure)) for measure in GOALS} == {key: {"0"} for key in GOALS}
    sold(till)
    found = {measure: [Decimal(one) for one in company(till, measure)] for measure in GOALS}
    assert {measure: row[NOVEMBER] for measure, row in found.items()} == {
        "contract_amount": 1000,
        "receipts": 260,
        "won_amount": 800,
    }
    assert all(sum(row) == row[NOVEMBER] for row in found.values())


def set_goals(till: Till) -> None:
    for measure, goal in GOALS.items():
        cell = {"subject": "company", "id": None, "unit": "month", "number": 11, "floor": "10", "goal": goal}
        saved = till.api.call("PUT", "target/grid", {"measure": measure, "year": 2026, "cells": [cell]})
        assert saved.json() == {"saved": 1, "problems": []}


def asked(till: Till, **definition: Any) -> dict[str, Any]:
    answer = till.api.post("report/run", {"definition": definition})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_tile_tells_how_far_targets_are_reached_and_opens_what_it_counts(till: Till) -> None:
    set_goals(till)
    sold(till)
    found = asked(till, figure="targets.now")
    rows = {
        entry["entity"]: [Decimal(value) for value in cell["values"]]
        for entry, cell in zip(found["axes"][0], found["cells"], strict=True)
    }
    assert rows == {"contract": [50, 1000, 2000], "receipt": [26, 260, 1000], "opportunity": [160, 800, 500]}
    assert [one["still"] for one in found["measures"]] == [False, False, True]
    past = till.api.post("report/run", {"definition": {"figure": "targets.now"}, "as_of": "2026-10-31"})
    assert (past.status_code, past.json()["errors"][0]["code"]) == (422, "no_past")
    contract = found["axes"][0][0]
    listed = till.api.get("contract", filter=contract["filter"]).json()["items"]
    assert [row["amount"]["amount"] for row in listed] == ["1000.00"]


def test_the_forecast_is_measured_against_the_goal_of_the_month(till: Till) -> None:
    from datetime import date

    from kezhou.modules.funnel.api import Reach, targets
    from kezhou.platform.access.people import ctx_for_user

    set_goals(till)
    ctx = ctx_for_user(till.api.user.id, till.world.clock)
    months = [date(2026, 11, 1), date(2026, 12, 1)]
    assert targets(ctx, Reach(), months) == {date(2026, 11, 1): Decimal("500.00")}
    nobody = ctx_for_user(till.world.person("nobody").id, till.world.clock)
    assert targets(nobody, Reach(), months) == {}


def test_ages_and_stages_as_tiles_agree_with_their_pages(till: Till) -> None:
    contract = till.contract("10000.00")
    for period, day in enumerate(("2026-11-23", "2026-11-21", "2026-09-01", "2026-01-01"), 1):
        till.plan(contract, f"{period}00.00", day, period=period)
    ages = asked(till, figure="finance.ageing")
    assert [cell["values"][0] for cell in ages["cells"]] == ["100.00", "200.00", "0.00", "300.00", "0.00", "400.00"]
    assert ages["totals"]["all"]["values"] == ["1000.00"] == [till.api.get("finance/ageing").json()["total"]["total"]]
    for place, count in ((0, 1), (1, 1), (2, 0), (5, 1)):
        both = {"and": [ages["filter"], ages["axes"][0][place]["filter"]]}
        assert till.api.get("receipt_plan", filter=both, total="exact").json()["total"] == count, place

    till.made("opportunity", name="泵站", customer=till.customer, amount=yuan("800.00"))
    stages = asked(till, figure="funnel.stages")
    page = till.api.get("report/funnel").json()
    assert [row["title"] for row in stages["axes"][0]] == [s["title"] for s in page["stages"] if s["kind"] == "open"]
    assert stages["cells"][0]["values"][:2] == [1, "800.00"]
    assert stages["totals"]["all"]["values"][0] == page["totals"]["open"]["count"] == 1
