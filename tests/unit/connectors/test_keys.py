"""One event, one key, however it is spelled."""

from datetime import timedelta, timezone

import pytest
from carrier_samples import utc

from connectors import keys


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1z 204w-4r0308071865", "1Z204W4R0308071865"),
        ("\uff11\uff32", "1R"),  # full width
        ("9400\u20131091\u00a004", "9400109104"),  # dash, no-break space
        (7777777770, "7777777770"),
        (None, ""),
    ],
)
def test_numbers_are_compared_without_dress(text, number):
    assert keys.number(text) == number


def test_keys_are_sha1_and_do_not_change():
    """Stored keys must be found again after every release."""
    key = keys.event_key("ups", "1Z", utc("2024-04-23 13:15:19"), "OT", "CHARLOTTE")
    assert key == "7a272a26c7d7706e50bd75283f984a223f93b54b"  # sha1sum of the parts and bars
    assert key == keys.event_key("ups", " 1z", utc("2024-04-23 13:15:19"), "OT", "CHARLOTTE ")


def test_every_part_matters():
    base = ("ups", "1Z", "a", "b")
    others = [("dhl", "1Z", "a", "b"), ("ups", "1Y", "a", "b"), ("ups", "1Z", "a", "c")]
    found = {keys.event_key(*parts) for parts in (base, *others, ("ups", "1Z", "ab"))}
    assert len(found) == 5


def test_texts_are_compared_by_what_they_say():
    assert keys.event_key("s", "1", "Ａrrived\u3000 at  hub") == keys.event_key(
        "s", "1", "Arrived at hub"
    )


def test_one_instant_in_two_zones_is_one_key():
    east = utc("2024-01-01 12:00").astimezone(timezone(timedelta(hours=8)))
    assert keys.event_key("s", "1", east) == keys.event_key("s", "1", utc("2024-01-01 12:00"))
