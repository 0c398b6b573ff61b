"""Worked, no effect, worse, too early."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import csat
from metrics.verdict import Measured, difference, verdict

JUNE = date(2026, 6, 1)
MAY = date(2026, 5, 20)


def share(hits, n):
    found = csat(hits, n)
    return Measured(n, found.value, found.low, found.high)


def test_difference_as_published():
    """Newcombe 1998, table II, example (a): 56 of 70 beside 48 of 80 is 0.0524 to 0.3339."""
    change, low, high = difference(share(48, 80), share(56, 70))
    assert (change, low, high) == pytest.approx((20.0, 5.24, 33.39), abs=0.01)


@pytest.mark.parametrize(
    ("before", "after", "better", "expected"),
    [
        (share(60, 100), share(90, 100), "more", "worked"),
        (share(90, 100), share(60, 100), "more", "worse"),
        (share(60, 100), share(63, 100), "more", "no_effect"),
        (share(60, 100), share(90, 100), "less", "worse"),
        (Measured(80, 9.0, 8.0, 10.0), Measured(80, 6.0, 5.5, 6.5), "less", "worked"),
        (share(60, 100), share(29, 29), "more", "too_early"),
        (share(20, 29), share(90, 100), "more", "too_early"),
        (Measured(0), share(90, 100), "more", "too_early"),
    ],
)
def test_verdicts(before, after, better, expected):
    assert verdict(before, after, better, MAY, JUNE) == expected


def test_what_was_not_changed_before_the_period_is_too_early():
    figures = share(60, 100), share(90, 100), "more"
    assert verdict(*figures, None, JUNE) == "too_early"
    assert verdict(*figures, date(2026, 6, 2), JUNE) == "too_early"
    assert verdict(*figures, JUNE, JUNE) == "worked"


counts = st.tuples(st.integers(30, 500), st.floats(0, 1)).map(lambda c: (int(c[0] * c[1]), c[0]))


@given(counts, counts)
def test_what_is_better_forwards_is_worse_backwards(before, after):
    turned = {"worked": "worse", "worse": "worked", "no_effect": "no_effect"}
    forwards = verdict(share(*before), share(*after), "more", MAY, JUNE)
    assert verdict(share(*after), share(*before), "more", MAY, JUNE) == turned[forwards]
    assert verdict(share(*before), share(*after), "less", MAY, JUNE) == turned[forwards]


@given(counts)
def test_what_stays_as_it_was_has_no_effect(figure):
    assert verdict(share(*figure), share(*figure), "more", MAY, JUNE) == "no_effect"
