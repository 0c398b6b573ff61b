"""A parcel's state does not depend on how its history was told."""

import random
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shipping.order_facts import KINDS, Parcel, capped, consignments, parcel_facts
from shipping.state import TERMINAL, Telling, parcel_state

START = datetime(2026, 3, 1)
CODES = ["pending", "info_received", "expired", "delivered", "cancelled", "unknown", None, *KINDS]


def at(hours):
    return START + timedelta(hours=hours)


def told(*codes, **more):
    return [Telling(f"k{n}", at(n), code, **more) for n, code in enumerate(codes)]


tellings = st.lists(
    st.builds(
        lambda n, hour, code, summary: Telling(f"k{n}", at(hour), code, n, summary),
        st.integers(0, 30),
        st.integers(0, 8),
        st.sampled_from(CODES),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda telling: telling.key,
)


@given(tellings, st.randoms())
def test_order_and_repetition_do_not_matter(history, chance):
    again = history + history[: len(history) // 2]
    chance.shuffle(again)
    assert parcel_state(again) == parcel_state(history)
    assert parcel_facts(again) == parcel_facts(history)


@given(tellings)
def test_an_end_is_left_only_for_a_return_or_a_problem(history):
    ordered = sorted(history, key=lambda t: (t.at, t.summary, t.sequence, t.key))
    before = "pending"
    for n in range(len(ordered)):
        after = parcel_state(ordered[: n + 1]).status
        if before in TERMINAL and after not in TERMINAL:
            assert after in {"returning", "exception"}
        before = after


def test_a_late_scan_does_not_undo_the_arrival():
    state = parcel_state(told("picked_up", "delivered", "in_transit"))
    assert (state.status, state.delivered_at) == ("delivered", at(1))
    assert state.last_event_at == at(2)


def test_the_sources_summary_decides_among_tellings_of_one_instant():
    scan = Telling("scan", at(1), "in_transit", sequence=9)
    summary = Telling("sum", at(1), "customs", summary=True)
    assert parcel_state([summary, scan]).status == "customs"


def test_an_old_summary_is_no_news():
    old = Telling("sum", at(1), "in_transit", summary=True)
    assert parcel_state([*told("picked_up", "in_transit", "delivered"), old]).status == "delivered"


def test_unknown_changes_nothing():
    state = parcel_state(told("in_transit", "unknown", None))
    assert (state.status, state.status_at) == ("in_transit", at(0))


def test_an_end_is_followed_by_another_one():
    """What was cancelled, or came back, may arrive all the same, and the other way round."""
    assert parcel_state(told("cancelled", "delivered")).status == "delivered"
    assert parcel_state(told("returned", "delivered")).delivered_at == at(1)
    assert parcel_state(told("delivered", "cancelled")).status == "cancelled"


def test_a_source_that_knows_nothing_yet_undoes_nothing():
    assert parcel_state(told("in_transit", "pending")).status == "in_transit"
    assert parcel_state(told("exception", "pending")).problem


def test_a_summary_is_no_sign_of_life():
    summary = Telling("sum", at(9), "in_transit", summary=True)
    assert parcel_state([*told("picked_up"), summary]).last_event_at == at(0)


def test_it_left_with_the_first_scan():
    state = parcel_state(told("info_received", "picked_up", "in_transit", "delivered"))
    assert state.shipped_at == at(1)


def test_of_one_instant_the_carrier_knows_better_than_an_aggregator():
    own = Telling("a", at(1), "delivered", signed_by="Ada", direct=True)
    other = Telling("b", at(1), "delivered", signed_by="A.", direct=False)
    assert parcel_state([own, other]).signed_by == "Ada"


def test_back_to_the_sender():
    state = parcel_state(told("delivered", "returning", "returned"))
    assert (state.status, state.delivered_at, state.problem) == ("returned", None, True)


def test_what_an_order_learns():
    history = told("info_received", "picked_up", "in_transit", "in_transit", "attempt_failed")
    history += [Telling("again", at(8), "attempt_failed"), Telling("end", at(9), "delivered")]
    assert [fact.kind for fact in parcel_facts(history)] == [
        "in_transit",
        "attempt_failed",
        "parcel_delivered",
    ]


def test_each_failed_attempt_counts():
    history = told("attempt_failed", "in_transit", "attempt_failed")
    kinds = [fact.kind for fact in parcel_facts(history)]
    assert kinds == ["attempt_failed", "in_transit", "attempt_failed"]


def parcel(number, arrived=None, deliveries=(), lines=None, shipped=None):
    return Parcel(number, shipped, arrived, frozenset(deliveries), lines)


MOVED = {10: {"1": 3.0}, 11: {"1": 1.0, "2": 5.0}}


def test_three_parcels_of_one_delivery_arrive_with_the_last():
    (group,) = consignments(
        [parcel(n, at(n), {10}) for n in (1, 2)] + [parcel(3, None, {10})], MOVED
    )
    assert (group.key, group.lines, group.arrived_at) == (1, {"1": 3.0}, None)
    (group,) = consignments([parcel(n, at(n), {10}) for n in (3, 1, 2)], MOVED)
    assert group.arrived_at == at(3)


def test_deliveries_that_share_a_parcel_belong_together():
    parcels = [parcel(1, at(1), {10}), parcel(2, at(2), {11}), parcel(3, at(3), {10, 11})]
    (group,) = consignments(parcels, MOVED)
    assert group.lines == {"1": 4.0, "2": 5.0}
    assert len(consignments(parcels[:2], MOVED)) == 2


def test_a_parcel_with_known_content_stands_alone():
    known = parcel(2, at(2), {10}, {"1": 1.0})
    groups = consignments([parcel(1, None, {10}), known], MOVED)
    assert [group.arrived_at for group in groups] == [None, at(2)]


def test_parcels_of_an_order_without_deliveries():
    (group,) = consignments([parcel(1, at(1)), parcel(2, at(2))], {})
    assert group.lines is None
    assert capped(group.lines, {"1": 2.0}) == {"1": 2.0}


def test_shipped_with_the_first_scan():
    (group,) = consignments([parcel(1, shipped=at(4)), parcel(2, shipped=at(2))], {})
    assert group.shipped_at == at(2)


def test_what_somebody_else_told_already_arrives_once():
    assert capped({"1": 3.0, "2": 1.0}, {"1": 2.0}) == {"1": 2.0}


def test_shuffled_thousand_times():
    history = told("picked_up", "in_transit", "customs", "in_transit", "delivered")
    expected = parcel_state(history)
    for seed in range(100):
        random.Random(seed).shuffle(history)
        assert parcel_state(history) == expected


def test_a_new_estimate_without_a_new_scan_counts():
    """Whatever the keys, the summary that was told last."""
    for first, second in (("a", "b"), ("b", "a")):
        said = [
            Telling(first, at(0), "in_transit", summary=True, eta=at(90), place=1),
            Telling(second, at(0), "in_transit", summary=True, eta=at(50), place=2),
        ]
        assert parcel_state(said).eta == parcel_state(said[::-1]).eta == at(50)


def test_coming_after_all_is_news_after_a_failure():
    facts = parcel_facts(
        told("out_for_delivery", "attempt_failed", "in_transit", "out_for_delivery", "delivered")
    )
    assert [fact.kind for fact in facts] == [
        "out_for_delivery",
        "attempt_failed",
        "in_transit",
        "out_for_delivery",
        "parcel_delivered",
    ]
