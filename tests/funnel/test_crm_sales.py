"""The funnel of the real data set agrees with the file."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kezhou.modules.funnel import forecast
from kezhou.platform.base.sql import execute
from kezhou.platform.exchange import cli
from tests.sales.conftest import Team
from tests.sales.test_crm_sales import EVERYTHING, FILES

OFFICES = {
    row["sales_agent"]: row["regional_office"]
    for row in (csv.DictReader((FILES / "sales_teams.csv").open(encoding="utf-8")) if FILES.exists() else ())
}
BANDS = ((10_000, "< 10,000"), (50_000, "10,000 – 50,000"))
Group = tuple[int, int, int, int, Decimal]
"""Count, open, won, lost, amount of the won ones."""


def reckoned(by: str) -> dict[str | None, Group]:
    """The same from the file, without the product."""
    found: dict[str | None, list[Any]] = defaultdict(lambda: [0, 0, 0, 0, Decimal(0)])
    with (FILES / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = found[_key(by, row)]
            state = {"Won": 2, "Lost": 3}.get(row["deal_stage"], 1)
            group[0] += 1
            group[state] += 1
            group[4] += Decimal(row["close_value"] or 0)
    return {key: (one[0], one[1], one[2], one[3], one[4]) for key, one in found.items()}


def _key(by: str, row: Mapping[str, str]) -> str | None:
    if by == "band":
        value = row["close_value"]
        return next(title for end, title in BANDS if Decimal(value) < end) if value else None
    return {
        "product": {"GTXPro": "GTX Pro"}.get(row["product"], row["product"]),
        "owner": row["sales_agent"],
        "dept": OFFICES[row["sales_agent"]],
    }[by]


def assert_groups(told: list[dict[str, Any]], expected: Mapping[str | None, Group]) -> None:
    found = {}
    for one in told:
        won = sum((Decimal(part["amount"]) for part in one["won_amounts"]), Decimal(0))
        found[one["title"]] = (one["count"], one["open"], one["won"], one["lost"], won)
    assert found == expected
    for one in told:
        ended = one["won"] + one["lost"]
        assert one["win_rate"] == (round(100 * one["won"] / ended, 1) if ended else None)


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
    for by in ("product", "owner", "dept"):
        assert_groups(team.api("cai").get("report/funnel", pipeline="crm-sales", by=by).json()["groups"], reckoned(by))
    band = team.api("cai").get("report/funnel", pipeline="crm-sales", by="band").json()["groups"]
    assert_groups(band, reckoned("band"))
    for by in ("source", "kind", "lost_reason"):
        (whole,) = team.api("cai").get("report/funnel", pipeline="crm-sales", by=by).json()["groups"]
        assert (whole["count"], whole["won"], whole["lost"], whole["open"]) == (8800, 4238, 2473, 2089), by
        assert whole["won_amounts"] == [{"amount": "10005534.00", "currency": "USD"}]
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
