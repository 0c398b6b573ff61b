"""A clock that stands still at weekends, in the zone where the weekend is."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forecast import DayClock

instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))
FRIDAY = datetime(2026, 3, 6, 12)


@given(instants, st.floats(0, 2000), st.sampled_from((5, 6, 7)))
def test_adding_and_measuring_agree(start, hours, days):
    clock = DayClock(days)
    end = clock.add(start, hours)
    assert end >= start
    assert abs(clock.hours(start, end) - hours) < 1e-6


@given(instants, instants, st.sampled_from((5, 6)))
def test_no_more_hours_than_there_are(one, two, days):
    start, end = sorted((one, two))
    assert -1e-9 <= DayClock(days).hours(start, end) <= DayClock(7).hours(start, end) + 1e-9


def test_over_the_weekend():
    monday = FRIDAY + timedelta(days=3)
    assert [DayClock(days).hours(FRIDAY, monday) for days in (5, 6, 7)] == [24, 48, 72]
    assert DayClock(5).add(FRIDAY, 24) == monday
    assert DayClock(6).add(FRIDAY, 48) == monday


def test_the_end_of_the_week_is_its_own_end():
    assert DayClock(5).add(FRIDAY, 12) == datetime(2026, 3, 7)


def test_a_weekend_begins_where_the_parcel_is():
    """Saturday morning in Shanghai is Friday evening in London."""
    evening, later = datetime(2026, 3, 6, 17), datetime(2026, 3, 6, 20)
    assert DayClock(5, "Asia/Shanghai").hours(evening, later) == 0
    assert DayClock(5, "Europe/London").hours(evening, later) == 3


def test_backwards():
    assert DayClock(5).add(FRIDAY, -36) == datetime(2026, 3, 5)
    assert DayClock(7).add(FRIDAY, -36) == datetime(2026, 3, 5)
