"""Cut-offs by the clock of the place, also when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dispatch import Cutoff, departure_before, next_departure

BERLIN = "Europe/Berlin"
ZONES = (
    BERLIN,
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)
instants = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1))
cutoffs = st.builds(
    Cutoff,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 1439),
)


def local(instant, zone):
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def at(hour, *days):
    return Cutoff(frozenset(days or range(7)), round(hour * 60))


def test_the_same_time_of_the_clock_in_winter_and_summer():
    four = [at(16)]
    assert next_departure(four, BERLIN, datetime(2026, 3, 28, 12)) == datetime(2026, 3, 28, 15)
    assert next_departure(four, BERLIN, datetime(2026, 3, 29, 12)) == datetime(2026, 3, 29, 14)


def test_an_hour_that_is_left_out_and_one_that_comes_twice():
    half_past_two = [at(2.5)]
    spring = next_departure(half_past_two, BERLIN, datetime(2026, 3, 28, 12))
    assert local(spring, BERLIN).strftime("%d %H:%M") == "29 03:30"
    autumn = next_departure(half_past_two, BERLIN, datetime(2026, 10, 24, 12))
    assert autumn == datetime(2026, 10, 25, 0, 30), "the first of the two"


def test_a_day_that_a_place_left_out():
    eve = datetime(2011, 12, 29, 20)  # local 10:00 on the 29th; the 30th did not exist
    found = next_departure([at(16)], "Pacific/Apia", eve + timedelta(hours=7))
    assert local(found, "Pacific/Apia").strftime("%d %H:%M") == "31 16:00"


def test_not_at_the_weekend():
    week = [at(16, 0, 1, 2, 3, 4), at(11, 5)]
    friday = datetime(2026, 3, 6, 15)  # 16:00 in Berlin: too late
    assert next_departure(week, BERLIN, friday) == datetime(2026, 3, 7, 10)
    assert next_departure(week, BERLIN, datetime(2026, 3, 7, 10)) == datetime(2026, 3, 9, 15)
    assert departure_before(week, BERLIN, datetime(2026, 3, 9, 14)) == datetime(2026, 3, 7, 10)
    assert next_departure([], BERLIN, friday) is None


@given(st.lists(cutoffs, min_size=1, max_size=3), st.sampled_from(ZONES), instants)
def test_the_next_one_is_next(found, zone, now):
    departure = next_departure(found, zone, now)
    assert now < departure <= now + timedelta(days=8)
    day = local(departure, zone)
    assert any(day.weekday() in cutoff.weekdays for cutoff in found)
    assert departure_before(found, zone, departure) == departure
    between = departure_before(found, zone, departure - timedelta(microseconds=1))
    assert between <= now, "no other one lies in between"


@given(cutoffs, st.sampled_from(ZONES), instants)
def test_the_clock_on_the_wall_shows_it(cutoff, zone, now):
    shown = local(next_departure([cutoff], zone, now), zone)
    minute = shown.hour * 60 + shown.minute
    moved = (
        shown.utcoffset()
        - (shown - timedelta(hours=3)).astimezone(UTC).astimezone(shown.tzinfo).utcoffset()
    )
    assert minute == cutoff.minute or moved > timedelta(0)


@given(cutoffs, st.sampled_from(ZONES), instants, instants)
def test_later_is_never_earlier(cutoff, zone, one, two):
    first, second = sorted((one, two))
    assert next_departure([cutoff], zone, first) <= next_departure([cutoff], zone, second)
