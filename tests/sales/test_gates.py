"""What a stage asks for before anybody comes to it, each on its own; and when an opportunity is stale."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kezhou.modules.sales import jobs
from kezhou.modules.sales.opportunity.rules import Facts, guard
from kezhou.modules.sales.opportunity.stages import Stage
from kezhou.sdk import records
from tests.sales.conftest import Team

FIRST = Stage(
    id=1, process=7, name="初步", code="a", kind="open", probability=Decimal(10), required=(), next=(),
    evidence_text=False, evidence_file=False, expected_days=None, warning_days=None, gate_registered=False,
    gate_project=False, gate_activities=False, of_default=True, of_kind="any", offered=True,
)  # fmt: skip
SECOND = replace(FIRST, id=2, name="方案", code="b")
LABELS = {"amount": "金额", "stage_note": "证明", "stage_files": "附件"}


def asked(stage: Stage, facts: Facts | None = None, before: Stage = FIRST, **values: Any) -> list[tuple[str, str]]:
    stages = {1: FIRST, 2: SECOND, before.id: before, stage.id: stage}
    found = guard(stage, before, values, facts or Facts(), LABELS, dict(sorted(stages.items())))
    return [(error.path, error.code) for error in found]


def test_each_gate_asks_for_its_own_and_is_content_with_it() -> None:
    assert asked(SECOND) == []
    needs = replace(SECOND, required=("amount",))
    assert (asked(needs), asked(needs, amount=1)) == ([("amount", "required")], [])
    text = replace(SECOND, evidence_text=True)
    assert (asked(text), asked(text, stage_note="来函")) == ([("stage_note", "required")], [])
    file = replace(SECOND, evidence_file=True)
    assert (asked(file), asked(file, stage_files=[3])) == ([("stage_files", "required")], [])
    registered = replace(SECOND, gate_registered=True)
    assert asked(registered, registration_state="pending") == [("stage", "not_registered")]
    assert asked(registered, registration_state="registered") == []
    project = replace(SECOND, gate_project=True)
    assert asked(project, project_state="pending") == [("stage", "not_approved")]
    assert asked(project, project_state="approved") == []


def test_activities_are_done_before_one_goes_forward_and_all_of_them_where_a_stage_says_so() -> None:
    here, elsewhere = Facts(open_activities=["演示"], any_open=["演示"]), Facts(any_open=["报价"])
    assert asked(SECOND, here) == [("stage", "activities_open")]
    assert asked(FIRST, here, before=SECOND) == [], "back one always may"
    assert asked(SECOND, elsewhere) == []
    assert asked(replace(SECOND, gate_activities=True), elsewhere) == [("stage", "activities_open")]


def test_only_the_moves_that_a_stage_allows() -> None:
    third = replace(FIRST, id=3, name="签单")
    narrow = replace(FIRST, next=(2,))
    assert asked(third, before=narrow) == [("stage", "no_such_move")]
    assert asked(SECOND, before=narrow) == []
    assert asked(replace(SECOND, process=8)) == [("stage", "other_process")]


@pytest.mark.django_db
def test_stale_from_the_day_that_its_stage_says(team: Team) -> None:
    made = team.opportunity("ann")
    assert made["stale_on"] == "2026-12-12"
    stale = {"and": [{"field": "state", "op": "eq", "value": "open"},
                     {"field": "stale_on", "op": "lte", "value": "$today"}]}  # fmt: skip

    def listed() -> list[int]:
        return [row["id"] for row in team.api("ann").get("opportunity", filter=stale).json()["items"]]

    team.world.clock.moment += timedelta(days=19)
    assert listed() == []
    team.world.clock.moment += timedelta(days=1)
    assert listed() == [made["id"]]
    first = team.stages["潜在信息收集"]
    records.update(team.world.system, "sales_stage", first, {"warning_days": 60})
    jobs.mark_stale()
    assert team.api("ann").get(f"opportunity/{made['id']}").json()["stale_on"] == "2027-01-21"
    assert listed() == []
