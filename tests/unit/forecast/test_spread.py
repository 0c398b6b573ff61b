"""Intervals that hold what they state, and no figure where there is too little."""

import random

from hypothesis import given
from hypothesis import strategies as st

from forecast import LEAST, MOST, SHARE, Spread, aimed, best_days, shown

hours = st.floats(0, 2000, allow_nan=False)
samples = st.lists(hours, max_size=250)


@given(samples, hours)
def test_order_of_the_interval_and_never_in_the_past(sample, waited):
    for after in (None, waited):
        interval = shown(sample).interval(after)
        if interval:
            low, high = interval
            assert low <= high
            assert after is None or low > after
            assert min(sample) <= low and high <= max(sample)


@given(samples)
def test_quantiles_rise_with_their_share(sample):
    spread = shown(sample)
    if sample:
        found = [spread.quantile(share / 20) for share in range(21)]
        assert found == sorted(found)


@given(st.lists(hours, max_size=LEAST - 1))
def test_no_figure_below_ten(sample):
    assert shown(sample).interval() is None


@given(st.lists(hours, min_size=LEAST, max_size=60), hours)
def test_no_figure_where_fewer_than_ten_took_as_long(sample, waited):
    longer = sum(value > waited for value in sample)
    assert (shown(sample).interval(waited) is None) == (longer < LEAST)


@given(st.lists(hours, min_size=LEAST, max_size=250), hours, hours)
def test_waiting_longer_moves_the_start_on(sample, one, two):
    earlier, later = sorted((one, two))
    spread = shown(sample)
    before, after = spread.interval(earlier), spread.interval(later)
    if before and after:
        assert after[0] >= min(before[0], later)
        assert after[1] >= before[1] - 1e-9


def test_ten_cases_state_their_limits():
    low, high = shown(range(1, 11)).interval()
    assert (round(low, 9), round(high, 9)) == (1.1, 9.9)


def test_a_large_sample_is_kept_as_its_percentiles():
    sample = [n / 10 for n in range(1, 10_000)]
    kept = shown(sample)
    assert (len(kept.values), kept.count) == (MOST, len(sample))
    low, high = kept.interval()
    assert (round(low), round(high)) == (100, 900)
    assert kept.beyond(500).count == len(sample) * 49 // 100


def test_the_stated_share_is_reached():
    """Of samples of any size, from a skewed distribution, by simulation."""
    chance = random.Random(4)
    for size in (10, 17, 40, 300):
        inside = 0
        for _ in range(1500):
            low, high = shown(chance.expovariate(1) for _ in range(size)).interval()
            inside += low <= chance.expovariate(1) <= high
        assert 0.75 <= inside / 1500 <= 0.85, size


def test_of_those_still_waiting_the_share_is_reached_too():
    chance = random.Random(5)
    spread = shown(chance.lognormvariate(4, 0.5) for _ in range(400))
    inside = waiting = 0
    for _ in range(6000):
        hours = chance.lognormvariate(4, 0.5)
        if hours > 70:
            low, high = spread.interval(70)
            waiting += 1
            inside += low <= hours <= high
    assert 0.75 <= inside / waiting <= 0.85


def test_a_clock_is_chosen_only_where_it_clearly_helps():
    def spread(days, width, count=50):
        step = width * days / 7 / count
        return Spread(tuple(n * step for n in range(count)), count, days)

    assert best_days([spread(7, 100), spread(6, 97), spread(5, 80)]) == 5
    assert best_days([spread(7, 100), spread(6, 97), spread(5, 98)]) == 7
    assert best_days([spread(7, 100, 29), spread(6, 50, 29), spread(5, 50, 29)]) == 7


def test_what_the_last_forecasts_missed_is_aimed_at():
    assert aimed(50, 99) == SHARE
    assert round(aimed(160, 200), 3) == SHARE
    assert round(aimed(150, 200), 3) == 0.85
    assert round(aimed(100, 200), 3) == 0.9
    assert round(aimed(200, 200), 3) == 0.7
