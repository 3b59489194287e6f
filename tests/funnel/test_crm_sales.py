"""The funnel of the real data set agrees with the file."""

import io
from pathlib import Path

import pytest

from kezhou.modules.funnel import forecast
from kezhou.platform.base.sql import execute
from kezhou.platform.exchange import cli
from tests.sales.conftest import Team
from tests.sales.test_crm_sales import EVERYTHING, FILES


@pytest.mark.django_db
def test_the_funnel_of_the_file(team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FILES.exists():
        pytest.skip("the folder with the real data is not there")
    monkeypatch.chdir(tmp_path)
    team.world.give(team.people["cai"], {"*": EVERYTHING})
    out = io.StringIO()
    assert cli.import_file("opportunity", FILES / "sales_pipeline.csv", "crm-sales", "cai", "skip", out) == 0
    # The planner cannot know rows that this very transaction brought; what other tests took back misleads it.
    execute("SET LOCAL enable_nestloop = off; SET LOCAL statement_timeout = 0")
    told = team.api("cai").get("report/funnel", pipeline="crm-sales", by="product").json()
    assert {one["title"]: one["count"] for one in told["stages"]} == {
        "Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473,
    }  # fmt: skip
    assert told["totals"]["won"]["amounts"] == [{"amount": "10005534.00", "currency": "USD"}]
    assert told["cycle"]["count"] == 4238
    assert told["cycle"]["p50"] == 57
    assert [one["reached"] for one in told["stages"]] == [8800, 8300, 4238, None]
    assert told["stages"][1]["conversion"] == 51.1
    assert told["stages"][1]["lost_here"] == 2473
    assert told["stages"][1]["days"]["samples"] == 6711
    assert told["win_rate"] == 63.2
    assert sum(one["count"] for one in told["groups"]) == 8800
    assert next(one["count"] for one in told["groups"] if one["title"] == "GTX Pro") == 1480
    assert told["sampled"] is False

    quarter = (
        team.api("cai")
        .get("report/funnel", **{"pipeline": "crm-sales", "from": "2017-01-01", "to": "2017-03-31"})
        .json()
    )
    assert 0 < sum(one["count"] for one in quarter["stages"]) < 8300

    made = forecast.reckon(team.ctx("cai"), {"pipeline": "crm-sales"}, draws=200)
    assert (made.result["open"], made.result["without_amount"]) == (2089, 2089)
    assert made.result["learned"]["ended"] == 6711
    engaging = made.result["rates"][1]
    assert engaging["rate"] == pytest.approx((4238 + 10 * engaging["stated"]) / 6721, abs=1e-4)
