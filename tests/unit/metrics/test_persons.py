"""Of persons only the middle of many cases is told."""

from metrics.persons import AGGREGATE, PEOPLE, shown
from metrics.standout import GOT_WORSE, STANDS_OUT
from metrics.statistics import Figure
from metrics.testing import MIN_CASES

MANY, FEW = Figure(MIN_CASES, 4.0, 3.0, 5.0), Figure(MIN_CASES - 1, 9.0)


def test_few_cases_are_nothing():
    assert shown("person_id", "p50", [FEW, MANY, MANY]) is None


def test_what_it_is_compared_with_has_many_cases_too():
    assert shown("person_id", "p50", [MANY, FEW, MANY]) == [MANY, Figure(0), MANY]


def test_long_ones_are_single_orders():
    for statistic in ("p90", "p99", None):
        assert shown("person_id", statistic, [MANY] * 3) is None


def test_other_figures_stay_as_they_are():
    for dimension in (None, "stage_id", "packer_id"):
        assert shown(dimension, "p99", [FEW] * 3) == [FEW] * 3


def test_no_finding_is_about_how_long_a_person_takes():
    compared = {dimension for split in STANDS_OUT.values() for dimension in split}
    assert not compared & set(AGGREGATE)
    assert set(AGGREGATE) < set(PEOPLE)
    assert not any("person" in key for key in GOT_WORSE)
