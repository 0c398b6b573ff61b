"""A change is told only where the intervals allow it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import csat
from metrics.comparison import clear_changes, compare
from metrics.verdict import Measured


def share(hits, n):
    found = csat(hits, n)
    return Measured(n, found.value, found.low, found.high)


def test_difference_of_proportions_as_published():
    """Newcombe (1998), table II: 56/70 and 48/80 differ by 0.20, from 0.0524 to 0.3339."""
    change = compare(share(56, 70), share(48, 80))
    assert change.difference == pytest.approx(20)
    assert (change.low, change.high) == (
        pytest.approx(5.24, abs=0.01),
        pytest.approx(33.39, abs=0.01),
    )
    assert change.chance < 0.05
    # the interval is not even: the margin that counts is the one towards zero, either way
    assert compare(share(48, 80), share(56, 70)).chance == pytest.approx(change.chance)


def test_one_in_twenty_is_the_limit():
    nearly = compare(share(60, 100), share(48, 100))
    assert 0.05 < nearly.chance < 0.1
    assert clear_changes({"nearly": nearly}) == {}


def test_too_little_to_speak_of():
    assert compare(share(29, 29), share(0, 500)) is None
    assert compare(Measured(50, 5.0), Measured(50, 9.0, 8.0, 10.0)) is None
    assert compare(Measured(0, None), share(1, 200)) is None
    assert compare(share(20, 40), share(100, 200)).chance == 1


counts = st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_chance_and_interval_agree(one, other):
    change = compare(share(*one), share(*other))
    assert change.low <= change.difference <= change.high
    assert (change.chance < 0.05) == (change.low > 0 or change.high < 0)
    back = compare(share(*other), share(*one))
    assert back.difference == -change.difference
    assert back.low == pytest.approx(-change.high)


def test_one_of_many_is_expected_by_chance():
    """Alone it would be a change; among twenty that were looked at it is not."""
    odd = compare(share(62, 100), share(48, 100))
    same = compare(share(50, 100), share(50, 100))
    assert odd.chance < 0.05
    assert list(clear_changes({"odd": odd})) == ["odd"]
    many = {f"same {number}": same for number in range(19)}
    assert clear_changes({"odd": odd, **many, "unknown": None}) == {}
    sure = compare(share(90, 100), share(50, 100))
    assert list(clear_changes({"odd": odd, **many, "sure": sure})) == ["sure"]
