"""Activities about an opportunity, and the plan whose steps are tasks."""

from collections.abc import Mapping
from typing import Any

import pytest

from kezhou.modules.activities import defaults as activity_defaults
from kezhou.platform.base.sql import execute, fetch_all, fetch_one
from tests.sales.conftest import OWN, SALES, Team

pytestmark = pytest.mark.django_db
RIGHTS: Mapping[str, Mapping[str, str]] = {**SALES, **dict.fromkeys(("follow_up", "visit", "task"), OWN)}
TASKS = """
SELECT t.title, t.state, t.owner_id, (t.due_at AT TIME ZONE 'Asia/Shanghai')::date::text, t.opportunity_id, a.state
  FROM activities_task t JOIN sales_opportunityactivity a ON a.id = t.plan_id
 WHERE t.deleted_at IS NULL ORDER BY t.id"""


@pytest.fixture
def team(team: Team) -> Team:
    activity_defaults.ensure(team.world.system)
    for name in ("ann", "bob", "eve"):
        team.world.give(team.people[name], RIGHTS)
    return team


def step(team: Team, opportunity: int, **values: Any) -> dict[str, Any]:
    body = {"opportunity": opportunity, "title": "提交方案", "due_on": "2026-12-04", **values}
    answer = team.api("ann").post("opportunity_activity", body)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_what_is_written_about_an_opportunity_stands_in_both_timelines(team: Team) -> None:
    customer = team.customer("ann")
    deal = team.opportunity("ann", customer)
    about = {"customer": customer, "opportunity": deal["id"]}
    for key, body in (
        ("follow_up", {"content": "客户要三条产线"}),
        ("visit", {"purpose": "看现场", "planned_at": "2026-11-25T02:00:00Z"}),
        ("task", {"title": "寄样品"}),
    ):
        assert team.api("ann").post(key, {**about, **body}).status_code == 201, key
    for path in (f"opportunity/{deal['id']}", f"customer/{customer}"):
        items = team.api("ann").get(f"{path}/timeline").json()["items"]
        kinds = {item["kind"] for item in items if item["kind"] in ("follow_up", "visit", "task")}
        assert kinds == {"follow_up", "visit", "task"}, path
    assert team.api("eve").get(f"opportunity/{deal['id']}/timeline").status_code == 404


def test_the_opportunity_is_one_of_the_customer_and_in_sight(team: Team) -> None:
    deal, other = team.opportunity("ann"), team.customer("ann", "另一家")
    foreign = team.opportunity("eve")

    refused = team.api("ann").post("task", {"title": "x", "customer": other, "opportunity": deal["id"]})
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("opportunity", "other_customer")]
    hidden = team.api("ann").post("task", {"title": "x", "customer": other, "opportunity": foreign["id"]})
    assert hidden.status_code == 422
    assert [e["code"] for e in hidden.json()["errors"]] != ["other_customer"], "nothing is said of what is out of sight"
    assert fetch_one("SELECT count(*) FROM activities_task WHERE plan_id IS NULL") == (0,)


def test_a_step_is_a_task_of_who_does_it_and_one_is_done_with_the_other(team: Team) -> None:
    deal = team.opportunity("ann")
    ann, bob = team.people["ann"].id, team.people["bob"].id
    execute("DELETE FROM activities_task")
    execute("DELETE FROM sales_opportunityactivity")

    made = step(team, deal["id"], doer=ann)
    assert fetch_all(TASKS) == [("提交方案", "open", ann, "2026-12-04", deal["id"], "planned")]

    path = f"opportunity_activity/{made['id']}"
    change = {"title": "提交新方案", "due_on": "2026-12-09", "doer": bob}
    assert team.api("ann").patch(path, change, version=made["version"]).status_code == 200
    assert fetch_all(TASKS) == [("提交新方案", "open", bob, "2026-12-09", deal["id"], "planned")]

    task = fetch_one("SELECT id FROM activities_task")
    assert task is not None
    assert team.act("bob", f"task/{task[0]}", "done").status_code == 200, "bob may not change ann's plan himself"
    assert fetch_all(TASKS)[0][1::4] == ("done", "done")
    assert fetch_one("SELECT done_on::text FROM sales_opportunityactivity") == ("2026-11-22",)
    assert team.act("bob", f"task/{task[0]}", "reopen").status_code == 200
    assert fetch_all(TASKS)[0][1::4] == ("open", "planned")
    assert team.act("ann", path, "done", result="已寄出").status_code == 200
    assert fetch_all(TASKS)[0][1::4] == ("done", "done")


def test_a_dropped_or_deleted_step_is_nothing_to_do_any_more(team: Team) -> None:
    deal = team.opportunity("ann")
    execute("DELETE FROM activities_task")
    dropped, deleted = (step(team, deal["id"], doer=team.people["ann"].id) for _ in range(2))

    assert team.act("ann", f"opportunity_activity/{dropped['id']}", "drop").status_code == 200
    path = f"opportunity_activity/{deleted['id']}"
    assert team.api("ann").delete(path, version=deleted["version"]).status_code == 204

    assert fetch_all("SELECT state FROM activities_task") == [("cancelled",), ("cancelled",)]


def test_templates_of_a_stage_are_tasks_and_the_path_tells_how_much_is_done(team: Team) -> None:
    deal = team.opportunity("ann", requirement="三条产线")
    assert team.change("ann", deal, stage=team.stages["需求了解"]).status_code == 200
    assert [row[0] for row in fetch_all(TASKS)] == ["首次沟通，确认需求真实性", "拜访需求部门", "确认决策流程与关键人"]

    visit = fetch_one("SELECT t.id FROM activities_task t WHERE t.title = '拜访需求部门'")
    assert visit is not None
    assert team.act("ann", f"task/{visit[0]}", "done").status_code == 200

    stages = team.api("ann").get(f"opportunity/{deal['id']}/path").json()["stages"]
    plans = {stage["name"]: stage["plan"] for stage in stages if stage["plan"]}
    assert plans == {"潜在信息收集": {"done": 0, "total": 1}, "需求了解": {"done": 1, "total": 2}}
