from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from orders import DAY, LINE, NOW, VISIT, found, order, problems, with_line

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 3, 18)


@pytest.mark.parametrize("at", [None, NOW + HOUR, NOW + 9 * DAY, NOW - HOUR / 2, MIDNIGHT])
def test_dates_that_can_be_kept(at):
    assert problems("date_commitment_past", order(commitment_at=at)) == []
    assert problems("date_requested_past", order(requested_at=at)) == []


@pytest.mark.parametrize("at", [NOW - 2 * HOUR, NOW - DAY, MIDNIGHT - DAY, NOW - 400 * DAY])
def test_dates_that_are_over(at):
    (finding,) = found("date_commitment_past", order(commitment_at=at))
    assert (finding.severity, finding.found) == ("block", at.isoformat())
    (finding,) = found("date_requested_past", order(requested_at=at))
    assert finding.severity == "warning"


def test_a_day_lasts_until_its_end_where_the_order_is_handled():
    day = MIDNIGHT - 8 * HOUR  # 18 March in Shanghai
    assert problems("date_commitment_past", order(commitment_at=day, zone="Asia/Shanghai")) == []
    assert problems("date_commitment_past", order(commitment_at=day, zone="UTC")) != []
    assert problems("date_commitment_past", order(commitment_at=day, zone="No/Where")) != []


def within(days, lead, **line):
    return replace(with_line(lead_days=lead, **line), commitment_at=NOW + days * DAY)


@pytest.mark.parametrize(("days", "lead"), [(7, 7), (6.6, 7), (0.1, 0), (30, 7)])
def test_feasible_dates(days, lead):
    assert problems("date_too_soon", within(days, lead)) == []


@pytest.mark.parametrize(("days", "lead"), [(1, 2), (6, 7), (3, 30)])
def test_dates_sooner_than_feasible(days, lead):
    (finding,) = found("date_too_soon", within(days, lead))
    assert finding.expected == (NOW + lead * DAY).isoformat()
    assert finding.detail == {"lines": [1], "days": lead}


def test_the_slowest_line_decides():
    slow = replace(LINE, id=32, number=2, lead_days=10)
    slower = replace(LINE, id=33, number=3, lead_days=20)
    checked = order(lines=(LINE, slow, slower), commitment_at=NOW + 5 * DAY)
    (finding,) = found("date_too_soon", checked)
    assert finding.detail == {"lines": [2, 3], "days": 20}


def test_services_and_free_lines_take_no_time():
    assert problems("date_too_soon", within(1, 30, product=VISIT)) == []
    assert problems("date_too_soon", within(1, 30, free=True)) == []


def test_a_date_that_is_over_is_not_too_soon_as_well():
    assert problems("date_too_soon", within(-3, 30)) == []
