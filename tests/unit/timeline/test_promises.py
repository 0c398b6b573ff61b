"""The ledger of promises, and whether they were kept."""

import pytest
from builders import at, begun, void
from hypothesis import given
from hypothesis import strategies as st

from timeline import facts
from timeline.promises import Promise, first_promise, ledger, on_time, promised_dates


def promise(number, kind, hours, date, reason=""):
    return facts.promise_made(at=at(hours), number=number, kind=kind, date=at(date), reason=reason)


HISTORY = [
    promise(0, "requested", 0, 30),
    promise(1, "first", 0, 48),
    promise(2, "later", 20, 72, "truck broke down"),
    promise(3, "requested", 21, 60),
    promise(4, "later", 30, 64),
]


@given(st.permutations(HISTORY + HISTORY[:2] + begun()))
def test_the_ledger_keeps_all_promises_as_they_were_given(events):
    assert [(e.kind, e.date, e.given_at, e.reason) for e in ledger(events)] == [
        ("requested", at(30), at(0), ""),
        ("first", at(48), at(0), ""),
        ("later", at(72), at(20), "truck broke down"),
        ("requested", at(60), at(21), ""),
        ("later", at(64), at(30), ""),
    ]


def test_first_and_last_promise_and_the_last_wish():
    dates = promised_dates(ledger(HISTORY))
    assert (dates.requested, dates.first, dates.last) == (at(60), at(48), at(64))


def test_a_wish_is_no_promise():
    dates = promised_dates([Promise("requested", at(30), at(0))])
    assert (dates.requested, dates.first, dates.last) == (at(30), None, None)


def test_nothing_asked_nothing_promised():
    dates = promised_dates([])
    assert (dates.requested, dates.first, dates.last) == (None, None, None)


def test_a_promise_told_by_mistake_is_in_no_ledger():
    dates = promised_dates(ledger([*HISTORY, void(HISTORY[4])]))
    assert (dates.first, dates.last) == (at(48), at(72))


@pytest.mark.parametrize(
    ("planned", "expected", "committed", "promised"),
    [
        (at(5), at(9), at(2), at(2)),  # a person's date is the promise, also an early one
        (at(5), at(9), None, at(9)),  # neither the plan nor the products may be overtaken
        (at(9), at(5), None, at(9)),
        (at(5), None, None, at(5)),
        (None, at(5), None, at(5)),
        (None, None, at(5), at(5)),
        (None, None, None, None),
    ],
)
def test_the_first_promise(planned, expected, committed, promised):
    assert first_promise(planned, expected, committed) == promised


@pytest.mark.parametrize(
    ("promised", "arrived", "now", "kept"),
    [
        (10, 10, 50, True),
        (10, 3, 50, True),
        (10, 10.001, 50, False),
        (10, None, 9, None),
        (10, None, 10, None),
        (10, None, 10.001, False),
        (None, 5, 50, None),
        (None, None, 50, None),
    ],
)
def test_whether_a_promise_was_kept(promised, arrived, now, kept):
    instants = (None if hours is None else at(hours) for hours in (promised, arrived))
    assert on_time(*instants, at(now)) is kept
