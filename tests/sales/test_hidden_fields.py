"""Figures over opportunities tell no more than the fields behind them: the hidden is neither added up nor asked by."""

from typing import Any

import pytest

from kezhou.modules.sales.opportunity.model import Opportunity
from tests.sales.conftest import SALES, Team

pytestmark = pytest.mark.django_db
HIDDEN = ("hidden", False)


def blind(team: Team, *names: str) -> Any:
    """The calls of amy, who owns a lost opportunity and does not see these fields."""
    amy = team.people["amy"] = team.world.person("amy", team.world.east_1)
    rival = team.world.make("competitor", {"name": "远航软件"}, team.people["cai"])
    made = team.opportunity("ann", amount={"amount": "1234.00"})
    lost = team.act(
        "ann", f"opportunity/{made['id']}", "lose", lost_reason="price", competitor=rival, summary="对方降价"
    )
    assert lost.status_code == 200, lost.content
    Opportunity.objects.filter(id=made["id"]).update(owner=amy)
    team.world.give(amy, SALES, {"opportunity": dict.fromkeys(names, HIDDEN)})
    return team.api("amy")


def test_the_analysis_of_competitors_adds_up_no_hidden_amount(team: Team) -> None:
    told = blind(team, "amount", "weighted_amount").get("sales/competition")
    assert told.status_code == 200
    (line,) = told.json()["items"]
    assert (line["name"], line["lost"], line["won_amount"], line["lost_amount"]) == ("远航软件", 1, None, None)
    assert [(one["reason"], one["count"], one["amount"]) for one in told.json()["reasons"]] == [("price", 1, None)]
    assert b"1234" not in told.content


def test_hidden_reasons_are_not_told_and_hidden_competitors_not_counted(team: Team) -> None:
    api = blind(team, "lost_reason")
    assert api.get("sales/competition").json()["reasons"] == []
    assert api.get("report/funnel", by="lost_reason").status_code == 403
    zoe = team.people["zoe"] = team.world.person("zoe", team.world.east_1)
    team.world.give(zoe, SALES, {"opportunity": {"competitor": HIDDEN}})
    assert team.api("zoe").get("sales/competition").status_code == 403


def test_nobody_asks_by_hidden_days(team: Team) -> None:
    api = blind(team, "opened_on", "closed_on")
    assert api.get("report/funnel").status_code == 200
    assert api.get("report/funnel").json()["cycle"] == {"count": 0, "p50": None, "p75": None, "p90": None}
    days = {"from": "2026-01-01", "to": "2026-12-31"}
    assert api.get("report/funnel", **days).status_code == 403
    assert api.get("report/wins", **days).status_code == 403
    assert api.get("sales/competition", **days).status_code == 403
    assert api.get("sales/competition").status_code == 200
    assert team.api("ann").get("report/funnel", **days).status_code == 200


def test_clashes_name_no_hidden_field(team: Team) -> None:
    zoe = team.people["zoe"] = team.world.person("zoe", team.world.east_1)
    team.world.give(zoe, SALES, {"opportunity": {"number": HIDDEN, "stage": HIDDEN}})
    customer = team.customer("zoe", "深圳市华强电子有限公司")
    team.opportunity("zoe", customer, name="华强电子ERP二期")
    (clash,) = team.api("zoe").get("sales/clashes", customer=customer, name="ERP二期项目").json()["items"]
    assert (clash["name"], clash["number"], clash["stage"]) == ("华强电子ERP二期", None, None)


def test_what_has_ended_keeps_its_day(team: Team) -> None:
    made = team.opportunity("ann", amount={"amount": "50.00"})
    path = f"opportunity/{made['id']}"
    assert team.act("ann", path, "win", summary="总部支持").status_code == 200
    refused = team.change("ann", made, closed_on=None)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "closed_on")
    assert team.api("ann").get(path).json()["closed_on"] == "2026-11-22"


def test_a_stage_comes_with_its_colour_for_those_who_may_know_it(team: Team) -> None:
    made = team.opportunity("ann")
    (line,) = team.api("ann").get("opportunity").json()["items"]
    assert line["stage"] == {"id": made["stage"]["id"], "title": made["stage"]["title"], "color": "default"}
    assert set(line["customer"]) == {"id", "title"}
    zoe = team.people["zoe"] = team.world.person("zoe", team.world.east_1)
    Opportunity.objects.filter(id=made["id"]).update(owner=zoe)
    team.world.give(zoe, SALES, {"sales_stage": {"color": HIDDEN}})
    (line,) = team.api("zoe").get("opportunity").json()["items"]
    assert line["stage"] == {"id": made["stage"]["id"], "title": made["stage"]["title"]}
