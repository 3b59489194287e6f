"""What the analysis of competitors adds up, and what it says of amounts that it cannot add."""

from typing import Any

import pytest

from kezhou.platform.base.sql import execute
from tests.sales.conftest import SALES, Team

YEN = {"amount": "700", "currency": "JPY"}


def ended(team: Team, owner: str, verb: str, amount: Any, rivals: list[int]) -> None:
    """An opportunity on which all of them were met, won, or lost to the first one."""
    record = team.opportunity(owner, amount=amount)
    for rival in rivals:
        body = {"opportunity": record["id"], "competitor": rival}
        made = team.api(owner).post("opportunity_rival", body)
        assert made.status_code == 201, made.content
    words = {"lost_reason": "price", "competitor": rivals[0]} if verb == "lose" else {}
    answer = team.act(owner, f"opportunity/{record['id']}", verb, summary="价格", **words)
    assert answer.status_code == 200, answer.content


@pytest.mark.django_db
def test_what_has_no_rate_is_counted_and_said(team: Team) -> None:
    one, two = (team.world.make("competitor", {"name": name}, team.people["ann"]) for name in ("远航软件", "北辰科技"))
    ended(team, "ann", "win", {"amount": "50.00", "currency": "CNY"}, [one])
    ended(team, "ann", "win", YEN, [one, two])
    ended(team, "ann", "lose", YEN, [one])
    ended(team, "ann", "lose", {"amount": "8.00", "currency": "CNY"}, [two])
    ended(team, "ann", "lose", None, [two])
    ended(team, "eve", "win", YEN, [one])

    told = team.api("ann").get("sales/competition").json()
    lines = {line["name"]: (line["won_amount"], line["lost_amount"], line["left_out"]) for line in told["items"]}
    assert lines == {"远航软件": ("50.00", None, 2), "北辰科技": (None, "8.00", 1)}
    assert [(one["reason"], one["amount"], one["left_out"]) for one in told["reasons"]] == [("price", "8.00", 1)]
    assert told["left_out"] == 2, "won in yen against both, once; lost in yen"
    of_two = team.api("ann").get("sales/competition", competitor=two).json()
    assert (of_two["left_out"], of_two["items"][0]["left_out"]) == (1, 1)

    amy = team.people["amy"] = team.world.person("amy", team.world.east_1)
    hidden = {"opportunity": dict.fromkeys(("amount", "weighted_amount"), ("hidden", False))}
    team.world.give(amy, SALES, hidden)
    execute("UPDATE sales_opportunity SET owner_id = %s WHERE owner_id = %s", (amy.id, team.people["ann"].id))
    blind = team.api("amy").get("sales/competition").json()
    assert blind["left_out"] == 0
    assert {line["left_out"] for line in (*blind["items"], *blind["reasons"])} == {0}
