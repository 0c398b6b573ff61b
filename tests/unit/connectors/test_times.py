"""Times as carriers write them, and the instants they mean."""

from datetime import datetime, timedelta

import pytest
from carrier_samples import utc
from hypothesis import given
from hypothesis import strategies as st

from connectors import times


@pytest.mark.parametrize(
    ("text", "instant", "source"),
    [
        ("2024-08-20T12:41:57-04:00", "2024-08-20 16:41:57", "offset"),
        ("2023-05-15T14:45:00.000+02:00", "2023-05-15 12:45:00", "offset"),
        ("2023-05-15T14:45:00+0530", "2023-05-15 09:15:00", "offset"),
        ("2023-05-15T14:45:00-05", "2023-05-15 19:45:00", "offset"),
        ("2024-11-22T18:58:40Z", "2024-11-22 18:58:40", "utc"),
        ("2024-11-22t18:58:40z", "2024-11-22 18:58:40", "utc"),
        ("2024-11-22 18:58:40 UTC", "2024-11-22 18:58:40", "utc"),
        ("2024-01-01T00:30:00+01:00", "2023-12-31 23:30:00", "offset"),
        ("2018-03-02T07:53:47", "2018-03-02 07:53:47", "assumed"),
        ("2018-03-02", "2018-03-02 00:00:00", "assumed"),
        ("20240423 131519", "2024-04-23 13:15:19", "assumed"),
        ("2024-11-15 11:09:19.000000", "2024-11-15 11:09:19", "assumed"),
        ("2024-02-29T12:00:00.123456789Z", "2024-02-29 12:00:00.123456", "utc"),
        ("2023-02-29T12:00:00Z", None, "received"),
        ("2024-08-20T12:41:57+25:00", None, "received"),
        ("2024-08-20T25:41:57Z", None, "received"),
        ("0001-01-01T00:00:00Z", None, "received"),
        ("9999-12-31T23:59:59-12:00", None, "received"),
        ("string", None, "received"),
        ("", None, "received"),
        (None, None, "received"),
        (20240423, "2024-04-23 00:00:00", "assumed"),
    ],
)
def test_without_a_zone_of_the_source(text, instant, source):
    assert times.read(text) == (instant and utc(instant), source)


def test_the_documented_zone_of_the_source():
    assert times.read("2024-07-01 08:30:00", times.CHINA) == (utc("2024-07-01 00:30:00"), "fixed")
    assert times.read("2024-07-01T08:30:00Z", times.CHINA) == (utc("2024-07-01 08:30:00"), "utc")


def test_an_hour_that_occurs_twice_is_the_first():
    instant, _source = times.read("2024-11-03 01:30:00", "America/New_York")
    assert instant == utc("2024-11-03 05:30:00")


@pytest.mark.parametrize(
    ("offset", "instant", "source"),
    [
        ("-05:00", "2024-11-22 18:58:00", "offset"),
        ("-7:00", "2024-11-22 20:58:00", "offset"),
        ("-04.00", "2024-11-22 17:58:00", "offset"),
        ("+0530", "2024-11-22 08:28:00", "offset"),
        ("+00:00", "2024-11-22 13:58:00", "offset"),
        ("", "2024-11-22 13:58:00", "assumed"),
        (None, "2024-11-22 13:58:00", "assumed"),
        ("EST", "2024-11-22 13:58:00", "assumed"),
        ("-99:00", "2024-11-22 13:58:00", "assumed"),
    ],
)
def test_an_offset_beside_the_time(offset, instant, source):
    assert times.read_beside("2024-11-22T13:58:00", offset) == (utc(instant), source)


def test_a_zone_in_the_time_wins_over_the_one_beside_it():
    told = times.read_beside("2024-11-22T13:58:00Z", "-05:00")
    assert told == (utc("2024-11-22 13:58:00"), "utc")


def test_a_field_documented_in_utc():
    assert times.read_utc("20210210 074700") == (utc("2021-02-10 07:47:00"), "utc")
    assert times.read_utc("2021-02-10T07:47:00+01:00") == (utc("2021-02-10 06:47:00"), "offset")
    assert times.read_utc("74700") == (None, "received")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes(), st.binary()))
def test_nothing_raises(value):
    for instant, source in (
        times.read(value),
        times.read_utc(value),
        times.read_beside(value, value),
    ):
        assert source in {"offset", "utc", "assumed", "received"}
        assert (instant is None) == (source == "received")


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_an_offset_is_taken_off(moment, minutes):
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    told = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{size // 60:02}:{size % 60:02}"
    instant, _source = times.read(told)
    if instant:
        assert (moment.replace(microsecond=0) - instant.replace(tzinfo=None)).total_seconds() == (
            minutes * 60
        )


def test_the_time_at_the_place_of_an_event():
    instant = datetime(2026, 3, 1, 20, 30)
    told = {
        "2026-03-02 04:30:00": 8,
        "2026-03-02T04:30:12+08:00": 8,
        "20260301 153000": -5,
        "2026-03-01T20:30:00": 0,
    }
    for text, hours in told.items():
        place = times.place_time(text, instant)
        assert place.utcoffset() == timedelta(hours=hours), text
        assert place.replace(tzinfo=None) == times.read(text.split("+")[0])[0].replace(tzinfo=None)


@pytest.mark.parametrize("text", ["2026-03-01T20:30:00Z", "2026-03-04 04:30", "soon", "", None])
def test_no_time_of_the_place(text):
    assert times.place_time(text, datetime(2026, 3, 1, 20, 30)) is None
