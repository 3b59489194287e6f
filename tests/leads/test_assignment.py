"""Rules of assignment: who gets what comes in, why, and that turns stay exact however many come at once."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kezhou.modules.leads.lead.model import Lead
from kezhou.modules.leads.models import Assignment
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.pools import settings
from kezhou.platform.records import write
from tests.contract.world import World
from tests.leads.conftest import COMPANY, Team

pytestmark = pytest.mark.django_db
FAIR = {"field": "source", "op": "eq", "value": "exhibition"}


def turns(team: Team, *names: str, **more: Any) -> dict[str, Any]:
    return {"name": "轮流", "strategy": "round_robin", "people": [team.id(name) for name in names], **more}


def test_what_comes_in_takes_turns_and_says_why(team: Team) -> None:
    team.rules(turns(team, "ann", "bob"))

    made = [team.made("cai", "lead", name=f"武汉光谷{number}号软件有限公司") for number in "一二三"]

    assert [team.owner(lead) for lead in made] == ["ann", "bob", "ann"]
    told = team.api("ann").get(f"lead/{made[2]}/assignments").json()["items"]
    assert [(line["rule"], line["owner"]["title"]) for line in told] == [("轮流", "Ann")]
    assert "held 1 open leads before" in told[0]["why"]
    assert team.api("eve").get(f"lead/{made[2]}/assignments").status_code == 404


def test_whoever_enters_a_lead_may_not_see_where_it_goes(team: Team) -> None:
    team.rules(turns(team, "bob"))
    answer = team.post("ann", "lead", name=COMPANY)
    assert answer.status_code == 201
    assert set(answer.json()) - {"_warnings"} == {"id", "version"}
    assert answer.json()["version"] == team.row(answer.json()["id"], "version")[0] == 2
    assert team.owner(answer.json()["id"]) == "bob"


def test_who_was_named_keeps_the_lead(team: Team) -> None:
    team.rules(turns(team, "bob"))
    lead = team.made("cai", "lead", name=COMPANY, owner=team.id("ann"))
    assert team.owner(lead) == "ann"
    assert not Assignment.objects.exists()


def test_conditions_channels_and_order_decide(team: Team) -> None:
    pool = team.pool()
    team.rules(
        turns(team, "bob", name="文件", channels=["import"]),
        {"name": "展会", "strategy": "named", "people": [team.id("ann")], "condition": FAIR},
        {"name": "其余", "strategy": "pool", "pool": pool.id},
    )

    fair = team.made("cai", "lead", name=COMPANY, source="exhibition")
    rest = team.made("cai", "lead", name="武汉光谷软件有限公司")

    assert (team.owner(fair), team.owner(rest)) == ("ann", pool.id)


def test_who_is_away_or_full_is_passed_over(team: Team) -> None:
    settings.set_limits(team.world.system, "lead", [{"user": team.id("bob"), "holdings": 1}])
    team.lead("bob", name="成都天府机电有限公司")
    away = [{"user": team.id("ann"), "from": "2026-11-20", "until": "2026-11-22"}]
    team.rules(turns(team, "ann", "bob"), away=away)

    nobody = team.made("cai", "lead", name=COMPANY)
    team.later(days=1)
    back = team.made("cai", "lead", name="武汉光谷软件有限公司")

    assert (team.owner(nobody), team.owner(back)) == ("cai", "ann")
    assert not Assignment.objects.filter(lead=nobody).exists()


def test_a_rule_of_working_hours_sleeps_on_sunday(team: Team) -> None:
    team.rules(turns(team, "ann", working_days_only=True, from_minute=540, to_minute=1080))
    sunday = team.made("cai", "lead", name=COMPANY)
    team.later(hours=17)
    monday = team.made("cai", "lead", name="武汉光谷软件有限公司")
    assert (team.owner(sunday), team.owner(monday)) == ("cai", "ann")


def test_leads_are_given_again_by_hand(team: Team) -> None:
    leads = [team.lead("cai", name=f"武汉光谷{number}号软件有限公司") for number in "一二三"]
    theirs = team.lead("eve", name="成都天府机电有限公司")
    team.rules(turns(team, "ann", "bob"))

    refused = team.api("cai").post("leads/assign", {"ids": [*leads, theirs]})
    assert refused.status_code == 403
    assert [team.owner(lead) for lead in leads] == ["cai"] * 3
    answer = team.api("cai").post("leads/assign", {"ids": leads})

    assert answer.json() == {"assigned": 3, "left": 0}
    assert [team.owner(lead) for lead in leads] == ["ann", "bob", "ann"]
    assert team.api("ann").post("leads/assign", {"ids": leads[:1]}).status_code == 403


def test_simulating_changes_nothing(team: Team) -> None:
    team.world.give(team.people["ada"], {"lead": {"view": "all"}})
    leads = [team.lead("cai", name=f"武汉光谷{number}号软件有限公司") for number in "一二三四"]
    body = {"rules": [turns(team, "ann", "bob", name="新规则")], "last": 3, "channel": "form"}

    answer = team.api("ada").post("leads/assignment/simulate", body).json()

    assert (answer["total"], answer["left"], answer["rules"]) == (3, 0, [3])
    assert [(one["title"], one["count"], one["load"]) for one in answer["people"]] == [("Ann", 2, 0), ("Bob", 1, 0)]
    assert [(one["id"], one["to"]) for one in answer["sample"]] == [
        (leads[3], "Ann"),
        (leads[2], "Bob"),
        (leads[1], "Ann"),
    ]
    assert {team.owner(lead) for lead in leads} == {"cai"}
    assert not Assignment.objects.exists()


def test_rules_are_checked_and_kept_by_version(team: Team) -> None:
    wrong = [
        {"name": "", "strategy": "round_robin"},
        {"name": "x", "strategy": "dice"},
        {"name": "x", "strategy": "pool", "pool": 10**6},
        {"name": "x", "strategy": "region", "regions": [{"regions": ["4403"], "people": [10**9]}]},
        {"name": "x", "strategy": "named", "people": [team.id("ann")], "from_minute": 600},
    ]
    answer = team.api("ada").call("PUT", "leads/assignment", {"rules": wrong, "away": [], "version": 0})
    assert [error["path"] for error in answer.json()["errors"]] == [
        "rules.0.name", "rules.0.people", "rules.1.strategy", "rules.2.pool", "rules.3.regions.0.people",
        "rules.4.from_minute",
    ]  # fmt: skip
    first = team.rules(turns(team, "ann", "bob"))
    team.made("cai", "lead", name=COMPANY)
    kept = team.rules({**first["rules"][0], "name": "还是轮流"})
    assert (kept["rules"][0]["id"], kept["rules"][0]["last_user"]) == (first["rules"][0]["id"], team.id("ann"))
    stale = {"rules": [], "away": [], "version": first["version"]}
    assert team.api("ada").call("PUT", "leads/assignment", stale).status_code == 412
    assert team.api("cai").get("leads/assignment").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_take_turns_exactly(transactional_db: None) -> None:
    team = Team(World())
    team.rules(turns(team, "ann", "bob"))
    entity = team.world.entity("lead")
    ready = threading.Barrier(2)

    def bring(part: int) -> int:
        try:
            ctx = ctx_for_user(team.id("cai"), team.world.clock)
            ready.wait(30)
            made = 0
            for chunk in range(4):
                rows = [{"name": f"{part}-{chunk}-{number} 号厂"} for number in range(5)]
                options = write.Options(also=("import",), action="import", meta={"import": part})
                made += sum(draft.ok for draft in write.create_many(ctx, entity, rows, options))
            return made
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(bring, (1, 2))) == [20, 20]

    owners = Counter(Lead.objects.values_list("owner__username", flat=True))
    assert owners == {"ann": 20, "bob": 20}
    order = list(Assignment.objects.order_by("id").values_list("owner__username", flat=True))
    assert Counter(order[:2]) == {"ann": 1, "bob": 1}
    assert json.loads(json.dumps(Assignment.objects.order_by("-id").values_list("why", flat=True)[0]))["passed"] == []


@pytest.mark.django_db(transaction=True)
def test_fifty_leads_at_once_put_nobody_above_the_capacity(transactional_db: None) -> None:
    """Ten writers, fifty leads, room for twelve and twenty: thirty-two are given out, the others stay with cai."""
    team = Team(World())
    limits = [{"user": team.id("ann"), "holdings": 12}, {"user": team.id("bob"), "holdings": 20}]
    settings.set_limits(team.world.system, "lead", limits)
    team.rules(turns(team, "ann", "bob"))
    entity = team.world.entity("lead")
    ready = threading.Barrier(10)

    def enter(part: int) -> int:
        try:
            ctx = ctx_for_user(team.id("cai"), team.world.clock)
            ready.wait(60)
            rows = [{"name": f"{part}-{number} 号厂"} for number in range(5)]
            return sum(write.create_many(ctx, entity, [row])[0].ok for row in rows)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as writers:
        assert sum(writers.map(enter, range(10))) == 50

    assert Counter(Lead.objects.values_list("owner__username", flat=True)) == {"ann": 12, "bob": 20, "cai": 18}
