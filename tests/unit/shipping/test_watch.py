"""What is wrong with a parcel, and from when."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.watch import Watched, next_look, problem

START = datetime(2026, 11, 2, 8)


def at(hours):
    return START + timedelta(hours=hours)


def add(start, hours):
    return start + timedelta(hours=hours)


def patient(kind):
    return {"unknown_number": 16.0, "customs": 16.0}.get(kind, 0.0)


def parcel(status, **values):
    known = {"status_at": at(0), "known_at": at(0), "last_event_at": at(0), "text": "Words"}
    return Watched(1, "PN1", status, **known | values)


def kind(one, hours=1.0):
    found = problem(one, at(hours), add, patient)
    return found and found.kind


@pytest.mark.parametrize(
    "status", ["info_received", "picked_up", "in_transit", "out_for_delivery", "delivered"]
)
def test_a_parcel_that_moves_needs_nobody(status):
    assert kind(parcel(status), 100) is None


@pytest.mark.parametrize(
    ("reason", "expected", "cause"),
    [
        ("damaged", "damaged", "damaged"),
        ("lost", "lost", "lost"),
        ("customs", "parcel_problem", "customs"),
        ("address", "parcel_problem", "address"),
        ("delayed", "parcel_problem", "carrier"),
        ("", "parcel_problem", ""),
    ],
)
def test_problems_by_the_carriers_reason(reason, expected, cause):
    found = problem(parcel("exception", reason=reason), at(1), add, lambda _kind: 0.0)
    expected = "customs" if reason == "customs" else expected
    assert (found.kind, found.cause, found.since) == (expected, cause, at(0))
    assert found.data["number"] == "PN1"


class TestAttempts:
    def test_from_the_failure_to_the_next_attempt(self):
        assert kind(parcel("attempt_failed", failed_at=at(0))) == "attempt_failed"
        # back at the depot it still has to be delivered
        assert kind(parcel("in_transit", failed_at=at(0), tried_at=at(-5))) == "attempt_failed"
        assert kind(parcel("out_for_delivery", failed_at=at(0), tried_at=at(1)), 2) is None
        assert kind(parcel("delivered", failed_at=at(0)), 2) is None

    def test_what_comes_back_is_no_failed_attempt_any_more(self):
        assert kind(parcel("returning", failed_at=at(0))) == "returning"
        assert kind(parcel("returned", failed_at=at(0))) == "returned"


class TestSilence:
    def test_after_its_time(self):
        one = parcel("in_transit", silent_after=at(50))
        assert kind(one, 49) is None
        assert next_look(one, at(1), add, patient) == at(50)
        assert kind(one, 50) == "silent"
        assert next_look(one, at(50), add, patient) is None

    def test_ended_parcels_are_never_silent(self):
        for status in ("delivered", "cancelled"):
            assert kind(parcel(status, silent_after=at(1)), 50) is None

    def test_one_cause_is_told_once(self):
        assert kind(parcel("exception", reason="lost", silent_after=at(1)), 50) == "lost"

    def test_a_source_that_gave_up(self):
        assert kind(parcel("expired")) == "silent"

    def test_nobody_is_asked_about_an_own_delivery(self):
        own = parcel("out_for_delivery", followed=False, silent_after=at(5))
        assert kind(own, 6) == "own_overdue"


def test_a_number_that_the_carrier_never_knew():
    new = parcel("pending", last_event_at=None, status_at=None)
    assert kind(new, 15.9) is None
    assert kind(new, 16) == "unknown_number"
    assert next_look(new, at(0), add, patient) == at(16)
    assert kind(parcel("pending", last_event_at=None, followed=False), 100) is None
    # until it is known, its silence is no news
    assert kind(parcel("pending", last_event_at=None, silent_after=at(1)), 5) is None


def test_customs_take_their_time():
    assert kind(parcel("customs"), 15) is None
    assert kind(parcel("customs"), 17) == "customs"


INSTANTS = st.one_of(st.none(), st.integers(-50, 50).map(at))


@given(
    st.builds(
        parcel,
        st.sampled_from(
            "unknown pending info_received picked_up in_transit customs out_for_delivery "
            "available_for_pickup attempt_failed delivered exception returning returned "
            "cancelled expired".split()
        ),
        status_at=INSTANTS,
        known_at=INSTANTS,
        last_event_at=INSTANTS,
        silent_after=INSTANTS,
        failed_at=INSTANTS,
        tried_at=INSTANTS,
        followed=st.booleans(),
        reason=st.sampled_from(["", "damaged", "lost", "customs", "address", "made up"]),
    ),
    st.integers(-50, 50),
    st.integers(0, 200),
)
def test_nothing_changes_before_the_next_look(one, now, later):
    look = next_look(one, at(now), add, patient)
    assert look is None or look > at(now)
    before, then = problem(one, at(now), add, patient), at(now + later)
    if look is None or then < look:
        assert problem(one, then, add, patient) == before
