"""What happens to a running request while the company goes on: flows are published anew, people leave, days off come,
records go."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.platform.approvals import tasks, timeouts
from kezhou.platform.approvals.flow import Timeout
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.org.calendar import replace_year
from kezhou.platform.org.models import User
from tests.approvals.conftest import Company, step
from tests.contract.world import World, forget
from tests.finance.conftest import Till, yuan
from tests.trade.test_together import at_once


def approve(company: Company, name: str, asked: ApprovalRequest) -> int:
    return int(company.api(name).post(f"approval/{asked.id}/approve", {}).status_code)


def test_a_step_that_the_flow_no_longer_has_is_still_a_step_of_what_runs_by_it(company: Company) -> None:
    company.publish(step("one", company.who("fay")), step("two", company.who("boss")))
    deal = company.deal()
    asked = company.submit(deal)
    assert approve(company, "fay", asked) == 200
    company.publish(step("two", company.who("fox")), step("new", company.who("dora")))
    boss = company.api("boss")
    assert boss.post(f"approval/{asked.id}/return", {"to": "new", "comment": "x"}).status_code == 422
    assert boss.post(f"approval/{asked.id}/return", {"to": "one", "comment": "x"}).status_code == 200
    assert company.waiting(asked) == ["fay"]
    assert (approve(company, "fay", asked), company.waiting(asked)) == (200, ["boss"])
    assert boss.post(f"approval/{asked.id}/return", {"to": "starter", "comment": "x"}).status_code == 200
    again = company.submit(deal)
    assert (again.flow_version_id != asked.flow_version_id, company.waiting(again)) == (True, ["fox"])


@pytest.mark.parametrize("leaver", ["boss", "fay"])
def test_who_asked_somebody_first_or_was_asked_may_leave(company: Company, leaver: str) -> None:
    """Boss asks fay before deciding; one of them leaves, and the administrator stands in for that one alone."""
    company.publish(step("one", company.who("boss")))
    deal = company.deal()
    asked = company.submit(deal)
    added = {"people": [company.id("fay")], "place": "before"}
    assert company.api("boss").post(f"approval/{asked.id}/add", added).status_code == 200
    User.objects.filter(id=company.id(leaver)).update(status="disabled")
    walked = []
    for _step in range(2):
        timeouts.run(company.world.system)
        (waits,) = company.waiting(asked)
        walked.append(waits)
        assert approve(company, "adam" if waits.startswith("*") else waits, asked) == 200
    assert walked == (["fay", "*settings"] if leaver == "boss" else ["*settings", "boss"])
    assert company.state(deal) == "approved"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=COMPANY_ZONE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "hours", "over"),
    [
        (at(9, 23, 30), 1, at(10, 0, 30)),  # Friday night into a Saturday that is worked
        (at(10, 18), 24, at(13, 18)),  # the worked Saturday, then Sunday and a holiday on Monday
        (at(11, 3), 2, at(13, 2)),  # Sunday night: the term begins with the next working day
        (at(12, 12), 24, at(14, 0)),  # on the holiday itself
        (at(13, 0), 24, at(14, 0)),
        (at(16, 12), 12, at(17, 0)),  # to midnight on a Friday, not to Monday
    ],
)
def test_a_term_in_working_days_at_night_and_over_holidays(begins: datetime, hours: int, over: datetime) -> None:
    replace_year(2026, [(date(2026, 10, 10), True, "调休"), (date(2026, 10, 12), False, "假")])
    assert tasks.due(begins, Timeout(hours=hours, action="remind", working=True)) == over
    assert tasks.due(begins, Timeout(hours=hours, action="remind", working=False)) >= begins


@pytest.mark.django_db(transaction=True)
def test_a_customer_goes_or_is_asked_about_never_both() -> None:
    forget()
    till = Till(World())
    other = till.world.person("fin", till.world.east)
    till.world.give(other, {"credit_profile": {"view": "all", "update": "all"}, "customer": {"view": "all"}})
    for number in range(3):
        customer = till.made("customer", name=f"甲{number}机械有限公司")
        wanted = {"customer": customer, "amount": yuan("500"), "until": "2026-11-30", "reason": "急"}

        def act(at: int, customer: int = customer, wanted: dict[str, object] = wanted) -> None:
            api = till.world.api(till.api.user)
            answer = api.delete(f"customer/{customer}", 1) if at else api.post("credit/release", wanted)
            assert answer.status_code in ((204, 423) if at else (201, 404)), answer.content

        assert at_once(2, act) == Counter(done=2)
        gone = till.api.get(f"customer/{customer}").status_code == 404
        running = ApprovalRequest.objects.filter(entity="customer", record_id=customer, state="pending").exists()
        assert gone != running
    forget()


@pytest.mark.django_db(transaction=True)
def test_a_contract_is_void_or_has_an_order_never_both() -> None:
    forget()
    till = Till(World())
    for _number in range(3):
        lines = till.lines((till.pump, "5", "100"))
        contract = till.made("contract", name="年度", customer=till.customer, lines=lines)
        for action in ("submit", "sign"):
            till.act("contract", contract, action)
        order = till.make("contract", contract, "order")["id"]
        versions = {"order": till.get("order", order)["version"], "contract": till.get("contract", contract)["version"]}

        def act(at: int, contract: int = contract, order: int = order, versions: dict[str, int] = versions) -> None:
            key, record, action = ("contract", contract, "void") if at else ("order", order, "submit")
            sent = {"reason": "r"} if at else {}
            path = f"{key}/{record}/actions/{action}"
            answer = till.world.api(till.api.user).post(path, sent, If_Match=f'"{versions[key]}"')
            assert answer.status_code in (200, 409, 412), answer.content

        assert at_once(2, act) == Counter(done=2)
        states = till.get("contract", contract)["approval_state"], till.get("order", order)["approval_state"]
        assert states in (("cancelled", "draft"), ("approved", "approved"))
    till.sound()
    forget()
