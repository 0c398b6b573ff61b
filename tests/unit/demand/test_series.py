"""Quantities by period: no gaps, no period lost at a year's end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand import SEASONS, later, series, start

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
kinds = st.sampled_from(sorted(SEASONS))


@given(kinds, days, st.integers(-60, 60))
def test_periods_follow_each_other(kind, day, count):
    first = start(kind, day)
    assert first <= day < later(kind, first, 1)
    assert later(kind, later(kind, first, count), -count) == first
    assert start(kind, later(kind, first, 1) - timedelta(days=1)) == first


@given(kinds, st.lists(st.tuples(days, st.integers(1, 50)), max_size=30))
def test_nothing_is_lost(kind, pairs):
    last = date(2035, 12, 31)
    values = series(kind, pairs, last)
    assert sum(values) == sum(quantity for _day, quantity in pairs)
    if pairs:
        first = start(kind, min(day for day, _quantity in pairs))
        assert later(kind, first, len(values) - 1) == start(kind, last)


def test_a_month_without_sales_counts_as_none():
    sold = {date(2025, 11, 30): 4, date(2026, 2, 1): 1, date(2026, 3, 9): 7}
    assert series("month", sold, date(2026, 2, 28)) == [4.0, 0.0, 0.0, 1.0]


def test_weeks_begin_on_monday_across_the_year():
    sold = [(date(2025, 12, 29), 1), (date(2026, 1, 4), 2), (date(2026, 1, 5), 4)]
    assert series("week", sold, date(2026, 1, 11)) == [3.0, 4.0]


@pytest.mark.parametrize("sold", [{}, {date(2026, 1, 1): 0}, {date(2026, 1, 1): -2}])
def test_nothing_sold(sold):
    assert series("month", sold, date(2026, 3, 1)) == []


def test_more_came_back_than_was_ordered():
    sold = {date(2026, 1, 1): 5, date(2026, 2, 1): -2, date(2026, 3, 1): 1}
    assert series("month", sold, date(2026, 3, 1)) == [5.0, 0.0, 1.0]
