"""Who has an order, whatever is said in whatever order."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover import Act, Custody, Step, custody, deadline, permitted, times
from handover.custody import ACCEPT, ACCEPTED, OFFER, OFFERED, REFUSE, REFUSED
from timeline import WorkingClock

DAY = datetime(2026, 3, 2, 8)
SALES, WAREHOUSE, ACCOUNTS = 1, 2, 3


def at(hours):
    return DAY + timedelta(hours=hours)


class EveryHour:
    def add(self, start, hours):
        return start + timedelta(hours=hours)

    def hours(self, start, end):
        return (end - start).total_seconds() / 3600


def order(reached=None, accept=True):
    """Confirmed by sales at once; the warehouse has the order since."""
    state = "current" if reached is None else "reached"
    end = None if reached is None else at(reached)
    return (
        Step(1, "reached", SALES, reached_at=DAY),
        Step(2, state, WAREHOUSE, accept, DAY, end),
        Step(3, "pending", ACCOUNTS, accept),
    )


def said(*acts):
    """Acts on the second stage from (hour, kind)."""
    return [Act(at(h), f"{i:04d}", 2, kind, "why", "so") for i, (h, kind) in enumerate(acts)]


@pytest.mark.parametrize(
    ("acts", "state", "holder", "since"),
    [
        ([], OFFERED, WAREHOUSE, 0),
        ([(1, ACCEPT)], ACCEPTED, WAREHOUSE, 0),
        ([(1, REFUSE)], REFUSED, SALES, 1),
        ([(1, ACCEPT), (2, REFUSE)], REFUSED, SALES, 2),
        ([(1, REFUSE), (3, OFFER)], OFFERED, WAREHOUSE, 3),
        ([(1, REFUSE), (3, ACCEPT)], ACCEPTED, WAREHOUSE, 3),
        ([(1, OFFER)], OFFERED, WAREHOUSE, 0),
        ([(1, REFUSE), (2, REFUSE)], REFUSED, SALES, 1),
    ],
)
def test_states(acts, state, holder, since):
    found = custody(order(), said(*acts))[2]
    assert (found.state, found.holder, found.since) == (state, holder, at(since))
    assert found.sender == 1
    assert (found.reason, found.note) == (("why", "so") if state == REFUSED else ("", ""))


def test_a_stage_that_asks_nobody_is_taken_over_at_once_and_can_be_given_back():
    assert custody(order(accept=False), [])[2].accepted_at == DAY
    again = custody(order(accept=False), said((1, REFUSE), (2, OFFER)))[2]
    assert (again.state, again.accepted_at, again.refusals) == (ACCEPTED, at(2), 1)


def test_there_must_be_somebody_to_give_it_back_to():
    alone = (Step(2, "current", WAREHOUSE, True, DAY),)
    assert custody(alone, said((1, REFUSE)))[2].state == OFFERED


def test_it_comes_from_the_last_stage_of_another_team():
    mine = (
        Step(1, "reached", SALES, reached_at=DAY),
        Step(2, "reached", WAREHOUSE, False, DAY, at(1)),
        Step(3, "current", WAREHOUSE, True, at(1)),
    )
    found = custody(mine, [Act(at(2), "0001", 3, REFUSE)])[3]
    assert (found.sender, found.holder) == (1, SALES)


def test_what_was_said_before_it_began_or_after_it_was_over_changes_nothing():
    """As in an earlier life of the order, or by somebody whose page was old."""
    asked = custody(order(), [])[2]
    assert custody(order(), said((-1, ACCEPT)))[2] == asked
    assert custody(order(), said((-1, REFUSE)))[2] == asked
    over = custody(order(reached=5), said((1, ACCEPT)))[2]
    for late in (5, 6):
        assert custody(order(reached=5), said((1, ACCEPT), (late, REFUSE)))[2] == over


def test_dwell_and_touch():
    found = custody(order(reached=10), said((1, REFUSE), (4, OFFER), (6, ACCEPT)))
    assert times(found[2], EveryHour()) == times(
        Custody(dwell=((at(0), at(1)), (at(4), at(10))), touch=((at(6), at(10)),)), EveryHour()
    )
    mine = times(found[2], EveryHour())
    assert (mine.dwell, mine.touch) == (7, 4)
    assert times(found[1], EveryHour()).dwell == 3, "given back: it was with sales"


def test_nobody_accepted():
    mine = times(custody(order(reached=5), [])[2], EveryHour())
    assert (mine.dwell, mine.touch) == (5, None)


def test_deadline_counts_from_the_hand_over_and_waits_for_the_plan():
    found = custody(order(), said((1, REFUSE), (3, OFFER)))[2]
    assert deadline(found, 4, at(2), EveryHour()) == at(7)
    assert deadline(found, 4, at(48), EveryHour()) == at(48)
    assert deadline(custody(order(reached=5), [])[2], 4, None, EveryHour()) is None


# ------------------------------------------------------------------ whatever happens

TEAMS = st.sampled_from([None, SALES, WAREHOUSE, ACCOUNTS])
ACTS = st.lists(
    st.builds(
        Act,
        st.integers(-2, 30).map(at),
        st.integers(0, 99).map("{:04d}".format),
        st.integers(1, 5),
        st.sampled_from([ACCEPT, REFUSE, OFFER]),
        st.sampled_from(["", "why"]),
    ),
    max_size=12,
)


@st.composite
def walks(draw):
    """Orders whose first stages are reached one after the other, then a current one."""
    hours = sorted(draw(st.lists(st.integers(0, 24), min_size=1, max_size=5)))
    steps, since = [], None
    for key, hour in enumerate(hours, 1):
        last = key == len(hours) and draw(st.booleans())
        end = None if last else at(hour)
        state = "current" if last else "reached"
        steps.append(Step(key, state, draw(TEAMS), draw(st.booleans()), since, end))
        since = end
    return tuple(steps)


@given(walks(), ACTS, st.randoms())
def test_the_order_of_telling_changes_nothing(steps, acts, chance):
    shuffled = acts + acts[:2]
    chance.shuffle(shuffled)
    assert custody(steps, shuffled) == custody(steps, acts)


@given(walks(), ACTS)
def test_exactly_one_team_has_the_order_at_every_instant(steps, acts):
    """The periods of all teams, put together, are the time of the order without gap or overlap."""
    periods = sorted(
        (start, end or datetime.max)
        for c in custody(steps, acts).values()
        for start, end in c.dwell
    )
    assert all(one[1] == other[0] for one, other in pairwise(periods))
    begun = [s for s in steps if s.started_at and s.reached_at != s.started_at]
    if begun:
        assert periods[0][0] == begun[0].started_at
        assert periods[-1][1] == (begun[-1].reached_at or datetime.max)


@given(walks(), ACTS)
def test_touch_is_part_of_dwell_and_states_are_consistent(steps, acts):
    for key, found in custody(steps, acts).items():
        step = next(s for s in steps if s.key == key)
        own = times(found, EveryHour())
        assert 0 <= (own.touch or 0) <= own.dwell + 1e-9
        assert bool(found.holder) == (
            step.state == "current" and bool(step.started_at and step.team)
        )
        assert bool(found.reason) <= (found.state == REFUSED)
        if found.state == REFUSED:
            assert found.holder != step.team
        if found.state:
            assert permitted(found.state)


@given(walks(), ACTS)
def test_a_telling_that_is_not_permitted_changes_nothing(steps, acts):
    current = next((s for s in steps if s.state == "current" and s.started_at), None)
    if not current:
        return
    before = custody(steps, acts)
    state = before[current.key].state or ACCEPTED
    for kind in {ACCEPT, REFUSE, OFFER} - permitted(state):
        late = Act(at(99), "9999", current.key, kind)
        assert custody(steps, [*acts, late]) == before


# ------------------------------------------------------------------ working time of each team


@st.composite
def shifts(draw):
    """Working hours of a team: some hours of each of three days, maybe none of a day."""
    parts = []
    for day in range(3):
        begin, length = draw(st.integers(0, 20)), draw(st.integers(0, 4))
        parts += [(at(24 * day + begin), at(24 * day + begin + length))] if length else []
    return WorkingClock(parts)


@given(walks(), ACTS, shifts())
def test_dwell_of_all_teams_is_the_working_time_of_the_order(steps, acts, clock):
    """In one calendar no hour is lost or counted twice, whoever gives the order back to whom."""
    found = custody(steps, acts)
    begun = [s for s in steps if s.started_at and s.state == "reached"]
    end = max((s.reached_at for s in begun), default=None)
    cut = [
        (start, min(stop or end, end))
        for c in found.values()
        for start, stop in c.dwell
        if end and start < end
    ]
    whole = clock.hours(begun[0].started_at, end) if begun else 0
    assert sum(clock.hours(*span) for span in cut) == pytest.approx(whole)


@given(walks(), ACTS, shifts())
def test_working_times_are_part_of_the_elapsed_ones(steps, acts, clock):
    for found in custody(steps, acts).values():
        own = times(found, clock)
        assert 0 <= own.dwell <= own.dwell_elapsed + 1e-9
        assert 0 <= (own.touch or 0) <= own.dwell + 1e-9
        assert (own.touch is None) == (own.touch_elapsed is None)
        assert (own.touch_elapsed or 0) <= own.dwell_elapsed + 1e-9


@given(walks(), ACTS, shifts(), st.integers(0, 9), st.none() | st.integers(0, 60).map(at))
def test_a_deadline_leaves_the_planned_hours_and_waits_for_the_plan(
    steps, acts, clock, lead, planned
):
    for found in custody(steps, acts).values():
        due = deadline(found, lead, planned, clock)
        assert (due is None) == (not found.holder)
        if due:
            assert clock.hours(found.since, due) >= lead - 1e-9
            assert due == max(filter(None, (planned, clock.add(found.since, lead))))


@given(walks(), ACTS, shifts(), st.integers(0, 9))
def test_giving_back_starts_the_deadline_anew_and_accepting_does_not(steps, acts, clock, lead):
    current = next((s for s in steps if s.state == "current" and s.started_at), None)
    if not current:
        return
    before = custody(steps, acts)[current.key]
    late = at(40)
    for kind in permitted(before.state):
        after = custody(steps, [*acts, Act(late, "9999", current.key, kind)])[current.key]
        moved = after.state != before.state and REFUSED in (before.state, after.state)
        assert after.since == (late if moved else before.since)
        if moved and after.holder:
            assert deadline(after, lead, None, clock) == clock.add(late, lead)
