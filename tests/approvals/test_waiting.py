"""A decision that is still to be made stands in the way of the trash, on every door, and says so; who owns a record
while it is decided about changes nothing of the decision."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.credit.models import CreditRelease
from kezhou.platform.approvals import engine, extensions, request
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.exchange.imports import runs
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org import tree
from kezhou.platform.org.models import Department, User
from tests.approvals.conftest import Company, step
from tests.approvals.desk import HEAD, Desk
from tests.contract.world import forget
from tests.exchange.conftest import work
from tests.finance.conftest import yuan


def release(desk: Desk, customer: int | None = None) -> int:
    desk.world.give(desk.hedy, {"credit_profile": {"view": "all", "update": "all"}})
    wanted = {"customer": customer or desk.customer, "amount": yuan("500"), "until": "2026-11-30", "reason": "急"}
    answer = desk.api.post("credit/release", wanted)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def extension(desk: Desk, entity: str, record: int) -> int:
    """Opened as the pool's own call opens it, without a pool."""
    ctx = desk.world.ctx(desk.api)
    payload = {"until": "2026-11-30", "reason": "急"}
    return request.request(
        ctx, extensions.KIND, "延期", users=[desk.hedy.id], entity=entity, record_id=record, payload=payload
    ).id


def refused(answer: Any, *kinds: str) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (423, "approval_running"), answer.content
    assert [one["kind"] for one in problem["approvals"]] == list(kinds)
    assert "Ann" in problem["detail"]


def deleted(desk: Desk, entity: str, record: int) -> Any:
    return desk.api.delete(f"{entity}/{record}", desk.get(entity, record)["version"])


def test_a_customer_stays_while_somebody_decides_about_its_credit_or_its_pool(desk: Desk) -> None:
    asked = release(desk)
    refused(deleted(desk, "customer", desk.customer), "credit_release")
    bulk = desk.api.post("customer/bulk", {"op": "delete", "ids": [desk.customer]}).json()
    assert [one["problem"]["code"] for one in bulk["results"]] == ["approval_running"]
    extension(desk, "customer", desk.customer)
    refused(deleted(desk, "customer", desk.customer), "credit_release", "pool_extension")
    assert desk.api.post(f"approval/{asked}/withdraw", {}).status_code == 200
    ApprovalRequest.objects.filter(kind="pool_extension").update(state="withdrawn")
    assert deleted(desk, "customer", desk.customer).status_code == 204
    # What is gone is asked about by nobody.
    gone = {"customer": desk.customer, "amount": yuan("500"), "until": "2026-11-30", "reason": "急"}
    assert desk.api.post("credit/release", gone).status_code == 404


@pytest.mark.parametrize("key", ["quote", "contract", "order"])
def test_a_customer_stays_while_somebody_decides_about_its_document(desk: Desk, key: str) -> None:
    desk.publish(key)
    record = desk.made(key, name="大单", customer=desk.customer, lines=desk.lines((desk.pump, "1", "100")))
    desk.act(key, record, "submit")
    refused(deleted(desk, "customer", desk.customer), key)
    desk.decide("reject", "不同意")
    assert deleted(desk, "customer", desk.customer).status_code == 204


def test_whatever_hangs_on_what_hangs_on_it(desk: Desk) -> None:
    opportunity = desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")
    sample = desk.made("sample_request", opportunity=opportunity, item="泵", quantity="1")
    desk.act("sample_request", sample, "submit")
    refused(deleted(desk, "opportunity", opportunity), "sample_request")
    refused(deleted(desk, "customer", desk.customer), "sample_request")
    desk.decide("reject", "不同意")
    desk.act("opportunity", opportunity, "start_project")
    refused(deleted(desk, "customer", desk.customer), "project_start")


def test_undoing_an_import_keeps_what_is_decided_about(desk: Desk) -> None:
    desk.world.give(desk.api.user, {"customer": {"import": "all"}})
    ctx = desk.world.ctx(desk.api)
    run = runs.upload(ctx, "customer", "c.csv", ["名称\n宁波某某阀门有限公司\n温州某某阀门有限公司\n".encode()])
    runs.change(ctx, run.id, {"mapping": {"0": "name"}})
    runs.start_run(ctx, run.id)
    work()
    kept, _gone = sorted(desk.api.ids("customer"))[-2:]
    release(desk, kept)
    runs.start_undo(ctx, run.id)
    work()
    told = runs.own(ctx, run.id).undo_counts or {}
    assert (told["removed"], told["kept_records"]) == (1, [{"id": kept, "code": "approval_running"}])


def test_a_merge_names_the_request_that_is_in_its_way_and_takes_documents_along(desk: Desk) -> None:
    twin = desk.made("customer", name="苏州某某泵业公司")
    desk.publish("order")
    order = desk.made("order", name="大单", customer=twin, lines=desk.lines((desk.pump, "1", "100")))
    desk.act("order", order, "submit")
    both = [release(desk, desk.customer), release(desk, twin)]

    def merge() -> Any:
        version = desk.get("customer", desk.customer)["version"]
        return desk.api.post(f"customer/{desk.customer}/merge", {"losers": [twin]}, If_Match=f'"{version}"')

    refused(merge(), "credit_release")
    assert desk.api.post(f"approval/{both[1]}/withdraw", {}).status_code == 200
    assert merge().status_code == 200, merge().content
    assert desk.chief.post(f"approval/{both[0]}/approve", {}).status_code == 200
    assert CreditRelease.objects.get().customer_id == desk.customer
    desk.decide("approve")
    read = desk.get("order", order)
    assert (read["approval_state"], read["customer"]["id"]) == ("approved", desk.customer)


def test_a_release_for_a_document_follows_its_customer_through_a_merge(desk: Desk) -> None:
    twin = desk.made("customer", name="苏州某某泵业公司")
    for customer in (desk.customer, twin):
        profile = {"customer": customer, "credit_limit": yuan("10"), "order_control": "block"}
        assert desk.world.admin.post("credit_profile", profile).status_code == 201
    order = desk.made("order", name="大单", customer=twin, lines=desk.lines((desk.pump, "1", "100")))
    assert desk.tried("order", order, "submit").json()["code"] == "credit_refused"
    desk.world.give(desk.hedy, {"credit_profile": {"view": "all", "update": "all"}})
    wanted = {"entity": "order", "id": order, "until": "2026-11-30", "reason": "急"}
    assert desk.api.post("credit/release_document", wanted).status_code == 201
    version = desk.get("customer", desk.customer)["version"]
    merged = desk.world.admin.post(f"customer/{desk.customer}/merge", {"losers": [twin]}, If_Match=f'"{version}"')
    assert merged.status_code == 200, merged.content
    desk.decide("approve")
    assert CreditRelease.objects.get().customer_id == desk.customer
    assert desk.act("order", order, "submit")["approval_state"] == "approved"


# -- a new owner -----------------------------------------------------------------------------------------------------


def test_a_transfer_leaves_the_decision_with_whom_it_was_asked_of(desk: Desk) -> None:
    """The project goes with its customer to a colleague of another department; its approval goes on."""
    opportunity = desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")
    registered = desk.made("opportunity", name="二期", customer=desk.customer)
    desk.publish("project_start", step("head", HEAD), step("above", {"type": "head", "level": 1}))
    desk.act("opportunity", opportunity, "start_project")
    ann, carl = desk.api.user, desk.world.person("carl", desk.world.west)
    desk.world.give(carl, {"customer": {"view": "own"}, "opportunity": {"view": "own"}})
    asked = ApprovalRequest.objects.latest("id")
    version = desk.get("customer", desk.customer)["version"]
    moved = desk.api.patch(f"customer/{desk.customer}", {"owner": carl.id}, version=version)
    assert moved.status_code == 200, moved.content
    assert {desk.get("opportunity", one)["owner"]["id"] for one in (opportunity, registered)} == {carl.id}

    assert desk.world.api(carl).get(f"opportunity/{opportunity}").json()["project_state"] == "pending"
    assert [task.user_id for task in asked.tasks.filter(state="pending")] == [desk.hedy.id]
    desk.world.give(ann, {"opportunity": {"view": "none"}})
    forget()
    engine.forget()
    desk.decide("approve")
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert desk.world.admin.get(f"opportunity/{opportunity}").json()["project_state"] == "approved"
    told = InboxItem.objects.filter(user=ann, entity="approval", record_id=asked.id)
    assert [item.title for item in told] == ["Approved: Take up the project “泵站改造”"]
    assert desk.api.get(f"approval/{asked.id}").status_code == 200


def test_an_owner_who_left_still_takes_back_what_they_asked_for(desk: Desk) -> None:
    opportunity = desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")
    desk.act("opportunity", opportunity, "start_project")
    asked = ApprovalRequest.objects.latest("id")
    carl = desk.world.person("carl", desk.world.west)
    version = desk.get("customer", desk.customer)["version"]
    assert desk.api.patch(f"customer/{desk.customer}", {"owner": carl.id}, version=version).status_code == 200
    desk.world.give(desk.api.user, {"opportunity": {"view": "none"}})
    assert desk.api.post(f"approval/{asked.id}/withdraw", {}).status_code == 200
    assert desk.world.admin.get(f"opportunity/{opportunity}").json()["project_state"] == "none"


def test_an_extension_ends_when_the_record_changes_hands_by_hand(desk: Desk) -> None:
    asked = extension(desk, "customer", desk.customer)
    version = desk.get("customer", desk.customer)["version"]
    assert desk.api.patch(f"customer/{desk.customer}", {"owner": desk.hedy.id}, version=version).status_code == 200
    assert ApprovalRequest.objects.get(id=asked).state == "withdrawn"
    assert desk.chief.get("approval", box="todo").json()["items"] == []


def test_who_started_it_may_leave_and_their_department_too(company: Company) -> None:
    """The flow ends, the stored change is applied, and nobody is asked who is gone."""
    company.publish(
        step("one", company.who("fay")),
        step("two", {"type": "superior", "level": 1}),
        step("three", {"type": "head", "level": 1}, empty="admin"),
    )
    deal = company.deal()
    asked = company.submit(deal)
    people = company.people
    User.objects.filter(id__in=[people["ann"].id, people["hedy"].id]).update(department=company.world.west)
    User.objects.filter(id=people["ann"].id).update(status="disabled")
    for below in Department.objects.filter(parent=company.world.east):
        tree.delete_department(company.world.system, below.id)
    tree.delete_department(company.world.system, company.world.east.id)
    for _step in range(3):
        (waiting,) = company.waiting(asked)
        name = "adam" if waiting.startswith("*") else waiting
        answer = company.api(name).post(f"approval/{asked.id}/approve", {})
        assert answer.status_code == 200, (name, answer.content)
    assert company.state(deal) == "approved"
