"""Minimum and maximum from a forecast."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand import close, covered, levels

MARCH = date(2026, 3, 1)


def test_by_hand():
    """31 days of March and half of April; 95 % of cycles: 1.645 errors of one month."""
    found = levels([310.0, 600.0, 0.0], MARCH, 31, 15, 0.0, 0.95)
    assert (found.lead_demand, found.demand, found.safety) == (310.0, 610.0, 0.0)
    assert (found.minimum, found.maximum) == (310.0, 610.0)
    found = levels([310.0, 600.0], MARCH, 10, 365.25 / 12 - 10, 100.0, 0.95)
    assert found.safety == pytest.approx(164.5, abs=0.1)
    assert found.minimum == pytest.approx(100 + 164.5, abs=0.1)


def test_no_lead_time():
    found = levels([310.0], MARCH, 0, 10, 0.0, 0.9)
    assert (found.minimum, found.maximum) == (0.0, 100.0)


def test_how_far_forecasts_reach():
    assert covered([1.0, 1.0], MARCH, 61)
    assert not covered([1.0, 1.0], MARCH, 62)
    assert not covered([], MARCH, 1)


def test_close():
    assert close((10, 20), (10.5, 19))
    assert close((0, 0), (0, 0))
    assert close((10, 20), (11.1, 20))
    assert not close((10, 20), (11.2, 20))
    assert not close((10, 20), (10, 30))
    assert not close((0, 20), (5, 20))


amounts = st.lists(st.floats(0, 1e6), min_size=1, max_size=13)
spans = st.floats(0, 365)
services = st.floats(0.5, 0.999)


@given(amounts, spans, spans, st.floats(0, 1e5), services)
def test_never_negative_and_in_order(ahead, lead, cycle, sigma, service):
    found = levels(ahead, MARCH, lead, cycle, sigma, service)
    assert 0 <= found.safety <= found.minimum <= found.maximum
    assert 0 <= found.lead_demand <= found.demand <= sum(ahead) * (1 + 1e-9)


@given(amounts, spans, spans, st.floats(0, 1e5), services)
def test_units(ahead, lead, cycle, sigma, service):
    one = levels(ahead, MARCH, lead, cycle, sigma, service)
    other = levels([q * 4 for q in ahead], MARCH, lead, cycle, sigma * 4, service)
    assert other.minimum == pytest.approx(one.minimum * 4)
    assert other.maximum == pytest.approx(one.maximum * 4)


@given(amounts, spans, spans, st.floats(0, 1e5))
def test_a_higher_service_keeps_more(ahead, lead, cycle, sigma):
    low = levels(ahead, MARCH, lead, cycle, sigma, 0.8)
    assert levels(ahead, MARCH, lead, cycle, sigma, 0.99).minimum >= low.minimum
