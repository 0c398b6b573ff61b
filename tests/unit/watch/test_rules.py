"""What counts as an exception, and from when."""

from datetime import timedelta

import pytest
from watched import AllHours, Weekdays, at, clock_of, order, patient, strict

from watch import KINDS, Kind, add_kind, next_look, troubles


def kinds(one, hours, tolerance=strict):
    return [t.kind for t in troubles(one, at(hours), clock_of, tolerance)]


def test_an_order_in_time_needs_nobody():
    assert kinds(order(), 7) == []
    assert kinds(order("delivered"), 20) == []


def test_a_promise_that_passed():
    [late, stalled] = troubles(order(), at(31), clock_of, strict)
    assert (late.kind, late.since) == ("late", at(30))
    assert (stalled.kind, stalled.since, stalled.key) == ("stalled", at(8), "2")


def test_the_promise_speaks_for_its_own_stage():
    assert kinds(order("delivered"), 31) == ["late"]


def test_kept_at_the_very_instant():
    assert "late" not in kinds(order(), 30)


def test_without_a_promise_nothing_is_late():
    assert kinds(order(promised=None), 100) == ["stalled"]


def test_at_risk_when_what_is_left_takes_too_long():
    # 16 hours of transport are left after the stage itself: 14 is the last moment
    assert kinds(order(), 13.9, patient) == ["stalled"]
    assert kinds(order(), 14.1) == ["at_risk", "stalled"]


def test_a_margin_keeps_quiet_about_small_delays():
    assert "at_risk" not in kinds(order(), 15, patient)
    assert "at_risk" in kinds(order(), 16.5, patient)


def test_promised_before_the_plan_allows():
    assert kinds(order("stock_reserved", promised=20), 1) == ["at_risk"]


def test_working_ahead_takes_the_risk_away():
    # shipped at once: 16 hours of transport from hour 1 arrive at 17
    early = order("delivered", promised=20, started_at=at(1))
    assert kinds(early, 2) == []


def test_waiting_for_stock_is_a_shortage():
    waiting = order("stock_reserved", promised=None, done=3.0, total=10.0)
    [shortage] = troubles(waiting, at(5), clock_of, strict)
    assert shortage.kind == "shortage"
    assert shortage.data == {"stage": 1, "missing": 7.0, "total": 10.0}


def test_a_standstill_counts_after_the_tolerance():
    assert kinds(order(promised=None), 9.9, patient) == []
    assert kinds(order(promised=None), 10, patient) == ["stalled"]


@pytest.mark.parametrize("state", ["done", "returned", "cancelled"])
def test_what_is_over_needs_nobody(state):
    assert kinds(order(state=state), 100) == []
    assert next_look(order(state=state), at(0), clock_of, patient) is None


def test_money_that_stands_still():
    assert kinds(order("invoiced", state="delivered"), 49) == ["stalled"]


def test_working_time_decides():
    # planned for Friday 8:00; the two hours of tolerance have passed at ten
    friday = order(promised=None, planned_at=at(96))
    assert troubles(friday, at(97), lambda _team: Weekdays(), patient) == []
    # planned for Friday 23:00: one hour is left on Friday, one on Monday
    night = order(promised=None, planned_at=at(111))
    assert troubles(night, at(130), lambda _team: Weekdays(), patient) == []
    assert troubles(night, at(162), lambda _team: Weekdays(), patient)


def test_each_team_has_its_own_hours():
    asked = []

    def of(team):
        asked.append(team)
        return AllHours()

    troubles(order(team=5), at(31), of, strict)
    assert 5 in asked


class TestNextLook:
    """The job comes back exactly when time alone changes the verdict."""

    @pytest.mark.parametrize("hours", [0, 5, 9, 11, 13, 15, 20])
    def test_nothing_changes_before_it(self, hours):
        one = order()
        look = next_look(one, at(hours), clock_of, patient)
        now, before = at(hours), kinds(one, hours, patient)
        end = look or at(30)
        while now < end - timedelta(minutes=6):
            assert [t.kind for t in troubles(one, now, clock_of, patient)] == before
            now += timedelta(minutes=7)

    def test_it_finds_what_it_came_for(self):
        one = order()
        first = next_look(one, at(0), clock_of, patient)
        assert first == at(10)
        assert "stalled" in kinds(one, 10, patient)
        second = next_look(one, first, clock_of, patient)
        assert at(16) <= second <= at(16.2)
        assert "at_risk" in [t.kind for t in troubles(one, second, clock_of, patient)]
        assert next_look(one, second, clock_of, patient) is None

    def test_never_in_the_past(self):
        assert next_look(order(promised=None), at(1000), clock_of, patient) is None


def test_an_addon_registers_its_kinds():
    add_kind(Kind("of_an_addon", hours=3))
    try:
        assert KINDS["of_an_addon"].hours == 3
    finally:
        del KINDS["of_an_addon"]


class TestArrival:
    """Goods that left: who tells that they arrived?"""

    def test_nobody_follows_them(self):
        gone = order("delivered", followed=False)
        assert kinds(gone, 31, patient) == []
        assert kinds(gone, 32, patient) == ["unconfirmed"]
        assert next_look(gone, at(31), clock_of, patient) == at(32)

    def test_what_is_still_here_is_late_whoever_follows(self):
        assert kinds(order(followed=False), 31, patient) == ["late", "stalled"]

    def test_the_carrier_knows_better_than_the_plan(self):
        assert kinds(order("delivered", promised=20), 9) == ["at_risk"]
        assert kinds(order("delivered", promised=20, expected_at=at(18)), 9) == []
        [risk] = troubles(order("delivered", expected_at=at(50)), at(9), clock_of, patient)
        assert risk.data["expected_at"] == at(50).isoformat()

    def test_a_part_under_way_does_not_speak_for_the_rest(self):
        assert kinds(order(promised=20, expected_at=at(10)), 7) == ["at_risk"]

    def test_but_the_whole_is_not_there_before_that_part(self):
        assert kinds(order(promised=30), 7) == []
        assert kinds(order(promised=30, expected_at=at(40)), 7) == ["at_risk"]
