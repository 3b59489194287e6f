"""An approver changes the document: whoever approved it in the same step before approves what it has become."""

from typing import Any

import pytest

from kezhou.platform.approvals import edits
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask
from tests.approvals.conftest import Company, step
from tests.approvals.test_hostile import approve
from tests.finance.conftest import yuan


def states(asked: ApprovalRequest) -> list[tuple[str, str]]:
    rows = asked.tasks.order_by("id").select_related("user")
    return [(task.user.username if task.user else "*", task.state) for task in rows]


def test_whoever_approved_before_in_the_step_is_asked_again(company: Company) -> None:
    company.publish(step("one", company.who("fay", "boss", "fox"), mode="all", edit=["amount"]))
    deal = company.deal(money="1000")
    asked = company.submit(deal)
    approve(company, "fay", asked, comment="cheap enough")
    assert approve(company, "boss", asked, values={"amount": yuan("900000")}).status_code == 200

    assert company.waiting(asked) == ["fay", "fox"]
    assert states(asked) == [
        ("fay", "outdated"), ("boss", "approved"), ("fox", "cancelled"), ("fay", "pending"), ("fox", "pending"),
    ]  # fmt: skip
    old = ApprovalTask.objects.get(request=asked, state="outdated")
    assert (old.comment, old.decided_by_id) == ("cheap enough", company.id("fay")), "what was said is kept"
    assert company.log(asked)[-2:] == ["boss approved", "boss asked_again"]
    told = company.api("fay").get(f"approval/{asked.id}").json()
    assert {fact["field"]["name"]: fact["value"] for fact in told["facts"]}["amount"]["amount"] == "900000.00"
    assert [line["changed_labels"] for line in told["log"] if line["changed"]] == [["Amount"]]

    late = approve(company, "fay", asked, task=old.id)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    approve(company, "fox", asked)
    assert company.state(deal) == "pending"
    assert approve(company, "fay", asked).json()["state"] == "approved"
    assert company.state(deal) == "approved"


@pytest.mark.parametrize("many", [False, True])
def test_nobody_approves_what_is_not_on_their_screen(company: Company, many: bool) -> None:
    company.publish(step("one", company.who("boss", "fox"), mode="all", edit=["amount"]))
    deal = company.deal(money="1000")
    asked, fox = company.submit(deal), company.api("fox")
    (seen,) = fox.get("approval").json()["items"]
    assert approve(company, "boss", asked, values={"amount": yuan("900000")}).status_code == 200

    if many:
        body = {"ids": [asked.id], "approve": True, "tasks": {str(asked.id): seen["task"]}}
        (one,) = fox.post("approval/batch", body).json()["results"]
        problem = one["problem"]
    else:
        problem = approve(company, "fox", asked, task=seen["task"]).json()
    assert (problem["status"], problem["code"]) == (409, "changed_meanwhile")
    assert (company.state(deal), company.waiting(asked)) == ("pending", ["fox"])
    (now,) = fox.get("approval").json()["items"]
    assert {fact["field"]["name"]: fact["value"] for fact in now["facts"]}["amount"]["amount"] == "900000.00"
    assert approve(company, "fox", asked, task=now["task"]).json()["state"] == "approved"


def test_sending_what_stands_there_changes_nothing(company: Company) -> None:
    company.publish(
        step("one", company.who("fay", "boss"), mode="all", edit=["amount"]), step("two", company.who("fay"))
    )
    asked = company.submit(company.deal(money="1000"))
    approve(company, "fay", asked)
    assert approve(company, "boss", asked, values={"amount": yuan("1000.00")}).json()["state"] == "approved"
    assert asked.log.get(action="approved", actor=company.id("boss")).changed == []


def test_who_was_passed_over_in_the_step_is_asked_after_all(company: Company) -> None:
    company.publish(
        step("one", company.who("fay")), step("two", company.who("fay", "boss"), mode="all", edit=["amount"])
    )
    asked = company.submit(company.deal(money="1000"))
    approve(company, "fay", asked)
    assert company.waiting(asked) == ["boss"]
    approve(company, "boss", asked, values={"amount": yuan("2000")})
    assert company.waiting(asked) == ["fay"]
    assert approve(company, "fay", asked).json()["state"] == "approved"


@pytest.mark.parametrize(
    ("mode", "more", "waits"),
    [("turn", {}, ["fay"]), ("share", {"share": 60}, ["fay", "fox"]), ("share", {"share": 30}, [])],
)
def test_each_mode_adds_up_anew(company: Company, mode: str, more: dict[str, Any], waits: list[str]) -> None:
    company.publish(step("one", company.who("fay", "boss", "fox"), mode=mode, edit=["amount"], **more))
    asked = company.submit(company.deal(money="1000"))
    first = "fay" if (mode, more) != ("share", {"share": 30}) else "boss"
    values = {"values": {"amount": yuan("2000")}} if first == "boss" else {}
    assert approve(company, first, asked, **values).status_code == 200
    if first == "fay":
        assert approve(company, "boss", asked, values={"amount": yuan("2000")}).status_code == 200
    asked.refresh_from_db()
    assert (company.waiting(asked), asked.state) == (waits, "pending" if waits else "approved")
    while asked.state == "pending":
        approve(company, company.waiting(asked)[0], asked)
        asked.refresh_from_db()
    assert asked.state == "approved"


@pytest.mark.parametrize("place", ["before", "after"])
def test_who_was_added_and_who_added_them_are_asked_again(company: Company, place: str) -> None:
    company.publish(step("one", company.who("boss"), edit=["amount"]))
    asked = company.submit(company.deal(money="1000"))
    boss = company.api("boss")
    assert boss.post(f"approval/{asked.id}/add", {"people": [company.id("fay")], "place": place}).status_code == 200
    first, second = ("fay", "boss") if place == "before" else ("boss", "fay")
    approve(company, first, asked)
    approve(company, second, asked, values={"amount": yuan("2000")})
    asked.refresh_from_db()
    assert (asked.state, company.waiting(asked)) == ("pending", [first])
    assert approve(company, first, asked).json()["state"] == "approved"


def test_a_step_is_not_changed_to_and_fro_for_ever(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MAX_OUTDATED", 2)
    company.publish(step("one", company.who("fay", "boss", "fox"), mode="all", edit=["amount"]))
    deal = company.deal(money="1000")
    asked = company.submit(deal)
    for name, money in (("fay", "1"), ("boss", "2"), ("fay", "3")):
        assert approve(company, name, asked, values={"amount": yuan(money)}).status_code == 200
    before = states(asked)
    refused = approve(company, "boss", asked, values={"amount": yuan("4")})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_too_often")
    assert states(asked) == before
    assert company.api("ann").get(f"deal/{deal}").json()["amount"]["amount"] == "3.00"
    assert approve(company, "boss", asked).status_code == 200
