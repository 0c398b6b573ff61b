"""Causes of lost hours, the largest first."""

from hypothesis import given
from hypothesis import strategies as st

from metrics.lost import AT_MOST, Lost, largest

causes = st.lists(st.floats(0, 1000)).map(
    lambda hours: [Lost(str(at), 10, 1, lost) for at, lost in enumerate(hours)]
)


def test_named_until_most_is_explained():
    found = largest([Lost("a", 9, 1, 15.0), Lost("b", 9, 3, 80.0), Lost("c", 9, 1, 5.0)])
    assert [(cause.subject, share) for cause, share in found] == [("b", 0.8)]


def test_equal_ones_keep_an_order():
    found = largest([Lost("b", 1, 1, 2.0), Lost("a", 1, 1, 2.0)])
    assert [cause.subject for cause, _share in found] == ["a", "b"]


def test_nothing_lost():
    assert largest([]) == largest([Lost("a", 40, 0, 0.0)]) == []


@given(causes)
def test_no_cause_left_out_lost_more(found):
    named = largest(found)
    assert len(named) <= AT_MOST
    assert sum(share for _cause, share in named) <= 1 + 1e-9
    left = {c.hours for c in found} - {cause.hours for cause, _share in named}
    assert not named or max(left, default=0) <= named[-1][0].hours
