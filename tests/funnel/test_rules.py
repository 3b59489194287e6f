"""What is pure: percentiles, shrinking, simulation, calibration."""

import random
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest

from kezhou.modules.funnel import figures
from kezhou.modules.funnel.calibration import Walk, bins, brier, calibrate
from kezhou.modules.funnel.chances import MAX_STRENGTH, MIN_STRENGTH, Record, fit, strength
from kezhou.modules.funnel.months import blocks, month_after, month_end
from kezhou.modules.funnel.reaching import chance, told
from kezhou.modules.funnel.simulate import Chance, simulate


def test_percentiles_of_a_distribution() -> None:
    assert figures.percentiles({1: 1, 2: 1, 10: 2}, (0, 0.5, 1)) == [1, 6, 10]
    assert figures.percentiles({7: 3}, (0.5, 0.9)) == [7, 7]
    assert figures.percentiles({}, (0.5,)) == [None]
    values = [random.Random(3).randint(0, 30) for _ in range(101)]
    counts = {value: values.count(value) for value in set(values)}
    assert figures.percentiles(counts, (0.5, 0.9)) == [sorted(values)[50], sorted(values)[90]]


def test_how_many_came_how_far() -> None:
    assert figures.reached({0: 5, 1: 3, 2: 2}, 3) == [10, 5, 2]
    assert figures.percent(1, 3) == 33.3
    assert figures.percent(0, 0) is None


def test_kleinman_by_hand() -> None:
    """Two persons, 10 of 10 and 0 of 10: p = ½, S = 5, g = (5 − ¼)/(¼ · (20 − 10 − 1)) = 19/9 > 1."""
    assert strength([Record(10, 10), Record(10, 0)]) == MIN_STRENGTH
    # 8 of 10 and 4 of 10: p = .6, S = .8, g = (.8 − .24)/(.24 · 9) = .259259, M = 1/g − 1 = 2.857142
    assert strength([Record(10, 8), Record(10, 4)]) == pytest.approx(2.857142, abs=1e-5)
    assert strength([Record(10, 5), Record(10, 5)]) == MAX_STRENGTH
    assert strength([Record(10, 5)]) == MAX_STRENGTH
    assert strength([Record(3, 3), Record(4, 4)]) == MAX_STRENGTH


def test_a_small_record_is_pulled_to_the_company() -> None:
    passed = (
        [(1, 7, True)] * 3 + [(1, 8, True)] * 20 + [(1, 8, False)] * 80 + [(1, 9, True)] * 50 + [(1, 9, False)] * 50
    )
    chances = fit(passed, {1: 0.4, 2: 0.9})
    company = (73 + 4) / (203 + 10)
    assert chances.rates[1][0] == pytest.approx(company)
    assert company < chances.of(1, 7) < 1
    assert chances.of(1, 8) == pytest.approx(0.2, abs=0.03)
    assert chances.of(1, 99) == pytest.approx(company)
    assert chances.of(2, 7) == pytest.approx(0.9)
    assert chances.of(404, 7) == 0


def test_what_is_certain_comes_when_it_is_due() -> None:
    out = simulate(
        [Chance(1.0, 100.0, 5, [0]), Chance(0.0, 999.0, 5, [0]), Chance(1.0, 50.0, 40, [0])], [30, 60], [0, 0], 500, 1
    )
    assert out.periods == [[100, 100, 100], [50, 50, 50]]
    assert out.running == [[100, 100, 100], [150, 150, 150]]
    assert out.blocks == [[150, 150, 150]]
    assert out.brought == [100, 0, 50]


def test_the_mean_is_the_expectation_and_the_seed_decides() -> None:
    chances = [Chance(0.3, 1000.0, 10, [-5, 0, 40])] * 50
    out = simulate(chances, [30, 365], [0, 1], 10_000, 7)
    assert out.mean[0] == pytest.approx(50 * 300 * 2 / 3, rel=0.02)
    assert out.mean[1] == pytest.approx(50 * 300 / 3, rel=0.03)
    assert out.periods[0][0] < out.periods[0][1] < out.periods[0][2]
    assert simulate(chances, [30, 365], [0, 1], 10_000, 7) == out
    assert simulate(chances, [30, 365], [0, 1], 10_000, 8) != out


def test_the_chance_of_a_target_is_the_share_of_the_draws_that_reach_it() -> None:
    """Fifty chances of 30 percent at 1,000 each: a binomial, of which P(X ≥ 15) is 0.5532 and P(X ≥ 20) 0.0848."""
    out = simulate([Chance(0.3, 1000.0, 10, [0])] * 50, [30], [0], 10_000, 7)
    for wanted, exact in ((15_000.0, 0.5532), (20_000.0, 0.0848), (10_000.0, 0.9598)):
        assert chance(out.spreads["months"][0], wanted) == pytest.approx(exact, abs=0.02)
    assert chance(out.spreads["months"][0], 0.0) == 1.0
    assert chance(out.spreads["months"][0], 50_001.0) == 0.0
    single = simulate([Chance(0.25, 80.0, 10, [0])], [30], [0], 10_000, 3)
    assert chance(single.spreads["quarters"][0], 80.0) == pytest.approx(0.25, abs=0.02)
    assert told("70.00", Decimal(80), None) == {"target": "80", "gap": "-10.00", "chance": None}


def test_nothing_ends_in_the_past() -> None:
    """Due ten days ago: of the deviations only +20 is still possible. Due a year ago: within sixty days."""
    out = simulate([Chance(1.0, 10.0, -10, [-30, 0, 20])], [9, 10], [0, 0], 100, 1)
    assert out.periods == [[0, 0, 0], [10, 10, 10]]
    late = simulate([Chance(1.0, 10.0, -365, [0])], [0, 60], [0, 0], 100, 1)
    assert late.periods == [[0, 0, 0], [10, 10, 10]]
    assert simulate([], [30], [0], 100, 1).total == [0, 0, 0]


def test_five_thousand_opportunities_ten_thousand_draws() -> None:
    slips = list(range(-60, 180))
    chances = [Chance(0.1 + (at % 9) / 10, 1000.0 + at, at % 300, slips) for at in range(5_000)]
    begun = time.process_time()
    simulate(chances, [30 * at for at in range(1, 13)], [at // 3 for at in range(12)], 10_000, 1)
    assert time.process_time() - begun < 3


def test_brier_and_bins_by_hand() -> None:
    said = [(0.8, 1), (0.8, 0), (0.15, 0), (1.0, 1)]
    assert brier(said) == pytest.approx((0.04 + 0.64 + 0.0225) / 4)
    assert bins(said) == [
        {"from": 0.1, "to": 0.2, "count": 1, "said": 0.15, "came": 0.0},
        {"from": 0.8, "to": 0.9, "count": 2, "said": 0.8, "came": 0.5},
        {"from": 0.9, "to": 1.0, "count": 1, "said": 1.0, "came": 1.0},
    ]


def test_calibration_knows_nothing_of_the_future() -> None:
    """Until June everything was won, afterwards everything is lost: on the first of June the method still says won."""
    day = date(2026, 1, 1)
    early = [Walk(1, True, day + timedelta(days=at), [(5, day, day + timedelta(days=at))]) for at in range(1, 101)]
    june = date(2026, 6, 1)
    late = [Walk(1, False, june + timedelta(days=30), [(5, day, june + timedelta(days=30))])] * 40
    told = calibrate([*early, *late], [date(2026, 1, 2), june], {5: 0.5})
    assert [one["on"] for one in told["by_day"]] == ["2026-06-01"]
    assert told["count"] == 40
    assert told["won_rate"] == 0
    said = (100 + 5) / 110
    assert told["brier"] == round(((100 + MAX_STRENGTH * said) / (100 + MAX_STRENGTH)) ** 2, 4)
    assert told["bins"][0]["came"] == 0
    assert calibrate([], [june], {5: 0.5})["brier"] is None


def test_months() -> None:
    assert month_after(date(2026, 11, 22), 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert month_end(date(2028, 2, 10)) == date(2028, 2, 29)
    quarters, at = blocks([date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)])
    assert (quarters, at) == ([date(2026, 10, 1), date(2027, 1, 1)], [0, 0, 1])
