"""Orders whose journal another system's history told."""

from dataclasses import replace
from datetime import datetime, timedelta

from timeline import facts, project
from timeline.derivation import Documents, derive
from timeline.flow import Flow, Stage

AT = datetime(2024, 3, 4, 9)
FLOW = Flow((Stage(1, "order_confirmed"), Stage(2, "left_warehouse"), Stage(3, "delivered")))


def told(*stages):
    """Confirmed and gone two days later; of the flow only these stages."""
    events = [
        facts.order_confirmed(at=AT, number=0),
        facts.goods_expected(at=AT, number=0, lines={"7": 2.0}),
        facts.plan_made(at=AT, number=0, stages=dict.fromkeys(stages)),
        facts.goods_moved(
            "left_warehouse",
            at=AT + timedelta(days=2),
            document=("sale.order", 1),
            number=0,
            lines={"7": 2.0},
        ),
    ]
    return [replace(event, source="history") for event in events]


def test_stages_that_nobody_planned_are_never_late():
    confirmed, left = project(FLOW, told(1, 2), AT + timedelta(days=900))
    assert (confirmed.state, left.state) == ("reached", "reached")
    assert left.started_at == AT
    assert (left.planned_at, left.due_at, left.late) == (None, None, False)


def test_without_documents_nothing_is_taken_back():
    documents = Documents(state="sale", confirmed_at=AT, now=AT + timedelta(days=900))
    assert derive(documents, told(1, 2)) == []


def test_what_is_added_in_odoo_is_expected_in_addition():
    now = AT + timedelta(days=900)
    documents = Documents("sale", AT, now, expected={"8": 1.0}, secured={"8": 1.0})
    expected, _stock = derive(documents, told(1, 2))
    assert (expected.kind, expected.lines) == ("goods_expected", {"8": 1.0})
    cancelled = replace(documents, state="cancel", expected={}, secured={})
    assert [event.kind for event in derive(cancelled, told(1, 2))] == ["order_cancelled"]
