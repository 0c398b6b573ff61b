"""States and deadlines of complaints, by example and by any sequence of what may happen."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from complaints import (
    ACTIONS,
    NotPossible,
    begin,
    escalation,
    may_reopen,
    overdue,
    step,
)
from hypothesis import given
from hypothesis import strategies as st

DAY = datetime(2026, 3, 2)  # a Monday


class Office:
    """Works from 8 to 16 UTC every day."""

    def add(self, start, hours):
        at, left = start, timedelta(hours=hours)
        while left > timedelta(0):
            begins = at.replace(hour=8, minute=0, second=0, microsecond=0)
            at, ends = max(at, begins), begins + timedelta(hours=8)
            if at + left <= ends:
                return at + left
            left -= max(ends - at, timedelta(0))
            at = begins.replace(hour=0) + timedelta(days=1)
        return at

    def hours(self, start, end):
        total, day = timedelta(0), start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            begins = max(day.replace(hour=8), start)
            total += max(min(day.replace(hour=16), end) - begins, timedelta(0))
            day += timedelta(days=1)
        return total.total_seconds() / 3600


CLOCK = Office()


def at(day, hour=0):
    return DAY + timedelta(days=day, hours=hour)


def told(when=None):
    return begin(when or at(0, 9), 4, 16, CLOCK)


def test_deadlines_count_working_time():
    complaint = told(at(0, 14))
    assert complaint.answer_due == at(1, 10)
    assert complaint.resolve_due == at(2, 14)


def test_the_solution_is_never_due_before_the_answer():
    assert begin(at(0, 9), 8, 1, CLOCK).resolve_due == at(1, 9)


def test_the_first_answer_stops_its_clock_and_a_second_changes_nothing():
    first = step(told(), "answer", at(0, 10), CLOCK)
    assert (first.state, first.answered_at) == ("progress", at(0, 10))
    assert step(first, "answer", at(3, 10), CLOCK) == first
    assert overdue(first, at(1, 0)) == set()
    assert overdue(told(), at(1, 0)) == {"answer"}
    assert overdue(told(), told().answer_due) == set()


def test_while_the_customer_has_to_answer_the_clock_stands_still():
    waiting = step(step(told(), "answer", at(0, 10), CLOCK), "wait", at(0, 12), CLOCK)
    assert waiting.hours_left == 13
    assert overdue(waiting, at(30)) == set()
    assert escalation(waiting) is None
    again = step(waiting, "reply", at(10, 8), CLOCK)
    assert (again.state, again.resolve_due) == ("progress", at(11, 13))


def test_what_was_late_stays_late():
    answered = step(told(), "answer", at(5, 10), CLOCK)
    waiting = step(answered, "wait", at(6, 10), CLOCK)
    assert step(waiting, "reply", at(9, 10), CLOCK).resolve_due == answered.resolve_due


def test_thanks_do_not_open_it_again():
    resolved = step(told(), "resolve", at(0, 10), CLOCK)
    assert step(resolved, "reply", at(0, 11), CLOCK).state == "resolved"


def test_customers_open_it_again_within_the_days():
    resolved = step(told(), "resolve", at(0, 10), CLOCK)
    assert may_reopen(resolved, at(7, 10), 7)
    assert not may_reopen(resolved, at(7, 11), 7)
    assert not may_reopen(resolved, at(0, 10), 0)
    assert not may_reopen(told(), at(0, 10), 7)
    again = step(resolved, "reopen", at(5, 8), CLOCK, hours=8)
    assert (again.state, again.resolve_due, again.resolved_at) == ("progress", at(5, 16), None)


def test_opened_again_it_is_not_due_sooner_and_the_leader_hears_of_it_anew():
    resolved = step(told(), "resolve", at(0, 10), CLOCK)
    again = step(resolved, "reopen", at(0, 11), CLOCK, hours=1)
    assert again.resolve_due == told().resolve_due
    late = replace(step(told(), "resolve", at(9, 10), CLOCK), told=frozenset({"resolve"}))
    assert escalation(step(late, "reopen", at(9, 11), CLOCK, hours=2)) == (at(9, 13), "resolve")


def test_waiting_needs_an_answer_first():
    with pytest.raises(NotPossible):
        step(told(), "wait", at(0, 10), CLOCK)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0, 60)), min_size=1, max_size=25
    )
)
def test_whatever_happens(steps):
    complaint, now, reminded = told(), at(0, 9), []
    for action, hours in steps:
        now += timedelta(hours=hours)
        while (due := escalation(complaint)) and due[0] < now:
            reminded.append((due[1], complaint.resolve_due if due[1] == "resolve" else None))
            complaint = replace(complaint, told=complaint.told | {due[1]})
        before = complaint
        try:
            complaint = step(complaint, action, now, CLOCK, hours=16)
        except NotPossible:
            assert complaint.state not in ACTIONS[action]
            continue
        assert (complaint.answered_at is None) == (complaint.state == "open")
        assert (complaint.resolved_at is not None) == (complaint.state == "resolved")
        assert (complaint.hours_left is not None) == (complaint.state == "waiting")
        assert complaint.resolve_due >= before.resolve_due, "never sooner than was said"
        assert complaint.answer_due == before.answer_due
        assert before.answered_at in (None, complaint.answered_at), "the first answer stays"
    assert len(reminded) == len(set(reminded)), "each deadline is told of once"
