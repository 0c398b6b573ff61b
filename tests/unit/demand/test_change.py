"""What differs from the past beyond chance, and what only comes back each year."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand import level, moved, trend
from demand.student import bound, two_sided

SEASON = (60, 55, 70, 90, 100, 110, 130, 120, 100, 95, 140, 210)


def noisy(months, seed=1, slope=0.0, spread=5.0):
    draw = Random(seed)
    return [100 + SEASON[i % 12] + slope * i + draw.gauss(0, spread) for i in range(months)]


# t tables: two-sided 5 % and 1 %
@pytest.mark.parametrize(
    ("t", "df", "p"), [(12.706, 1, 0.05), (2.228, 10, 0.05), (2.750, 30, 0.01), (1.96, 1e6, 0.05)]
)
def test_student(t, df, p):
    assert two_sided(t, df) == pytest.approx(p, abs=2e-5)
    assert two_sided(-t, df) == two_sided(t, df)
    assert bound(df, 1 - p) == pytest.approx(t, abs=2e-3)


def test_a_rise_stands_out_of_season_and_noise():
    values = noisy(36)
    calm, jump = level([*values, 160.0], 12), level([*values, 160.0 * 1.6], 12)
    assert calm.low < 160 < calm.high and calm.chance > 0.05
    assert jump.value > jump.high and jump.chance < 0.001
    assert (jump.expected, jump.low) == (calm.expected, calm.low)


def test_the_season_alone_is_no_change():
    values = noisy(36)
    december = level(values, 12)
    assert december.value > 1.5 * values[-9]  # far above spring
    assert december.chance > 0.05


def test_steady_growth_is_expected():
    values = [SEASON[i % 12] + 10.0 * i for i in range(37)]
    found = level(values, 12)
    assert found.expected == pytest.approx(values[-1])
    assert found.chance == 1.0
    assert trend(values, 12).chance == 1.0


def test_faster_growth_is_a_trend():
    values = noisy(36, slope=1.0)
    faster = [v + 12.0 * max(i - 29, 0) for i, v in enumerate(values)]
    assert trend(values, 12).chance > 0.05
    found = trend(faster, 12)
    assert found.chance < 0.01
    assert found.value > found.high > found.expected
    assert found.n == 24


def test_chance_is_stated_rightly():
    """Of series in which nothing changes, one in twenty is below 5 %."""
    found = [level(noisy(37, seed), 12).chance for seed in range(400)]
    assert 8 <= sum(p < 0.05 for p in found) <= 34
    found = [trend(noisy(36, seed), 12).chance for seed in range(400)]
    assert 8 <= sum(p < 0.05 for p in found) <= 34


@pytest.mark.parametrize("months", [0, 1, 2, 12, 20])
def test_too_short(months):
    assert level(noisy(months), 12) is None
    assert trend(noisy(months), 12) is None


def test_just_long_enough():
    assert level(noisy(21), 12).n == 8
    assert trend(noisy(25), 12) is None
    assert trend(noisy(26), 12).n == 14


def test_nothing_sold_for_a_year():
    values = noisy(24) + [0.0] * 14
    assert level(values, 12) is None
    assert trend([0.0] * 40, 12) is None


def test_what_is_sure_may_be_small():
    values = [100.0] * 40
    assert not level([*values, 109.0], 12).matters
    assert level([*values, 89.0], 12).matters


def test_never_varied():
    assert level([10.0] * 40, 12).chance == 1.0
    assert level([10.0] * 40 + [11.0], 12).chance == 0.0
    assert trend([10.0] * 40, 12).chance == 1.0


def test_now_and_then():
    values = [0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0] * 6
    found = level(values, 12)
    assert found.low == 0.0 and found.chance > 0.05


amounts = st.lists(st.integers(0, 10**6).map(float), min_size=21, max_size=60)


@given(amounts, st.sampled_from((0.001, 1 / 12, 7.0, 1000.0)))
def test_the_unit_changes_nothing(values, unit):
    for judged in (level, trend):
        one, other = judged(values, 12), judged([v * unit for v in values], 12)
        assert (one is None) == (other is None)
        if one:
            assert other.chance == pytest.approx(one.chance, rel=1e-3, abs=1e-6)
            assert 0 <= one.chance <= 1
            assert one.low <= one.expected <= one.high
            assert (one.n, judged is level and one.low < 0) == (other.n, False)


@given(amounts)
def test_growth_in_percent_has_no_unit(values):
    one, other = trend(values, 12), trend([v * 1000 for v in values], 12)
    if one:
        assert other.value == pytest.approx(one.value, rel=1e-6, abs=1e-6)
        assert other.high == pytest.approx(one.high, rel=1e-6, abs=1e-6)


def test_all_tests_are_told():
    found = moved({"a": noisy(36), "b": noisy(21), "c": noisy(3)}, 12)
    assert [(one.subject, one.what) for one in found] == [
        ("a", "level"),
        ("a", "trend"),
        ("b", "level"),
    ]
    assert (found[0].chance, found[0].matters) == (found[0].change.chance, False)
