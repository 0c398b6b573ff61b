"""When each stage is planned: leads add up along the goods; money runs beside them."""

from datetime import datetime, timedelta

import pytest
from builders import KEYS, START, at

from timeline import Stage, WorkingClock, plan


def planned(*leads, clock_of=lambda team: WorkingClock()):
    """Hours after the start, by trigger."""
    stages = [Stage(KEYS[trigger], trigger, lead, *team) for trigger, lead, *team in leads]
    names = {KEYS[trigger]: trigger for trigger, *_rest in leads}
    found = plan(stages, START, clock_of)
    return {names[k]: (v - START) / timedelta(hours=1) for k, v in found.items()}


def test_each_stage_follows_the_one_before_it():
    leads = [("order_confirmed", 0), ("picked", 4), ("manual", 1), ("left_warehouse", 3)]
    assert planned(*leads) == {"order_confirmed": 0, "picked": 4, "manual": 5, "left_warehouse": 8}


def test_payment_in_advance_does_not_hold_up_the_goods():
    leads = [("order_confirmed", 1), ("invoiced", 10), ("paid", 100), ("left_warehouse", 5)]
    assert planned(*leads)["left_warehouse"] == 6


def test_payment_follows_the_invoice_before_it():
    leads = [("order_confirmed", 0), ("delivered", 8), ("invoiced", 2), ("paid", 100)]
    assert planned(*leads) == {"order_confirmed": 0, "delivered": 8, "invoiced": 10, "paid": 110}


def test_each_stage_counts_in_the_hours_of_its_owner():
    night = WorkingClock([(at(12), at(20)), (at(36), at(44))])
    clocks = {None: WorkingClock(), 7: night}
    leads = [("order_confirmed", 1), ("picked", 9, 7), ("left_warehouse", 1)]
    assert planned(*leads, clock_of=clocks.__getitem__) == (
        {"order_confirmed": 1, "picked": 37, "left_warehouse": 38}
    )


def test_no_stages_no_plan():
    assert planned() == {}


def test_the_start_is_the_confirmation():
    start = datetime(2026, 12, 31, 23)
    found = plan([Stage(1, "picked", 2.0)], start, lambda team: WorkingClock())
    assert found == {1: datetime(2027, 1, 1, 1)}


@pytest.mark.parametrize("trigger", ["picked", "paid"])
def test_a_stage_without_lead_is_planned_with_the_one_before_it(trigger):
    assert planned(("order_confirmed", 3), (trigger, 0))[trigger] == 3
