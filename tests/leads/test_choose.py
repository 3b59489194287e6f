"""To whom a lead goes, as a pure function."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kezhou.modules.leads.assignment.rules import Rule, Standing, choose

ALWAYS = {1: True, 2: True}
TURNS = Rule(1, "turns", "round_robin", (7, 8, 9))


def standing(*people: int, **more: object) -> Standing:
    return Standing(load=dict.fromkeys(people, 0), room=dict.fromkeys(people), **more)  # type: ignore[arg-type]


def owners(rules: list[Rule], known: Standing, number: int, region: str = "") -> list[int | None]:
    found = [choose(rules, ALWAYS, region, known) for _unused in range(number)]
    return [None if one is None else one.owner for one in found]


def test_turns_go_on_behind_the_last_one() -> None:
    known = standing(7, 8, 9, last={1: 8})
    assert owners([TURNS], known, 4) == [9, 7, 8, 9]
    assert known.last == {1: 9}


def test_who_is_away_full_or_gone_is_passed_over_with_the_reason() -> None:
    known = standing(7, 8, away=frozenset({7}))
    decision = choose([TURNS], ALWAYS, "", known)
    assert decision is not None
    assert (decision.owner, decision.passed) == (8, [(7, "away"), (9, "gone")])
    known.room[8] = 0
    assert choose([TURNS], ALWAYS, "", known) is None


def test_the_next_rule_takes_what_nobody_can_take() -> None:
    pool = Rule(2, "rest", "pool", (), pool=5)
    decision = choose([TURNS, pool], ALWAYS, "", standing())
    assert decision is not None
    assert (decision.rule, decision.owner, decision.pool) == (2, None, 5)
    assert choose([TURNS], {1: False}, "", standing(7)) is None


def test_a_city_goes_before_its_province() -> None:
    regions = ((("440000",), (7,)), (("440300", "4401"), (8, 9)))
    rule = Rule(1, "region", "region", (), regions=regions)
    known = standing(7, 8, 9)
    assert owners([rule], known, 3, "440305") == [8, 9, 8]
    assert owners([rule], known, 1, "440605") == [7]
    assert owners([rule], known, 1, "310115") == [None]
    assert owners([rule], known, 1, "") == [None]


def test_the_fewest_open_leads_win() -> None:
    rule = Rule(1, "load", "least_loaded", (7, 8, 9))
    known = standing(7, 8, 9)
    known.load.update({7: 2, 8: 0, 9: 1})
    assert owners([rule], known, 5) == [8, 8, 9, 7, 8]


@given(
    st.integers(1, 6), st.integers(0, 60), st.integers(0, 5),
    st.lists(st.integers(0, 12), min_size=6, max_size=6), st.booleans(),
)  # fmt: skip
def test_turns_are_even_and_nobody_gets_more_than_fits(
    people: int, leads: int, start: int, rooms: list[int], limited: bool
) -> None:
    who = tuple(range(1, people + 1))
    known = standing(*who, last={1: start})
    if limited:
        known.room.update(dict(zip(who, rooms, strict=False)))
    given_ = Counter(one for one in owners([Rule(1, "turns", "round_robin", who)], known, leads) if one is not None)
    if not limited:
        counts = [given_[person] for person in who]
        assert sum(counts) == leads
        assert max(counts) - min(counts) <= 1
    else:
        limits = dict(zip(who, rooms, strict=False))
        assert all(given_[person] <= limits[person] for person in who)
        assert sum(given_.values()) == min(leads, sum(limits.values()))
