"""A document that credit refused: written down, released by approval from the refusal, and only that document."""

from kezhou.modules.credit.models import CreditCheck, CreditRelease
from tests.approvals.conftest import branch, step
from tests.approvals.desk import HEAD, Desk
from tests.finance.conftest import yuan


def test_credit_that_refuses_is_written_down_and_released_from_there(desk: Desk) -> None:
    profile = {"customer": desk.customer, "credit_limit": yuan("250"), "order_control": "block"}
    assert desk.world.admin.post("credit_profile", profile).status_code == 201
    order = desk.made("order", name="大单", customer=desk.customer, lines=desk.lines((desk.pump, "3", "100")))
    before = desk.seen("order", order)
    body = {"entity": "order", "id": order, "until": "2026-11-30", "reason": "老客户，月底回款"}
    early = desk.api.post("credit/release_document", body)
    assert (early.status_code, early.json()["code"]) == (409, "not_refused")

    refused = desk.tried("order", order, "submit")
    assert (refused.status_code, refused.json()["code"]) == (422, "credit_refused")
    assert [error["code"] for error in refused.json()["errors"]] == ["credit_over_limit"]
    assert desk.seen("order", order) == before
    check = CreditCheck.objects.get()
    assert (check.verdict, check.entity, check.record_id, str(check.amount)) == ("block", "order", order, "300.00")
    shown = desk.api.get("credit/checks", customer=desk.customer).json()["items"]
    assert [(one["verdict"], one["record"]) for one in shown] == [("block", order)]

    desk.publish("credit_release", branch(
        "value", ("large", {"field": "value", "op": "gte", "value": "300"}, [step("head", HEAD)]),
        ("rest", None, [step("boss", {"type": "people", "users": [desk.hedy.id]})]),
    ))  # fmt: skip
    assert desk.api.post("credit/release_document", {**body, "reason": " "}).status_code == 422
    release = desk.api.post("credit/release_document", body)
    assert release.status_code == 201, release.content
    assert desk.api.post("credit/release_document", body).json()["code"] == "already_asked"
    assert desk.api.patch(f"order/{order}", {"remarks": "x"}, desk.get("order", order)["version"]).status_code == 423
    desk.decide("reject", "先收款")
    assert CreditRelease.objects.count() == 0
    assert desk.tried("order", order, "submit").status_code == 422

    assert desk.api.post("credit/release_document", body).status_code == 201
    assert [one["step_name"] for one in desk.chief.get("approval", box="todo").json()["items"]] == ["Head"]
    desk.decide("approve")
    assert desk.act("order", order, "submit")["approval_state"] == "approved"
    assert desk.owed() == {"unshipped": "300.00"}

    more = desk.made("order", name="再来", customer=desk.customer, lines=desk.lines((desk.pump, "1", "100")))
    assert desk.tried("order", more, "submit").status_code == 422, "another one is not released"
    stranger = desk.world.person("eve", desk.world.west)
    assert desk.world.api(stranger).post("credit/release_document", {**body, "id": more}).status_code == 404


def test_what_was_released_is_released_for_no_more_and_no_longer(desk: Desk) -> None:
    profile = {"customer": desk.customer, "credit_limit": yuan("250"), "order_control": "block"}
    desk.world.admin.post("credit_profile", profile)
    order = desk.made("order", name="大单", customer=desk.customer, lines=desk.lines((desk.pump, "3", "100")))
    desk.tried("order", order, "submit")
    desk.world.give(desk.hedy, {"credit_profile": {"view": "all", "update": "all"}})
    body = {"entity": "order", "id": order, "until": "2026-11-23", "reason": "老客户"}
    assert desk.api.post("credit/release_document", body).status_code == 201
    waiting = [one["id"] for one in desk.chief.get("approval", box="todo").json()["items"]]
    assert desk.chief.post(f"approval/{waiting[0]}/approve", {}).status_code == 200

    read = desk.get("order", order)
    line = read["lines"][0]["id"]
    for quantity, answer in (("4", 422), ("3", 200)):
        version = desk.get("order", order)["version"]
        assert (
            desk.api.patch(f"order/{order}", {"lines": [{"id": line, "quantity": quantity}]}, version).status_code
            == 200
        )
        assert desk.tried("order", order, "submit").status_code == answer
