"""Funnel, win rates and forecast over what each reader may see."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kezhou.kernel.errors import Forbidden
from kezhou.modules.funnel import api as targets
from kezhou.modules.funnel import forecast
from kezhou.modules.funnel.jobs import reckon_forecast
from kezhou.modules.funnel.models import FunnelForecast
from kezhou.modules.sales.opportunity.model import Opportunity
from kezhou.platform.jobs.models import JobRecord
from tests.sales.conftest import SALES, Team


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def funnel(team: Team, name: str, **words: Any) -> dict[str, Any]:
    answer = team.api(name).get("report/funnel", **words)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def stage(told: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in told["stages"] if one["title"] == title)


def won(team: Team, owner: str, amount: str) -> None:
    record = team.opportunity(owner, amount=yuan(amount))
    path = f"opportunity/{record['id']}"
    assert team.change(owner, record, stage=team.stages["需求了解"], requirement="要").status_code == 200
    team.world.clock.moment += timedelta(days=4)
    assert team.act(owner, path, "win", summary="价格合适").status_code == 200


@pytest.mark.django_db
def test_stages_conversion_and_times(team: Team) -> None:
    won(team, "ann", "1000.00")
    first = team.opportunity("ann", amount=yuan("500.00"))
    team.world.clock.moment += timedelta(days=2)
    assert team.change("ann", first, stage=team.stages["需求了解"], requirement="要").status_code == 200
    team.opportunity("ann")
    lost = team.opportunity("ann", amount=yuan("70.00"))
    answer = team.act("ann", f"opportunity/{lost['id']}", "lose", lost_reason="price", summary="贵")
    assert answer.status_code in (200, 422)
    told = funnel(team, "ann", by="owner")
    one, two = stage(told, "潜在信息收集"), stage(told, "需求了解")
    assert two["count"] == 1
    assert two["amounts"] == [yuan("500.00")]
    assert two["weighted"] == [yuan("125.00")]
    assert (one["reached"], two["reached"]) == (4, 2)
    assert one["conversion"] == 50.0
    assert one["days"]["p90"] == pytest.approx(1.8, abs=0.2)
    assert two["days"] == {"p50": 4.0, "p75": 4.0, "p90": 4.0, "samples": 1}
    assert stage(told, "赢单")["count"] == stage(told, "赢单")["reached"] == 1
    assert told["totals"]["won"] == {"count": 1, "amounts": [yuan("1000.00")], "weighted": [yuan("1000.00")]}
    assert told["cycle"] == {"count": 1, "p50": 4.0, "p75": 4.0, "p90": 4.0}
    assert [(g["title"], g["count"], g["won"]) for g in told["groups"]] == [("Ann", 4, 1)]


@pytest.mark.django_db
def test_each_sees_the_own_funnel(team: Team) -> None:
    won(team, "ann", "1000.00")
    team.opportunity("eve", amount=yuan("9.00"))
    assert funnel(team, "eve")["totals"]["won"]["count"] == 0
    assert funnel(team, "eve")["totals"]["open"]["amounts"] == [yuan("9.00")]
    assert funnel(team, "cai")["totals"]["won"]["count"] == 1
    assert funnel(team, "cai")["totals"]["open"]["count"] == 0
    assert funnel(team, "bob", person=team.people["ann"].id)["totals"]["won"]["count"] == 0
    nobody = team.world.person("nix", team.world.west)
    assert team.world.api(nobody).get("report/funnel").status_code == 403
    assert team.world.api(nobody).get("report/forecast").status_code == 403
    assert team.world.api(nobody).post("report/forecast", {}).status_code == 403
    assert JobRecord.objects.count() == 0


@pytest.mark.django_db
def test_bad_questions(team: Team) -> None:
    def refused(**words: Any) -> tuple[int, Any]:
        answer = team.api("ann").get("report/funnel", **words)
        return answer.status_code, answer.json().get("errors", [{}])

    status, errors = refused(by="colour")
    assert (status, errors[0]["path"], errors[0]["code"]) == (422, "by", "not_a_choice")
    status, errors = refused(**{"from": "2026-02-01", "to": "2026-01-01"})
    assert (status, errors[0]["path"], errors[0]["code"]) == (422, "to", "before_from")
    assert refused(pipeline="no-such")[0] == 404
    assert refused(**{"from": "soon"})[0] == 422


@pytest.mark.django_db
def test_hidden_amounts_are_in_no_answer(team: Team) -> None:
    amy = team.people["amy"] = team.world.person("amy", team.world.east_1)
    hidden = ("hidden", False)
    team.world.give(amy, SALES, {"opportunity": {"amount": hidden, "weighted_amount": hidden}})
    record = team.opportunity("ann", amount=yuan("1234.00"))
    Opportunity.objects.filter(id=record["id"]).update(owner=amy)
    told = team.api("amy").get("report/funnel", by="owner")
    assert told.status_code == 200
    assert told.json()["money"] is False
    assert told.json()["totals"]["open"] == {"count": 1}
    assert b"1234" not in told.content
    assert team.api("amy").get("report/funnel", by="band").status_code == 403
    assert b"1234" not in team.api("amy").get("report/wins").content
    assert team.api("amy").get("report/forecast").status_code == 403
    assert team.api("amy").post("report/forecast").status_code == 403
    with pytest.raises(Forbidden):
        forecast.reckon(team.ctx("amy"), {})
    assert not FunnelForecast.objects.exists()


@pytest.mark.django_db
def test_win_rates(team: Team) -> None:
    won(team, "ann", "60000.00")
    told = team.api("ann").get("report/wins").json()
    assert told["win_rate"] == 100.0
    assert [(g["key"], g["won"], g["win_rate"]) for g in told["by"]["band"]] == [("2", 1, 100.0)]
    assert told["by"]["band"][0]["title"] == "50,000 – 200,000"
    assert told["by"]["lost_reason"] == []


@pytest.mark.django_db
def test_a_forecast_is_made_for_its_own_scope(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    today = team.world.clock.now().date()
    for amount in ("1000.00", "3000.00"):
        team.opportunity("ann", name=f"单{amount}", amount=yuan(amount), expected_on=str(today + timedelta(days=40)))
    team.opportunity("ann")
    team.opportunity("eve", amount=yuan("7.00"), expected_on=str(today))
    assert team.api("ann").get("report/forecast").json()["state"] == "none"
    started = team.api("ann").post("report/forecast", {})
    assert started.status_code == 202
    record = JobRecord.objects.get(id=started.json()["job"])
    monkeypatch.setattr("kezhou.modules.funnel.jobs.ctx_of", lambda _id: team.ctx("ann"))
    reckon_forecast(record.id, None, None, None)
    record.refresh_from_db()
    assert record.state == "done"

    days = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    goals = dict(zip(days, map(Decimal, (1, 5, 10, 4000)), strict=True))
    monkeypatch.setattr(
        targets, "target_providers", [lambda _c, _r, months: {m: goals[m] for m in months if m in goals}]
    )
    told = team.api("ann").get("report/forecast").json()
    assert told["state"] == "fresh"
    assert told["made_by"]["title"] == "Ann"
    assert (told["open"], told["without_amount"]) == (3, 1)
    assert [one["title"] for one in told["contributors"]] == ["单3000.00", "单1000.00"]
    assert float(told["contributors"][0]["brings"]) == pytest.approx(300, rel=0.15)
    assert told["contributors"][0]["probability"] == 0.1
    assert told["total"]["p50"] == "0.00"
    assert [(one["target"], one["gap"]) for one in told["months"][:4]] == [
        ("5", "-5.00"), ("10", "-10.00"), ("4000", "-4000.00"), (None, None),
    ]  # fmt: skip
    assert told["months"][0]["chance"] == 0.0, "nothing is due in November"
    assert told["months"][2]["chance"] == pytest.approx(0.01, abs=0.01), "a tenth each: both in one of a hundred"
    first = told["quarters"][0]
    assert (first["quarter"], first["target"], first["gap"]) == ("2026-10-01", "16", "-16.00"), "October counts"
    assert [one["running"]["target"] for one in told["months"][:4]] == ["5", "15", "4015", None]
    assert (told["total"]["target"], told["total"]["chance"]) == (None, None)
    assert "spreads" not in told
    assert told["calibration"]["count"] == 0
    assert team.api("eve").get("report/forecast").json()["state"] == "none"
    assert team.api("cai").get("report/forecast").json()["state"] == "none"
    assert (
        forecast.reckon(team.ctx("ann"), {}).result["months"]
        == FunnelForecast.objects.order_by("id")[0].result["months"]
    )
    team.world.clock.moment += timedelta(days=1)
    assert team.api("ann").get("report/forecast").json()["state"] == "old"


@pytest.mark.django_db
def test_a_forecast_says_what_was_won_without_a_rate(team: Team) -> None:
    won(team, "ann", "1000.00")
    won(team, "eve", "9.00")
    Opportunity.objects.filter(owner=team.people["ann"]).update(amount_currency="JPY", amount_base=None)
    assert forecast.reckon(team.ctx("ann"), {}, draws=50).result["left_out"] == 1
    assert forecast.reckon(team.ctx("eve"), {}, draws=50).result["left_out"] == 0
    told = team.api("ann").get("report/forecast").json()
    assert (told["left_out"], {one["won"] for one in told["months"]}) == (1, {"0.00"})


@pytest.mark.django_db
def test_a_win_without_its_day_of_opening_took_no_known_time(team: Team) -> None:
    won(team, "ann", "1000.00")
    won(team, "ann", "500.00")
    first = Opportunity.objects.filter(owner=team.people["ann"]).order_by("id").first()
    assert first is not None
    Opportunity.objects.filter(id=first.id).update(opened_on=None)
    for name in ("ann", "cai"):
        assert funnel(team, name)["cycle"] == {"count": 1, "p50": 4.0, "p75": 4.0, "p90": 4.0}
        assert funnel(team, name)["totals"]["won"]["count"] == 2


def test_processes_that_answer_requests_do_not_load_numpy() -> None:
    script = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'kezhou.config.settings'; django.setup(); "
        "import kezhou.http.urls; sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
