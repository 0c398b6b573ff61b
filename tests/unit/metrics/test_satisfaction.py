"""Figures with the intervals of their sources, and their limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import csat, nps

counts = st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_no_answers_are_no_figure():
    assert csat(0, 0).value is None and nps(0, 0, 0).value is None


def test_wilson_of_a_textbook():
    """All of 10 and none of 10: the interval keeps a width, and its bounds."""
    assert csat(10, 10).low == pytest.approx(72.25, abs=0.01)
    assert csat(10, 10).high == 100
    assert csat(0, 10).high == pytest.approx(27.75, abs=0.01)


def test_nps_standard_error():
    """70 promoters, 10 detractors of 100: variance 0.8 - 0.36, error 0.0663."""
    found = nps(70, 10, 100)
    assert found.value == 60
    assert found.high - found.value == pytest.approx(100 * 1.96 * 0.44**0.5 / 10, abs=0.01)


@given(counts)
def test_csat_lies_in_its_interval(count):
    found = csat(*count)
    if found.n:
        assert 0 <= found.low <= found.value <= found.high <= 100


@given(counts, st.integers(0, 10_000))
def test_nps_lies_in_its_interval(count, other):
    promoters, n = count
    found = nps(promoters, min(other, n - promoters), n)
    if found.n:
        assert -100 <= found.low <= found.value <= found.high <= 100


@pytest.mark.parametrize("wrong", [lambda: csat(2, 1), lambda: csat(-1, 1), lambda: nps(1, 1, 1)])
def test_impossible_counts(wrong):
    with pytest.raises(ValueError):
        wrong()
