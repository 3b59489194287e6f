"""Which value held when."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.audit.history import Span, as_of, spans, track, track_from_select, track_many
from tests.jobs.people import START, system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_values_follow_each_other_without_gap_or_overlap() -> None:
    track(system(START), "opportunity", 5, {"stage": (None, "new"), "amount": (None, "10.00")})
    track(system(START + DAY), "opportunity", 5, {"stage": ("new", "quoted")})
    track(system(START + 3 * DAY), "opportunity", 5, {"stage": ("quoted", "won")})

    assert spans("opportunity", 5, "stage") == [
        Span("new", START, START + DAY),
        Span("quoted", START + DAY, START + 3 * DAY),
        Span("won", START + 3 * DAY, None),
    ]
    assert as_of("opportunity", 5, "stage", START - DAY) is None
    assert as_of("opportunity", 5, "stage", START) == "new"
    assert as_of("opportunity", 5, "stage", START + DAY) == "quoted"
    assert as_of("opportunity", 5, "stage", START + 9 * DAY) == "won"
    assert as_of("opportunity", 5, "amount", START + 9 * DAY) == "10.00"


def test_the_value_from_before_tracking_is_not_lost() -> None:
    track(system(START), "opportunity", 5, {"level": ("C", "A")})

    assert spans("opportunity", 5, "level") == [Span("C", None, START), Span("A", START, None)]
    assert as_of("opportunity", 5, "level", START - 300 * DAY) == "C"


def test_two_changes_at_one_moment_leave_the_last() -> None:
    track(system(START), "opportunity", 5, {"stage": (None, "new")})
    track(system(START), "opportunity", 5, {"stage": ("new", "won")})

    assert as_of("opportunity", 5, "stage", START) == "won"


def test_set_based_tracking_equals_one_by_one() -> None:
    track(system(START), "customer", 1, {"owner": (None, 11)})
    select = "SELECT n::bigint, to_jsonb(11), to_jsonb(12) FROM generate_series(1, 3) n"

    assert track_from_select(system(START + DAY), "customer", "owner", select) == 3

    assert spans("customer", 1, "owner") == [Span(11, START, START + DAY), Span(12, START + DAY, None)]
    assert spans("customer", 2, "owner") == [Span(11, None, START + DAY), Span(12, START + DAY, None)]


def test_several_records_are_two_statements(django_assert_num_queries: Any) -> None:
    track(system(START), "customer", 1, {"owner": (None, 11), "level": (None, "B")})

    with django_assert_num_queries(2):
        changed: list[tuple[int, Any]] = [(1, {"owner": (11, 12)}), (2, {"owner": (None, 13), "level": ("A", "B")})]
        track_many(system(START + DAY), "customer", changed)

    assert spans("customer", 1, "owner") == [Span(11, START, START + DAY), Span(12, START + DAY, None)]
    assert spans("customer", 1, "level") == [Span("B", START, None)]
    assert spans("customer", 2, "owner") == [Span(13, START + DAY, None)]
    assert spans("customer", 2, "level") == [Span("A", None, START + DAY), Span("B", START + DAY, None)]
