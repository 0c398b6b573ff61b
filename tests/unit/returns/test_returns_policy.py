"""May it go back, until when, and who has to agree."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns import ENDED, TRANSITIONS, Policy, approves_itself, closest, decide, may, next_state

ARRIVED = date(2026, 11, 2)


def test_the_last_day_counts_whole():
    until = ARRIVED + timedelta(days=14)
    assert decide(Policy(days=14), ARRIVED, 1, until).allowed
    assert decide(Policy(days=14), ARRIVED, 1, until + timedelta(days=1)).code == "too_late"
    assert decide(Policy(days=14), ARRIVED, 1, until).until == until


@pytest.mark.parametrize(
    ("policy", "left", "code"),
    [
        (None, 1, "no_policy"),
        (Policy(returnable=False), 1, "not_returnable"),
        (Policy(), 0, "nothing_left"),
        (Policy(), 1, ""),
    ],
)
def test_why_not(policy, left, code):
    assert decide(policy, ARRIVED, left, ARRIVED).code == code


def test_goods_on_the_way_wait():
    assert decide(Policy(), ARRIVED, 1, ARRIVED, on_the_way=True).code == "on_the_way"
    assert decide(Policy(), ARRIVED, 0, ARRIVED, on_the_way=True).code == "nothing_left"


def test_the_nearest_category_decides():
    policies = {None: "general", 1: "furniture", 3: "chairs"}
    assert closest([3, 2, 1], policies) == "chairs"
    assert closest([2, 1], policies) == "furniture"
    assert closest([9], policies) == "general"
    assert closest([9], {1: "furniture"}) is None


def test_approved_at_once():
    generous, strict = Policy(approves_up_to=Decimal(100)), Policy(approves_up_to=Decimal(30))
    assert approves_itself([(generous, Decimal(60)), (generous, Decimal(40))])
    assert not approves_itself([(generous, Decimal(60)), (generous, Decimal(41))])
    assert not approves_itself([(generous, Decimal(20)), (strict, Decimal(11))])
    assert not approves_itself([(Policy(), Decimal(0))])
    assert not approves_itself([])


@given(st.lists(st.sampled_from(sorted({step for _state, step in TRANSITIONS}))))
def test_what_has_ended_stays_so(steps):
    state = "requested"
    for step in steps:
        if may(state, step):
            assert state not in ENDED
            state = next_state(state, step)
        else:
            with pytest.raises(ValueError):
                next_state(state, step)


def test_every_return_can_end():
    reach = {state for state, _step in TRANSITIONS} | set(TRANSITIONS.values())
    ending = set(ENDED)
    for _round in reach:
        ending |= {before for (before, _s), after in TRANSITIONS.items() if after in ending}
    assert ending == reach
