"""Opportunities on their way: where they begin, what a move asks for, what an end asks for, what is remembered."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.audit import history
from kezhou.platform.base.sql import execute, fetch_all, fetch_one
from tests.sales.conftest import Team, findings

pytestmark = pytest.mark.django_db


def codes(answer: Any) -> list[tuple[str, str]]:
    return sorted((error["path"], error["code"]) for error in answer.json()["errors"])


def test_a_new_one_begins_where_the_usual_process_begins(team: Team) -> None:
    made = team.opportunity("ann", amount={"amount": "1000.00", "currency": "CNY"})

    assert (made["stage"]["title"], made["state"], made["probability"]) == ("潜在信息收集", "open", "10.00")
    assert made["weighted_amount"] == {"amount": "100.00", "currency": "CNY"}
    assert (made["opened_on"], made["closed_on"], made["stale_on"]) == ("2026-11-22", None, "2026-12-12")
    assert made["finder"]["id"] == team.people["ann"].id
    plan = fetch_all("SELECT title, due_on::text, doer_id FROM sales_opportunityactivity")
    assert plan == [("首次沟通，确认需求真实性", "2026-11-25", team.people["ann"].id)]
    assert findings() == []


def test_a_move_asks_for_the_fields_of_the_stage_and_changes_nothing_without(team: Team) -> None:
    made = team.opportunity("ann")

    refused = team.change("ann", made, stage=team.stages["报价"])

    assert refused.status_code == 422
    assert codes(refused) == [("amount", "required"), ("expected_on", "required")]
    assert team.api("ann").get(f"opportunity/{made['id']}").json()["version"] == 1
    moved = team.change(
        "ann", made, stage=team.stages["报价"], amount={"amount": "300.33"}, expected_on="2026-12-31"
    ).json()
    assert (moved["stage"]["title"], moved["probability"], moved["weighted_amount"]["amount"]) == (
        "报价",
        "60.00",
        "180.20",
    )
    emptied = team.change("ann", made, expected_on=None)
    assert codes(emptied) == [("expected_on", "required")]


def test_allowed_moves_gates_and_proofs(team: Team) -> None:
    made = team.opportunity("ann", requirement="三条产线")
    first, second, third = (team.stages[name] for name in ("潜在信息收集", "需求了解", "技术方案"))
    execute("UPDATE sales_salesstage SET next_stages = %s WHERE id = %s", ([second], first))
    execute("UPDATE sales_salesstage SET evidence_text = TRUE, gate_registered = TRUE WHERE id = %s", (second,))
    execute("UPDATE sales_opportunityactivity SET required = TRUE")

    assert codes(team.change("ann", made, stage=third))[0] == ("contact", "required")
    assert ("stage", "no_such_move") in codes(team.change("ann", made, stage=third))
    refused = team.change("ann", made, stage=second)
    assert codes(refused) == [("stage", "activities_open"), ("stage", "not_registered"), ("stage_note", "required")]

    activity = fetch_one("SELECT id FROM sales_opportunityactivity")
    assert activity is not None
    assert team.act("ann", f"opportunity_activity/{activity[0]}", "drop").status_code == 422
    assert team.act("ann", f"opportunity_activity/{activity[0]}", "done", result="真实需求").status_code == 200
    execute("UPDATE sales_opportunity SET registration_state = 'registered'")
    moved = team.change("ann", made, stage=second, stage_note="客户来函，见附件")
    assert moved.status_code == 200, moved.content
    assert moved.json()["stage_note"] == "客户来函，见附件"
    back = team.change("ann", made, stage=first)
    assert (back.status_code, back.json()["stage_note"]) == (200, "")


def test_losing_asks_for_reason_competitor_and_summary(team: Team) -> None:
    made = team.opportunity("ann", amount={"amount": "50.00"})
    rival = team.world.make("competitor", {"name": "远航软件"}, team.people["cai"])
    path = f"opportunity/{made['id']}"

    assert codes(team.act("ann", path, "lose")) == [
        ("competitor", "required"),
        ("lost_reason", "required"),
        ("summary", "required"),
    ]
    assert team.api("ann").get(path).json()["state"] == "open"
    lost = team.act("ann", path, "lose", lost_reason="price", competitor=rival, summary="对方降价两成").json()
    assert (lost["state"], lost["stage"]["title"], lost["closed_on"], lost["probability"]) == (
        "lost",
        "输单",
        "2026-11-22",
        "0.00",
    )
    assert lost["weighted_amount"] == {"amount": "0.00", "currency": "CNY"}
    assert team.act("ann", path, "win", summary="x").status_code == 409
    again = team.act("ann", path, "reopen").json()
    assert (again["state"], again["closed_on"], again["stage"]["title"]) == ("open", None, "潜在信息收集")
    won = team.act("ann", path, "win", summary="总部支持，价格让步").json()
    assert (won["state"], won["weighted_amount"]["amount"], won["probability"]) == ("won", "50.00", "100.00")
    told = team.api("ann").get("sales/competition").json()
    assert told["items"] == [
        {
            "id": rival, "name": "远航软件", "threat": "medium", "reach": "global", "met": 1, "open": 0, "won": 1,
            "lost": 0, "win_rate": 100.0, "won_amount": "50.00", "lost_amount": None, "left_out": 0,
        }
    ]  # fmt: skip
    assert team.api("eve").get("sales/competition").json()["items"] == []


def test_time_in_each_stage(team: Team) -> None:
    made = team.opportunity("ann", requirement="三条产线")
    team.world.clock.moment += timedelta(days=3)
    assert team.change("ann", made, stage=team.stages["需求了解"]).status_code == 200
    team.world.clock.moment += timedelta(days=5)

    told = team.api("ann").get(f"opportunity/{made['id']}/path").json()

    days = {stage["name"]: stage["days"] for stage in told["stages"]}
    assert (days["潜在信息收集"], days["需求了解"], days["技术方案"]) == (3, 5, None)
    assert [(move["name"], move["days"]) for move in told["moves"]] == [("潜在信息收集", 3), ("需求了解", None)]
    spans = history.spans("opportunity", made["id"], "stage")
    assert [span.value for span in spans] == [team.stages["潜在信息收集"], team.stages["需求了解"]]
    assert team.api("eve").get(f"opportunity/{made['id']}/path").status_code == 404


def test_open_ones_go_with_the_customer_and_closed_ones_stay(team: Team) -> None:
    customer = team.customer("ann")
    open_one = team.opportunity("ann", customer)
    done = team.opportunity("ann", customer, amount={"amount": "5.00"})
    team.act("ann", f"opportunity/{done['id']}", "win", summary="老客户复购")

    path = f"customer/{customer}"
    version = team.api("cai").get(path).json()["version"]
    assert team.api("cai").patch(path, {"owner": team.people["bob"].id}, version=version).status_code == 200

    owners = dict(fetch_all("SELECT id, owner_id FROM sales_opportunity"))
    assert owners == {open_one["id"]: team.people["bob"].id, done["id"]: team.people["ann"].id}
    assert findings() == []


def test_a_customer_is_needed_and_a_contact_of_it(team: Team) -> None:
    other = team.customer("ann", "别家")
    contact = team.world.make("contact", {"name": "李工", "customer": other}, team.people["ann"])

    assert codes(team.api("ann").post("opportunity", {"name": "x"})) == [("customer", "required")]
    body = {"name": "x", "customer": team.customer("ann"), "contact": contact}
    assert codes(team.api("ann").post("opportunity", body)) == [("contact", "other_customer")]
    assert fetch_one("SELECT count(*) FROM sales_opportunity") == (0,)


def test_expenses_against_the_budget(team: Team) -> None:
    made = team.opportunity("ann", kind="project", budget={"amount": "1000.00"})
    for amount in ("300.50", "99.50"):
        body = {"opportunity": made["id"], "on": "2026-11-20", "kind": "travel", "amount": {"amount": amount}}
        assert team.api("ann").post("opportunity_expense", body).status_code == 201

    told = team.api("ann").get(f"opportunity/{made['id']}/costs").json()

    assert told["budget"] == {"amount": "1000.00", "currency": "CNY"}
    assert told["spent"] == [{"amount": "400.00", "currency": "CNY"}]
    bad = {"opportunity": made["id"], "on": "2026-11-23", "kind": "travel", "amount": {"amount": "0.00"}}
    assert codes(team.api("ann").post("opportunity_expense", bad)) == [
        ("amount", "not_positive"),
        ("on", "in_future"),
    ]
    hidden = {"opportunity": made["id"], "on": "2026-11-20", "kind": "travel", "amount": {"amount": "1.00"}}
    assert codes(team.api("eve").post("opportunity_expense", hidden)) == [("opportunity", "no_such_record")]
