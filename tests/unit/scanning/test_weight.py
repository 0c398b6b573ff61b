"""When the scales say that something is wrong, and when they say nothing."""

import pytest

from scanning.weight import expected_weight, weight_fits


@pytest.mark.parametrize(
    ("expected", "measured", "fits"),
    [
        (10.0, 10.5, True),
        (10.0, 9.5, True),
        (10.0, 10.51, False),
        (0.1, 0.15, True),  # tape and label of a letter weigh more than five percent of it
        (0.1, 0.16, False),
        (None, 99.0, True),  # a product's weight is not known
        (10.0, None, True),  # nobody has weighed it
    ],
)
def test_five_percent_or_fifty_grams(expected, measured, fits):
    assert weight_fits(expected, measured, 5.0) is fits


def test_what_is_in_the_box_and_the_box():
    assert expected_weight([(2, 1.5), (1, 0.25)], 0.3) == pytest.approx(3.55)
    assert expected_weight([(2, 1.5), (1, 0.0)], 0.3) is None
    assert expected_weight([(0, 0.0)], 0.3) == 0.3
