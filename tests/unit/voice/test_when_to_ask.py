"""When a customer is asked: never too early, never in quiet hours, never twice."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voice import HOLD, STALE, Asking, decide

NOW = datetime(2026, 3, 10, 12)
DAY = timedelta(days=1)


def asking(**known):
    return Asking(**{"due_at": NOW - DAY, "chance_at": NOW, "gap_days": 30, **known})


def test_due_and_nothing_in_the_way():
    assert decide(asking(), NOW).action == "ask"


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"enabled": False}, "off"),
        ({"told": True}, "told"),
        ({"unsubscribed": True}, "unsubscribed"),
        ({"channel": ""}, "address"),
        ({"due_at": NOW - STALE - timedelta(seconds=1)}, "stale"),
        ({"asked_at": NOW - 29 * DAY}, "asked"),
    ],
)
def test_never(known, reason):
    decision = decide(asking(**known), NOW)
    assert (decision.action, decision.reason) == ("drop", reason)


@pytest.mark.parametrize(
    ("known", "until"),
    [
        ({"due_at": NOW + DAY}, NOW + DAY),
        ({"complaint": True}, NOW + HOLD),
        ({"waiting": True}, NOW + HOLD),
        ({"chance_at": NOW + timedelta(hours=9)}, NOW + timedelta(hours=9)),
    ],
)
def test_later(known, until):
    decision = decide(asking(**known), NOW)
    assert (decision.action, decision.until) == ("wait", until)


def test_the_gap_ends():
    assert decide(asking(asked_at=NOW - 30 * DAY), NOW).action == "ask"
    assert decide(asking(asked_at=NOW, gap_days=0), NOW).action == "ask"


moments = st.timedeltas(-timedelta(days=100), timedelta(days=100)).map(lambda d: NOW + d)
known = st.builds(
    Asking,
    due_at=moments,
    chance_at=st.timedeltas(timedelta(), DAY).map(lambda d: NOW + d),
    asked_at=st.none() | moments,
    gap_days=st.integers(0, 60),
    enabled=st.booleans(),
    told=st.booleans(),
    unsubscribed=st.booleans(),
    waiting=st.booleans(),
    complaint=st.booleans(),
    channel=st.sampled_from(["mail", ""]),
)


@given(known)
def test_who_is_asked_may_be_asked(told):
    decision = decide(told, NOW)
    if decision.action == "ask":
        assert told.due_at <= NOW <= told.due_at + STALE
        assert told.chance_at <= NOW
        assert not (told.complaint or told.waiting or told.told or told.unsubscribed)
        assert told.enabled and told.channel
        assert not told.asked_at or NOW >= told.asked_at + told.gap_days * DAY


@given(known)
def test_waiting_leads_on_and_ends(told):
    """Each wait is into the future; looked at then with nothing in the way it is asked, or it is
    dropped for a reason: nothing waits for ever."""
    decision = decide(told, NOW)
    assert decision.action in ("ask", "wait", "drop")
    assert (decision.action == "drop") == bool(decision.reason)
    if decision.action == "wait":
        assert decision.until > NOW
        late = max(told.due_at, NOW) + STALE + DAY
        assert decide(told, late).action == "drop"
