"""A document on its way: submitted, locked, decided, read-only, voided."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.errors import Conflict
from kezhou.platform.approvals import documents, handle, timeouts
from kezhou.platform.approvals.models import ApprovalFlow, ApprovalRequest, ApprovalTask
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.notify.models import InboxItem
from tests.approvals.conftest import Company, amount, branch, step

HEAD = {"type": "head", "level": 1}


def bands(company: Company) -> None:
    """Below 50,000 the head; below 500,000 the director too; from there the boss too; finance is told."""
    company.publish(
        step("head", HEAD),
        branch(
            "money",
            ("small", amount("lt", "50000"), []),
            ("middle", amount("between", ["50000", "499999.99"]), [step("director", company.who("dora"))]),
            ("rest", None, [step("director2", company.who("dora")), step("boss", company.who("boss"))]),
        ),
        {"type": "cc", "key": "told", "name": "Finance", "who": [
            {"type": "position", "id": company.positions["finance"].id}]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("money", "way"),
    [("49999.99", ["hedy"]), ("50000", ["hedy", "dora"]), ("499999.99", ["hedy", "dora"]),
     ("500000", ["hedy", "dora", "boss"])],
)  # fmt: skip
def test_the_amount_chooses_the_way(company: Company, money: str, way: list[str]) -> None:
    bands(company)
    deal = company.deal(money=money)
    asked = company.submit(deal)
    assert company.state(deal) == "pending"
    for name in way:
        assert company.waiting(asked) == [name]
        assert company.api(name).post(f"approval/{asked.id}/approve", {"comment": "fine"}).status_code == 200
    assert company.state(deal) == "approved"
    assert sorted(asked.copies.values_list("user__username", flat=True)) == ["fay", "fox"]
    assert company.log(asked)[0] == "ann asked"
    assert [line for line in company.log(asked) if "approved" in line] == [f"{name} approved" for name in way]
    events = Event.objects.filter(entity="deal", record_id=deal).order_by("id").values_list("name", flat=True)
    assert list(events) == ["deal.created", "deal.submitted", "deal.approved"]
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == ("approved", company.id(way[-1]))
    assert InboxItem.objects.filter(user=company.id("ann"), title__startswith="Approved:").count() == 1


def test_without_a_flow_submitting_approves(company: Company) -> None:
    deal = company.deal()
    answer = company.api("ann").post(f"deal/{deal}/actions/submit", {}, If_Match='"1"')
    assert (answer.status_code, answer.json()["approval_state"]) == (200, "approved")
    assert ApprovalRequest.objects.count() == 0
    entry = AuditEntry.objects.get(entity="deal", record_id=deal, action="approved")
    assert entry.meta == {"flow": None}
    assert Event.objects.filter(name="deal.approved", record_id=deal).count() == 1


def test_nothing_changes_while_a_flow_runs_and_afterwards_only_what_is_open(company: Company) -> None:
    bands(company)
    api = company.api("ann")
    deal = company.deal()
    asked = company.submit(deal)
    record = api.get(f"deal/{deal}").json()
    version = record["version"]
    assert {name for name, can in record["_can"].items() if can} == {"withdraw_approval"}
    for refused in (
        api.patch(f"deal/{deal}", {"remarks": "x"}, version),
        api.delete(f"deal/{deal}", version),
        api.post(f"deal/{deal}/actions/give_discount", {"discount": "5"}, If_Match=f'"{version}"'),
    ):
        assert refused.status_code == 423, refused.content
    assert api.get(f"deal/{deal}").json()["version"] == version

    company.api("hedy").post(f"approval/{asked.id}/approve", {})
    version = api.get(f"deal/{deal}").json()["version"]
    closed = api.patch(f"deal/{deal}", {"remarks": "x", "name": "Other"}, version)
    assert (closed.status_code, closed.json()["code"]) == (423, "approved")
    assert [error["path"] for error in closed.json()["errors"]] == ["name"]
    assert api.delete(f"deal/{deal}", version).json()["code"] == "void_instead"
    assert api.patch(f"deal/{deal}", {"approval_state": "draft"}, version).status_code in (403, 423)
    opened = api.patch(f"deal/{deal}", {"remarks": "sent by mail"}, version)
    assert (opened.status_code, opened.json()["remarks"]) == (200, "sent by mail")

    version = opened.json()["version"]
    silent = api.post(f"deal/{deal}/actions/void", {}, If_Match=f'"{version}"')
    assert (silent.status_code, silent.json()["errors"][0]["path"]) == (422, "reason")
    voided = api.post(f"deal/{deal}/actions/void", {"reason": "typed twice"}, If_Match=f'"{version}"')
    assert (voided.status_code, voided.json()["approval_state"]) == (200, "cancelled")
    again = api.post(f"deal/{deal}/actions/submit", {}, If_Match=f'"{voided.json()["version"]}"')
    assert (again.status_code, again.json()["code"]) == (409, "not_draft")


def test_taken_back_and_rejected_can_be_submitted_again(company: Company) -> None:
    bands(company)
    deal = company.deal()
    company.submit(deal)
    hedy, ann = company.api("hedy"), company.api("ann")
    version = ann.get(f"deal/{deal}").json()["version"]
    back = ann.post(f"deal/{deal}/actions/withdraw_approval", {}, If_Match=f'"{version}"')
    assert (back.status_code, back.json()["approval_state"]) == (200, "draft")
    assert back.headers["ETag"] == f'"{back.json()["version"]}"'
    assert ApprovalRequest.objects.get().state == "withdrawn"

    asked = company.submit(deal)
    assert hedy.post(f"approval/{asked.id}/reject", {}).status_code == 422
    assert hedy.post(f"approval/{asked.id}/reject", {"comment": "too cheap"}).status_code == 200
    assert company.state(deal) == "rejected"
    third = company.submit(deal)
    sent = hedy.post(f"approval/{third.id}/return", {"to": "starter", "comment": "name the customer"})
    assert (sent.status_code, sent.json()["state"]) == (200, "returned")
    assert company.state(deal) == "draft"
    names = Event.objects.filter(entity="deal").order_by("id").values_list("name", flat=True)
    assert [name.partition(".")[2] for name in names] == [
        "created", "submitted", "approval_taken_back", "approval_withdrawn", "submitted", "rejected", "submitted",
        "approval_withdrawn",
    ]  # fmt: skip


def test_strangers_know_of_nothing_and_change_nothing(company: Company) -> None:
    bands(company)
    deal = company.deal()
    asked = company.submit(deal)
    otto = company.api("otto")
    before = list(ApprovalTask.objects.order_by("id").values())
    assert otto.get(f"approval/{asked.id}").status_code == 404
    assert otto.get("approval/running", entity="deal", id=deal).status_code == 404
    for verb, body in (
        ("approve", {}), ("reject", {"comment": "x"}), ("transfer", {"to": company.id("otto")}), ("urge", {}),
        ("add", {"people": [company.id("otto")], "place": "before"}), ("return", {"to": "starter", "comment": "x"}),
        ("withdraw", {}), ("read", {}),
    ):  # fmt: skip
        assert otto.post(f"approval/{asked.id}/{verb}", body).status_code == 404, verb
    assert company.api("ann").post(f"approval/{asked.id}/approve", {}).json()["code"] == "own_request"
    assert company.api("dora").post(f"approval/{asked.id}/approve", {}).status_code == 404
    assert list(ApprovalTask.objects.order_by("id").values()) == before
    assert company.state(deal) == "pending"


def test_who_is_asked_reads_the_record_and_nobody_else(company: Company) -> None:
    company.publish(step("finance", company.who("fay")))
    company.world.give(company.people["fay"], {"deal": {"view": "own"}})
    first, second = company.deal(), company.deal()
    fay = company.api("fay")
    assert fay.ids("deal") == []
    asked = company.submit(first)
    assert fay.ids("deal") == [first]
    assert fay.get(f"deal/{second}").status_code == 404
    assert fay.patch(f"deal/{first}", {"remarks": "x"}, 2).status_code == 403
    fay.post(f"approval/{asked.id}/approve", {})
    assert fay.ids("deal") == [first]


def test_an_approver_changes_what_the_step_opens(company: Company) -> None:
    company.publish(
        step("head", HEAD, edit=["amount"]),
        branch("money", ("large", amount("gte", "9000"), [step("boss", company.who("boss"))]), ("rest", None, [])),
    )
    deal = company.deal()
    asked = company.submit(deal)
    hedy = company.api("hedy")
    barred = hedy.post(f"approval/{asked.id}/approve", {"values": {"name": "Mine"}})
    assert (barred.status_code, barred.json()["errors"][0]["path"]) == (403, "name")
    wrong = hedy.post(f"approval/{asked.id}/approve", {"values": {"amount": "much"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "amount")
    assert company.waiting(asked) == ["hedy"]

    done = hedy.post(
        f"approval/{asked.id}/approve", {"values": {"amount": {"amount": "9500", "currency": "CNY"}}, "comment": "up"}
    )
    assert done.status_code == 200, done.content
    assert company.waiting(asked) == ["boss"]  # the way behind is chosen by the new amount
    entry = AuditEntry.objects.filter(entity="deal", record_id=deal, action="update").latest("id")
    assert (entry.actor_id, entry.meta) == (company.id("hedy"), {"approval": asked.id})
    assert asked.log.get(action="approved").changed == ["amount"]


def test_what_follows_an_approval_belongs_to_it(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, int | None]] = []
    monkeypatch.setattr(documents, "_followers", {})
    documents.on_approved("deal", lambda ctx, id_: done.append((id_, ctx.actor.id)))
    bands(company)
    unlucky, lucky = company.deal(name="unapprovable"), company.deal()
    first, second = company.submit(unlucky), company.submit(lucky)
    failed = company.api("hedy").post(f"approval/{first.id}/approve", {})
    assert (failed.status_code, failed.json()["code"]) == (422, "no_longer_valid")
    (error,) = failed.json()["errors"]
    assert (error["code"], error["message"]) == ("unlucky", "“Name”: Nobody approves this.")
    assert (company.state(unlucky), company.waiting(first), done) == ("pending", ["hedy"], [])
    company.api("hedy").post(f"approval/{second.id}/approve", {})
    assert done == [(lucky, company.id("hedy"))]


def test_an_act_waits_for_its_own_approval(company: Company) -> None:
    api, deal = company.api("ann"), company.deal()
    at_once = api.post(f"deal/{deal}/actions/give_discount", {"discount": "3"}, If_Match='"1"')
    assert (at_once.json()["discount"], "_approval" in at_once.json()) == ("3.00", False)

    large = {"field": "discount", "op": "gt", "value": "10"}
    company.publish(
        branch("size", ("large", large, [step("boss", company.who("boss"))]), ("rest", None, [step("head", HEAD)])),
        subject="deal_discount",
    )
    waits = api.post(f"deal/{deal}/actions/give_discount", {"discount": "15"}, If_Match='"2"')
    assert waits.status_code == 200
    assert (waits.json()["discount"], waits.json()["version"]) == ("3.00", 2)
    asked = ApprovalRequest.objects.get(id=waits.json()["_approval"])
    assert company.waiting(asked) == ["boss"]
    assert api.patch(f"deal/{deal}", {"remarks": "x"}, 2).status_code == 423
    again = api.post(f"deal/{deal}/actions/give_discount", {"discount": "2"}, If_Match='"2"')
    assert again.status_code == 423
    company.api("boss").post(f"approval/{asked.id}/approve", {})
    record = api.get(f"deal/{deal}").json()
    assert (record["discount"], record["approval_state"]) == ("15.00", "draft")
    assert Event.objects.filter(name="deal.discounted", record_id=deal).count() == 2


def test_the_starter_names_who_decides(company: Company) -> None:
    company.publish(step("expert", {"type": "chosen", "level": 2}), step("head", HEAD))
    api, deal = company.api("ann"), company.deal()
    told = api.get("approval/preview", entity="deal", id=deal).json()
    assert [(one["node"], one["choose"], [p["title"] for p in one["people"]]) for one in told["steps"]] == [
        ("expert", 2, []), ("head", 0, ["Hedy"]),
    ]  # fmt: skip
    refused = api.post(f"deal/{deal}/actions/submit", {}, If_Match='"1"')
    assert (refused.status_code, refused.json()["errors"][0]["params"]) == (422, {"node": "expert"})
    assert company.state(deal) == "draft"
    itself = {"approvers": [f"expert:{company.id('ann')}"]}
    assert api.post(f"deal/{deal}/actions/submit", itself, If_Match='"1"').status_code == 422
    asked = company.submit(deal, approvers=[f"expert:{company.id('fay')}", f"expert:{company.id('fox')}"])
    assert company.waiting(asked) == ["fay", "fox"]


def test_a_flow_is_drawn_checked_and_published(company: Company) -> None:
    adam, ann = company.api("adam"), company.api("ann")
    assert ann.get("approval_flow").status_code == 403
    for verb in ("check", "simulate", "publish", "switch"):
        assert ann.post(f"approval_flow/deal/{verb}", {}, If_Match='"0"').status_code == 403, verb
    listed = {one["subject"]: one for one in adam.get("approval_flow").json()["items"]}
    assert listed["deal"]["is_document"]
    assert listed["deal_discount"]["entity"] == "deal"
    draft = {"nodes": [step("head", HEAD), branch("money", ("small", amount("lt", "5"), []))]}
    assert adam.call("PUT", "approval_flow/deal", {"definition": draft}).status_code == 428
    saved = adam.call("PUT", "approval_flow/deal", {"definition": draft}, If_Match='"0"')
    assert saved.status_code == 200, saved.content
    assert {(one["node"], one["code"]) for one in saved.json()["findings"] if one["level"] == "error"} == {
        ("money", "one_way"), ("money", "no_default"),
    }  # fmt: skip
    refused = adam.post("approval_flow/deal/publish", {}, If_Match='"1"')
    assert (refused.status_code, refused.json()["code"]) == (422, "flow_refused")
    assert company.submit_without_flow(company.deal()) == "approved"

    stale = adam.call("PUT", "approval_flow/deal", {"definition": {"nodes": []}}, If_Match='"7"')
    assert stale.status_code == 412
    adam.call("PUT", "approval_flow/deal", {"definition": {"nodes": [step("head", HEAD)]}}, If_Match='"1"')
    done = adam.post("approval_flow/deal/publish", {"note": "first"}, If_Match='"2"')
    assert (done.status_code, done.json()["published"]["number"]) == (200, 1)
    running = company.submit(company.deal())

    version = done.json()["version"]
    adam.call("PUT", "approval_flow/deal", {"definition": {"nodes": [step("boss", company.who("boss"))]}},
              If_Match=f'"{version}"')  # fmt: skip
    adam.post("approval_flow/deal/publish", {}, If_Match=f'"{version + 1}"')
    assert company.waiting(running) == ["hedy"]  # what runs goes on by its own version
    assert company.waiting(company.submit(company.deal())) == ["boss"]
    numbers = [one["number"] for one in adam.get("approval_flow/deal/versions").json()["items"]]
    assert numbers == [2, 1]

    flow = ApprovalFlow.objects.get(subject="deal")
    off = adam.post("approval_flow/deal/switch", {"active": False}, If_Match=f'"{flow.version}"')
    assert off.json()["is_active"] is False
    assert company.submit_without_flow(company.deal()) == "approved"


def test_a_flow_is_tried_on_the_past(company: Company) -> None:
    for money, owner in (("1000", "ann"), ("60000", "ann"), ("900000", "otto"), ("70000", "hedy")):
        company.deal(money=money, owner=owner)
    definition = {"nodes": [
        step("head", HEAD),
        branch("money", ("large", amount("gte", "50000"), [step("director", company.who("dora"))]), ("rest", None, [])),
    ]}  # fmt: skip
    answer = company.api("adam").post("approval_flow/deal/simulate", {"definition": definition})
    told = answer.json()
    assert answer.status_code == 200, answer.content
    assert (told["documents"], told["steps"], told["nodes"]) == (4, {"1": 1, "2": 3}, {"head": 4, "director": 3})
    assert {one["title"]: one["documents"] for one in told["people"]} == {"Dora": 3, "Hedy": 2, "Boss": 2}
    assert {one["title"] for one in told["tried"]} == {None}  # whoever draws flows need not see the deals
    assert ApprovalRequest.objects.count() == 0
    assert told["hours"] is None, "nobody has decided anything yet"

    company.publish(step("director", company.who("dora")))
    for hours in (2, 6, 4):
        asked = company.submit(company.deal(money="60000"))
        company.later(hours=hours)
        assert company.api("dora").post(f"approval/{asked.id}/approve", {}).status_code == 200
    told = company.api("adam").post("approval_flow/deal/simulate", {"definition": definition}).json()
    assert told["hours"] == {"usual": 8.0, "slow": 8.0, "nodes": {"head": 4.0, "director": 4.0}, "longest": "head"}


def test_terms_run_out(company: Company) -> None:
    term = {"hours": 24, "action": "remind"}
    company.publish(
        step("head", HEAD, timeout=term),
        step("finance", company.who("fay"), timeout={"hours": 2, "action": "transfer", "to": company.id("fox")}),
        step("boss", company.who("boss"), timeout={"hours": 1, "action": "reject"}),
    )
    deal = company.deal()
    asked = company.submit(deal)
    system = company.world.system

    def over(**time: float) -> int:
        company.later(**time)
        return timeouts.run(system)

    assert over(hours=23, minutes=59) == 0
    assert (over(minutes=1), over(minutes=1)) == (1, 0)
    assert InboxItem.objects.filter(user=company.id("hedy"), title__contains="the term is over").count() == 1
    company.api("hedy").post(f"approval/{asked.id}/approve", {})
    assert (over(hours=2), company.waiting(asked)) == (1, ["fox"])
    company.api("fox").post(f"approval/{asked.id}/approve", {})
    assert (over(hours=1), company.state(deal)) == (1, "rejected")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == ("rejected", None)
    assert company.log(asked)[-1] == "- timeout_rejected"


def test_one_that_is_refused_when_its_term_is_over_holds_up_no_other(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.publish(step("boss", company.who("boss"), timeout={"hours": 1, "action": "pass"}))
    first, second = company.deal(), company.deal()
    asked = [company.submit(first), company.submit(second)]

    def refuse(ctx: Any, record_id: int) -> None:
        if record_id == first:
            raise Conflict("the last of it is gone", code="nothing_left")

    monkeypatch.setitem(documents._followers, "deal", [refuse])
    company.later(hours=1)

    assert timeouts.run(company.world.system) == 2

    assert (company.state(first), company.state(second)) == ("pending", "approved")
    assert company.waiting(asked[0]) == ["boss"]
    assert InboxItem.objects.filter(user=company.id("boss"), title__contains="the term is over").count() == 1
    assert timeouts.run(company.world.system) == 0


def test_urging_has_limits(company: Company) -> None:
    bands(company)
    asked = company.submit(company.deal())
    api = company.api("ann")
    assert api.post(f"approval/{asked.id}/urge", {}).status_code == 200
    soon = api.post(f"approval/{asked.id}/urge", {})
    assert (soon.status_code, soon.headers["Retry-After"]) == (429, "3601")
    for _again in range(handle.MAX_URGES - 1):
        company.later(hours=1)
        assert api.post(f"approval/{asked.id}/urge", {}).status_code == 200
    company.world.clock.moment += timedelta(days=3)
    assert api.post(f"approval/{asked.id}/urge", {}).status_code == 429
    told: Any = InboxItem.objects.filter(user=company.id("hedy"), title__startswith="Please decide:")
    assert told.count() == handle.MAX_URGES
