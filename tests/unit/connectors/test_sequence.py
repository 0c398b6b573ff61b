"""The order of a parcel's events, in whatever order they are told."""

from carrier_samples import utc
from hypothesis import given
from hypothesis import strategies as st

from connectors.sequence import oldest_first
from connectors.values import Event


def told(*hours):
    """Events of a day; None: without a time. The text is the place in the telling."""
    return [
        Event(utc(f"2024-01-01 {hour:02}:00") if hour is not None else None, text=str(place))
        for place, hour in enumerate(hours)
    ]


def texts(events):
    return "".join(event.text for event in events)


def test_newest_first_is_turned_round():
    assert texts(oldest_first(told(9, 8, 7), newest_first=True)) == "210"


def test_an_order_that_contradicts_the_documentation_is_read_as_it_is():
    assert texts(oldest_first(told(7, 8, 9), newest_first=True)) == "012"
    assert texts(oldest_first(told(9, 8, 7), newest_first=False)) == "210"


def test_of_one_instant_the_order_of_the_source_counts():
    assert texts(oldest_first(told(9, 9, 8), newest_first=True)) == "210"
    assert texts(oldest_first(told(9, 9), newest_first=True)) == "10"
    assert texts(oldest_first(told(9, 9), newest_first=False)) == "01"


def test_one_that_is_out_of_place_is_put_there():
    assert texts(oldest_first(told(9, 5, 8, 7), newest_first=True)) == "1320"


def test_without_a_time_behind_the_one_that_came_before():
    assert texts(oldest_first(told(9, None, 7), newest_first=True)) == "210"
    assert texts(oldest_first(told(None, 9, 8), newest_first=True)) == "210"
    assert texts(oldest_first(told(9, 8, None), newest_first=True)) == "210"


def test_they_are_numbered():
    events = oldest_first(told(9, 8, 7), newest_first=True)
    assert [event.sequence for event in events] == [0, 1, 2]
    assert oldest_first([], newest_first=True) == ()


@given(st.lists(st.none() | st.integers(0, 23), max_size=8), st.booleans())
def test_none_is_lost_and_instants_never_fall(hours, newest_first):
    events = oldest_first(told(*hours), newest_first=newest_first)
    assert sorted(event.text for event in events) == sorted(map(str, range(len(hours))))
    dated = [event.occurred_at for event in events if event.occurred_at]
    assert dated == sorted(dated)
