"""What cuts fractions of orders off must leave every choice of whole orders."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

numpy = pytest.importorskip("numpy")
cuts = pytest.importorskip("allocation.cuts")

shares = st.sampled_from((0.0, 0.2, 0.5, 0.7, 0.99, 1.0))
wanted = st.lists(
    st.tuples(st.one_of(st.integers(1, 6), st.floats(0.5, 9)), shares), min_size=1, max_size=7
)


@given(wanted, st.floats(0.01, 1.0))
def test_whole_orders_keep_it(some, share):
    quantities, values = (numpy.array(column, dtype=float) for column in zip(*some, strict=True))
    missing = quantities.sum() * share
    found = cuts.strongest(quantities, missing, values)
    if not found:
        return
    weights, least = found
    assert weights @ values < least
    for chosen in product((0, 1), repeat=len(some)):
        if quantities @ chosen >= missing:
            assert weights @ chosen >= least - 1e-9


def test_goods_for_two_and_a_half_orders_serve_two():
    """Five of two each, five pieces there: three go without, not two and a half."""
    quantities, values = numpy.full(5, 2.0), numpy.full(5, 0.5)
    weights, least = cuts.strongest(quantities, 5.0, values)
    assert (weights.tolist(), least) == ([1.0] * 5, 3.0)
