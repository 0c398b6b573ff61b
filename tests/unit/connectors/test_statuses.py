"""The vocabulary, and how a parcel's status follows from events."""

import pytest
from carrier_samples import utc

from connectors import statuses
from connectors.values import Event


def test_the_vocabulary_is_closed():
    assert len(statuses.CODES) == len(set(statuses.CODES)) == 15
    assert set(statuses.CODES) >= statuses.PROBLEMS | statuses.TERMINAL


def event(code, at=None, sequence=0):
    return Event(utc(at) if at else None, code=code, sequence=sequence)


def test_the_newest_is_the_one_that_happened_last():
    late = event("delivered", "2024-01-02 10:00")
    assert statuses.newest([event("in_transit", "2024-01-01 10:00", 5), late]) == late


def test_of_one_instant_the_one_told_last():
    later = event("out_for_delivery", "2024-01-02 10:00", 4)
    assert statuses.newest([later, event("in_transit", "2024-01-02 10:00", 3)]) == later


def test_an_event_that_only_informs_is_never_the_newest():
    moved = event("in_transit", "2024-01-01 10:00")
    assert statuses.newest([moved, event(None, "2024-01-09 10:00")]) == moved


def test_a_dated_event_wins_over_undated_ones():
    dated = event("in_transit", "2024-01-01 10:00", 0)
    assert statuses.newest([dated, event("delivered", None, 7)]) == dated
    assert statuses.newest([event("pending", None, 1), event("delivered", None, 7)]).sequence == 7
    assert statuses.newest([]) is None


@pytest.mark.parametrize(
    ("before", "after", "follows"),
    [
        (None, "in_transit", "in_transit"),
        ("in_transit", "delivered", "delivered"),
        ("delivered", "in_transit", "delivered"),
        ("delivered", "out_for_delivery", "delivered"),
        ("delivered", "returning", "returning"),
        ("delivered", "exception", "exception"),
        ("returned", "in_transit", "returned"),
        ("expired", "in_transit", "in_transit"),
        ("in_transit", None, "in_transit"),
        ("in_transit", "unknown", "in_transit"),
        (None, "unknown", "unknown"),
        (None, None, None),
    ],
)
def test_what_follows(before, after, follows):
    assert statuses.following(before, after) == follows
