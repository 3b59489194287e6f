"""F5, F6, C39 where money is concerned: said twice it is booked once, nobody overwrites unseen, and no file leaves
without right, reason and record."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.access import defaults
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.exchange.models import ExportCall
from tests.contract.world import Api, forget
from tests.exchange.conftest import work
from tests.finance.conftest import TODAY, Till, yuan

pytestmark = pytest.mark.django_db


def test_f5_the_same_receipt_sent_twice_is_one_and_booked_once(till: Till) -> None:
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00")
    lines = [{"plan": plan, "amount": yuan("60.00")}]
    values = {"customer": till.customer, "received_on": TODAY, "amount": yuan("60.00"), "lines": lines}

    made = [till.api.post("receipt", values, Idempotency_Key="till-1-receipt-77") for _ in range(2)]
    receipt = made[0].json()["id"]
    path = f"receipt/{receipt}/actions/submit"
    booked = [till.api.post(path, {}, If_Match='"1"', Idempotency_Key="till-1-submit-77") for _ in range(2)]

    assert [answer.status_code for answer in made] == [201, 201]
    assert {answer.json()["id"] for answer in made} == {receipt}
    assert booked[0].status_code == 200
    assert booked[1].status_code in (200, 409, 412)
    assert till.outstanding(plan) == ("40.00", "part")
    assert till.ledger() == {"cash": -6000, "received": 6000}
    assert fetch_all("SELECT count(*) FROM finance_receipt", ()) == [(1,)]
    till.sound()


def test_f6_the_second_of_two_accountants_sees_what_the_first_wrote(till: Till) -> None:
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00")
    version = till.get("receipt_plan", plan)["version"]
    path = f"receipt_plan/{plan}"
    assert till.api.patch(path, {"planned_on": "2026-12-20"}, version=version).status_code == 200

    late = till.api.patch(path, {"planned_on": "2027-01-31", "amount": yuan("90.00")}, version=version)

    assert late.status_code == 412
    assert late.json()["current"]["planned_on"] == "2026-12-20"
    read = till.get("receipt_plan", plan)
    assert (read["planned_on"], read["amount"]["amount"]) == ("2026-12-20", "100.00")
    assert till.money("contract", contract) == {"planned": "100.00"}
    # A receipt that was booked meanwhile counts as a change too.
    old = read["version"]
    till.paid("30.00", {"plan": plan, "amount": "30.00"})
    assert till.api.patch(path, {"amount": yuan("20.00")}, version=old).status_code == 412


def test_c39_receipts_leave_with_a_right_and_a_reason_and_are_written_down(till: Till) -> None:
    defaults.ensure(till.world.system)
    till.paid("10.00")

    def with_role(role: str) -> Api:
        user = till.world.person(f"the {role}", till.world.east)
        UserRole.objects.create(user=user, role=Role.objects.get(key=role))
        forget()
        return till.world.api(user)

    sells, books = with_role("sales"), with_role("finance")
    asked: dict[str, Any] = {"format": "csv", "fields": ["number", "amount"], "reason": "对账"}
    assert sells.post("receipt/export", asked).status_code == 403
    assert books.post("receipt/export", {**asked, "reason": " "}).status_code == 422
    assert (ExportCall.objects.count(), AuditEntry.objects.filter(action="export").count()) == (0, 0)

    assert books.post("receipt/export", asked).status_code == 202
    work()

    entry = AuditEntry.objects.get(action="export")
    assert (entry.entity, entry.actor_id) == ("receipt", books.user.id)
    assert (entry.meta["rows"], entry.meta["columns"], entry.meta["reason"]) == (1, ["number", "amount"], "对账")
