"""What approvals promise beside deciding: taking back, terms in working days, common sentences, early ends."""

from typing import Any

import pytest

from kezhou.platform.approvals import check, flow_parse, timeouts, whom
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import request
from kezhou.platform.notify.models import InboxItem
from tests.approvals.conftest import Company, amount, branch, step
from tests.approvals.desk import HEAD, Desk
from tests.approvals.test_hostile import approve


def end(key: str, outcome: str) -> dict[str, Any]:
    return {"type": "end", "key": key, "name": key, "outcome": outcome}


@pytest.mark.parametrize(
    ("rule", "before", "after"), [("always", 200, 200), ("untouched", 200, 403), ("never", 403, 403)]
)
def test_the_flow_says_until_when_it_is_taken_back(company: Company, rule: str, before: int, after: int) -> None:
    company.publish(step("one", company.who("fay")), step("two", company.who("boss")), withdraw=rule)
    for touched, wanted in ((False, before), (True, after)):
        deal = company.deal()
        asked, ann = company.submit(deal), company.api("ann")
        if touched:
            approve(company, "fay", asked)
        assert ann.get(f"approval/{asked.id}").json()["can"]["withdraw"] is (wanted == 200)
        version = ann.get(f"deal/{deal}").json()["version"]
        if wanted == 403:
            act = ann.post(f"deal/{deal}/actions/withdraw_approval", {}, If_Match=f'"{version}"')
            assert (act.status_code, act.json()["code"]) == (403, "too_late")
        answer = ann.post(f"approval/{asked.id}/withdraw", {})
        assert answer.status_code == wanted
        asked.refresh_from_db()
        assert (asked.state, company.state(deal)) == (
            ("withdrawn", "draft") if wanted == 200 else ("pending", "pending")
        )
        assert ann.get(f"deal/{deal}").json()["version"] == version + (wanted == 200)


def test_days_off_do_not_count_where_the_term_says_so(company: Company) -> None:
    # It is Sunday, four in the afternoon in Shanghai: the 24 hours are those of Monday.
    company.publish(step("one", company.who("boss"), timeout={"hours": 24, "action": "pass", "working": True}))
    deal = company.deal()
    asked = company.submit(deal)
    (task,) = asked.tasks.all()
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2026-11-23T16:00:00+00:00"
    company.later(hours=31, minutes=59)
    assert (timeouts.run(company.world.system), company.state(deal)) == (0, "pending")
    company.later(minutes=1)
    assert (timeouts.run(company.world.system), company.state(deal)) == (1, "approved")


def test_a_way_may_end_before_anybody_is_asked(company: Company) -> None:
    company.publish(
        branch(
            "money",
            ("huge", amount("gte", "1000000"), [end("no", "rejected")]),
            ("tiny", amount("lt", "10"), [end("yes", "approved")]),
            ("rest", None, [step("boss", company.who("boss"))]),
        ),
        step("fay", company.who("fay")),
    )
    huge, tiny, rest = company.deal(money="1000000"), company.deal(money="9.99"), company.deal(money="10")
    requests = [company.submit(deal) for deal in (huge, tiny, rest)]
    assert [company.state(deal) for deal in (huge, tiny, rest)] == ["rejected", "approved", "pending"]
    assert [(one.state, one.decided_by_id, one.tasks.count()) for one in requests] == [
        ("rejected", None, 0), ("approved", None, 0), ("pending", None, 1),
    ]  # fmt: skip
    titles = InboxItem.objects.filter(user=company.id("ann")).order_by("id").values_list("title", flat=True)
    assert [title.partition(":")[0] for title in titles] == ["Rejected", "Approved"]
    version = company.api("ann").get(f"deal/{huge}").json()["version"]
    assert company.api("ann").patch(f"deal/{huge}", {"remarks": "cheaper"}, version).status_code == 200


def test_common_sentences_are_ones_own(company: Company) -> None:
    boss, fay = company.api("boss"), company.api("fay")
    common = boss.get("approval/phrases").json()["texts"]
    assert common[0] == "Agreed."
    assert boss.call("PUT", "approval/phrases", {"texts": [" 同意 ", "同意", "请补充"]}).json()["texts"] == [
        "同意",
        "请补充",
    ]
    assert boss.get("approval/phrases").json()["texts"] == ["同意", "请补充"]
    assert fay.get("approval/phrases").json()["texts"] == common
    for wrong, path in ((["x" * 101], "texts.0"), (["fine", ""], "texts.1"), (["a"] * 21, "texts"), ([1], "texts.0")):
        answer = boss.call("PUT", "approval/phrases", {"texts": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)
    assert boss.get("approval/phrases").json()["texts"] == ["同意", "请补充"]


def test_an_opinion_may_be_demanded_of_an_approval_too(company: Company) -> None:
    company.publish(step("one", company.who("boss"), comment=True))
    asked = company.submit(company.deal())
    for comment in ("", "   "):
        silent = approve(company, "boss", asked, comment=comment)
        assert (silent.status_code, silent.json()["errors"][0]["path"]) == (422, "comment")
    (one,) = company.api("boss").post("approval/batch", {"ids": [asked.id], "approve": True}).json()["results"]
    assert (one["ok"], company.waiting(asked)) == (False, ["boss"])
    assert approve(company, "boss", asked, comment="looked at").json()["state"] == "approved"


def test_customers_about_whom_the_same_is_decided_become_one_only_afterwards(desk: Desk) -> None:
    other = desk.made("customer", name="苏州某某泵业")
    desk.publish("credit_release", step("head", HEAD))
    ctx = desk.world.ctx(desk.api)
    payload = {"value": {"amount": "5", "currency": "CNY"}, "until": "2026-12-01", "reason": "x",
               "amount": "5", "currency": "CNY"}  # fmt: skip
    for customer in (desk.customer, other):
        request(ctx, "credit_release", "more", entity="customer", record_id=customer, payload=payload)
    answer = desk.world.admin.post(f"customer/{desk.customer}/merge", {"losers": [other]})
    assert (answer.status_code, answer.json()["code"]) == (423, "approval_running"), answer.content
    assert [one["kind"] for one in answer.json()["approvals"]] == ["credit_release"]
    assert set(ApprovalRequest.objects.values_list("record_id", flat=True)) == {desk.customer, other}
    for _each in range(2):
        waiting = desk.chief.get("approval", box="todo").json()["items"][0]
        assert desk.chief.post(f"approval/{waiting['id']}/reject", {"comment": "no"}).status_code == 200
    assert desk.world.admin.post(f"customer/{desk.customer}/merge", {"losers": [other]}).status_code == 200


# -- what the checker says, each by name -----------------------------------------------------------------------------


def said(company: Company, *nodes: dict[str, Any], subject: str = "deal") -> set[tuple[str, str, str]]:
    told = check.check(company.world.system, subject, flow_parse.parse({"nodes": list(nodes)}))
    return {(one.level, one.node, one.code) for one in told if one.code not in ("nobody_for_some", "only_admin")}


def test_the_checker_names_each_fault_of_a_step(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    boss = company.who("boss")
    assert said(company, step("one", boss)) == set()
    assert said(company, {**step("one", boss), "name": " "}) == {("error", "one", "no_name")}
    assert said(company, step("one", boss, empty="people")) == {("error", "one", "no_backup")}
    assert said(company, step("one", boss, mode="share", share=100)) == {("warning", "one", "share_is_all")}
    assert said(company, step("one", boss, self="allow")) == {("warning", "one", "self_approval")}
    field = step("one", {"type": "field", "field": "helper"})
    assert said(company, field) == {("warning", "one", "field_may_be_empty")}
    chosen = step("one", {"type": "chosen", "level": 1})
    assert said(company, chosen) == set()
    assert said(company, chosen, subject="deal_discount") == {("error", "one", "cannot_choose")}
    nobody = {"type": "position", "id": company.positions["finance"].id + 1}
    assert said(company, step("one", nobody)) == {
        ("error", "one", "position_empty"), ("error", "one", "never_anybody"),
    }  # fmt: skip
    told = {"type": "cc", "key": "told", "name": "Told", "who": []}
    assert said(company, step("one", boss), told) == {("error", "told", "nobody_told")}
    told["who"] = [company.who("fay", "ann")]
    assert said(company, step("one", boss), told) == {("warning", "told", "told_blind")}, "fay sees no deals"
    company.world.give(company.people["fay"], {"*": {"view": "own"}})
    assert said(company, step("one", boss), told) == set()
    monkeypatch.setattr(whom, "MAX_APPROVERS", 2)
    assert said(company, step("one", company.who("boss", "fay", "fox"))) == {("warning", "one", "too_many_people")}
