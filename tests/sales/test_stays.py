"""Going back and forward again: nothing that was proved is lost, and nothing stale becomes fresh."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kezhou.modules.sales import jobs
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.files.models import StoredFile
from tests.sales.conftest import Team

pytestmark = pytest.mark.django_db

FIRST, SECOND = "潜在信息收集", "需求了解"
KEPT = ("stage", "state", "stage_note", "stage_files", "stage_since", "stale_on", "probability", "weighted_amount",
        "closed_on", "expected_on")  # fmt: skip


def shown(team: Team, made: dict[str, Any]) -> dict[str, Any]:
    record = team.api("ann").get(f"opportunity/{made['id']}").json()
    return {name: record.get(name) for name in KEPT}


def moved(team: Team, made: dict[str, Any], stage: str, **values: Any) -> dict[str, Any]:
    answer = team.change("ann", made, stage=team.stages[stage], **values)
    assert answer.status_code == 200, answer.content
    team.world.clock.moment += timedelta(minutes=1)
    return dict(answer.json())


def proof(team: Team, name: str) -> int:
    row = StoredFile.objects.create(
        name=name, key=uuid4(), size=3, content_type="text/plain", state="ready",
        created_by=team.people["ann"], created_at=team.world.clock.now(),
    )  # fmt: skip
    return row.id


def test_a_card_that_was_dragged_by_mistake_is_dragged_back_without_a_trace(team: Team) -> None:
    execute("UPDATE sales_salesstage SET evidence_text = TRUE, evidence_file = TRUE, warning_days = 9 WHERE id = %s",
            (team.stages[SECOND],))  # fmt: skip
    file = proof(team, "来函.txt")
    made = team.opportunity("ann", requirement="三条产线", amount={"amount": "1000.00"})
    team.world.clock.moment += timedelta(days=3)
    moved(team, made, SECOND, stage_note="客户来函", stage_files=[file], probability="35.00")
    team.world.clock.moment += timedelta(days=12)
    before = shown(team, made)
    assert (before["stage_note"], [one["id"] for one in before["stage_files"]]) == ("客户来函", [file])
    assert (before["stale_on"], before["probability"]) == ("2026-12-04", "35.00")

    back = moved(team, made, FIRST)
    assert (back["stage_note"], back["stage_files"], back["probability"]) == ("", [], "10.00")
    moved(team, made, SECOND)
    assert shown(team, made) == before

    for _twice in range(2):
        moved(team, made, FIRST)
        moved(team, made, SECOND)
    assert shown(team, made) == before


def test_an_end_that_was_taken_back_has_the_day_that_it_had(team: Team) -> None:
    made = team.opportunity("ann", amount={"amount": "50.00"}, opened_on="2026-11-01")
    team.act("ann", f"opportunity/{made['id']}", "win", summary="总部支持", closed_on="2026-11-20")
    team.world.clock.moment += timedelta(minutes=1)
    before = shown(team, made)
    assert (before["state"], before["closed_on"]) == ("won", "2026-11-20")
    moved(team, made, FIRST)
    moved(team, made, "赢单")
    assert shown(team, made) == before


def test_days_of_all_stays_count_so_that_going_back_hides_nothing(team: Team) -> None:
    """Twenty days in all: after fifteen, ten elsewhere and a return, five are left, whatever reckons it."""
    made = team.opportunity("ann", requirement="三条产线")
    assert made["stale_on"] == "2026-12-12"
    team.world.clock.moment += timedelta(days=15)
    moved(team, made, SECOND)
    team.world.clock.moment += timedelta(days=10)
    again = moved(team, made, FIRST)
    assert (again["stage_since"][:10], again["stale_on"]) == ("2026-12-17", "2026-12-22")
    execute("UPDATE sales_opportunity SET stale_on = NULL")
    jobs.mark_stale()
    assert shown(team, made)["stale_on"] == "2026-12-22"
    team.world.clock.moment += timedelta(days=3)
    told = team.api("ann").get(f"opportunity/{made['id']}/path").json()
    assert {stage["name"]: stage["days"] for stage in told["stages"] if stage["reached"]} == {FIRST: 18, SECOND: 10}


def test_what_is_written_anew_counts_and_a_proof_that_is_gone_stays_gone(team: Team) -> None:
    execute("UPDATE sales_salesstage SET evidence_file = TRUE WHERE id = %s", (team.stages[SECOND],))
    file = proof(team, "a.txt")
    made = team.opportunity("ann", requirement="三条产线")
    moved(team, made, SECOND, stage_note="旧的", stage_files=[file])
    moved(team, made, FIRST)
    StoredFile.objects.filter(id=file).update(state="orphan")
    refused = team.change("ann", made, stage=team.stages[SECOND], stage_note="新的")
    assert [(error["path"], error["code"]) for error in refused.json()["errors"]] == [("stage_files", "required")]
    assert fetch_all("SELECT stage_note FROM sales_opportunity") == [("",)]
    other = proof(team, "b.txt")
    there = moved(team, made, SECOND, stage_note="新的", stage_files=[other])
    assert (there["stage_note"], [one["id"] for one in there["stage_files"]]) == ("新的", [other])


PLAN = """
SELECT a.title, a.state, a.stage_id FROM sales_opportunityactivity a
 WHERE a.opportunity_id = %s AND a.deleted_at IS NULL ORDER BY a.id"""


def plan(team: Team, made: dict[str, Any], stage: str) -> list[tuple[str, str]]:
    rows = fetch_all(PLAN, (made["id"],))
    return [(title, state) for title, state, there in rows if there == team.stages[stage]]


def test_a_drag_that_was_taken_back_leaves_no_plan_and_one_that_was_meant_has_it(team: Team) -> None:
    made = team.opportunity("ann", requirement="三条产线")
    first, path = plan(team, made, FIRST), f"opportunity/{made['id']}/path"
    assert first
    team.world.clock.moment += timedelta(hours=2)
    moved(team, made, SECOND)
    second = plan(team, made, SECOND)
    assert second
    moved(team, made, FIRST)
    assert (plan(team, made, FIRST), plan(team, made, SECOND)) == (first, [])
    assert [row[0] for row in fetch_all("SELECT DISTINCT state FROM activities_task WHERE deleted_at IS NULL AND "
                                        "plan_id IN (SELECT id FROM sales_opportunityactivity WHERE stage_id = %s)",
                                        (team.stages[SECOND],))] in ([], ["cancelled"])  # fmt: skip
    told = team.api("ann").get(path).json()["stages"]
    assert {one["name"] for one in told if one["plan"]} == {FIRST}

    moved(team, made, SECOND)
    assert (plan(team, made, FIRST), plan(team, made, SECOND)) == (first, second)


def test_of_a_drag_that_was_taken_back_stays_what_somebody_touched(team: Team) -> None:
    """Also the plan of a stage in which it stood for days, and what was planned by hand."""
    made = team.opportunity("ann", requirement="三条产线")
    moved(team, made, SECOND)
    steps = "SELECT id, version, title FROM sales_opportunityactivity WHERE stage_id = %s ORDER BY id"
    step = fetch_all(steps, (team.stages[SECOND],))[0]
    change = {"due_on": "2026-12-24"}
    assert team.api("ann").patch(f"opportunity_activity/{step[0]}", change, version=step[1]).status_code == 200
    moved(team, made, FIRST)
    assert [title for title, _state in plan(team, made, SECOND)] == [step[2]]

    moved(team, made, SECOND)
    both = plan(team, made, SECOND)
    team.world.clock.moment += timedelta(days=2)
    moved(team, made, FIRST)
    assert plan(team, made, SECOND) == both


def test_days_before_an_end_do_not_count_once_it_is_taken_up_again(team: Team) -> None:
    """Lost for two weeks and won back is new work; lost by mistake and taken back at once is not."""
    made = team.opportunity("ann", amount={"amount": "50.00"})
    path, days = f"opportunity/{made['id']}", 20
    rival = team.world.make("competitor", {"name": "对手"}, team.people["ann"])
    assert made["stale_on"] == "2026-12-12"

    def lost_for(**time: float) -> dict[str, Any]:
        words = {"lost_reason": "price", "competitor": rival, "summary": "价格"}
        answer = team.act("ann", path, "lose", **words)
        assert answer.status_code == 200, answer.content
        team.world.clock.moment += timedelta(**time)
        answer = team.act("ann", path, "reopen")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def told() -> int:
        stages = team.api("ann").get(f"{path}/path").json()["stages"]
        return int(next(stage["days"] for stage in stages if stage["name"] == FIRST))

    team.world.clock.moment += timedelta(days=15)
    again = lost_for(hours=2)
    assert (again["stale_on"], told()) == ("2026-12-12", 15)
    again = lost_for(days=14)
    now = (team.world.clock.moment + timedelta(hours=8)).date()
    fresh = (now + timedelta(days=days)).isoformat()
    assert (again["stale_on"], told()) == (fresh, 0)
    execute("UPDATE sales_opportunity SET stale_on = NULL")
    jobs.mark_stale()
    assert shown(team, made)["stale_on"] == fresh
    team.world.clock.moment += timedelta(days=3)
    assert told() == 3
