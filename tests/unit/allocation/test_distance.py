"""Kilometres between coordinates, and rough ones between zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import Place, envelope, reach

places = st.builds(
    Place,
    country=st.sampled_from((None, "CN", "DE")),
    state=st.sampled_from((None, "BY")),
    postcode=st.sampled_from((None, "80331", "10115")),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
)


@given(places, places)
def test_the_same_in_both_directions(one, other):
    assert reach(one, other) == pytest.approx(reach(other, one))
    assert 0 <= reach(one, other).km <= 20_038 * 1.3
    assert reach(one, other).days >= 1


def test_beijing_to_shanghai():
    """1,067 km as the crow flies, some 1,210 to 1,390 by road."""
    way = reach(Place(latitude=39.9, longitude=116.4), Place(latitude=31.2, longitude=121.5))
    assert 1210 <= way.km <= 1400


def test_zones_from_near_to_far():
    here = Place("DE", "BY", "80331")
    there = [
        Place("DE", "BY", "80999"),
        Place("DE", "BY", "90402"),
        Place("DE", "BE", "10115"),
        Place("CN"),
    ]
    found = [reach(here, place).km for place in there]
    assert found == sorted(set(found))


def test_a_zone_is_what_both_are_known_to_share():
    unknown = reach(Place("DE"), Place()).km
    assert unknown == reach(Place(), Place()).km < reach(Place("DE"), Place("CN")).km
    assert reach(Place("DE"), Place("DE")).km == reach(Place("DE", "BY"), Place("DE")).km == unknown
    assert reach(Place("DE", "BY", "80331"), Place("DE", "BY")).km < unknown


def test_days_on_the_way():
    """A day for each 600 km or part of them, unless parcels have told."""
    assert [reach(Place("DE"), Place("DE", "BY", "1")).days, *_days(0.0, 4.5, 9.0)] == [2, 1, 2, 3]
    assert reach(Place("DE"), Place("CN"), (3, 40))[1:] == (3, 40)


def _days(*latitudes):
    """A degree is 111 km, of road 145."""
    equator = Place(latitude=0.0, longitude=0.0)
    return [reach(equator, Place(latitude=one, longitude=0.0)).days for one in latitudes]


changes = st.lists(st.tuples(st.integers(-3, 40), st.integers(-9, 9)), max_size=8)


@given(changes)
def test_an_envelope_never_promises_what_a_later_day_lacks(some):
    steps = envelope(some, 28)
    for day in range(28):
        promised = max((total for since, total in steps if since <= day), default=0)
        for later in range(day, 28):
            balance = sum(change for at, change in some if max(at, 0) <= later)
            assert promised <= max(balance, 0) + 1e-9
    assert list(steps) == sorted(set(steps))
