"""Every unit is asked about once: what waits, was answered and came back adds up to what came."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from acceptance import arrived_last, is_complete, remind_at, waiting
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 11, 2, 12)


@dataclass(frozen=True)
class Fact:
    kind: str
    lines: dict
    occurred_at: datetime = NOON
    data: dict = field(default_factory=dict)


def arrived(**lines):
    return Fact("delivered", lines)


def answered(**lines):
    return Fact("acceptance_answered", lines)


def returned(**lines):
    return Fact("goods_returned", lines)


def test_what_arrived_waits_until_it_is_answered():
    assert waiting([arrived(a=10, b=2)]) == {"a": 10, "b": 2}
    assert waiting([arrived(a=10, b=2), answered(a=10)]) == {"b": 2}
    assert waiting([arrived(a=10), answered(a=10)]) == {}


def test_replacements_are_asked_about_again():
    """Two broken ones come back and two others arrive: the customer counts those two."""
    history = [arrived(a=10), answered(a=10), returned(a=2), arrived(a=2)]
    assert waiting(history) == {"a": 2}


def test_nobody_counts_what_came_back_unseen():
    assert waiting([arrived(a=10), returned(a=10)]) == {}
    assert waiting([arrived(a=10), returned(a=4)]) == {"a": 6}


def test_what_comes_back_was_answered_about_as_a_rule():
    """Of ten good ones two come back while three others are still to be counted."""
    history = [arrived(a=10), answered(a=10), arrived(a=3), returned(a=2)]
    assert waiting(history) == {"a": 3}


def test_a_reminder_comes_two_days_before_or_at_half_time():
    assert remind_at(NOON, NOON + timedelta(days=7)) == NOON + timedelta(days=5)
    assert remind_at(NOON, NOON + timedelta(days=1)) == NOON + timedelta(hours=12)


def test_the_last_arrival():
    late = Fact("delivered", {"a": 1}, NOON + timedelta(days=3))
    assert arrived_last([late, arrived(a=1), answered(a=2)]) == late.occurred_at
    assert arrived_last([answered(a=1)]) is None


def test_complete_is_what_the_order_is_about():
    expected = Fact("goods_expected", {"a": 10})
    half = Fact("acceptance_answered", {"a": 10}, data={"good": {"a": 8}})
    rest = Fact("acceptance_answered", {"a": 2}, data={"good": {"a": 2}})
    assert not is_complete([expected, half])
    assert is_complete([expected, half, rest])
    assert is_complete([expected, Fact("goods_expected", {"a": -2}), half])  # fewer are wanted now
    assert not is_complete([half])


def test_a_complaint_settles_what_was_not_good_while_it_is_resolved():
    expected = Fact("goods_expected", {"a": 10})
    half = Fact("acceptance_answered", {"a": 10}, data={"good": {"a": 8}})
    opened = Fact("complaint_opened", {"a": 2}, data={"complaint": 7})
    resolved = Fact("complaint_resolved", {"a": 2}, data={"complaint": 7})
    assert not is_complete([expected, half, opened])
    assert is_complete([expected, half, opened, resolved])
    assert not is_complete([expected, half, opened, resolved, opened])  # opened again


_KINDS = st.sampled_from([arrived, answered, returned])


@given(st.lists(st.tuples(_KINDS, st.integers(1, 9)), max_size=12))
def test_no_unit_is_asked_about_that_never_came(steps):
    facts, came, gone, said = [], 0, 0, 0
    for make, wanted in steps:
        open_ = waiting(facts).get("a", 0)
        quantity = {
            arrived: wanted,
            answered: min(wanted, open_),
            returned: min(wanted, came - gone),
        }[make]
        if quantity <= 0:
            continue
        facts.append(make(a=quantity))
        came += quantity * (make is arrived)
        gone += quantity * (make is returned)
        said += quantity * (make is answered)
    open_ = waiting(facts).get("a", 0)
    assert 0 <= open_ <= came - gone
    assert open_ <= came - said
    assert open_ >= came - said - gone
