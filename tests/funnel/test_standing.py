"""The kept sums of opportunities: what they say is what the rows say, whatever happened, for every reader."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from kezhou.modules.funnel import cycles, folding, standing
from kezhou.modules.funnel import integrity as integrities
from kezhou.modules.funnel.integrity import sums
from kezhou.modules.funnel.reach import Asked
from kezhou.modules.funnel.spans import cut
from kezhou.platform.base.sql import FALSE, TRUE, Sql, execute, fetch_all
from tests.funnel.test_funnel import funnel, won, yuan
from tests.sales.conftest import Team

LINES = "SELECT count(*), count(*) FILTER (WHERE folded), sum(n) FILTER (WHERE grain = 'm') FROM funnel_standing"
TIMES = (
    {},
    {"from": "2025-01-01"},
    {"from": "2026-01-17", "to": "2026-03-09"},
    {"to": "2026-02-28"},
    {"from": "2024-06-03", "to": "2026-02-14"},
)


def deals(team: Team) -> list[dict[str, Any]]:
    """Opportunities of several days, states, amounts and people."""
    made = []
    for owner, amount, opened in (
        ("ann", yuan("100.10"), "2024-05-31"),
        ("ann", yuan("20.00"), "2024-06-03"),
        ("bob", yuan("7.00"), "2025-01-01"),
        ("ann", {"amount": "5", "currency": "JPY"}, "2026-01-17"),
        ("bob", None, "2026-02-14"),
        ("eve", yuan("3.33"), "2026-02-28"),
        ("bob", yuan("1.00"), "2026-03-01"),
        ("eve", yuan("9.00"), "2026-03-10"),
    ):
        made.append(team.opportunity(owner, amount=amount, opened_on=opened))
    won(team, "ann", "1000.00")
    won(team, "bob", "50.00")
    return made


def fold() -> int:
    with transaction.atomic():
        return folding.fold(folding.STANDING)


@pytest.mark.django_db
def test_every_change_reaches_the_sums(team: Team) -> None:
    made = deals(team)
    assert sums() == []
    assert team.change("ann", made[0], amount=yuan("250.00")).status_code == 200
    assert team.change("bob", made[2], stage=team.stages["需求了解"], requirement="要").status_code == 200
    lost = team.act("ann", f"opportunity/{made[1]['id']}", "invalidate", lost_reason="no_need", summary="无需求")
    assert lost.status_code == 200, lost.content
    version = team.api("eve").get(f"opportunity/{made[5]['id']}").json()["version"]
    assert team.api("eve").delete(f"opportunity/{made[5]['id']}", version).status_code == 204
    assert sums() == []
    execute("UPDATE sales_opportunity SET owner_id = %s WHERE owner_id = %s",
            (team.people["eve"].id, team.people["bob"].id))  # fmt: skip
    execute("DELETE FROM activities_task WHERE opportunity_id = %s", (made[7]["id"],))
    execute("DELETE FROM sales_opportunityactivity WHERE opportunity_id = %s", (made[7]["id"],))
    execute("DELETE FROM sales_opportunity WHERE id = %s", (made[7]["id"],))
    assert sums() == []


@pytest.mark.django_db
def test_a_wrong_sum_is_found(team: Team) -> None:
    team.opportunity("ann", amount=yuan("10.00"), opened_on="2026-02-03")
    execute("UPDATE funnel_standing SET amount = amount + 1 WHERE grain IN ('y', 'M')")
    of_department, of_person = sums()
    assert f"department {team.world.east_1.id}, stage" in of_department
    assert "opened in the month from 2026-02-01" in of_department
    assert f"person {team.people['ann'].id}," in of_person
    assert "opened in the year from 2026-01-01" in of_person


@pytest.mark.django_db
def test_a_wrong_number_of_days_is_found(team: Team) -> None:
    won(team, "ann", "1000.00")
    assert integrities.cycles() == []
    execute("UPDATE funnel_cycle SET n = n + 1")
    [said] = integrities.cycles()
    assert f"department {team.world.east_1.id}," in said
    assert said.endswith(" 4 days: another number")


@pytest.mark.django_db
def test_folding_keeps_every_sum(team: Team) -> None:
    deals(team)
    before = {repr(words): funnel(team, "cai", **words) for words in TIMES}
    lines, folded, counted = fetch_all(LINES)[0]
    assert (folded, counted) == (0, 10)
    assert fold() == lines
    kept, folded, counted = fetch_all(LINES)[0]
    assert kept == folded < lines
    assert counted == 10
    assert {repr(words): funnel(team, "cai", **words) for words in TIMES} == before
    assert fold() == 0
    assert sums() == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ann", "cai"])
def test_kept_sums_and_rows_answer_the_same(team: Team, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deals(team)
    fold()
    team.opportunity("bob", amount=yuan("4.00"), opened_on="2026-02-01")
    for by in ("owner", "dept"):
        kept = [funnel(team, name, by=by, **words) for words in TIMES]
        with monkeypatch.context() as patch:
            patch.setattr(standing, "answers", lambda _asked: False)
            assert [funnel(team, name, by=by, **words) for words in TIMES] == kept
    assert kept[0]["totals"]["open"]["count"] == (3 if name == "ann" else 7)
    assert kept[0]["cycle"]["count"] == (1 if name == "ann" else 2)


@pytest.mark.django_db
def test_what_a_colleague_shares_is_counted_beside_the_sums(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = deals(team)[5]
    fold()
    before = funnel(team, "ann")
    members = {"members": [{"user": team.people["ann"].id, "write": False}]}
    assert team.api("eve").post(f"customer/{shared['customer']['id']}/team", members).status_code == 200
    assert team.api("eve").post(f"opportunity/{shared['id']}/team", members).status_code == 200

    kept = [funnel(team, "ann", **words) for words in TIMES]

    assert kept[0]["totals"]["open"]["count"] == before["totals"]["open"]["count"] + 1
    assert [one["totals"]["open"]["count"] for one in kept] == [4, 2, 2, 4, 2]
    with monkeypatch.context() as patch:
        patch.setattr(standing, "answers", lambda _asked: False)
        assert [funnel(team, "ann", **words) for words in TIMES] == kept


def test_which_predicates_the_sums_can_answer() -> None:
    def can(text: str) -> bool:
        return standing.answers(Asked(Sql(text, ()), FALSE, 1, None, None))

    assert can(TRUE.text)
    assert can("t.owner_id = %s")
    assert can('(t."dept_id" = ANY(%s) AND t.owner_id = %s)')
    assert can("(t.owner_id = ANY(%s) OR t.dept_id = %s)")
    assert not can("(t.dept_id = ANY(%s) OR t.id = ANY(%s))")
    assert not can("(t.owner_id = %s AND t.amount > %s)")
    assert not can("t.owner_id = %s OR t.customer_id IN (SELECT t.id FROM parties_customer t)")
    assert not standing.answers(Asked(TRUE, FALSE, None, None, None))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, [("y", "0001-01-01", "9999-01-01")]),
        (date(2025, 1, 1), None, [("y", "2025-01-01", "9999-01-01")]),
        (date(2026, 2, 3), date(2026, 2, 20), [("", "2026-02-03", "2026-02-21")]),
        (date(2026, 2, 1), date(2026, 2, 28), [("m", "2026-02-01", "2026-03-01")]),
        (
            date(2024, 11, 15),
            date(2026, 2, 5),
            [("", "2024-11-15", "2024-12-01"), ("m", "2024-12-01", "2025-01-01"), ("y", "2025-01-01", "2026-01-01"),
             ("m", "2026-01-01", "2026-02-01"), ("", "2026-02-01", "2026-02-06")],
        ),
    ],
)  # fmt: skip
def test_a_time_is_cut_without_gap_or_overlap(
    first: date | None, last: date | None, expected: list[tuple[str, str, str]]
) -> None:
    pieces = [(grain, begin.isoformat(), end.isoformat()) for grain, begin, end in cut(first, last)]
    assert pieces == expected
    years = [(grain, begin.isoformat(), end.isoformat()) for grain, begin, end in cut(first, last, months=False)]
    assert [one for one in years if one[0]] == [one for one in expected if one[0] == "y"]
    for found in (pieces, years):
        for before, after in pairwise(found):
            assert before[2] == after[1]
        assert (found[0][1], found[-1][2]) == (expected[0][1], expected[-1][2])


def test_which_departments_are_seen_as_a_whole() -> None:
    def whole(text: str, *params: Any) -> tuple[str, tuple[Any, ...]] | None:
        found = cycles.whole_departments(Sql(text, params))
        return None if found is None else (found.text, found.params)

    assert whole("TRUE") == ("TRUE", ())
    assert whole('t."owner_id" = %s', 7) is None
    assert whole('t."dept_id" = ANY(%s)', [1, 2]) == ('t."dept_id" = ANY(%s)', ([1, 2],))
    both = '(t."owner_id" = %s OR t."dept_id" = ANY(%s))'
    assert whole(both, 7, [1, 2]) == ('(FALSE OR t."dept_id" = ANY(%s))', ([1, 2],))
    both = "(t.dept_id = %s AND t.owner_id = ANY(%s))"
    assert whole(both, 3, [7]) == ("(t.dept_id = %s AND FALSE)", (3,))


@pytest.mark.django_db
def test_the_tile_of_the_funnel_is_one_from_sums_and_rows(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Amounts without a rate are no yuan: they are counted and not added up."""
    team.opportunity("ann", amount={"amount": "100.00"})
    team.opportunity("bob", amount={"amount": "30.00"})
    team.opportunity("ann", amount={"amount": "7", "currency": "JPY"})
    team.opportunity("eve", amount={"amount": "5000.00"})

    def told(name: str) -> dict[str, Any]:
        answer = team.api(name).post("report/run", {"definition": {"figure": "funnel.stages"}})
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    kept = told("cai")
    assert kept["cells"][0]["values"] == [3, "130.00", "13.00"]
    assert kept["totals"]["all"]["values"] == [3, "130.00", "13.00"]
    monkeypatch.setattr(standing, "answers", lambda _asked: False)
    assert told("cai") == kept
