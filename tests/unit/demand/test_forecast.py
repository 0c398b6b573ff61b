"""Only a forecast that beats the naive one on months it has not seen is advice."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand import judge, naive, smoothed

SEASON = (60, 55, 70, 90, 100, 110, 130, 120, 100, 95, 140, 210)


def constant(value, error=2.0):
    """A forecaster that always foretells the same."""
    return lambda values, steps: ([value] * steps, error)


def flat(months, seed=3):
    draw = Random(seed)
    return [100 + draw.gauss(0, 20) for _ in range(months)]


def test_naive():
    year = [float(i) for i in range(12)]
    assert naive(year, 14) == year + [0.0, 1.0]
    assert naive([99.0, *year], 3) == [0.0, 1.0, 2.0]
    assert naive(year[:11], 2) == [10.0, 10.0]


def test_better_is_advice():
    found = judge(flat(36), 5, constant(100.0, 25.0))
    assert found.why_not == ""
    assert found.ahead == (100.0,) * 5
    assert found.mase < found.naive_mase and found.wape < found.naive_wape
    assert found.sigma >= 25.0


def test_worse_is_none():
    found = judge(flat(36), 2, constant(500.0))
    assert found.why_not == "naive"
    assert found.mase > found.naive_mase


def test_as_good_is_not_better():
    values = flat(36)
    found = judge(values, 2, lambda seen, steps: (naive(seen, steps), 1.0))
    assert (found.why_not, found.mase) == ("naive", found.naive_mase)


def test_errors_by_hand():
    """Six errors: three, two and one month ahead."""
    values = [10.0, 20.0] * 6 + [12.0, 18.0, 15.0]
    found = judge(values, 1, constant(14.0, 0.0))
    off = [2, 4, 1, 4, 1, 1]
    assert found.wape == pytest.approx(100 * sum(off) / (12 + 18 + 15 + 18 + 15 + 15))
    assert found.mase == pytest.approx(sum(off) / 6 / 10)  # from month to month it was 10 off
    assert found.sigma == pytest.approx((sum(e * e for e in off) / 6) ** 0.5)
    # naive with twelve months or more: 10, 20, 10
    assert found.naive_wape == pytest.approx(100 * (2 + 2 + 5 + 2 + 5 + 5) / 93)


def test_the_holdout_is_not_seen():
    seen = []

    def forecaster(values, steps):
        seen.append((len(values), steps))
        return [1.0] * steps, 1.0

    judge(flat(20), 4, forecaster)
    assert seen == [(17, 3), (18, 2), (19, 1), (20, 4)]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "short"),
        ([5.0], "short"),
        ([5.0] * 11, "short"),
        ([5.0] * 12 + [0.0] * 12, "unsold"),
        ([0.0] * 30, "unsold"),
    ],
)
def test_no_advice(values, reason):
    assert judge(values, 3, constant(1.0)).why_not == reason


def test_without_forecaster():
    found = judge(flat(24), 3, None)
    assert found.why_not == "missing"
    assert len(found.naive_ahead) == 3 and found.naive_wape > 0


def test_a_forecaster_that_fails():
    found = judge(flat(24), 3, lambda values, steps: None)
    assert (found.why_not, found.ahead) == ("failed", ())


def test_nothing_sold_in_the_holdout():
    found = judge(flat(24) + [0.0] * 3, 2, constant(0.0))
    assert found.wape is None and found.mase == 0.0


def test_smoothing_finds_season_and_trend():
    values = [2.0 * i + SEASON[i % 12] for i in range(48)]
    forecast = smoothed(12)
    found = judge(values, 12, forecast)
    assert found.why_not == ""
    truth = [2.0 * i + SEASON[i % 12] for i in range(48, 60)]
    assert found.ahead == pytest.approx(truth, rel=0.1)
    assert forecast.name.endswith("A)")


def test_smoothing_beats_naive_where_there_is_no_season():
    better = [judge(flat(36, seed), 3, smoothed(12)).why_not == "" for seed in range(12)]
    assert sum(better) >= 8


def test_a_perfect_season_needs_no_smoothing():
    values = [float(v) for v in SEASON * 4]
    assert judge(values, 3, smoothed(12)).why_not == "naive"


@pytest.mark.parametrize("values", [[7.0] * 30, [0.0, 0.0, 5.0] * 10, [0.0] * 20 + [1.0] * 4])
def test_smoothing_bears_odd_series(values):
    found = judge(values, 4, smoothed(12))
    assert found.why_not in ("", "naive")
    assert all(value >= 0 for value in found.ahead)


@given(st.lists(st.integers(0, 1000).map(float), max_size=40), st.floats(-50, 50))
def test_never_negative(values, foretold):
    found = judge(values, 3, constant(foretold))
    assert all(value >= 0 for value in (*found.ahead, *found.naive_ahead))
    assert found.sigma >= 0


@given(st.lists(st.integers(0, 1000).map(float), min_size=12, max_size=40))
def test_the_unit_changes_no_judgement(values):
    one = judge(values, 3, constant(40.0))
    other = judge([v * 8 for v in values], 3, constant(320.0))
    assert (one.why_not, one.mase, one.wape) == (other.why_not, other.mase, other.wape)
