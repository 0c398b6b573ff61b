"""Goods that the customer may collect: what transfers show and what people say."""

import pytest
from builders import at, begun, by_trigger, confirmed, expected, flow
from hypothesis import given
from hypothesis import strategies as st

from timeline import Documents, Group, derive, facts
from timeline.facts import active
from timeline.flow import READY
from timeline.overview import unready

PICKUP = flow("order_confirmed", "stock_reserved", READY, "delivered", "paid")


def group(document, quantity, hours=1):
    """A transfer of which ``quantity`` of the only line can be collected."""
    lines = {"1": float(quantity)} if quantity else {}
    return Group(READY, ("stock.picking", document), lines, at(hours))


def documents(*ready, ordered=10.0, state="sale"):
    return Documents(
        state, at(0), at(1), expected={"1": ordered}, secured={"1": ordered}, ready=tuple(ready)
    )


def said(quantity, key="staff:1", hours=1):
    return facts.goods_ready(
        at=at(hours), key=key, lines={"1": quantity}, evidence="staff", source="staff"
    )


def told(journal):
    return sum(sum(e.lines.values()) for e in active(journal) if e.kind == READY)


def tell(journal, *ready, **more):
    """The quantities that the next synchronisation tells; the journal grows by them."""
    found = [e for e in derive(documents(*ready, **more), journal) if e.kind == READY]
    journal += found
    return [e.lines["1"] for e in found]


def state(journal):
    return by_trigger(PICKUP, journal)[READY].state


@pytest.fixture
def journal():
    return [*begun(), facts.stock_level(at=at(0), number=0, lines={"1": 10}, short={})]


def test_what_is_picked_is_ready_and_what_is_put_back_is_not(journal):
    assert state(journal) == "current"
    assert tell(journal, group(5, 10)) == [10]
    assert state(journal) == "reached"
    assert tell(journal, group(5, 10)) == []
    assert tell(journal, group(5, 0)) == [-10]
    assert state(journal) == "current"
    assert tell(journal, group(5, 10)) == [10]
    assert state(journal) == "reached"


def test_the_rest_is_ready_on_its_own(journal):
    assert tell(journal, group(5, 4), group(6, 0)) == [4]
    milestone = by_trigger(PICKUP, journal)[READY]
    assert (milestone.state, milestone.done, milestone.total) == ("current", 4, 10)
    assert tell(journal, group(5, 4), group(6, 6)) == [6]
    assert state(journal) == "reached"


def test_what_people_said_is_not_told_again(journal):
    assert unready(journal) == {"1": 10}
    journal.append(said(10.0))
    assert state(journal) == "reached"
    assert tell(journal, group(5, 10)) == []
    assert unready(journal) == {}


def test_staff_say_the_rest(journal):
    tell(journal, group(5, 4), group(6, 0))
    assert unready(journal) == {"1": 6}
    journal.append(said(6.0))
    assert tell(journal, group(5, 4), group(6, 6)) == []


def test_collected_proves_that_it_was_ready(journal):
    arrival = facts.delivered(
        at=at(2), key="d", lines={"1": 10.0}, evidence="customer", source="staff"
    )
    assert state([*journal, arrival]) == "skipped"


def test_another_life_of_the_order_begins_with_nothing_ready(journal):
    tell(journal, group(5, 10))
    journal.append(facts.order_cancelled(at=at(2), number=1))
    journal.append(confirmed(3, number=2))
    assert state(journal) == "pending"
    assert tell(journal, group(7, 10, hours=4)) == [10]


_STEPS = st.lists(
    st.tuples(st.sampled_from([5, 6, "staff", "more", "less"]), st.integers(0, 6)), max_size=12
)


@given(_STEPS)
def test_never_more_than_is_expected_and_told_once(steps):
    """Whatever is picked, put back, said, ordered in addition: each synchronisation leaves nothing
    to tell, and no unit is ready twice."""
    journal, ordered, ready = begun(), 10.0, {5: 0, 6: 0}
    for number, (what, quantity) in enumerate(steps, 1):
        if what == "staff":
            lines = unready(journal)
            journal += [said(lines["1"], f"staff:{number}")] if lines else []
        elif what == "more":
            journal.append(expected(1, quantity, number))
            ordered += quantity
        else:
            ready[5 if what == "less" else what] = 0 if what == "less" else min(quantity, 5)
        groups = [group(document, own) for document, own in ready.items()]
        tell(journal, *groups, ordered=ordered)
        assert tell(journal, *groups, ordered=ordered) == []
        assert sum(ready.values()) - 1e-6 <= told(journal) <= ordered + 1e-6
