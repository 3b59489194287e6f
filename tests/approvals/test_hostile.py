"""What people do to requests beside deciding them: stand in for others, edit, delete, send twice, let terms run out."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.approvals import timeouts
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask
from kezhou.platform.exchange.imports import runs
from kezhou.platform.files.models import StoredFile
from kezhou.platform.notify.models import InboxItem
from tests.approvals.conftest import Company, amount, branch, step
from tests.approvals.desk import HEAD, Desk
from tests.contract.world import Api
from tests.exchange.conftest import work
from tests.finance.conftest import yuan

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TODAY = {"first_day": "2026-11-22", "last_day": "2026-11-23"}


def signature(api: Api) -> int:
    """A picture that somebody has just drawn."""
    answer = api.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile("signature.png", DOT, "image/png")},
        headers={"Authorization": f"Bearer {api.bearer}"},
        **{CLOCK_KEY: api.clock},
    )
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def approve(company: Company, name: str, asked: ApprovalRequest, **body: Any) -> Any:
    return company.api(name).post(f"approval/{asked.id}/approve", body)


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_a_deputy_sees_only_what_the_absence_is_about(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    company.world.give(company.people["fay"], {"deal": {"view": "own"}})
    absence = {"deputy": company.id("fay"), "subjects": ["deal_discount"], **TODAY}
    assert company.api("boss").post("approval_deputy", absence).status_code == 201
    deal = company.deal()
    asked = company.submit(deal)
    fay = company.api("fay")
    assert (fay.ids("deal"), fay.get(f"approval/{asked.id}").status_code) == ([], 404)

    other = company.deal()
    company.publish(step("one", company.who("boss")), subject="deal_discount")
    waits = company.api("ann").post(f"deal/{other}/actions/give_discount", {"discount": "5"}, If_Match='"1"')
    assert (fay.ids("deal"), fay.get(f"approval/{waits.json()['_approval']}").status_code) == ([other], 200)


def test_an_administrator_reads_what_waits_for_administrators_and_nothing_else(company: Company) -> None:
    company.publish(step("one", {"type": "field", "field": "helper"}))
    company.world.give(company.people["adam"], {"deal": {"view": "own"}}, admin=["settings"])
    named, open_one = company.deal(helper=company.id("fay")), company.deal()
    first, second = company.submit(named), company.submit(open_one)
    adam = company.api("adam")
    assert (company.waiting(first), company.waiting(second)) == (["fay"], ["*settings"])
    assert adam.get(f"approval/{first.id}").status_code == 404
    assert adam.get(f"approval/{second.id}").status_code == 200
    assert adam.ids("deal") == [open_one], "who has to decide may read what it is about"


def test_who_stands_in_and_decides_too_is_told_of_the_own_task_first(company: Company) -> None:
    company.publish(step("both", company.who("boss", "fay"), mode="all"))
    assert company.api("boss").post("approval_deputy", {"deputy": company.id("fay"), **TODAY}).status_code == 201
    asked = company.submit(company.deal())
    fay = company.api("fay")
    (row,) = fay.get("approval").json()["items"]
    own = ApprovalTask.objects.get(request=asked, user=company.id("fay"))
    assert (row["in_place_of"], row["task"]) == (None, own.id)

    assert approve(company, "fay", asked, task=own.id).status_code == 200
    twice = approve(company, "fay", asked, task=own.id)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_decided")
    assert company.waiting(asked) == ["boss"], "sent twice, it never decides in the place of somebody else"
    (row,) = fay.get("approval").json()["items"]
    assert row["in_place_of"] == company.id("boss")
    assert approve(company, "fay", asked, task=row["task"]).json()["state"] == "approved"


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_sent_twice_a_decision_never_decides_the_next_step(company: Company, verb: str) -> None:
    company.publish(step("one", company.who("boss")), step("two", company.who("boss")), repeat="ask")
    asked = company.submit(company.deal())
    task = ApprovalTask.objects.get(request=asked).id
    assert approve(company, "boss", asked, task=task).status_code == 200
    again = company.api("boss").post(f"approval/{asked.id}/{verb}", {"task": task, "comment": "so"})
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    told = {"ids": [asked.id], "approve": verb == "approve", "comment": "so", "tasks": {str(asked.id): task}}
    (one,) = company.api("boss").post("approval/batch", told).json()["results"]
    assert (one["ok"], one["problem"]["code"]) == (False, "already_decided")
    asked.refresh_from_db()
    assert (asked.state, asked.step, company.waiting(asked)) == ("pending", 2, ["boss"])


def test_a_field_that_is_hidden_is_not_told_by_a_request(company: Company) -> None:
    company.publish(step("one", company.who("boss"), edit=["amount"]))
    hidden = {"deal": {"amount": ("hidden", False)}}
    company.world.give(company.people["boss"], {"deal": {"view": "own"}}, hidden)
    asked = company.submit(company.deal())
    boss = company.api("boss")
    (row,) = boss.get("approval").json()["items"]
    told = boss.get(f"approval/{asked.id}").json()
    for facts in (row["facts"], told["facts"]):
        assert "amount" not in {fact["field"]["name"] for fact in facts}
    assert (row["edit"], told["edit"]) == ([], [])
    blind = approve(company, "boss", asked, values={"amount": yuan("1")})
    assert (blind.status_code, blind.json()["errors"][0]["path"]) == (403, "amount")
    assert company.waiting(asked) == ["boss"]


# -- who has spoken --------------------------------------------------------------------------------------------------


def test_whoever_approved_before_an_approver_changed_it_is_asked_again(company: Company) -> None:
    company.publish(
        step("one", company.who("fay")), step("two", company.who("hedy"), edit=["amount"]),
        step("three", company.who("fay")), step("four", company.who("hedy")),
    )  # fmt: skip
    for values, way in (({}, []), ({"amount": yuan("900000")}, ["fay"])):
        asked = company.submit(company.deal())
        approve(company, "fay", asked)
        assert approve(company, "hedy", asked, values=values).status_code == 200
        assert company.waiting(asked) == way
    assert approve(company, "fay", asked).json()["state"] == "approved", "who changed it knows it"


def test_what_a_term_approved_nobody_has_approved(company: Company) -> None:
    company.publish(
        step("one", company.who("boss"), timeout={"hours": 1, "action": "pass"}), step("two", company.who("boss"))
    )
    asked = company.submit(company.deal())
    company.later(hours=1)
    assert timeouts.run(company.world.system) == 1
    asked.refresh_from_db()
    assert (asked.state, company.waiting(asked)) == ("pending", ["boss"])


def test_one_after_the_other_is_asked_once(company: Company) -> None:
    three = [step(key, company.who("boss")) for key in ("one", "two", "three")]
    company.publish(*three, step("other", company.who("fay")), step("last", company.who("boss")), repeat="adjacent")
    asked = company.submit(company.deal())
    approve(company, "boss", asked)
    assert company.waiting(asked) == ["fay"]
    approve(company, "fay", asked)
    assert company.waiting(asked) == ["boss"]


# -- terms -----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_done_when_a_term_is_over_holds_up_nothing_else(company: Company) -> None:
    company.publish(step("one", company.who("boss"), timeout={"hours": 1, "action": "pass"}))
    unlucky, lucky = company.deal(name="unapprovable"), company.deal()
    first = company.submit(unlucky)
    company.submit(lucky)
    company.later(hours=1)
    assert timeouts.run(company.world.system) == 2
    assert (company.state(unlucky), company.state(lucky)) == ("pending", "approved")
    assert company.log(first)[-1] == "- timeout_impossible"
    told = InboxItem.objects.get(user=company.id("boss"), title__contains="the term is over")
    assert told.text == first.log.latest("id").comment != ""
    assert timeouts.run(company.world.system) == 0, "it is tried again when the term is over once more"
    assert company.api("boss").post(f"approval/{first.id}/reject", {"comment": "no"}).status_code == 200


# -- nobody, other currencies ----------------------------------------------------------------------------------------


def test_an_administrator_alone_is_told_that_nobody_could_decide(company: Company) -> None:
    company.publish(step("one", {"type": "field", "field": "helper"}))
    company.world.give(company.people["ann"], {}, admin=["settings"])
    deal = company.deal()
    assert company.waiting(company.submit(deal)) == ["*settings"], "adam is there too"
    company.world.give(company.people["adam"], {})
    UserRole.objects.filter(user=company.id("adam")).delete()
    alone = company.deal()
    answer = company.api("ann").post(f"deal/{alone}/actions/submit", {}, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_decides")
    assert (company.state(alone), ApprovalRequest.objects.filter(record_id=alone).count()) == ("draft", 0)


def test_an_amount_without_a_rate_is_never_taken_for_another(company: Company) -> None:
    large = amount("gte", "5000")
    money = branch("money", ("large", large, [step("boss", company.who("boss"))]), ("rest", None, []))
    company.publish(step("head", company.who("hedy"), edit=["amount"]), money)
    api, dollars = company.api("ann"), {"amount": "1000", "currency": "USD"}
    asked = company.submit(company.deal())
    refused = approve(company, "hedy", asked, values={"amount": dollars})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_rate")
    assert company.waiting(asked) == ["hedy"]

    company.publish(money)
    deal = company.world.make("deal", {"name": "Abroad", "amount": dollars}, company.people["ann"])
    told = api.get("approval/preview", entity="deal", id=deal)
    assert (told.status_code, told.json()["code"]) == (409, "no_rate")
    answer = api.post(f"deal/{deal}/actions/submit", {}, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (409, "no_rate")
    assert company.state(deal) == "draft"
    tried = company.api("adam").post("approval_flow/deal/simulate", {"definition": {"nodes": [money]}}).json()
    assert (tried["documents"], tried["no_way"]) == (2, 1)

    new = {"field": "kind", "op": "eq", "value": "new"}
    company.publish(branch("first", ("new", new, [step("x", company.who("fay"))]), ("other", None, [money])))
    abroad = {"name": "Abroad", "amount": dollars, "kind": "new"}
    assert company.waiting(company.submit(company.world.make("deal", abroad, company.people["ann"]))) == ["fay"]


# -- records that change meanwhile -----------------------------------------------------------------------------------


def project(desk: Desk) -> int:
    return desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")


def test_what_is_decided_about_is_not_thrown_away_meanwhile(desk: Desk) -> None:
    record = project(desk)
    desk.publish("project_start")
    desk.act("opportunity", record, "start_project")
    refused = desk.api.delete(f"opportunity/{record}", desk.get("opportunity", record)["version"])
    assert (refused.status_code, refused.json()["code"]) == (423, "approval_running")
    desk.decide("reject", "不同意")
    assert desk.get("opportunity", record)["project_state"] == "rejected"
    assert desk.api.delete(f"opportunity/{record}", desk.get("opportunity", record)["version"]).status_code == 204


def test_an_approver_changes_what_a_step_opens_of_a_record_that_is_held(desk: Desk) -> None:
    record = project(desk)
    desk.publish("project_start", step("head", HEAD, edit=["budget"]))
    desk.act("opportunity", record, "start_project")
    asked = ApprovalRequest.objects.latest("id")
    answer = desk.chief.post(f"approval/{asked.id}/approve", {"values": {"budget": yuan("9000")}})
    assert answer.status_code == 200, answer.content
    read = desk.get("opportunity", record)
    assert (read["budget"]["amount"], read["project_state"]) == ("9000.00", "approved")


def test_undoing_an_import_takes_back_nothing_that_was_approved_since(company: Company) -> None:
    company.world.give(company.people["ann"], {"deal": {"import": "own"}})
    ctx = company.ctx("ann")
    run = runs.upload(ctx, "deal", "deals.csv", [b"Name\nOne\nTwo\n"])
    runs.change(ctx, run.id, {"mapping": {"0": "name"}})
    runs.start_run(ctx, run.id)
    work()
    one, two = sorted(company.api("ann").ids("deal"))
    assert company.submit_without_flow(one) == "approved"
    runs.start_undo(ctx, run.id)
    work()
    told = runs.own(ctx, run.id).undo_counts or {}
    assert (told["removed"], told["kept_records"]) == (1, [{"id": one, "code": "void_instead"}])
    assert company.api("ann").ids("deal") == [one]
    assert two != one


# -- several at once, lines ------------------------------------------------------------------------------------------


def test_several_are_signed_at_once_and_each_keeps_its_own_picture(company: Company) -> None:
    company.publish(step("one", company.who("boss"), sign=True))
    signed, unsigned = company.submit(company.deal()), company.submit(company.deal())
    company.publish(step("one", company.who("boss")))
    plain = company.submit(company.deal())
    boss = company.api("boss")
    picture = signature(boss)
    ids = [signed.id, unsigned.id, plain.id]
    assert boss.post("approval/batch", {"ids": ids, "approve": True, "signatures": [1]}).status_code == 422
    body = {"ids": ids, "approve": True, "signatures": {str(signed.id): picture}}
    told = boss.post("approval/batch", body).json()["results"]
    assert [(one["id"], one["ok"]) for one in told] == [(signed.id, True), (unsigned.id, False), (plain.id, True)]
    assert told[1]["problem"]["errors"][0]["path"] == "signature"
    task = ApprovalTask.objects.get(request=signed)
    file = StoredFile.objects.get(id=picture)
    assert (task.signature_id, file.entity, file.record_id) == (picture, "approval", signed.id)
    assert b"".join(boss.get(f"approval/{signed.id}/signatures/{task.id}").streaming_content) == DOT

    again = boss.post("approval/batch", {**body, "ids": [unsigned.id], "signatures": {str(unsigned.id): picture}})
    assert again.json()["results"][0]["problem"]["errors"][0]["code"] == "not_a_signature"
    unsigned.refresh_from_db()
    assert unsigned.state == "pending"


def test_a_flow_is_tried_on_the_lines_of_the_past(desk: Desk) -> None:
    for rates in (["5", "30"], ["5"], []):
        lines = [{"product": desk.pump, "name": "泵", "quantity": "1", "unit_price": "100", "discount_rate": rate}
                 for rate in [*rates, None]]  # fmt: skip
        desk.made("order", name="泵", customer=desk.customer, lines=lines)
    large = {"field": "$lines.max.discount_rate", "op": "gte", "value": "20"}
    definition = {"nodes": [branch("how", ("large", large, [step("head", HEAD)]), ("rest", None, []))]}
    boss = desk.world.api(desk.world.person("drawer", desk.world.head))
    desk.world.give(boss.user, {}, admin=["settings"])
    told = boss.post("approval_flow/order/simulate", {"definition": definition}).json()
    assert (told["documents"], told["nodes"], told["steps"]) == (3, {"head": 1}, {"0": 2, "1": 1})


def test_lines_are_added_up_in_the_currency_of_their_document(desk: Desk) -> None:
    pumps = desk.world.admin.post("product_category", {"name": "泵"}).json()["id"]
    pump = desk.made("product", desk.world.admin, code="A", name="甲", category=pumps)
    line = {"product": pump, "name": "甲", "quantity": "2", "unit_price": "100"}
    order = desk.made("order", name="出口", customer=desk.customer, currency="USD", lines=[line, line])
    desk.publish("order")
    desk.act("order", order, "submit")
    asked = ApprovalRequest.objects.latest("id")
    (table,) = desk.chief.get(f"approval/{asked.id}").json()["lines"]
    assert [group["value"] for group in table["groups"]] == [{"amount": "400.00", "currency": "USD"}]


def test_a_role_that_only_bears_the_name_of_another_decides_nothing_for_it(company: Company) -> None:
    company.publish(step("one", {"type": "field", "field": "helper"}))
    asked = company.submit(company.deal())
    ApprovalTask.objects.filter(request=asked, state="pending").update(user=None, role="ceo", permission="")
    fay = company.people["fay"]
    role = company.world.give(fay, {"deal": {"view": "none"}})
    Role.objects.filter(id=role.id).update(name="ceo")
    company.world.give(fay, {})
    assert company.api("fay").get(f"approval/{asked.id}").status_code == 404
    assert approve(company, "fay", asked).status_code == 404
    assert ApprovalTask.objects.get(request=asked, role="ceo").state == "pending"

    Role.objects.filter(id=role.id).update(key="ceo")
    company.world.give(fay, {})
    assert company.api("fay").get(f"approval/{asked.id}").status_code == 200
