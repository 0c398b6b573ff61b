"""When a message may go out: quiet hours of the reader's own day, not too many."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import next_chance

NOON = datetime(2026, 3, 2, 12)
NIGHT = (22.0, 7.5)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (NOON, "UTC", NOON),
        (datetime(2026, 3, 2, 22), "UTC", datetime(2026, 3, 3, 7, 30)),
        (datetime(2026, 3, 2, 3), "UTC", datetime(2026, 3, 2, 7, 30)),
        (datetime(2026, 3, 2, 7, 30), "UTC", datetime(2026, 3, 2, 7, 30)),
        (datetime(2026, 3, 2, 15), "Asia/Shanghai", datetime(2026, 3, 2, 23, 30)),
        # the clocks go forward at 2 in the morning
        (datetime(2026, 3, 28, 23), "Europe/Brussels", datetime(2026, 3, 29, 5, 30)),
    ],
)
def test_quiet_hours(now, zone, expected):
    assert next_chance(now, quiet=NIGHT, zone=zone) == expected


def test_quiet_in_the_middle_of_the_day_and_until_midnight():
    assert next_chance(NOON, quiet=(11, 13)) == datetime(2026, 3, 2, 13)
    assert next_chance(datetime(2026, 3, 2, 13), quiet=(11, 13)) == datetime(2026, 3, 2, 13)
    assert next_chance(NOON, quiet=(11, 24)) == datetime(2026, 3, 3)
    assert next_chance(NOON, quiet=(0, 0)) == NOON


def test_so_many_a_day():
    sent = [NOON - timedelta(hours=h) for h in (1, 5, 20)]
    assert next_chance(NOON, sent=sent, per_day=4) == NOON
    assert next_chance(NOON, sent=sent, per_day=3) == NOON + timedelta(hours=4)
    assert next_chance(NOON, sent=sent, per_day=1) == NOON + timedelta(hours=23)
    assert next_chance(NOON, sent=sent, per_day=0) == NOON


ZONES = st.sampled_from(["UTC", "Europe/Brussels", "Asia/Shanghai", "America/New_York"])
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
HOURS = st.integers(0, 47).map(lambda half: half / 2)


@given(TIMES, HOURS, HOURS, ZONES)
def test_a_chance_comes_within_a_day_and_outside_the_quiet_hours(now, begin, end, zone):
    found = next_chance(now, quiet=(begin, end), zone=zone)
    assert now <= found <= now + timedelta(hours=25)
    local = found.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    hour = local.hour + local.minute / 60 + local.second / 3600
    inside = begin <= hour < end if begin <= end else hour >= begin or hour < end
    assert not inside


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 5))
def test_never_more_than_so_many_in_any_day(hours, per_day):
    sent = []
    for hour in sorted(hours):
        now = NOON + timedelta(hours=hour)
        recent = [at for at in sent if at > now - timedelta(days=1)]
        if next_chance(now, sent=recent, per_day=per_day) == now:
            sent.append(now)
    for at in sent:
        assert len([s for s in sent if at <= s < at + timedelta(days=1)]) <= per_day
