"""The pure parts: how tasks add up, which way is taken, what sets of values say. Properties, not examples."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kezhou.kernel.errors import Invalid
from kezhou.platform.approvals import bands, flow_parse, pace, walk
from kezhou.platform.approvals.bands import Bands
from kezhou.platform.approvals.flow import Branch, Decision, Flow, every
from kezhou.platform.approvals.tally import Mark, verdict

MODES = st.sampled_from(["all", "any", "turn", "share"])
quiet = settings(max_examples=200, deadline=None, database=None, derandomize=True)


class Play:
    """One step that is decided act by act, as the engine does it."""

    def __init__(self, mode: str, share: int, base: int) -> None:
        self.mode, self.share = mode, share
        self.marks = {at: Mark(at, "waiting", at) for at in range(1, base + 1)}
        self.decided: list[int] = []
        self.outcome = self.settle()

    def settle(self) -> str:
        found = verdict(self.mode, self.share, list(self.marks.values()))
        for id_ in found.ask:
            assert self.marks[id_].state == "waiting"
            self.put(id_, "pending")
        for id_ in found.cancel:
            assert self.marks[id_].state in ("waiting", "pending")
            self.put(id_, "cancelled")
        return found.outcome

    def put(self, id_: int, state: str) -> None:
        old = self.marks[id_]
        self.marks[id_] = Mark(old.id, state, old.position, old.parent, old.place)

    def pending(self) -> list[int]:
        return sorted(id_ for id_, mark in self.marks.items() if mark.state == "pending")

    def decide(self, id_: int, *, yes: bool) -> None:
        assert id_ not in self.decided
        self.decided.append(id_)
        self.put(id_, "approved" if yes else "rejected")
        self.outcome = self.settle()

    def add(self, id_: int, place: str) -> None:
        new = max(self.marks) + 1
        self.marks[new] = Mark(new, "waiting", new, id_, place)
        if place == "before":
            self.put(id_, "waiting")
        self.outcome = self.settle()

    def change(self, id_: int) -> None:
        """Approve and change what the others look at: they are asked anew."""
        self.decided.append(id_)
        self.put(id_, "approved")
        for other in sorted(self.marks.keys() - {id_}):
            state = self.marks[other].state
            if state == "approved" or (state == "pending" and self.mode != "any"):
                self.put(other, "outdated" if state == "approved" else "cancelled")
                old, new = self.marks[other], max(self.marks) + 1
                self.marks[new] = Mark(new, "waiting", old.position, old.parent, old.place)
                for child in [mark for mark in self.marks.values() if mark.parent == other]:
                    self.marks[child.id] = Mark(child.id, child.state, child.position, new, child.place)
        self.outcome = self.settle()


@quiet
@given(MODES, st.integers(1, 100), st.integers(1, 5), st.data())
def test_nothing_is_approved_by_who_saw_it_before_it_was_changed(
    mode: str, share: int, base: int, data: st.DataObject
) -> None:
    play, additions, changes = Play(mode, share, base), 0, [0]
    while play.outcome == "open":
        waiting = play.pending()
        assert waiting, f"open, but nobody is asked: {play.marks}"
        act = data.draw(st.sampled_from(["yes", "yes", "change", "before", "after"]))
        chosen = data.draw(st.sampled_from(waiting))
        if act in ("before", "after") and additions < 4:
            additions += 1
            play.add(chosen, act)
        elif act == "change" and len(changes) < 4:
            changes.append(len(play.decided))
            play.change(chosen)
        else:
            play.decide(chosen, yes=True)
    assert (play.outcome, play.pending()) == ("approved", [])
    still = [id_ for id_, mark in play.marks.items() if mark.state == "approved"]
    assert all(play.decided.index(id_) >= changes[-1] for id_ in still)


@quiet
@given(MODES, st.integers(1, 100), st.integers(1, 7), st.data())
def test_every_step_ends_and_nobody_decides_twice(mode: str, share: int, base: int, data: st.DataObject) -> None:
    play, additions = Play(mode, share, base), 0
    while play.outcome == "open":
        waiting = play.pending()
        assert waiting, f"open, but nobody is asked: {play.marks}"
        if mode == "turn":
            assert len([id_ for id_ in waiting if play.marks[id_].parent is None]) <= 1
        act = data.draw(st.sampled_from(["yes", "yes", "yes", "no", "before", "after"]))
        chosen = data.draw(st.sampled_from(waiting))
        if act in ("before", "after") and additions < 5:
            additions += 1
            play.add(chosen, act)
        else:
            play.decide(chosen, yes=act != "no")
    assert not play.pending()
    assert play.outcome in ("approved", "rejected")
    if play.outcome == "approved" and mode in ("all", "turn"):
        assert all(play.marks[at].state == "approved" for at in range(1, base + 1))


@quiet
@given(st.integers(1, 100), st.lists(st.booleans(), min_size=1, max_size=30))
def test_percentages_are_exact(share: int, votes: list[bool]) -> None:
    play = Play("share", share, len(votes))
    for at, yes in enumerate(votes, start=1):
        before_yes, before_no = sum(votes[: at - 1]), (at - 1) - sum(votes[: at - 1])
        assert (play.outcome == "open") == (
            before_yes * 100 < share * len(votes) and (len(votes) - before_no) * 100 >= share * len(votes)
        )
        if play.outcome != "open":
            break
        play.decide(at, yes=yes)
    reached = Decimal(sum(votes)) / len(votes) >= Decimal(share) / 100
    assert play.outcome == ("approved" if reached else "rejected")


@pytest.mark.parametrize(
    ("share", "people", "needed"), [(50, 3, 2), (67, 3, 3), (66, 3, 2), (34, 3, 2), (33, 3, 1), (1, 50, 1)]
)
def test_a_percentage_of_few_people_is_rounded_up(share: int, people: int, needed: int) -> None:
    play = Play("share", share, people)
    for at in range(1, needed):
        play.decide(at, yes=True)
        assert play.outcome == "open"
    play.decide(needed, yes=True)
    assert play.outcome == "approved"


def test_added_before_comes_first_and_added_after_is_waited_for() -> None:
    play = Play("any", 100, 2)
    play.add(1, "before")  # 3
    assert play.pending() == [2, 3]
    play.decide(3, yes=True)
    assert play.pending() == [1, 2]
    play.add(1, "after")  # 4
    assert play.pending() == [1, 2]
    play.decide(1, yes=True)
    assert (play.outcome, play.pending(), play.marks[2].state) == ("open", [4], "cancelled")
    play.decide(4, yes=False)
    assert play.outcome == "rejected"


# -- ways ------------------------------------------------------------------------------------------------------------


def nodes(depth: int, counter: list[int]) -> st.SearchStrategy[list[dict[str, Any]]]:
    def key(_value: Any) -> str:
        counter[0] += 1
        return f"n{counter[0]}"

    leaf = st.sampled_from(["approve", "cc", "end"]).map(lambda kind: {"type": kind, "key": key(kind), "name": "x"})
    if depth == 0:
        return st.lists(leaf, max_size=3)
    inner = st.deferred(lambda: nodes(depth - 1, counter))

    def columns(found: list[list[dict[str, Any]]]) -> dict[str, Any]:
        told = [
            {
                "key": key(at),
                "name": "",
                "when": {"field": "amount", "op": "gt", "value": at} if at else None,
                "nodes": one,
            }
            for at, one in enumerate(reversed(found))
        ]
        return {"type": "branch", "key": key(found), "name": "", "columns": list(reversed(told))}

    return st.lists(st.one_of(leaf, st.lists(inner, min_size=1, max_size=3).map(columns)), max_size=4)


@quiet
@given(nodes(2, [0]), st.integers(-1, 4))
def test_every_way_ends_and_goes_on_where_it_was(drawn: list[dict[str, Any]], number: int) -> None:
    flow = flow_parse.parse({"nodes": drawn})

    def holds(condition: Any) -> bool:
        return number > int(condition["value"])

    way = list(walk.upcoming(flow, "", holds))
    assert len(way) <= len(list(every(flow.nodes)))
    keys = [stop.key for stop in way]
    assert len(set(keys)) == len(keys)
    for before, after in pairwise(way):  # from each node the rest is the same way
        assert next(iter(walk.upcoming(flow, before.key, holds))) is after
    if way:
        last = way[-1]
        assert list(walk.upcoming(flow, last.key, holds)) == [] or last.__class__.__name__ == "End"


def test_a_branch_without_a_way_says_which() -> None:
    flow = Flow((Branch("money", "", ()), Decision("a", "")))
    with pytest.raises(walk.NoWay) as gap:
        list(walk.upcoming(flow, "", lambda condition: False))
    assert gap.value.branch == "money"


def test_what_cannot_be_read_is_named_place_by_place() -> None:
    source = {
        "nodes": [
            {"type": "approve", "key": "a", "who": [{"type": "witch"}], "mode": "all", "colour": "red"},
            {"type": "branch", "key": "a", "columns": [{"key": "B", "when": {"field": "x", "op": "near"}, "nodes": 3}]},
            {"type": "dance"},
        ],
        "repeat": "never",
    }
    with pytest.raises(Invalid) as wrong:
        flow_parse.parse(source)
    assert {(error.path, error.code) for error in wrong.value.errors} == {
        ("nodes.0", "unknown_word"),
        ("nodes.0.who.0.type", "unknown_choice"),
        ("nodes.1.key", "key_twice"),
        ("nodes.1.columns.0.key", "bad_key"),
        ("nodes.1.columns.0.when.op", "unknown_op"),
        ("nodes.1.columns.0.nodes", "not_a_list"),
        ("nodes.2.type", "unknown_choice"),
        ("repeat", "unknown_choice"),
    }


# -- sets of values --------------------------------------------------------------------------------------------------

NUMBERS = st.integers(-5, 5).map(Decimal)
BANDS = st.one_of(
    st.tuples(NUMBERS, st.booleans()).map(lambda one: bands.above(one[0], included=one[1])),
    st.tuples(NUMBERS, st.booleans()).map(lambda one: bands.below(one[0], included=one[1])),
    st.lists(NUMBERS, max_size=3).map(bands.exactly),
)
SETS = st.recursive(
    BANDS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: two[0] | two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] & two[1]),
        inner.map(lambda one: ~one),
    ),
    max_leaves=6,
)
SAMPLES = [Decimal(number) / 2 for number in range(-13, 14)]


@quiet
@given(SETS, SETS)
def test_bands_answer_as_their_numbers_do(one: Bands, other: Bands) -> None:
    for number in SAMPLES:
        assert (number in (one | other)) == (number in one or number in other)
        assert (number in (one & other)) == (number in one and number in other)
        assert (number in ~one) == (number not in one)
    assert ~~one == one
    assert (one & ~one).is_empty


def test_a_single_number_between_two_bands_is_a_hole() -> None:
    below, above = bands.below(Decimal(5), included=False), bands.above(Decimal(5), included=False)
    assert bands.text(bands.holes([below, above])) == "5"
    assert bands.only_points(bands.holes([below, above]))
    assert bands.holes([below, bands.above(Decimal(5), included=True)]).is_empty
    far = bands.above(Decimal(9), included=True)
    assert bands.text(bands.holes([below, far])) == "[5, 9)"


# -- how long it takes -----------------------------------------------------------------------------------------------


def test_hours_are_those_of_whoever_has_to_answer() -> None:
    known = {1: 1.0, 2: 4.0, 3: 10.0}

    def hours(mode: str, *people: int, share: int = 100, passes: bool = False) -> float:
        found = pace.foretell([[pace.Asked("n", mode, share, people, passes)]], known)
        assert found is not None
        return found.usual

    assert (hours("any", 2, 3), hours("all", 2, 3), hours("turn", 2, 3)) == (4.0, 10.0, 14.0)
    assert (hours("share", 1, 2, 3, share=34), hours("share", 1, 2, 3, share=67)) == (4.0, 10.0)
    assert (hours("any", 9), hours("any"), hours("any", passes=True)) == (4.0, 4.0, 0.0), "like the others, or nobody"
    assert pace.foretell([[pace.Asked("n", "any", 100, [1])]], {}) is None


def test_slow_documents_and_the_step_that_keeps_them_waiting() -> None:
    quick, slow = pace.Asked("head", "any", 100, [1]), pace.Asked("boss", "any", 100, [2])
    found = pace.foretell([[quick]] * 8 + [[quick, slow]] * 2 + [[]], {1: 1.0, 2: 30.0})
    assert found == pace.Hours(usual=1.0, slow=31.0, nodes={"head": 1.0, "boss": 30.0}, longest="boss")
