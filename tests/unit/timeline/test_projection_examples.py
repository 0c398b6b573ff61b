"""What a customer and a warehouse would say about one order, case by case."""

from dataclasses import replace

import pytest
from builders import (
    KEYS,
    MANUAL,
    at,
    begun,
    by_trigger,
    cancelled,
    confirmed,
    delivered,
    expected,
    flow,
    level,
    moved,
    shown,
    void,
    warehouse_flow,
)

from timeline import Flow, Stage, facts, project

SHIP = warehouse_flow("ship", "invoiced", "paid")
THREE = warehouse_flow("pick_pack_ship", "invoiced", "paid")


def left(hours, quantity, **more):
    return moved("left_warehouse", hours, quantity, **more)


def back(hours, quantity, document=9):
    return moved("goods_returned", hours, quantity, document=document)


def money(kind, hours):
    return facts.money_state(kind, at=at(hours), number=0)


@pytest.mark.parametrize("kind", ["ship", "pick_ship", "pick_pack_ship"])
def test_each_kind_of_warehouse_from_confirmation_to_arrival(kind):
    a_flow = warehouse_flow(kind)
    steps = [stage.trigger for stage in a_flow.stages][2:-1]
    journal = [*begun(), level(1, 10)]
    for hours, step in enumerate(steps, 2):
        states = shown(a_flow, journal)
        assert states[step] == "current"
        assert [t for t, s in states.items() if s == "pending"][-1] == "delivered"
        journal.append(moved(step, hours, 10, document=hours))
    assert shown(a_flow, journal)["delivered"] == "current"
    journal.append(delivered(40, 10))
    assert set(shown(a_flow, journal).values()) == {"reached"}


def test_a_quotation_waits_for_its_confirmation():
    assert list(shown(SHIP, []).values()) == ["current"] + ["pending"] * 5


def test_a_partial_delivery_is_under_way_until_the_backorder_has_left():
    journal = [*begun(10), left(5, 6)]
    stage = by_trigger(SHIP, journal)["left_warehouse"]
    assert (stage.state, stage.done, stage.total) == ("pending", 6, 10)
    stage = by_trigger(SHIP, [*journal, left(9, 4, document=2)])["left_warehouse"]
    assert (stage.state, stage.done, stage.reached_at) == ("reached", 10, at(9))


def test_one_line_in_full_does_not_stand_for_another():
    journal = [*begun(5), expected(0, 5, number=1, line="2"), left(5, 10)]
    stage = by_trigger(SHIP, journal)["left_warehouse"]
    assert (stage.state, stage.done, stage.total) == ("pending", 5, 10)


def test_a_refused_backorder_makes_what_has_left_all_there_was():
    journal = [*begun(10), left(5, 6), expected(6, -4, number=1)]
    stage = by_trigger(SHIP, journal)["left_warehouse"]
    assert (stage.state, stage.done, stage.total, stage.reached_at) == ("reached", 6, 6, at(5))


def test_leaving_the_warehouse_is_no_arrival():
    assert shown(SHIP, [*begun(), left(5, 10)])["delivered"] == "current"
    with pytest.raises(ValueError, match="does not prove delivery"):
        delivered(6, 10, evidence="system")


def test_arrival_proves_the_steps_before_it_and_names_its_evidence():
    stages = by_trigger(SHIP, [*begun(), delivered(9, 10, evidence="customer")])
    assert [stages[t].state for t in ("stock_reserved", "left_warehouse")] == ["skipped"] * 2
    assert (stages["delivered"].evidence, stages["delivered"].reached_at) == ("customer", at(9))


def test_payment_in_advance_skips_no_goods_stage():
    journal = [*begun(), money("invoiced", 1), money("paid", 2)]
    states = shown(SHIP, journal)
    assert (states["invoiced"], states["paid"]) == ("reached", "reached")
    assert (states["stock_reserved"], states["left_warehouse"]) == ("current", "pending")


def test_arrival_skips_no_invoice():
    states = shown(SHIP, [*begun(), left(3, 10), delivered(4, 10)])
    assert (states["invoiced"], states["paid"]) == ("current", "pending")


def test_a_late_fact_turns_skipped_into_reached():
    journal = [*begun(), left(5, 10)]
    assert shown(THREE, journal)["packed"] == "skipped"
    packed = by_trigger(THREE, [*journal, moved("packed", 4, 10, document=2)])["packed"]
    assert (packed.state, packed.reached_at) == ("reached", at(4))


def test_shipped_told_after_delivered_changes_the_history_not_the_state():
    journal = [*begun(), delivered(9, 10)]
    assert shown(SHIP, [*journal, left(5, 10)])["delivered"] == "reached"
    assert shown(SHIP, [*journal, left(12, 10)])["delivered"] == "reached"


def test_goods_that_come_back_before_they_arrive_were_not_delivered():
    stage = by_trigger(SHIP, [*begun(), left(5, 10), back(8, 10)])["delivered"]
    assert (stage.state, stage.done, stage.reached_at) == ("failed", 0, None)


def test_goods_that_come_back_after_they_arrived_were_delivered():
    journal = [*begun(), left(5, 10), delivered(7, 10), back(30, 10)]
    stage = by_trigger(SHIP, journal)["delivered"]
    assert (stage.state, stage.reached_at) == ("reached", at(7))


def test_part_refused_and_the_rest_delivered_is_delivered_by_the_delivery():
    stage = by_trigger(SHIP, [*begun(), left(5, 10), back(6, 4), delivered(7, 6)])["delivered"]
    assert (stage.state, stage.done, stage.total) == ("reached", 6, 10)
    assert (stage.reached_at, stage.evidence) == (at(7), "carrier")


def test_delivery_completed_by_a_refusal_is_proved_by_the_delivery_before_it():
    stage = by_trigger(SHIP, [*begun(), left(5, 10), delivered(7, 6), back(8, 10)])["delivered"]
    assert (stage.state, stage.reached_at, stage.evidence) == ("reached", at(7), "carrier")


def test_what_comes_back_comes_from_the_customer_while_other_goods_are_on_their_way():
    journal = [*begun(), left(5, 10), delivered(7, 6), back(8, 4)]
    assert shown(SHIP, journal)["delivered"] == "current"
    journal.append(delivered(9, 4, key="d2"))
    assert by_trigger(SHIP, journal)["delivered"].reached_at == at(9)


def test_a_signature_without_goods_is_no_delivery():
    """What was told as delivered before is signed for with no quantity."""
    signed = facts.delivered(at=at(6), key="signed", lines={}, evidence="customer")
    journal = [*begun(), left(5, 10), signed, back(8, 10)]
    assert shown(SHIP, journal)["delivered"] == "failed"


def test_an_exchange_is_delivered_when_the_second_parcel_is():
    journal = [*begun(), left(5, 10), delivered(7, 10), back(30, 10)]
    journal += [expected(31, 10, number=1), left(35, 10, document=2)]
    assert shown(SHIP, journal)["delivered"] == "current"
    journal.append(delivered(40, 10, key="d2"))
    assert by_trigger(SHIP, journal)["delivered"].reached_at == at(40)


def test_a_refused_parcel_sent_again_is_delivered_when_it_arrives():
    journal = [*begun(), left(5, 10), back(8, 10), expected(9, 10, number=1)]
    assert shown(SHIP, journal)["delivered"] == "pending"
    journal.append(left(12, 10, document=2))
    assert shown(SHIP, journal)["delivered"] == "current"
    journal.append(delivered(20, 10, key="d2"))
    assert by_trigger(SHIP, journal)["delivered"].reached_at == at(20)


def test_a_negative_correction_opens_the_stage_again():
    journal = [*begun(), left(5, 10), left(5, -2, number=1)]
    stage = by_trigger(SHIP, journal)["left_warehouse"]
    assert (stage.state, stage.done) == ("pending", 8)


def test_an_order_extended_after_delivery_is_open_again():
    journal = [*begun(), level(1, 10), left(5, 10), delivered(7, 10)]
    assert shown(SHIP, journal)["delivered"] == "reached"
    states = shown(SHIP, [*journal, expected(20, 5, number=1)])
    assert [states[t] for t in ("stock_reserved", "left_warehouse", "delivered")] == (
        ["current", "pending", "pending"]
    )


def test_a_released_reservation_opens_the_stage_again():
    journal = [*begun(), level(1, 10), level(3, 4, short=6, number=1)]
    stage = by_trigger(SHIP, journal)["stock_reserved"]
    assert (stage.state, stage.done, stage.total) == ("current", 4, 10)
    again = by_trigger(SHIP, [*journal, level(6, 10, number=2)])["stock_reserved"]
    assert (again.state, again.reached_at) == ("reached", at(6))


def test_stock_is_complete_since_it_was_without_a_break():
    journal = [*begun(), level(1, 10), level(3, 10, number=1)]
    assert by_trigger(SHIP, journal)["stock_reserved"].reached_at == at(1)


def test_a_cancelled_order_stops_where_it_was():
    """Also when, as in Odoo, nothing is expected any more from the moment it is cancelled."""
    journal = [*begun(), cancelled(3), expected(3, -10, number=1)]
    assert list(shown(SHIP, journal).values()) == ["reached", "failed"] + ["skipped"] * 4


def test_cancelled_after_part_has_gone_keeps_what_has_gone():
    journal = [*begun(), left(3, 6), cancelled(5), expected(5, -4, number=1)]
    states = shown(SHIP, journal)
    assert (states["left_warehouse"], states["delivered"]) == ("reached", "failed")


def test_an_order_confirmed_again_starts_a_new_life():
    journal = [*begun(), level(1, 10), moved("picked", 2, 10), left(3, 4)]
    journal += [cancelled(4), expected(4, -6, number=1), confirmed(9, number=2)]
    journal += [expected(9, 6, number=2)]
    stages = by_trigger(THREE, journal)
    assert stages["order_confirmed"].reached_at == at(9)
    assert [stages[t].done for t in ("stock_reserved", "picked")] == [0, 0]
    assert (stages["left_warehouse"].done, stages["left_warehouse"].total) == (4, 10)


def test_what_had_arrived_before_a_cancellation_has_arrived():
    journal = [*begun(), left(3, 4), delivered(4, 4), cancelled(5), expected(5, -6, number=1)]
    journal += [confirmed(9, number=2), expected(9, 6, number=2), left(10, 6, document=2)]
    delivery = by_trigger(SHIP, journal)["delivered"]
    assert (delivery.done, delivery.total) == (4, 10)
    assert shown(SHIP, [*journal, delivered(12, 6, "d2")])["delivered"] == "reached"


def test_a_new_life_has_its_own_plan_promise_and_marks():
    a_flow = warehouse_flow("ship", "manual")
    plan = facts.plan_made(at=at(0), number=0, stages={KEYS["delivered"]: at(5)})
    promise = facts.promise_made(at=at(0), number=0, kind="first", date=at(5))
    mark = facts.stage_marked(at=at(1), stage=MANUAL, key="m")
    journal = [*begun(), plan, promise, mark, cancelled(2), confirmed(3, number=2)]
    stages = by_trigger(a_flow, journal)
    assert len(stages) == len(a_flow.stages)
    assert stages["delivered"].due_at is None
    assert stages["manual"].state == "pending"


def test_payment_outlives_a_cancellation_as_long_as_it_stands():
    paid = [money("invoiced", 1), money("paid", 2)]
    journal = [*begun(), *paid, cancelled(3), confirmed(9, number=2)]
    assert shown(SHIP, journal)["paid"] == "reached"
    assert shown(SHIP, [*journal, void(paid[1])])["paid"] == "pending"


def test_cancelled_and_confirmed_within_one_second():
    journal = [confirmed(), cancelled(0), expected(0, 10)]
    assert "current" not in shown(SHIP, journal).values()
    again = [*journal, confirmed(0, number=2), level(0, 10)]
    assert shown(SHIP, again)["left_warehouse"] == "current"


def test_one_transfer_for_two_orders_is_told_to_each_in_its_own_journal():
    first = [*begun(10), left(5, 10, document=7)]
    second = [*begun(4), left(5, 4, document=7)]
    assert first[-1].identity == second[-1].identity
    for journal, quantity in ((first, 10), (second, 4)):
        stage = by_trigger(SHIP, journal)["left_warehouse"]
        assert (stage.state, stage.done) == ("reached", quantity)


def test_a_service_has_only_the_stages_of_its_plan():
    plan = facts.plan_made(
        at=at(0), number=0, stages={KEYS[t]: at(8) for t in ("order_confirmed", "manual", "paid")}
    )
    a_flow = warehouse_flow("ship", "manual", "paid")
    mark = facts.stage_marked(at=at(5), stage=MANUAL, key="m1", evidence="scan", source="scan")
    stages = by_trigger(a_flow, [confirmed(), plan, mark])
    assert {t: m.state for t, m in stages.items()} == {
        "order_confirmed": "reached", "manual": "reached", "paid": "current"
    }  # fmt: skip
    assert (stages["manual"].evidence, stages["manual"].total) == ("scan", 0)


def test_nothing_left_to_send_leaves_only_the_money():
    journal = [*begun(), expected(3, -10, number=1)]
    states = shown(SHIP, journal)
    assert [states[t] for t in ("stock_reserved", "left_warehouse", "delivered")] == ["skipped"] * 3
    assert states["invoiced"] == "current"


def test_a_mark_counts_for_its_own_stage_only():
    mark = facts.stage_marked(at=at(5), stage=MANUAL + 1, key="m1")
    assert shown(flow("order_confirmed", "manual"), [confirmed(), mark])["manual"] == "current"


def test_a_manual_stage_that_the_goods_have_passed_is_skipped_and_may_still_be_marked():
    a_flow = flow("order_confirmed", "manual", "left_warehouse", "delivered")
    journal = [*begun(), left(5, 10)]
    assert shown(a_flow, journal)["manual"] == "skipped"
    mark = facts.stage_marked(at=at(8), stage=MANUAL, key="m1")
    assert shown(a_flow, [*journal, mark])["manual"] == "reached"


def test_a_stage_starts_when_the_one_before_it_was_reached():
    journal = [*begun(), level(2, 10), left(5, 10)]
    stages = by_trigger(SHIP, journal)
    assert stages["order_confirmed"].started_at is None
    assert [stages[t].started_at for t in ("stock_reserved", "left_warehouse", "delivered")] == (
        [at(0), at(2), at(5)]
    )
    assert stages["paid"].started_at is None


def test_a_stage_told_with_an_early_time_does_not_start_after_it_was_reached():
    journal = [*begun(), level(6, 10), left(5, 10)]
    stage = by_trigger(SHIP, journal)["left_warehouse"]
    assert stage.started_at == stage.reached_at == at(5)


def planned(due=10):
    stages = {stage.key: at(due) for stage in SHIP.stages}
    return facts.plan_made(at=at(0), number=0, stages=stages)


@pytest.mark.parametrize(("now", "late"), [(9.9, False), (10, False), (10.1, True)])
def test_an_open_stage_is_late_after_its_due_instant(now, late):
    stages = by_trigger(SHIP, [*begun(), planned()], now=at(now))
    assert stages["stock_reserved"].late is late  # current
    assert stages["left_warehouse"].late is late  # pending
    assert stages["order_confirmed"].late is False


@pytest.mark.parametrize(("hours", "late"), [(10, False), (11, True)])
def test_a_reached_stage_stays_late_or_in_time(hours, late):
    stages = by_trigger(SHIP, [*begun(), planned(), left(hours, 10)], now=at(500))
    assert stages["left_warehouse"].late is late
    assert stages["stock_reserved"].late is False  # skipped: nobody can be late with it


def test_the_promise_is_what_arrival_is_measured_by():
    promise = facts.promise_made(at=at(0), number=0, kind="first", date=at(20))
    later = facts.promise_made(at=at(5), number=1, kind="later", date=at(40))
    asked = facts.promise_made(at=at(6), number=2, kind="requested", date=at(1))
    stages = by_trigger(SHIP, [*begun(), planned(), later, promise, asked], now=at(30))
    assert (stages["delivered"].due_at, stages["delivered"].late) == (at(40), False)
    assert (stages["delivered"].promised_at, stages["delivered"].planned_at) == (at(40), at(10))
    assert [m.promised_at for t, m in stages.items() if t != "delivered"] == [None] * 5


def test_goods_promised_for_later_do_not_hurry_the_stages_before():
    promise = facts.promise_made(at=at(0), number=0, kind="first", date=at(500))
    stages = by_trigger(SHIP, [*begun(), planned(), promise], now=at(499))
    assert stages["stock_reserved"].due_at == at(500)
    assert stages["invoiced"].due_at == at(500)
    assert not any(m.late for m in stages.values())


def test_an_earlier_promise_than_planned_hurries_only_the_arrival():
    promise = facts.promise_made(at=at(0), number=0, kind="first", date=at(5))
    stages = by_trigger(SHIP, [*begun(), planned(), promise], now=at(6))
    assert [t for t, m in stages.items() if m.late] == ["delivered"]


def test_another_promise_makes_nothing_punctual_afterwards():
    later = facts.promise_made(at=at(40), number=0, kind="later", date=at(100))
    stages = by_trigger(SHIP, [*begun(), planned(), left(30, 10), later], now=at(50))
    assert stages["left_warehouse"].late is True
    assert stages["invoiced"].late is False


def test_a_promise_of_the_instant_in_which_a_stage_is_reached_stood_then():
    """As that of a confirmation which finds the goods in stock."""
    first = facts.promise_made(at=at(30), number=0, kind="first", date=at(100))
    stages = by_trigger(SHIP, [*begun(), planned(), left(30, 10), first], now=at(50))
    assert stages["left_warehouse"].late is False


def test_the_last_plan_counts():
    stages = {stage.key: at(50) for stage in SHIP.stages}
    again = facts.plan_made(at=at(3), number=1, stages=stages)
    assert by_trigger(SHIP, [again, *begun(), planned()])["paid"].planned_at == at(50)


def test_one_identity_with_two_contents_is_one_fact_whichever_is_told_first():
    first, second = left(5, 6), replace(left(5, 10), document=("stock.picking", 2))
    both = [project(SHIP, [*begun(), *pair], at(9)) for pair in ([first, second], [second, first])]
    assert both[0] == both[1]
    assert both[0][2].done in (6, 10)


def test_rounding_of_quantities_holds_nothing_up():
    parts = [left(hours, 0.1, document=hours) for hours in range(1, 11)]  # 0.9999999999999999
    assert shown(SHIP, [*begun(1), *parts])["left_warehouse"] == "reached"
    assert shown(SHIP, [*begun(1.01), *parts])["left_warehouse"] == "pending"


def test_arrival_does_not_hide_that_payment_in_advance_is_missing():
    a_flow = flow("order_confirmed", "invoiced", "paid", "left_warehouse", "delivered")
    states = shown(a_flow, [*begun(), left(5, 10), delivered(7, 10)])
    assert (states["invoiced"], states["paid"]) == ("current", "pending")


def test_goods_that_come_back_had_gone_through_the_steps_before():
    states = shown(THREE, [*begun(), back(8, 10)])
    assert [states[t] for t in ("packed", "left_warehouse", "delivered")] == (
        ["skipped", "skipped", "failed"]
    )


def test_stock_that_is_told_short_is_not_complete():
    assert shown(SHIP, [*begun(), level(1, 10, short=2)])["stock_reserved"] == "current"


def test_a_step_that_an_addon_above_tells_of():
    scan = replace(confirmed(5), kind="shipped", key="scan")
    value = Flow((*SHIP.stages[:3], Stage(70, "shipped"), SHIP.stages[3]))
    gone = [*begun(), left(3, 10)]
    assert [m.state for m in project(value, gone, at(9))][3:] == ["current", "pending"]
    assert [m.state for m in project(value, [*gone, scan], at(9))][3:] == ["reached", "current"]
