"""Working time: nights, weekends, holidays, the end of the calendar."""

from datetime import date, datetime, timedelta

import pytest
from builders import at
from hypothesis import given
from hypothesis import strategies as st

from timeline import WorkingClock
from timeline.clock import midnight

MONDAY = datetime(2026, 3, 2)
HOLIDAY = 2  # Wednesday of the first week


def day(number: int, hour: float = 0) -> datetime:
    return MONDAY + timedelta(days=number, hours=hour)


def office(days: int = 14) -> WorkingClock:
    """Two weeks, Monday to Friday, 8-12 and 13-17, one holiday."""
    working = [d for d in range(days) if d % 7 < 5 and d != HOLIDAY]
    return WorkingClock([(day(d, a), day(d, b)) for d in working for a, b in ((8, 12), (13, 17))])


CASES = {
    "within a morning": (day(0, 8), 3, day(0, 11)),
    "to the end of an interval": (day(0, 8), 4, day(0, 12)),
    "across lunch": (day(0, 11), 2, day(0, 14)),
    "from a night": (day(0, 2), 1, day(0, 9)),
    "across a night": (day(0, 16), 2, day(1, 9)),
    "from a lunch break": (day(0, 12.5), 1, day(0, 14)),
    "across a holiday": (day(1, 16), 2, day(3, 9)),
    "across a weekend": (day(4, 16), 2, day(7, 9)),
    "from a weekend": (day(5, 10), 8, day(7, 17)),
    "over weeks": (day(0, 8), 8 * 4 + 1, day(7, 9)),
    "beyond the calendar": (day(11, 16), 3, day(11, 19)),
    "from beyond the calendar": (day(20, 5), 3, day(20, 8)),
}


@pytest.mark.parametrize("case", CASES)
def test_adding_and_measuring_working_hours(case):
    start, hours, end = CASES[case]
    assert office().add(start, hours) == end
    assert office().hours(start, end) == pytest.approx(hours)


@pytest.mark.parametrize("hours", [0, -5])
def test_no_working_time_takes_no_time_also_at_night(hours):
    assert office().add(day(0, 3), hours) == day(0, 3)


def test_an_empty_calendar_counts_every_hour():
    assert WorkingClock().add(day(5, 3), 30) == day(6, 9)
    assert WorkingClock().hours(day(5, 3), day(6, 9)) == 30


def test_nothing_is_worked_at_night_or_backwards():
    assert office().hours(day(0, 18), day(1, 7)) == 0
    assert office().hours(day(5), day(7, 8)) == 0
    assert office().hours(day(1, 10), day(0, 10)) == 0
    assert office().hours(day(0, 11), day(0, 9)) == 0
    assert office().hours(day(1, 10), day(1, 10)) == 0


def test_a_measure_from_before_the_calendar_counts_what_the_calendar_has():
    assert office().hours(day(-30), day(0, 10)) == 2


@st.composite
def clocks(draw):
    """Disjoint ascending intervals, some of them touching."""
    cursor, intervals = 0.0, []
    for gap, length in draw(st.lists(st.tuples(_GAPS, _LENGTHS), max_size=8)):
        intervals.append((at(cursor + gap), at(cursor + gap + length)))
        cursor += gap + length
    return WorkingClock(intervals)


_GAPS = st.sampled_from([0, 0.5, 1, 15, 64])
_LENGTHS = st.sampled_from([0.25, 1, 4, 8])
_INSTANTS = st.floats(-50, 400, allow_nan=False).map(at)
_HOURS = st.floats(0.01, 300, allow_nan=False)


@given(clocks(), _INSTANTS, _HOURS)
def test_measuring_is_the_inverse_of_adding(clock, start, hours):
    assert clock.hours(start, clock.add(start, hours)) == pytest.approx(hours, abs=1e-6)


@given(clocks(), _INSTANTS, _INSTANTS, _HOURS)
def test_who_starts_later_is_done_no_earlier(clock, one, other, hours):
    first, second = sorted((one, other))
    assert clock.add(first, hours) <= clock.add(second, hours)


@given(clocks(), _INSTANTS, _HOURS, _HOURS)
def test_more_work_ends_later(clock, start, hours, more):
    assert clock.add(start, hours) < clock.add(start, hours + more)
    assert start < clock.add(start, hours)


@given(clocks(), st.lists(_INSTANTS, min_size=3, max_size=3).map(sorted))
def test_the_hours_of_two_spans_are_those_of_the_whole(clock, instants):
    a, b, c = instants
    assert clock.hours(a, b) + clock.hours(b, c) == pytest.approx(clock.hours(a, c), abs=1e-6)
    assert 0 <= clock.hours(a, c) <= (c - a).total_seconds() / 3600 + 1e-9


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (date(2026, 5, 4), "UTC", datetime(2026, 5, 4)),
        (date(2026, 5, 4), "Asia/Tokyo", datetime(2026, 5, 3, 15)),
        (date(2026, 3, 8), "America/New_York", datetime(2026, 3, 8, 5)),  # clocks go on at two
        (date(2026, 3, 9), "America/New_York", datetime(2026, 3, 9, 4)),
        (date(2026, 9, 6), "America/Santiago", datetime(2026, 9, 6, 4)),  # there is no midnight
    ],
)
def test_when_a_day_begins_somewhere(day, zone, utc):
    assert midnight(day, zone) == utc
