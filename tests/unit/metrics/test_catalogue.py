"""The catalogue is complete and each statistic is that of its source."""

from datetime import date
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import (
    BY_KEY,
    CATALOGUE,
    SECTION_OF,
    Metric,
    Period,
    compared,
    kind_of,
    period,
    statistics,
)

values = st.lists(st.integers(0, 1000), max_size=300)


def test_each_key_stands_once():
    assert len(BY_KEY) == len(CATALOGUE) == len(SECTION_OF)


@pytest.mark.parametrize("key", ["perfect_order", "in_full", "kept_first", "documents_right"])
def test_perfect_order_and_its_parts_are_of_the_same_period(key):
    assert BY_KEY[key].day == "o.first_due_on" and BY_KEY[key].better == "more"


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda m: m.key)
def test_each_has_what_its_statistic_needs(metric):
    needs = {
        "share": bool(metric.hit),
        "rate": bool(metric.hit and metric.value),
        "count": not metric.value,
    }
    assert needs.get(metric.statistic, bool(metric.value)), metric


def test_only_rows_with_a_value_count():
    metric = Metric("x", "stage", "p.day", "quantiles", of="a OR b", value="p.hours", by=())
    assert metric.counted == "(a OR b) AND (p.hours) IS NOT NULL"


def test_a_split_reads_the_row_that_has_it():
    metric = BY_KEY["parcel_in_time"]
    assert metric.subject("carrier_id") == "p.carrier_id"
    assert metric.subject("country_id") == "o.country_id"
    assert BY_KEY["orders"].subject("channel") == "o.channel"


def test_no_rows_are_no_figure():
    for found in (
        statistics.share(0, 0),
        statistics.promoters(0, 0, 0),
        statistics.total(0.0, 0),
        statistics.rate(0.0, 0.0, 0),
        statistics.quantile_of([], 0.5),
    ):
        assert (found.n, found.value, found.low, found.high) == (0, None, None, None)


def test_nothing_happened_is_a_number():
    """No complaint in a week is good news, not missing news; the interval is Poisson's."""
    found = statistics.count(0)
    assert (found.value, found.low) == (0, 0) and found.high == pytest.approx(3.69, abs=0.05)


def test_the_median_is_a_value_that_occurred():
    assert statistics.quantile_of([1.0, 2.0, 3.0, 10.0], 0.5).value == 2.0
    assert statistics.quantile_of([1.0, 2.0, 3.0, 10.0], 0.99).value == 10.0


def test_the_median_of_few_has_no_interval():
    """Of five values not even the widest interval holds with 95 % certainty; of six it does."""
    assert statistics.quantile_of([1, 2, 3, 4, 5], 0.5).low is None
    found = statistics.quantile_of([1, 2, 3, 4, 5, 6], 0.5)
    assert (found.low, found.high) == (1, 6)


@pytest.mark.parametrize(
    ("n", "ranks"), [(10, (2, 9)), (30, (10, 21)), (50, (18, 33)), (100, (40, 61))]
)
def test_ranks_of_a_median_s_interval_as_published(n, ranks):
    """Tables of the confidence interval of a median, 95 %."""
    assert statistics.interval_ranks(n, 0.5) == ranks


@given(values)
def test_quantiles_are_ordered_and_in_their_interval(found):
    p50, p90, p99 = (statistics.quantile_of(found, q) for q in statistics.QUANTILES.values())
    if found:
        assert p50.value == median_low(found)
        assert p50.value <= p90.value <= p99.value == max(found) or len(found) > 99
    for figure in (p50, p90, p99):
        if figure.low is not None:
            assert figure.low <= figure.value <= figure.high


def test_kinds_of_periods():
    assert kind_of(Period(date(2026, 4, 1), date(2026, 6, 30))) == "quarter"
    assert kind_of(Period(date(2026, 2, 1), date(2026, 2, 28))) == "month"
    assert kind_of(Period(date(2026, 11, 16), date(2026, 11, 22))) == "week"
    assert kind_of(Period(date(2026, 11, 17), date(2026, 11, 23))) is None


@pytest.mark.parametrize(
    ("day", "kind", "before", "year"),
    [
        (date(2026, 3, 1), "month", (date(2026, 2, 1), date(2026, 2, 28)), date(2025, 3, 1)),
        (date(2026, 1, 1), "month", (date(2025, 12, 1), date(2025, 12, 31)), date(2025, 1, 1)),
        (date(2026, 1, 1), "quarter", (date(2025, 10, 1), date(2025, 12, 31)), date(2025, 1, 1)),
        (date(2026, 11, 16), "week", (date(2026, 11, 9), date(2026, 11, 15)), date(2025, 11, 17)),
    ],
)
def test_what_a_period_is_compared_with(day, kind, before, year):
    span = period(kind, day)
    found, last_year = compared(span)
    assert found == Period(*before)
    assert last_year == period(kind, year)


def test_any_days_are_compared_with_as_many_before():
    before, year = compared(Period(date(2026, 3, 11), date(2026, 3, 20)))
    assert before == Period(date(2026, 3, 1), date(2026, 3, 10))
    assert year == Period(date(2025, 3, 12), date(2025, 3, 21))
    assert year.first.weekday() == date(2026, 3, 11).weekday()
