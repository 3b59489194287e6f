"""Registering opportunities: what clashes, who decides, what each side may see, how long it lasts."""

from datetime import timedelta

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales.registration import registering, rules
from kezhou.modules.sales.sales_stage.model import SalesStage
from kezhou.platform.base.sql import fetch_one
from tests.sales.conftest import Team

pytestmark = pytest.mark.django_db


def test_registered_by_a_decision_with_reason_and_for_a_time(team: Team) -> None:
    made = team.opportunity("ann")
    path = f"opportunity/{made['id']}"

    asked = team.act("ann", path, "register", note="客户总部已立项")
    assert (asked.status_code, asked.json()["registration_state"]) == (200, "pending")
    assert team.act("ann", path, "register").status_code == 409
    assert team.decide("cai", "approve", "属实").status_code == 200

    told = team.api("ann").get(path).json()
    assert (told["registration_state"], told["registered_until"]) == ("registered", "2027-02-20")
    kept = team.api("ann").get(f"{path}/related/registrations").json()["items"]
    assert [(row["state"], row["reason"], row["clashes"], row["decider"]["title"]) for row in kept] == [
        ("registered", "属实", 0, "Cai")
    ]
    assert team.act("ann", path, "renew").status_code == 200
    team.decide("cai", "approve")
    assert team.api("ann").get(path).json()["registered_until"] == "2027-05-21"
    team.world.clock.moment += timedelta(days=181)
    assert registering.run_out(Ctx.system("test", team.world.clock)) == 1
    assert team.api("ann").get(path).json()["registration_state"] == "expired"


def test_a_rejection_and_a_withdrawal(team: Team) -> None:
    first, second = (f"opportunity/{team.opportunity('ann')['id']}" for _number in range(2))
    team.act("ann", first, "register")
    assert team.decide("cai", "reject").status_code == 422
    assert team.decide("cai", "reject", "他人已报备").status_code == 200
    assert team.api("ann").get(first).json()["registration_state"] == "rejected"

    team.act("ann", second, "register")
    assert team.act("cai", second, "withdraw_registration").status_code == 409
    assert team.act("ann", second, "withdraw_registration").json()["registration_state"] == "none"
    assert team.api("cai").get("approvals", state="pending").json()["items"] == []


def test_a_registration_that_ran_out_overnight_opens_no_gate_and_a_renewal_that_waits_is_asked_once(team: Team) -> None:
    made = team.opportunity("ann", amount={"amount": "50.00"})
    path = f"opportunity/{made['id']}"
    team.act("ann", path, "register")
    team.decide("cai", "approve", "属实")
    assert team.act("ann", path, "renew").status_code == 200
    SalesStage.objects.filter(id=team.stages["赢单"]).update(gate_registered=True)
    team.world.clock.moment += timedelta(days=91)  # its last day was yesterday; the job of the night has not run

    refused = team.act("ann", path, "win", summary="总部支持")
    assert [error["code"] for error in refused.json()["errors"]] == ["not_registered"]
    assert registering.run_out(Ctx.system("test", team.world.clock)) == 1
    again = team.act("ann", path, "register")
    assert (again.status_code, again.json()["code"]) == (409, "already_asked")
    assert team.decide("cai", "approve").status_code == 200
    assert team.api("ann").get(path).json()["registered_until"] == "2027-05-22"
    assert team.act("ann", path, "win", summary="总部支持").json()["state"] == "won"


def test_each_side_sees_only_what_it_may(team: Team) -> None:
    theirs = team.customer("eve", "深圳市华强电子有限公司", credit_code="91350100M000100Y43")
    hidden = team.opportunity("eve", theirs, name="华强电子ERP二期")
    ours = team.customer("ann", "华强电子（深圳）有限公司", credit_code="91350100M000100Y43")

    told = team.api("ann").get("sales/clashes", customer=ours, name="ERP二期项目").json()["items"]

    assert len(told) == 1
    assert told[0]["hidden"] is True
    assert set(told[0]) <= {"verdict", "hidden", "owner"}
    assert hidden["name"] not in str(told)
    made = team.opportunity("ann", ours, name="华强ERP二期")
    team.act("ann", f"opportunity/{made['id']}", "register")
    team.world.give(team.people["cai"], {"opportunity": {"view": "all"}, "customer": {"view": "all"}})
    seen = team.api("cai").get(f"opportunity/{made['id']}/registration").json()
    assert [(one["name"], one["owner"], one["customer"]) for one in seen["then"]] == [
        ("华强电子ERP二期", "Eve", "深圳市华强电子有限公司")
    ]
    assert team.api("eve").get(f"opportunity/{made['id']}/registration").status_code == 404
    assert team.api("ann").get("sales/clashes", customer=theirs, name="x").status_code == 404


def test_only_a_registered_one_is_won_where_the_company_says_so(team: Team) -> None:
    body = {
        "registration_required": True, "validity_days": 30, "recent_days": 90, "max_renewals": 0,
        "competitor_on_loss": False, "version": 0,
    }  # fmt: skip
    assert team.api("ann").call("PUT", "sales/rules", body).status_code == 403
    team.world.give(team.people["cai"], {}, admin=["settings"])
    assert team.api("cai").call("PUT", "sales/rules", {**body, "validity_days": 0}).status_code == 422
    assert team.api("cai").call("PUT", "sales/rules", body).json()["version"] == 1
    assert team.api("cai").call("PUT", "sales/rules", body).status_code == 412
    path = f"opportunity/{team.opportunity('ann', amount={'amount': '5.00'})['id']}"

    refused = team.act("ann", path, "win", summary="x")

    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("stage", "not_registered")]
    team.act("ann", path, "register")
    team.decide("cai", "approve")
    assert team.act("ann", path, "win", summary="x").status_code == 200
    assert fetch_one("SELECT registered_until::text FROM sales_opportunity") == ("2026-12-22",)


def test_samples_are_approved_before_they_are_sent(team: Team) -> None:
    made = team.opportunity("ann")
    answer = team.api("ann").post("sample_request", {"opportunity": made["id"], "item": "传感器", "quantity": "2"})
    path = f"sample_request/{answer.json()['id']}"

    assert team.act("ann", path, "send").status_code == 409
    assert team.act("ann", path, "submit").json()["approval_state"] == "pending"
    version = team.api("ann").get(path).json()["version"]
    assert team.api("ann").patch(path, {"quantity": "20"}, version=version).status_code == 423
    team.decide("cai", "approve")
    sent = team.act("ann", path, "send", carrier="顺丰", tracking="SF123").json()
    assert (sent["state"], sent["carrier"], sent["sent_on"]) == ("sent", "顺丰", "2026-11-22")
    assert team.act("ann", path, "receive", feedback="精度达标").json()["state"] == "received"


def test_a_project_is_taken_up_by_a_decision(team: Team) -> None:
    normal = team.opportunity("ann")
    assert team.act("ann", f"opportunity/{normal['id']}", "start_project").status_code == 409
    path = f"opportunity/{team.opportunity('ann', kind='project')['id']}"
    assert team.act("ann", path, "start_project").json()["project_state"] == "pending"
    team.decide("cai", "approve")
    assert team.api("ann").get(path).json()["project_state"] == "approved"


def test_likeness_of_names_without_the_customers() -> None:
    assert rules.alike("华强电子ERP二期", "华强 ERP二期", ["华强电子", "华强"]) == 1.0
    assert rules.alike("产线传感器", "财务软件") == 0.0
    same = rules.judge("ERP二期", [], rules.Other("ERP 二期", "same", is_open=True, is_registered=True))
    assert (same.verdict, same.score, same.reasons) == (
        "certain", 100, ("customer_same", "name_same", "open", "registered"),
    )  # fmt: skip
    other = rules.judge("ERP二期", [], rules.Other("食堂改造", "same", is_open=True, is_registered=False))
    assert (other.verdict, other.score) == ("possible", 66)
    meant = rules.Other("食堂改造", "likely", is_open=True, is_registered=False, same_product=True)
    assert (rules.judge("ERP二期", [], meant).verdict, rules.judge("ERP二期", [], meant).score) == ("possible", 56)
