"""What leaves today, in which order."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import Cutoff, Work, plan, warnings, waves

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 9)  # Monday, 10:00 there
ALL = frozenset(range(7))
CUTOFFS = {1: [Cutoff(ALL, 16 * 60)], 2: [Cutoff(ALL, 12 * 60)], 3: [Cutoff(frozenset({3}), 600)]}
SF, DHL, WEEKLY, NONE = 1, 2, 3, None

works = st.lists(
    st.builds(
        Work,
        id=st.integers(1, 99),
        carrier=st.sampled_from((1, 2, 3, None)),
        leave_by=st.none() | st.datetimes(NOW - timedelta(days=3), NOW + timedelta(days=9)),
        zone=st.sampled_from(("DE", "FR", "")),
        priority=st.integers(0, 1),
        customer=st.integers(0, 2),
        ready=st.booleans(),
        picked=st.booleans(),
        batch=st.sampled_from((None, 7)),
        kind=st.integers(1, 2),
    ),
    max_size=15,
    unique_by=lambda work: work.id,
)
capacities = st.none() | st.integers(0, 9)


def order(*found, capacity=None, now=NOW):
    return [item.work.id for item in plan(found, CUTOFFS, ZONE, now, capacity)]


def later(**time):
    return NOW + timedelta(**time)


def test_the_next_cutoff_comes_first():
    assert order(Work(1, SF), Work(2, DHL), Work(3, NONE)) == [2, 1, 3]


def test_what_would_break_its_promise_comes_before_what_can_wait():
    assert order(Work(1, DHL), Work(2, SF, leave_by=later(hours=8))) == [2, 1]


def test_after_its_cutoff_it_leaves_tomorrow():
    [item] = plan([Work(1, DHL)], CUTOFFS, ZONE, later(hours=3))
    assert (item.state, item.departure) == ("later", datetime(2026, 3, 3, 11))


def test_priority_customer_and_zone():
    found = (
        Work(1, SF, zone="FR"),
        Work(2, SF, zone="DE"),
        Work(3, SF, zone="FR", customer=2),
        Work(4, SF, zone="FR", priority=1),
    )
    assert order(*found) == [4, 3, 2, 1]


def test_a_weekly_carrier_must_take_it_this_week():
    thursday = datetime(2026, 3, 5, 10)
    [item] = plan([Work(1, WEEKLY, leave_by=thursday)], CUTOFFS, ZONE, NOW)
    assert (item.state, item.urgency) == ("later", "must")


@pytest.mark.parametrize(
    ("work", "urgency"),
    [
        (Work(1, SF, leave_by=NOW), "must"),  # this very instant is not too late
        (Work(1, SF, leave_by=later(seconds=-1)), "late"),
        (Work(1, SF, leave_by=datetime(2026, 3, 3, 15)), "can"),  # with tomorrow's departure
        (Work(1, SF, leave_by=datetime(2026, 3, 3, 14, 59)), "must"),
        (Work(1, NONE, leave_by=later(hours=9)), "must"),  # no departures: it is today's
        (Work(1, NONE, leave_by=later(hours=15)), "can"),
    ],
)
def test_what_must_leave_now(work, urgency):
    [item] = plan([work], CUTOFFS, ZONE, NOW)
    assert item.urgency == urgency


def test_what_waits_for_goods_is_not_picked():
    planned = plan([Work(1, SF, ready=False), Work(2, SF)], CUTOFFS, ZONE, NOW, capacity=1)
    assert [(item.work.id, item.state) for item in planned] == [(2, "fits"), (1, "waiting")]
    assert [wave.ids for wave in waves(planned, {})] == [(2,)]


def test_the_day_is_too_short():
    planned = plan([Work(n, SF) for n in range(1, 6)], CUTOFFS, ZONE, NOW, capacity=3)
    assert [item.state for item in planned] == ["fits"] * 3 + ["over"] * 2
    [warning] = warnings(planned, NOW)
    assert (warning.total, warning.open_, warning.over, warning.soon) == (5, 5, 2, False)


def test_warned_two_hours_before():
    found = [Work(1, SF), Work(2, SF, picked=True), Work(3, SF)]
    three = datetime(2026, 3, 2, 13, 30)
    assert not warnings(plan(found, CUTOFFS, ZONE, NOW), NOW)
    [warning] = warnings(plan(found, CUTOFFS, ZONE, three), three)
    assert (warning.carrier, warning.total, warning.open_) == (SF, 3, 2)
    done = [Work(n, SF, picked=True) for n in (1, 2, 3)]
    assert not warnings(plan(done, CUTOFFS, ZONE, three), three)


def test_waves_of_one_carrier_and_size():
    found = [Work(n, SF, kind=4) for n in range(1, 6)] + [Work(9, DHL), Work(8, SF, batch=3)]
    proposals = waves(plan(found, CUTOFFS, ZONE, NOW), {4: 2})
    assert [(w.carrier, w.ids) for w in proposals] == [
        (DHL, (9,)),
        (SF, (1, 2)),
        (SF, (3, 4)),
        (SF, (5,)),
    ]


@given(works, capacities)
def test_each_once_and_the_same_whatever_came_first(found, capacity):
    planned = plan(found, CUTOFFS, ZONE, NOW, capacity)
    assert sorted(item.work.id for item in planned) == sorted(work.id for work in found)
    assert planned == plan(found[::-1], CUTOFFS, ZONE, NOW, capacity)


@given(works, works, capacities)
def test_more_work_does_not_turn_two_around(found, more, capacity):
    before = order(*found, capacity=capacity)
    known = {work.id for work in found}
    after = order(*found, *(w for w in more if w.id not in known), capacity=capacity)
    assert [number for number in after if number in known] == before


@given(works, capacities)
def test_promises_come_first_and_nothing_is_overbooked(found, capacity):
    planned = plan(found, CUTOFFS, ZONE, NOW, capacity)
    today = [item for item in planned if item.state in ("picked", "fits", "over")]
    assert today == planned[: len(today)]
    assert [item.hot for item in today] == sorted((item.hot for item in today), reverse=True)
    fitting = sum(item.state == "fits" for item in planned)
    assert capacity is None or fitting <= capacity
    assert not any(item.state == "over" for item in planned) or fitting == capacity
    assert all(item.departure is None or item.departure > NOW for item in planned)


@given(works, capacities, st.integers(1, 4))
def test_waves_hold_each_open_transfer_of_today_once(found, capacity, size):
    planned = plan(found, CUTOFFS, ZONE, NOW, capacity)
    proposals = waves(planned, {1: size, 2: size})
    ids = [number for wave in proposals for number in wave.ids]
    wanted = {i.work.id for i in planned if i.state == "fits" and not i.work.batch}
    assert len(ids) == len(set(ids)) and set(ids) == wanted
    by_id = {work.id: work for work in found}
    for wave in proposals:
        assert 0 < len(wave.ids) <= size
        assert {(by_id[n].kind, by_id[n].carrier) for n in wave.ids} == {(wave.kind, wave.carrier)}
