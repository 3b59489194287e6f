"""What happens to a request while the company around it changes."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from kezhou.http import exchange_routes
from kezhou.kernel.errors import KezhouError
from kezhou.platform.access.models import UserRole
from kezhou.platform.approvals import flow_parse, handing, integrity, timeouts
from kezhou.platform.approvals.decide import decide
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask
from kezhou.platform.approvals.request import request
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.models import Department, User
from tests.approvals.conftest import Company, amount, branch, step
from tests.approvals.desk import HEAD, Desk
from tests.approvals.test_hostile import approve
from tests.contract.world import World, forget
from tests.finance.conftest import yuan

TODAY = {"first_day": "2026-11-22", "last_day": "2026-11-23"}


def absent(company: Company, who: str, deputy: str) -> None:
    answer = company.api(who).post("approval_deputy", {"deputy": company.id(deputy), **TODAY})
    assert answer.status_code == 201, answer.content


def test_deputies_in_a_circle_stand_in_for_one_another_and_no_further(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    for who, deputy in (("boss", "fay"), ("fay", "fox"), ("fox", "boss")):
        absent(company, who, deputy)
    asked = company.submit(company.deal())
    seen = [name for name in ("boss", "fay", "fox") if company.api(name).get("approval").json()["items"]]
    assert seen == ["boss", "fay"]
    assert approve(company, "fox", asked).status_code == 404
    assert approve(company, "fay", asked).json()["state"] == "approved"


def test_the_starters_deputy_of_nobody_decides_the_own_request(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    absent(company, "boss", "ann")
    asked = company.submit(company.deal())
    own = approve(company, "ann", asked)
    assert (own.status_code, own.json()["code"], company.waiting(asked)) == (403, "own_request", ["boss"])


@pytest.mark.parametrize(
    ("mode", "way"), [("turn", ["fay", "*settings", "boss"]), ("all", ["fay", "boss", "*settings"])]
)
def test_an_approver_who_leaves_in_the_middle_is_followed_by_the_administrators(
    company: Company, mode: str, way: list[str]
) -> None:
    company.publish(step("one", company.who("fay", "fox", "boss"), mode=mode))
    asked = company.submit(company.deal())
    User.objects.filter(id=company.id("fox")).update(status="disabled")
    timeouts.run(company.world.system)
    walked: list[str] = []
    while (waiting := company.waiting(asked)) and len(walked) < 5:
        waits = sorted(waiting, key=lambda one: one == "*settings")[0]
        walked.append(waits)
        assert approve(company, "adam" if waits == "*settings" else waits, asked).status_code == 200
        timeouts.run(company.world.system)
    asked.refresh_from_db()
    assert (walked, asked.state) == (way, "approved")


def test_a_person_whom_an_edit_took_out_of_the_field_is_not_asked(company: Company) -> None:
    company.publish(
        step("one", company.who("boss"), edit=["helper"]), step("two", {"type": "field", "field": "helper"})
    )
    deal = company.deal(helper=company.id("fay"))
    asked = company.submit(deal)
    ahead = company.api("boss").get(f"approval/{asked.id}").json()["ahead"]
    assert [[one["title"] for one in each["people"]] for each in ahead] == [["Fay"]]
    assert approve(company, "boss", asked, values={"helper": None}).status_code == 200
    assert company.waiting(asked) == ["*settings"], "where a step finds nobody, its own rule says who decides"
    assert company.api("fay").get(f"approval/{asked.id}").status_code == 404
    assert approve(company, "adam", asked).json()["state"] == "approved"


def test_what_is_too_deep_is_refused_by_name_and_what_is_not_is_asked(company: Company) -> None:
    def large(levels: int) -> dict[str, Any]:
        when: dict[str, Any] = {"and": [amount("gte", "5000")]}
        for _level in range(levels - 2):
            when = {"not": when}
        return branch("b", ("large", when, [step("boss", company.who("boss"))]), ("rest", None, [step("h", HEAD)]))

    company.publish(large(8))
    assert company.waiting(company.submit(company.deal(money="5000"))) == ["boss"]
    assert company.waiting(company.submit(company.deal(money="4999.99"))) == ["hedy"]
    with pytest.raises(KezhouError) as refused:
        flow_parse.parse({"nodes": [large(10)]})
    (error,) = refused.value.errors
    assert error.code == "too_deep"
    assert error.path.startswith("nodes.0.columns.0.when.not")

    nodes: list[Any] = [step("deep", HEAD)]
    for level in range(10):
        nodes = [branch(f"b{level}", (f"c{level}", amount("gte", str(level)), nodes), (f"r{level}", None, []))]
    with pytest.raises(KezhouError) as refused:
        flow_parse.parse({"nodes": nodes})
    assert {error.code for error in refused.value.errors} == {"too_deep"}


def test_a_document_in_approval_moves_nowhere(company: Company) -> None:
    company.world.give(company.people["ann"], {"deal": {"assign": "all", "view": "all", "update": "all"}})
    company.publish(step("one", company.who("boss")))
    deal = company.deal()
    asked = company.submit(deal)
    ann = company.api("ann")
    version = ann.get(f"deal/{deal}").json()["version"]
    moved = ann.patch(f"deal/{deal}", {"owner": company.id("otto")}, version)
    thrown = ann.delete(f"deal/{deal}", version)
    assert (moved.status_code, thrown.status_code) == (423, 423)
    assert (ann.get(f"deal/{deal}").json()["owner"]["id"], company.waiting(asked)) == (company.id("ann"), ["boss"])


# -- merging ---------------------------------------------------------------------------------------------------------


def test_what_is_decided_about_is_not_merged_away_nor_changed_by_a_merge(desk: Desk) -> None:
    def project(name: str, money: str) -> int:
        return desk.made("opportunity", name=name, customer=desk.customer, kind="project", budget=yuan(money))

    asked_about, other = project("泵站改造", "100"), project("泵站改造二", "200")
    desk.publish("project_start")
    desk.act("opportunity", asked_about, "start_project")
    before = [desk.get("opportunity", one) for one in (asked_about, other)]
    api = desk.world.admin
    away = api.post(f"opportunity/{other}/merge", {"losers": [asked_about]})
    changed = api.post(f"opportunity/{asked_about}/merge", {"losers": [other], "values": {"budget": yuan("999")}})
    for refused in (away, changed):
        assert (refused.status_code, refused.json()["code"]) == (423, "approval_running"), refused.content
    assert [desk.get("opportunity", one) for one in (asked_about, other)] == before
    assert ApprovalRequest.objects.get(state="pending").record_id == asked_about
    desk.decide("approve")
    states = [desk.get("opportunity", one)["project_state"] for one in (asked_about, other)]
    assert states[0] == "approved"
    assert states[1] != "approved"
    assert api.post(f"opportunity/{asked_about}/merge", {"losers": [other]}).status_code == 200


# -- somebody's work goes to somebody else ---------------------------------------------------------------------------


def test_handed_over_approvals_are_logged_and_told_once_and_come_back(company: Company) -> None:
    company.publish(step("one", company.who("fay", "fox"), mode="all"))
    both = company.submit(company.deal())
    company.publish(step("one", company.who("fay")))
    alone = [company.submit(company.deal()) for _number in range(2)]
    InboxItem.objects.all().delete()
    ctx = company.ctx("adam")

    lines = handing.give(ctx, company.id("fay"), company.id("fox"))

    assert [company.waiting(asked) for asked in (both, *alone)] == [["fay", "fox"], ["fox"], ["fox"]]
    told = InboxItem.objects.get()
    assert (told.user_id, told.title) == (company.id("fox"), "2 approvals of Fay are yours to decide now")
    for asked in alone:
        line = asked.log.get(action="handed_over")
        assert (line.actor_id, line.for_user_id, line.people) == (
            company.id("adam"), company.id("fay"), [company.id("fox")],
        )  # fmt: skip
        assert AuditEntry.objects.filter(entity="approval", record_id=asked.id, action="transferred").count() == 1
    assert both.log.filter(action="handed_over").count() == 0

    assert approve(company, "fox", alone[0]).json()["state"] == "approved"
    InboxItem.objects.all().delete()
    assert handing.back(ctx, lines) == 1
    assert (company.waiting(alone[1]), InboxItem.objects.get().user_id) == (["fay"], company.id("fay"))
    assert handing.back(ctx, lines) == 0


@pytest.mark.django_db(transaction=True)
def test_a_handover_and_a_decision_at_once_are_one_after_the_other() -> None:
    company = Company(World())
    company.publish(step("one", company.who("fay")), step("two", company.who("boss")))
    asked = company.submit(company.deal())
    fay, adam = company.ctx("fay"), company.ctx("adam")
    start, outcome = Barrier(2), {}

    def act(name: str, call: Any) -> None:
        try:
            start.wait(10)
            outcome[name] = call()
        except KezhouError as error:
            outcome[name] = error.code
        finally:
            connection.close()

    def give() -> int:
        with transaction.atomic():
            return len(handing.give(adam, company.id("fay"), company.id("fox")))

    calls = (("decide", lambda: decide(fay, asked.id, approve=True).state), ("give", give))
    threads = [Thread(target=act, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    task = ApprovalTask.objects.get(request=asked, step=1)
    decided, given = (outcome["decide"], outcome["give"]) == ("pending", 0), outcome["give"] == 1
    assert decided != given, outcome
    assert (task.user_id, task.decided_by_id) == (
        (company.id("fay"), company.id("fay")) if decided else (company.id("fox"), None)
    )
    assert company.waiting(asked) == (["boss"] if decided else ["fox"])
    assert integrity.somebody_is_asked() == []


# -- nobody above ----------------------------------------------------------------------------------------------------


def test_where_nobody_stands_above_an_administrator_decides_and_without_one_it_says_so(desk: Desk) -> None:
    Department.objects.update(leader=None)
    record = desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")
    owner = desk.get("opportunity", record)["owner"]["id"]
    User.objects.filter(id=owner).update(superior=None)
    boss = User.objects.get(username="boss")
    desk.act("opportunity", record, "start_project")
    asked = ApprovalRequest.objects.get(state="pending")
    assert list(asked.tasks.values_list("user__username", "role", "permission")) == [("boss", "", "")]
    assert InboxItem.objects.filter(user=boss, record_id=asked.id, entity="approval").count() == 1
    answer = desk.world.api(boss).post(f"approval/{asked.id}/reject", {"comment": "no"})
    assert answer.status_code == 200

    UserRole.objects.filter(role__admin__contains=["settings"]).delete()
    forget()
    before = desk.get("opportunity", record)
    refused = desk.tried("opportunity", record, "start_project")
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody_decides")
    assert desk.get("opportunity", record) == before
    assert ApprovalRequest.objects.filter(state="pending").count() == 0


def test_what_only_the_asker_could_allow_goes_to_the_administrators(company: Company) -> None:
    company.world.give(company.people["ann"], {}, admin=["security"])
    ann = company.ctx("ann")

    def ask() -> ApprovalRequest:
        payload = {"rows": 9000, "export": 0}
        return request(ann, exchange_routes.APPROVAL_KIND, "9,000 deals", permission="security", payload=payload)

    asked = ask()
    assert company.waiting(asked) == ["*settings"]
    assert InboxItem.objects.filter(user=company.id("adam"), record_id=asked.id).count() == 1
    company.world.give(company.people["fay"], {}, admin=["security"])
    assert company.waiting(ask()) == ["*security"]

    UserRole.objects.exclude(user=company.id("ann")).delete()
    forget()
    with pytest.raises(KezhouError) as alone:
        ask()
    assert (alone.value.code, ApprovalRequest.objects.count()) == ("nobody_decides", 2)
