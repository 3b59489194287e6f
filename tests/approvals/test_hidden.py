"""What a step keeps from its approvers it keeps from them everywhere, and who lost a document reads it here no more."""

from typing import Any

import pytest

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.access.models import UserRole
from kezhou.platform.approvals import check, documents, flow_parse
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask
from kezhou.platform.notify.models import InboxItem
from tests.approvals.conftest import Company, step
from tests.approvals.desk import HEAD, Desk
from tests.contract.world import Api, forget
from tests.fakes.odd.deal.model import Deal

SECRET = "987654.32"
OWN = {"deal": {"view": "own"}}


def names(facts: list[dict[str, Any]]) -> set[str]:
    return {fact["field"]["name"] for fact in facts}


def everywhere(api: Api, asked: ApprovalRequest, deal: int) -> str:
    """All that an approver can call up, as one text."""
    told = [api.get("approval", box=box) for box in ("todo", "asked", "done", "copied")]
    told += [
        api.get(f"approval/{asked.id}"), api.get("approvals"), api.get("deal", limit=50), api.get(f"deal/{deal}"),
        api.get("approval/running", entity="deal", id=deal), api.get(f"deal/{deal}/history"),
        api.get("approval/preview", entity="deal", id=deal), api.get("inbox"), api.get("search", q="A deal"),
    ]  # fmt: skip
    return " ".join(answer.content.decode() for answer in told)


def test_what_a_step_hides_its_approvers_read_nowhere(company: Company) -> None:
    company.publish(step("legal", company.who("boss"), hide=["amount"]), step("money", company.who("fay")))
    for name in ("boss", "fay", "fox"):
        company.world.give(company.people[name], OWN)
    deal = company.deal(money=SECRET)
    asked = company.submit(deal)
    boss, fox = company.api("boss"), company.api("fox")

    assert "kind" in names(boss.get(f"approval/{asked.id}").json()["facts"])
    assert SECRET not in everywhere(boss, asked, deal)
    assert (boss.ids("deal"), boss.get(f"deal/{deal}").status_code) == ([], 404)
    assert boss.get(f"approval/{asked.id}").json()["sees_record"] is False
    assert SECRET in everywhere(company.api("ann"), asked, deal)

    assert boss.post(f"approval/{asked.id}/add", {"people": [company.id("otto")], "place": "before"}).status_code == 200
    assert SECRET not in everywhere(company.api("otto"), asked, deal)
    handed = company.api("otto").post(f"approval/{asked.id}/transfer", {"to": company.id("fox")})
    assert SECRET not in handed.content.decode() + everywhere(fox, asked, deal)
    assert SECRET not in fox.post(f"approval/{asked.id}/approve", {}).content.decode()
    assert SECRET not in boss.post(f"approval/{asked.id}/approve", {}).content.decode()
    for api in (boss, fox, company.api("otto")):
        assert SECRET not in everywhere(api, asked, deal), "nor afterwards"

    assert (company.waiting(asked), company.api("fay").ids("deal")) == (["fay"], [deal])
    assert SECRET in everywhere(company.api("fay"), asked, deal)
    texts = InboxItem.objects.filter(user__in=[company.id("boss"), company.id("fox")]).values_list("title", "text")
    assert SECRET not in str(list(texts))


def test_a_deputy_and_the_administrators_learn_no_more_than_whom_they_stand_in_for(company: Company) -> None:
    company.publish(step("one", {"type": "field", "field": "helper"}, hide=["amount"]))
    for name in ("fay", "adam"):
        company.world.give(company.people[name], OWN, admin=["settings"] if name == "adam" else [])
    deal = company.deal(money=SECRET, helper=company.id("boss"))
    asked = company.submit(deal)
    absence = {"deputy": company.id("fay"), "first_day": "2026-11-22", "last_day": "2026-11-23"}
    assert company.api("boss").post("approval_deputy", absence).status_code == 201
    other = company.deal(money=SECRET)
    open_one = company.submit(other)
    for name, request, record in (("fay", asked, deal), ("adam", open_one, other)):
        api = company.api(name)
        assert api.get(f"approval/{request.id}").status_code == 200
        assert SECRET not in everywhere(api, request, record), name


def test_who_is_asked_again_where_it_is_shown_sees_it(company: Company) -> None:
    company.publish(
        step("blind", company.who("boss"), hide=["amount"]), step("open", company.who("boss")), repeat="ask"
    )
    company.world.give(company.people["boss"], OWN)
    asked = company.submit(company.deal(money=SECRET))
    boss = company.api("boss")
    assert "amount" not in names(boss.get(f"approval/{asked.id}").json()["facts"])
    assert "amount" in names(boss.post(f"approval/{asked.id}/approve", {}).json()["facts"])


def test_lines_and_their_columns_are_hidden_too(desk: Desk) -> None:
    desk.publish("order", step("head", HEAD, hide=["amount", "$lines.amount", "$lines.unit_price"]))
    rows = desk.lines((desk.pump, "3", "1234.56"), (desk.hose, "1", "5"))
    order = desk.made("order", name="泵", customer=desk.customer, lines=rows)
    desk.act("order", order, "submit")
    (waiting,) = desk.chief.get("approval").json()["items"]
    told = desk.chief.get(f"approval/{waiting['id']}")
    (table,) = told.json()["lines"]
    columns = {column["name"] for column in table["columns"]}
    assert columns.isdisjoint({"amount", "unit_price"})
    assert "quantity" in columns
    assert (len(table["rows"]), table["groups"]) == (2, [])
    assert "1234.56" not in told.content.decode()
    assert "3703.68" not in told.content.decode()
    assert desk.chief.get(f"order/{order}").status_code == 404
    whole = desk.api.get(f"approval/{waiting['id']}").json()["lines"]
    assert "unit_price" in {column["name"] for column in whole[0]["columns"]}

    desk.decide("reject", "不行")
    desk.publish("order", step("head", HEAD, hide=["$lines"]))
    desk.act("order", order, "submit")
    (again,) = desk.chief.get("approval").json()["items"]
    assert desk.chief.get(f"approval/{again['id']}").json()["lines"] == []


def test_nobody_hides_what_cannot_be_hidden(company: Company) -> None:
    def found(subject: str, **more: Any) -> set[tuple[str, str]]:
        flow = flow_parse.parse({"nodes": [step("one", HEAD, **more)]})
        told = check.check(company.world.system, subject, flow)
        return {(one.level, one.code) for one in told if one.code not in ("nobody_for_some", "only_admin")}

    assert found("deal", hide=["amount", "kind"]) == set()
    assert found("deal", hide=["name"]) == found("deal", hide=["phantom"]) == {("error", "cannot_hide")}
    assert found("deal", hide=["$lines"]) == {("error", "cannot_hide")}
    assert found("deal", hide=["amount"], edit=["amount"]) == {("error", "hidden_and_open")}
    assert found("order", hide=["amount"]) == {("warning", "lines_tell")}
    assert found("order", hide=["amount", "$lines"]) == found("order", hide=["amount", "$lines.amount"]) == set()
    told = company.api("adam").get("approval_flow/order").json()["hideable"]
    offered = {one["name"] for one in told}
    assert {"amount", "customer", "$lines", "$lines.unit_price"} <= offered
    assert offered.isdisjoint({"name", "id", "version"})


def test_what_is_wrong_with_a_hidden_field_is_not_told_either(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.publish(step("one", company.who("boss"), hide=["amount"]))
    asked = company.submit(company.deal(money=SECRET))

    def refuse(ctx: Any, record_id: int) -> None:
        errors = [FieldError("amount", "bad", f"{SECRET} is too much."), FieldError("kind", "bad", "Not this kind.")]
        raise Invalid("no", errors=errors, extra={"amount": SECRET})

    monkeypatch.setitem(documents._followers, "deal", [refuse])
    answer = company.api("boss").post(f"approval/{asked.id}/approve", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_longer_valid")
    assert [error["path"] for error in answer.json()["errors"]] == ["kind"]
    assert SECRET not in answer.content.decode()


# -- who lost the document -------------------------------------------------------------------------------------------


def test_the_starter_who_lost_the_document_reads_it_here_no_more(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    deal = company.deal(money=SECRET)
    asked = company.submit(deal)
    ann = company.api("ann")
    assert ann.get(f"approval/{asked.id}").json()["withheld"] is False
    Deal.objects.filter(id=deal).update(owner=company.people["otto"], dept=company.world.west)
    forget()
    told = ann.get(f"approval/{asked.id}")
    assert (told.status_code, told.json()["facts"], told.json()["withheld"]) == (200, [], True)
    assert SECRET not in everywhere(ann, asked, deal)
    assert [line["action"] for line in told.json()["log"]] == ["asked"], "how it goes is still theirs to know"
    assert ann.post(f"approval/{asked.id}/withdraw", {}).status_code == 200


def test_who_may_see_no_deals_any_more_reads_only_what_waits_for_them(company: Company) -> None:
    company.publish(step("one", company.who("fay")), step("two", company.who("fox")))
    for name in ("fay", "fox"):
        company.world.give(company.people[name], OWN)
    deal = company.deal(money=SECRET)
    asked = company.submit(deal)
    assert company.api("fay").post(f"approval/{asked.id}/approve", {}).status_code == 200
    assert SECRET in everywhere(company.api("fay"), asked, deal)
    UserRole.objects.filter(user__in=[company.id("fay"), company.id("fox")]).delete()
    forget()
    fay, fox = company.api("fay"), company.api("fox")
    assert SECRET not in everywhere(fay, asked, deal)
    assert fay.get(f"approval/{asked.id}").json()["withheld"] is True
    assert "amount" in names(fox.get(f"approval/{asked.id}").json()["facts"]), "nobody decides blindly"
    assert ApprovalTask.objects.filter(request=asked, state="pending").count() == 1
