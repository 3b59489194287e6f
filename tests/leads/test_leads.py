"""Leads from coming in to being dropped: pools, talks, tasks, scores."""

from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.leads.scoring import apply
from kezhou.platform.base.checks import all_checks
from kezhou.platform.pools.models import PoolMove
from tests.leads.conftest import COMPANY, Team

pytestmark = pytest.mark.django_db
FAIR = {"field": "source", "op": "eq", "value": "exhibition"}
RICH = {"field": "budget", "op": "gte", "value": 500_000}


def talk(team: Team, name: str, **values: Any) -> Any:
    return team.post(name, "follow_up", kind="call", content="谈了需求与预算，约下周演示", **values)


def test_a_lead_lies_in_a_pool_and_is_claimed_like_a_customer(team: Team) -> None:
    pool = team.pool()
    lead = team.lead("ann")

    assert team.api("ann").post(f"lead/{lead}/release", {"reason": "不在我的区域"}).status_code == 200
    assert team.owner(lead) == pool.id
    assert team.api("eve").post(f"lead/{lead}/claim").status_code == 404
    assert team.api("bob").post(f"lead/{lead}/claim").status_code == 200
    assert team.owner(lead) == "bob"
    kinds = PoolMove.objects.filter(entity="lead", record_id=lead).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["return", "claim"]


def test_the_first_talk_opens_the_work_and_moves_the_dates(team: Team) -> None:
    lead = team.lead("ann")

    answer = talk(team, "ann", lead=lead, next_at="2026-11-25T02:00:00Z")

    assert answer.status_code == 201, answer.content
    shown = team.api("ann").get(f"lead/{lead}").json()
    assert (shown["state"], shown["last_follow_up_at"]) == ("working", "2026-11-22T08:00:00Z")
    assert shown["next_follow_up_at"] == "2026-11-25T02:00:00Z"
    told = team.api("ann").get(f"lead/{lead}/timeline").json()["items"]
    assert "follow_up" in {item["kind"] for item in told}


def test_talks_go_along_with_the_lead_and_stay_their_authors(team: Team) -> None:
    lead = team.lead("ann")
    note = talk(team, "ann", lead=lead).json()["id"]
    task = team.made("ann", "task", title="寄样册", lead=lead)
    done = team.made("ann", "task", title="回电", lead=lead)
    assert team.api("ann").post(f"task/{done}/actions/done", {}, If_Match='"1"').status_code == 200

    version = team.api("cai").get(f"lead/{lead}").json()["version"]
    assert team.api("cai").patch(f"lead/{lead}", {"owner": team.id("bob")}, version=version).status_code == 200

    seen = team.api("bob").get(f"follow_up/{note}").json()
    assert (seen["owner"]["id"], seen["author"]["id"]) == (team.id("bob"), team.id("ann"))
    assert team.api("bob").get(f"task/{task}").json()["owner"]["id"] == team.id("bob")
    assert team.api("ann").get(f"task/{done}").json()["owner"]["id"] == team.id("ann")
    words = ("children", "owner's", "what lies", "pools")
    assert [line for name, check in all_checks() if name.startswith(words) for line in check()] == []


def test_a_talk_is_about_one_of_the_two(team: Team) -> None:
    lead, customer = team.lead("ann"), team.customer("ann", name="武汉光谷软件有限公司")

    none, both = talk(team, "ann"), talk(team, "ann", lead=lead, customer=customer)
    status = talk(team, "ann", lead=lead, status_to="following")

    assert (none.status_code, none.json()["errors"][0]["path"]) == (422, "customer")
    assert (both.status_code, both.json()["errors"][0]["code"]) == (422, "two_subjects")
    assert (status.status_code, status.json()["errors"][0]["path"]) == (422, "status_to")
    assert talk(team, "eve", lead=lead).status_code == 422
    assert team.row(lead, "state", "last_follow_up_at") == ("new", None)


def test_dropping_asks_for_a_reason_and_can_be_taken_back(team: Team) -> None:
    lead = team.lead("ann", next_follow_up_at="2026-11-25T02:00:00Z")

    bare = team.act("ann", lead, "drop")
    answer = team.act("ann", lead, "drop", drop_reason="no_budget", drop_note="明年再看")

    assert (bare.status_code, bare.json()["errors"][0]["path"]) == (422, "drop_reason")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["next_follow_up_at"]) == ("dropped", None)
    assert team.act("ann", lead, "drop", drop_reason="spam").status_code == 409
    again = team.act("ann", lead, "reopen").json()
    assert (again["state"], again["drop_reason"], again["drop_note"]) == ("working", "", "")


def test_states_move_as_they_may(team: Team) -> None:
    lead = team.lead("ann")
    for state in ("converted", "dropped"):
        answer = team.api("ann").patch(f"lead/{lead}", {"state": state}, version=1)
        assert answer.status_code == 422, answer.content
    assert team.row(lead, "state", "version") == ("new", 1)
    assert team.act("ann", lead, "qualify").json()["state"] == "qualified"


def test_the_score_adds_up_and_says_why(team: Team) -> None:
    mute = {"field": "mobile", "op": "empty"}
    team.score_rules(("来自展会", FAIR, 20), ("预算 ≥ 50 万", RICH, 15), ("没有电话", mute, -5), A=30, B=20, C=10)

    lead = team.made(
        "ann", "lead", name=COMPANY, source="exhibition", mobile="13800138000",
        budget={"amount": "600000", "currency": "CNY"},
    )  # fmt: skip
    poor = team.made("ann", "lead", name="武汉光谷软件有限公司")

    told = team.api("ann").get(f"lead/{lead}/score").json()
    assert (told["score"], told["grade"]) == (35, "A")
    assert told["reasons"] == [{"points": 20, "label": "来自展会"}, {"points": 15, "label": "预算 ≥ 50 万"}]
    assert team.row(poor, "score", "grade") == (0, "D")
    version = team.row(lead, "version")[0]
    team.api("ann").patch(f"lead/{lead}", {"source": "cold_call"}, version=version)
    assert team.row(lead, "score", "grade", "version") == (15, "C", version + 1)
    assert team.api("eve").get(f"lead/{lead}/score").status_code == 404


def test_the_night_lets_scores_age_and_spares_what_is_over(team: Team) -> None:
    fresh = {"field": "created_at", "op": "within", "value": {"unit": "day", "from": -2, "to": 0}}
    team.score_rules(("新线索", fresh, 40))
    lead, over = team.made("ann", "lead", name=COMPANY), team.made("ann", "lead", name="武汉光谷软件有限公司")
    team.act("ann", over, "drop", drop_reason="spam")
    before = team.row(lead, "version")

    team.later(days=3)
    assert apply.score_all(Ctx.system("night", team.world.clock)) == 1

    assert team.row(lead, "score", "grade") == (0, "D")
    assert team.row(lead, "version") == before
    assert team.row(over, "score", "grade") == (40, "C")


def test_a_preview_counts_and_changes_nothing(team: Team) -> None:
    team.score_rules(("来自展会", FAIR, 20))
    fair = team.made("ann", "lead", name=COMPANY, source="exhibition")
    team.made("ann", "lead", name="武汉光谷软件有限公司")
    gone = team.made("ann", "lead", name="成都天府机电有限公司", source="exhibition")
    team.act("ann", gone, "drop", drop_reason="spam")

    rules = [{"id": 1, "label": "来自展会", "condition": FAIR, "points": 90}]
    body = {"rules": rules, "bands": {"A": 80, "B": 60, "C": 30}}
    answer = team.api("ada").post("leads/scoring/preview", body).json()

    assert (answer["open"], answer["over"], answer["converted"]) == (2, 1, 0)
    assert answer["rules"] == [{"id": 1, "open": 1, "over": 1, "converted": 0}]
    assert answer["grades"]["A"] == {"now": 0, "then": 1}
    assert answer["grades"]["D"] == {"now": 2, "then": 1}
    assert answer["sample"] == []  # the administrator of settings sees no lead
    assert team.row(fair, "score") == (20,)


def test_rules_of_the_score_are_checked_and_kept_by_version(team: Team) -> None:
    wrong: list[dict[str, Any]] = [
        {"label": "", "condition": {"field": "nope", "op": "eq", "value": 1}, "points": 0},
        {"label": "更高", "condition": {"not": {"field": "score", "op": "lt", "value": 50}}, "points": 50},
    ]
    body = {"rules": wrong, "bands": {"A": 10, "B": 20, "C": 30}, "version": 0}

    answer = team.api("ada").call("PUT", "leads/scoring", body)

    paths = [error["path"] for error in answer.json()["errors"]]
    assert paths == ["rules.0.label", "rules.0.points", "rules.0.condition", "rules.1.condition", "bands"]
    good = {"rules": [], "bands": {"A": 80, "B": 60, "C": 30}, "version": 7}
    assert team.api("ada").call("PUT", "leads/scoring", good).status_code == 412
    assert team.api("ann").get("leads/scoring").status_code == 403
    assert team.api("ada").get("leads/scoring").json()["version"] == 0


def test_a_lead_that_is_a_customer_already_is_told(team: Team) -> None:
    mine = team.customer("ann", mobile="13800138000")
    team.customer("eve", name="武汉光谷软件有限公司", mobile="13900139000")

    told = team.post("ann", "lead", name="深圳蓝海测试仪器", mobile="13800138000").json()["_warnings"]
    hidden = team.post("ann", "lead", name="武汉光谷软件公司", mobile="13900139000").json()["_warnings"]

    known = [w for w in told if w["code"] == "known_already"]
    assert len(known) == 1, told
    assert COMPANY in known[0]["message"]
    secret = [w for w in hidden if w["code"] == "known_already"]
    assert len(secret) == 1, hidden
    assert "光谷" not in secret[0]["message"]
    typed = (
        team.api("ann").post("leads/known", {"values": {"name": "深圳蓝海测试仪器", "mobile": "13800138000"}}).json()
    )
    assert [item["id"] for item in typed["customer"]] == [mine]


def test_statistics_count_what_the_reader_sees(team: Team) -> None:
    fair = team.lead("ann", source="exhibition")
    team.lead("ann", name="武汉光谷软件有限公司", source="exhibition")
    team.lead("eve", name="成都天府机电有限公司", source="exhibition")
    team.later(days=4)
    assert team.act("ann", fair, "convert").status_code == 200

    answer = team.api("ann").get("leads/statistics", by="source").json()

    expected = {"key": "exhibition", "made": 2, "open": 1, "converted": 1, "dropped": 0, "called": 0, "days": 4.0}
    assert len(answer["rows"]) == 1
    assert {name: answer["rows"][0][name] for name in expected} == expected
    assert answer["rows"][0]["title"] in ("展会", "Exhibition")
    assert answer["total"]["made"] == 2
    months = team.api("ann").get("leads/statistics", by="month").json()["rows"]
    assert [(row["key"], row["made"]) for row in months] == [("2026-11", 2)]
    assert team.api("ann").get("leads/statistics", by="shoe").status_code == 422
