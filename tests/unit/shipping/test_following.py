from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping import settings
from shipping.following import PAUSE, counted, lacking, renewal, take_up
from shipping.quota import Ledger

NOW = datetime(2026, 12, 15, 12)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def again(purpose="subscribe", **values):
    known = {"subscriptions": 1, "subscribed_at": NOW, "resumed": False, "per_month": 4}
    return take_up(purpose, **known | values, now=NOW)


def test_a_source_that_stopped_is_asked_to_go_on():
    assert again() == NOW + PAUSE
    assert again(subscriptions=4) == datetime(2027, 1, 1)
    assert again(subscriptions=4, subscribed_at=NOW - timedelta(days=40)) == NOW + PAUSE
    assert again("") is None
    assert again("retrack") == NOW + PAUSE
    assert again("retrack", resumed=True) is None


def test_subscriptions_end():
    assert renewal(14, NOW) == NOW + timedelta(days=13, hours=12)
    assert renewal(None, NOW) is None


def test_subscriptions_are_counted_by_month():
    assert counted(3, NOW, NOW) == 3
    assert counted(3, NOW - timedelta(days=31), NOW) == 0
    assert counted(3, None, NOW) == 0


def test_what_a_source_wants_to_know():
    wanted = {"shunfeng": ("phone",), "*": ("postcode",)}
    assert lacking(wanted, "shunfeng", {}) == ("postcode", "phone")
    assert lacking(wanted, "shunfeng", {"phone": "1", "postcode": "2"}) == ()
    assert lacking(wanted, "", {"postcode": "2"}) == ()


@given(st.lists(st.tuples(DAYS, st.integers(0, 50)), max_size=30), st.integers(1, 100), DAYS)
def test_a_ledger_counts_what_was_spent_in_its_day_and_month(spent, limit, day):
    ledger, spent = Ledger(), sorted(spent)
    for at, requests in spent:
        ledger = ledger.spent(requests, at)
    last = max([day, *(at for at, _requests in spent)])
    today = sum(n for at, n in spent if at == last)
    month = sum(n for at, n in spent if (at.year, at.month) == (last.year, last.month))
    assert ledger.left(last, daily=limit, monthly=None) == max(limit - today, 0)
    assert ledger.left(last, daily=None, monthly=limit) == max(limit - month, 0)
    assert ledger.left(last, daily=None, monthly=None) is None


def test_settings_are_lines():
    assert settings.read("# one\n\n a = b = c \ngroup.x=1\ngroup.y=2") == {
        "a": "b = c",
        "group": {"x": "1", "y": "2"},
    }
    assert settings.read(None) == {}
    for wrong in ("a", "= b", "a=1\na.b=2"):
        with pytest.raises(ValueError):
            settings.read(wrong)
