"""Who decides: strategies, modes, adding, handing on, sending back, deputies, leavers; and the checker."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from kezhou.kernel.errors import KezhouError
from kezhou.platform.approvals import check, flow_parse, handle, integrity, timeouts
from kezhou.platform.approvals.company import Asked, Snapshot
from kezhou.platform.approvals.decide import decide
from kezhou.platform.approvals.models import ApprovalTask
from kezhou.platform.events.models import Event
from kezhou.platform.org.models import User
from kezhou.platform.records import acts as acts_of
from tests.approvals.conftest import Company, amount, branch, step
from tests.contract.world import World

HEAD = {"type": "head", "level": 1}


def approve(company: Company, name: str, asked: Any, **body: Any) -> int:
    status: int = company.api(name).post(f"approval/{asked.id}/approve", body).status_code
    return status


@pytest.mark.parametrize(
    ("starter", "who", "found"),
    [
        ("ann", HEAD, ["hedy"]),
        ("hedy", HEAD, ["boss"]),  # the own head is nobody's head
        ("ann", {"type": "head", "level": 2}, ["boss"]),
        ("ann", {"type": "superior", "level": 2}, ["dora"]),
        ("ann", {"type": "superiors", "level": 3}, ["hedy"]),  # one after the other
        ("ann", {"type": "position", "id": "finance"}, ["fay", "fox"]),
        ("ann", {"type": "role", "id": "director"}, ["dora"]),
        ("ann", {"type": "role", "id": "director", "near": True}, ["dora"]),
        ("ann", {"type": "field", "field": "helper"}, ["fox"]),
        ("otto", {"type": "head", "level": 2}, ["*settings"]),  # nobody: administrators
    ],
)
def test_strategies(company: Company, starter: str, who: dict[str, Any], found: list[str]) -> None:
    ids = {"finance": company.positions["finance"].id, "director": company.director.id}
    told = {**who, "id": ids[who["id"]]} if "id" in who else who
    company.publish(step("one", told), step("two", company.who("boss")))
    asked = company.submit(company.deal(owner=starter, helper=company.id("fox")), by=starter)
    assert company.waiting(asked) == found


def test_both_views_of_the_company_agree(company: Company) -> None:
    User.objects.filter(username="hedy").update(status="disabled")
    asked, read = Asked(), Snapshot()
    for user in User.objects.all():
        assert asked.superiors(user.id) == read.superiors(user.id)
        assert user.department_id is not None
        assert list(asked.line(user.department_id)) == list(read.line(user.department_id))
    ids = [company.id(name) for name in company.people]
    assert asked.active(ids) == read.active(ids)
    finance, role = company.positions["finance"].id, company.director.id
    assert list(asked.position(finance)) == list(read.position(finance))
    assert list(asked.role(role)) == list(read.role(role))


def test_all_any_and_turn(company: Company) -> None:
    three = company.who("fay", "fox", "boss")
    for mode, waits in (("all", ["fay", "fox", "boss"]), ("any", ["fay", "fox", "boss"]), ("turn", ["fay"])):
        company.publish(step("group", three, mode=mode))
        asked = company.submit(company.deal())
        assert company.waiting(asked) == waits
        if mode == "turn":
            early = company.api("fox").post(f"approval/{asked.id}/approve", {})
            assert (early.status_code, early.json()["code"]) == (409, "not_your_turn")
        assert approve(company, "fay", asked) == 200
        asked.refresh_from_db()
        assert (asked.state, company.waiting(asked)) == {
            "all": ("pending", ["fox", "boss"]),
            "any": ("approved", []),
            "turn": ("pending", ["fox"]),
        }[mode]


def test_nobody_approves_twice_and_nobody_the_own(company: Company) -> None:
    company.publish(
        step("one", company.who("ann", "boss"), mode="all"),
        step("two", company.who("boss")),
        step("three", company.who("ann"), empty="people", empty_people=[company.id("fay")]),
    )
    asked = company.submit(company.deal())
    assert company.waiting(asked) == ["boss"]
    approve(company, "boss", asked)
    assert company.waiting(asked) == ["fay"]
    assert "boss passed" in company.log(asked)
    company.publish(step("one", company.who("boss")), step("two", company.who("boss")), repeat="ask")
    asked = company.submit(company.deal())
    approve(company, "boss", asked)
    assert company.waiting(asked) == ["boss"]
    company.publish(step("own", company.who("ann"), self="allow"))
    asked = company.submit(company.deal())
    assert (company.waiting(asked), approve(company, "ann", asked)) == (["ann"], 200)


def test_adding_and_handing_on(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    asked = company.submit(company.deal())
    boss = company.api("boss")
    path = f"approval/{asked.id}"
    own = boss.post(f"{path}/transfer", {"to": company.id("ann")})
    assert own.json()["errors"][0]["code"] == "own_request"
    assert boss.post(f"{path}/add", {"people": [company.id("boss")], "place": "before"}).status_code == 422
    assert boss.post(f"{path}/add", {"people": [company.id("fay")], "place": "before"}).status_code == 200
    assert company.waiting(asked) == ["fay"]
    assert boss.post(f"{path}/approve", {}).json()["code"] == "not_your_turn"
    assert company.api("fay").post(f"{path}/transfer", {"to": company.id("fox"), "comment": "yours"}).status_code == 200
    assert company.waiting(asked) == ["fox"]
    assert company.api("fay").post(f"{path}/approve", {}).json()["code"] == "already_decided"
    assert approve(company, "fox", asked) == 200
    assert company.waiting(asked) == ["boss"]
    assert boss.post(f"{path}/add", {"people": [company.id("dora")], "place": "after"}).status_code == 200
    assert approve(company, "boss", asked) == 200
    assert company.waiting(asked) == ["dora"]
    assert approve(company, "dora", asked) == 200
    asked.refresh_from_db()
    assert asked.state == "approved"
    told = boss.get(path).json()
    assert [line["action"] for line in told["log"]] == [
        "asked", "added_before", "transferred", "approved", "added_after", "approved", "approved",
    ]  # fmt: skip


def test_sent_back_to_a_step_asks_everybody_again(company: Company) -> None:
    company.publish(
        step("one", company.who("fay")), step("two", company.who("fox")), step("three", company.who("boss"))
    )
    deal = company.deal()
    asked = company.submit(deal)
    approve(company, "fay", asked)
    approve(company, "fox", asked)
    boss = company.api("boss")
    told = boss.get(f"approval/{asked.id}").json()
    assert told["can"]["send_back"] == [
        {"key": "one", "name": "One"}, {"key": "two", "name": "Two"}, {"key": "starter", "name": ""},
    ]  # fmt: skip
    assert boss.post(f"approval/{asked.id}/return", {"to": "three", "comment": "x"}).status_code == 422
    assert boss.post(f"approval/{asked.id}/return", {"to": "one"}).status_code == 422
    assert boss.post(f"approval/{asked.id}/return", {"to": "one", "comment": "look again"}).status_code == 200
    assert company.waiting(asked) == ["fay"]
    approve(company, "fay", asked)
    assert company.waiting(asked) == ["fox"]
    approve(company, "fox", asked)
    approve(company, "boss", asked)
    assert company.state(deal) == "approved"


def test_a_deputy_decides_while_somebody_is_absent(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    asked = company.submit(company.deal())
    boss, fay = company.api("boss"), company.api("fay")
    absence = {"deputy": company.id("fay"), "first_day": "2026-11-23", "last_day": "2026-11-24", "reason": "travels"}
    assert fay.post("approval_deputy", {**absence, "person": company.id("boss")}).status_code == 403
    made = boss.post("approval_deputy", absence)
    assert made.status_code == 201, made.content
    unknown = boss.post("approval_deputy", {**absence, "subjects": ["deal", "phantom"]}).json()["errors"]
    assert [error["path"] for error in unknown] == ["subjects"]
    assert {"key": "deal", "label": "Deal"} in boss.get("approval_deputy").json()["subjects"]
    assert boss.post("approval_deputy", absence).json()["code"] == "overlaps"
    assert (approve(company, "fay", asked), fay.get("approval").json()["items"]) == (404, [])
    company.later(hours=9)  # Shanghai's next day
    assert [row["id"] for row in fay.get("approval").json()["items"]] == [asked.id]
    assert fay.get("approval/counts").json() == {"todo": 1, "copied": 0}
    assert approve(company, "fay", asked) == 200
    task = ApprovalTask.objects.get(request=asked)
    assert (task.user_id, task.decided_by_id) == (company.id("boss"), company.id("fay"))
    assert boss.get(f"approval/{asked.id}").json()["log"][-1]["for_user"]["title"] == "Boss"
    second = company.submit(company.deal())
    company.later(days=2)
    assert approve(company, "fay", second) == 404
    assert boss.delete(f"approval_deputy/{made.json()['id']}").status_code == 204
    assert date(2026, 11, 24).isoformat() == made.json()["last_day"]


def test_a_leavers_task_goes_to_the_administrators(company: Company) -> None:
    company.publish(step("one", company.who("fay")))
    deal = company.deal()
    asked = company.submit(deal)
    User.objects.filter(id=company.id("fay")).update(status="disabled")
    assert timeouts.run(company.world.system) == 1
    assert company.waiting(asked) == ["*settings"]
    assert approve(company, "adam", asked) == 200
    assert company.state(deal) == "approved"


def test_boxes_and_batches(company: Company) -> None:
    company.publish(
        step("one", company.who("boss")), {"type": "cc", "key": "c", "name": "c", "who": [company.who("fay")]}
    )
    asked = [company.submit(company.deal()) for _number in range(3)]
    boss, fay, ann = company.api("boss"), company.api("fay"), company.api("ann")
    first = boss.get("approval", limit=2).json()
    assert [row["id"] for row in first["items"]] == [asked[2].id, asked[1].id]
    rest = boss.get("approval", limit=2, cursor=first["next"]).json()
    assert ([row["id"] for row in rest["items"]], rest["next"]) == ([asked[0].id], None)
    row = rest["items"][0]
    assert (row["kind_label"], row["step_name"], row["to_decide"], row["mine"]) == ("Deal", "One", True, False)
    assert [(fact["field"]["name"], fact["value"]) for fact in row["facts"]][:2] == [
        ("amount", {"amount": "1000.00", "currency": "CNY"}), ("kind", "new"),
    ]  # fmt: skip
    ids = [asked[0].id, asked[1].id, 10**9]
    answer = boss.post("approval/batch", {"ids": ids, "approve": True}).json()["results"]
    assert [(one["id"], one["ok"], one.get("problem", {}).get("status")) for one in answer] == [
        (ids[0], True, None), (ids[1], True, None), (ids[2], False, 404),
    ]  # fmt: skip
    assert [row["id"] for row in boss.get("approval", box="done").json()["items"]] == [asked[1].id, asked[0].id]
    assert len(ann.get("approval", box="asked", state="pending").json()["items"]) == 1
    told = fay.get("approval", box="copied").json()["items"]
    assert [(row["id"], row["unread"]) for row in told] == [(asked[1].id, True), (asked[0].id, True)]
    assert fay.post(f"approval/{asked[0].id}/read", {}).status_code == 204
    assert fay.get("approval/counts").json() == {"todo": 0, "copied": 1}
    assert boss.get("approval", box="drawer").status_code == 400


# -- the checker -----------------------------------------------------------------------------------------------------


def found(company: Company, *nodes: dict[str, Any], level: str = "error") -> set[tuple[str, str]]:
    flow = flow_parse.parse({"nodes": list(nodes)})
    findings = check.check(company.world.system, "deal", flow)
    return {(one.node, one.code) for one in findings if one.level == level}


def test_the_checker_refuses_what_would_fail(company: Company) -> None:
    ok, end = step("ok", HEAD), {"type": "end", "key": "end", "name": "", "outcome": "rejected"}
    assert found(company, ok) == set()
    assert found(company) == {("", "nobody_decides")}
    assert found(company, end, ok) == {("ok", "unreachable")}
    assert found(company, step("who")) == {("who", "no_approver")}
    empty = {"type": "role", "id": company.world.give(company.people["fay"], {}).id}
    User.objects.filter(username="fay").update(status="disabled")
    assert found(company, step("role", empty)) == {("role", "role_empty"), ("role", "never_anybody")}
    assert found(company, step("left", company.who("fay"))) == {("left", "all_left"), ("left", "never_anybody")}
    assert found(company, step("field", {"type": "field", "field": "name"})) == {("field", "bad_field")}
    assert found(company, step("edit", HEAD, edit=["approval_state", "nonsense"])) == {
        ("edit", "read_only_field"), ("edit", "no_such_field"),
    }  # fmt: skip
    late = {"hours": 1, "action": "transfer"}
    assert found(company, step("late", HEAD, timeout=late)) == {("late", "bad_timeout")}
    assert ("head", "nobody_for_some") in found(company, step("head", HEAD), level="warning")  # the boss has no head


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ([amount("lt", "5"), amount("gte", "5"), None], set()),
        ([amount("lt", "5"), amount("gt", "5"), None], {("b", "band_gap")}),
        ([amount("lte", "5"), amount("gte", "5"), None], {("b", "bands_overlap")}),
        ([amount("lt", "5"), amount("gte", "5")], {("b", "no_default")}),
        ([amount("lt", "5"), amount("gte", "7")], {("b", "no_default"), ("b", "band_gap")}),
        ([amount("lt", "5"), amount("lt", "3"), None], {("c1", "unreachable"), ("b", "bands_overlap")}),
        ([{"and": [amount("gt", "5"), amount("lt", "3")]}, None], {("c0", "never")}),
        ([{"and": []}, None], {("c0", "no_condition")}),
        ([None, amount("lt", "3")], {("b", "default_not_last")}),
        ([{"field": "phantom", "op": "eq", "value": 1}, None], {("c0", "bad_condition")}),
        ([amount("contains", "x"), None], {("c0", "bad_condition")}),
        (
            [
                {"field": "kind", "op": "in", "value": ["new", "old"]},
                {"field": "kind", "op": "eq", "value": "old"},
                None,
            ],
            {("c1", "unreachable")},
        ),
    ],
)
def test_bands_have_neither_holes_nor_overlaps(company: Company, columns: list[Any], wrong: set[Any]) -> None:
    told = [(f"c{at}", when, [step(f"s{at}", HEAD)]) for at, when in enumerate(columns)]
    assert found(company, branch("b", *told)) == wrong


def test_a_branch_inside_a_branch_knows_what_was_sorted_out(company: Company) -> None:
    inner = branch("inner", ("big", amount("gte", "100"), [step("a", HEAD)]), ("rest", None, [step("b", HEAD)]))
    outer = branch("outer", ("small", amount("lt", "50"), [inner]), ("other", None, [step("c", HEAD)]))
    assert found(company, outer) == {("big", "unreachable")}
    empty = branch("outer", ("small", amount("lt", "50"), []), ("other", None, [step("c", HEAD)]))
    assert ("small", "passes_alone") in found(company, empty, level="warning")


# -- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_decide_once() -> None:
    company = Company(World())
    company.publish(step("one", company.who("fay", "fox")), step("two", company.who("boss")))
    deal = company.deal()
    asked = company.submit(deal)
    contexts = [(company.ctx("fay"), True), (company.ctx("fox"), False)]
    start, outcome = Barrier(2), []

    def act(ctx: Any, yes: bool) -> None:
        try:
            start.wait(10)
            decide(ctx, asked.id, approve=yes, comment="mine")
            outcome.append("done")
        except KezhouError as error:
            outcome.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=act, args=pair) for pair in contexts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcome) == ["already_decided", "done"]
    assert ApprovalTask.objects.filter(request=asked, step=1, decided_by__isnull=False).count() == 1
    asked.refresh_from_db()
    assert (asked.state, company.state(deal)) in {("pending", "pending"), ("rejected", "rejected")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["taken back", "term", "sent back", "submitted again"])
def test_whatever_comes_at_the_same_moment_as_the_last_decision_it_ends_once(other: str) -> None:
    company = Company(World())
    company.publish(step("one", company.who("boss"), timeout={"hours": 1, "action": "reject"}))
    deal = company.deal()
    asked = company.submit(deal)
    company.later(hours=1)
    boss, ann, system = company.ctx("boss"), company.ctx("ann"), company.world.system
    entity = company.world.entity("deal")
    acts: dict[str, Callable[[], object]] = {
        "taken back": lambda: acts_of.act(ann, entity, deal, "withdraw_approval", {}),
        "term": lambda: timeouts.run(system),
        "sent back": lambda: handle.give_back(boss, asked.id, "starter", "why"),
        "submitted again": lambda: acts_of.act(ann, entity, deal, "submit", {}),
    }
    start, problems = Barrier(2), []

    def act(what: Callable[[], object]) -> None:
        try:
            start.wait(10)
            what()
        except KezhouError as error:
            problems.append(error.code)
        finally:
            connection.close()

    calls = (lambda: decide(boss, asked.id, approve=True), acts[other])
    threads = [Thread(target=act, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    asked.refresh_from_db()
    ends = ("deal.approved", "deal.rejected", "deal.approval_withdrawn")
    assert Event.objects.filter(record_id=deal, entity="deal", name__in=ends).count() == 1
    told = {"approved": "approved", "rejected": "rejected", "withdrawn": "draft", "returned": "draft"}
    assert company.state(deal) == told[asked.state]
    assert len(problems) == 1 or (other, problems) == ("term", [])
    assert (integrity.somebody_is_asked(), integrity.documents_agree()) == ([], [])
