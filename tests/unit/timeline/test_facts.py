"""Events: one constructor per kind, identities that make a fact told twice one fact."""

from dataclasses import FrozenInstanceError, replace

import pytest
from builders import at, begun, confirmed, delivered, histories, level, moved, void
from hypothesis import given
from hypothesis import strategies as st

from timeline import KINDS, facts
from timeline.facts import active, sort_key
from timeline.flow import WORK_KINDS

PICKING = ("stock.picking", 5)
ONE_OF_EACH = [
    facts.order_confirmed(at=at(0), number=0),
    facts.order_cancelled(at=at(0), number=1),
    facts.plan_made(at=at(0), number=0, stages={1: at(9)}),
    facts.promise_made(at=at(0), number=0, kind="first", date=at(9)),
    facts.goods_expected(at=at(0), number=0, lines={"1": 2}),
    facts.stock_level(at=at(0), number=0, lines={"1": 2}, short={}),
    facts.stock_level(at=at(0), number=1, lines={"1": 2}, short={"1": 1}),
    facts.goods_moved("picked", at=at(0), document=PICKING, number=0, lines={"1": 2}),
    facts.goods_moved("packed", at=at(0), document=PICKING, number=0, lines={"1": 2}),
    facts.goods_moved("left_warehouse", at=at(0), document=PICKING, number=0, lines={"1": 2}),
    facts.goods_moved("goods_returned", at=at(0), document=PICKING, number=0, lines={"1": 2}),
    facts.goods_ready(at=at(0), key="r1", lines={"1": 2}, evidence="staff", source="staff"),
    facts.backorder_created(at=at(0), document=PICKING, lines={"1": 2}),
    facts.delivered(at=at(0), key="signed:5", lines={"1": 2}, evidence="customer"),
    facts.invoice_posted(at=at(0), invoice=5, number=0, amount=9.5, currency="EUR"),
    facts.money_state("invoiced", at=at(0), number=0),
    facts.money_state("paid", at=at(0), number=0),
    facts.stage_marked(at=at(0), stage=3, key="m1"),
    *(
        facts.work_done(kind, at=at(0), document=("purchase.order", 5), number=0)
        for kind in WORK_KINDS
    ),
    facts.hand_over("accepted", at=at(0), stage=3, number=0),
    facts.hand_over("refused", at=at(0), stage=3, number=1, reason="goods", note="a leg"),
    facts.hand_over("offered", at=at(0), stage=3, number=2),
    *(
        facts.receipt_fact(kind, at=at(0), receipt=7, name="R7", revision=1)
        for kind in KINDS
        if kind.startswith("receipt_")
    ),
    facts.exception_opened(at=at(0), exception=4, kind="late"),
    facts.exception_closed(at=at(0), exception=4, kind="late"),
    facts.voided(at=at(0), event=confirmed(), reason="test order"),
]


def test_every_kind_has_one_constructor_and_an_identity_of_its_own():
    assert sorted(e.kind for e in ONE_OF_EACH) == sorted(KINDS)
    assert len({e.identity for e in ONE_OF_EACH}) == len(ONE_OF_EACH)
    assert {e.evidence for e in ONE_OF_EACH} <= set(facts.EVIDENCE)


def test_an_event_is_immutable():
    with pytest.raises(FrozenInstanceError):
        confirmed().kind = "paid"


def test_lines_are_copied_when_the_fact_is_made():
    lines = {"1": 2.0}
    event = facts.goods_expected(at=at(0), number=0, lines=lines)
    lines["1"] = 9.0
    assert event.lines == {"1": 2.0}


def test_a_level_with_something_missing_is_short():
    assert (level(1, 10).kind, level(1, 4, short=6).kind) == ("stock_reserved", "stock_short")


@pytest.mark.parametrize("evidence", sorted(set(facts.EVIDENCE) - {"system"}))
def test_arrival_needs_somebody_who_saw_it(evidence):
    assert delivered(1, 2, evidence=evidence).evidence == evidence


def test_a_warehouse_document_proves_no_arrival():
    with pytest.raises(ValueError, match="does not prove delivery"):
        delivered(1, 2, evidence="system")


def test_a_correction_of_a_transfer_is_a_fact_of_its_own():
    told = [moved("picked", 1, 10), moved("picked", 1, -2, number=1), moved("packed", 1, 10)]
    assert len({e.identity for e in told}) == 3


def test_the_turns_of_an_order_keep_their_order_within_one_second():
    turns = [
        facts.order_confirmed(at=at(0), number=0),
        facts.order_cancelled(at=at(0), number=1),
        facts.order_confirmed(at=at(0), number=2),
        facts.order_cancelled(at=at(0), number=3),
    ]
    told = turns[::-1]
    assert sorted(told, key=sort_key) == turns


@given(histories())
def test_no_two_facts_share_a_place_in_the_order(history):
    keys = [sort_key(event) for event in active(history)]
    assert keys == sorted(set(keys))


@given(
    st.permutations([*begun(), *begun(), moved("picked", 3, 1), moved("picked", 2, 1, line="2")])
)
def test_a_fact_told_twice_is_one_fact(told):
    assert [e.kind for e in active(told)] == ["goods_expected", "order_confirmed", "picked"]
    assert active(told)[-1].occurred_at == at(2)


def test_the_same_key_from_another_source_is_another_fact():
    told = [delivered(1, 2, key="x"), delivered(1, 2, key="x", source="dhl")]
    assert len(active(told)) == 2
    assert active([*told, void(told[0])]) == [told[1]]


def test_of_two_contents_the_same_one_counts_whatever_differs():
    event = delivered(5, 2)
    others = [
        replace(event, occurred_at=at(6)),
        replace(event, evidence="staff"),
        replace(event, data={"lines": {"1": 3}}),
        replace(event, document=("stock.picking", 8)),
    ]
    for other in others:
        assert active([event, other]) == active([other, event])


def test_a_void_takes_away_exactly_one_fact_and_itself():
    told = [*begun(), moved("picked", 2, 1)]
    assert active([*told, void(told[2])]) == active(told[:2])
    assert active([void(told[2])]) == []


def test_a_void_says_who_was_wrong_and_why():
    event = void(confirmed(), source="staff")
    assert (event.evidence, event.data["reason"]) == ("staff", "wrong")
    assert tuple(event.data["voids"]) == confirmed().identity
    assert void(confirmed(), source="odoo").evidence == "system"


def test_a_broken_date_is_refused_when_the_fact_is_made():
    with pytest.raises(AttributeError):
        facts.plan_made(at=at(0), number=0, stages={1: "tomorrow"})
    with pytest.raises(AttributeError):
        facts.promise_made(at=at(0), number=0, kind="first", date="tomorrow")
