"""What of a journal is news: true now, once, however the journal came to be."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import corrects, read_news, tells
from notices.news import TOPICS, Topic
from timeline import Event, Flow, Stage, facts, project
from timeline.facts import active

START = datetime(2026, 3, 2, 9)
TOLD = ("left_warehouse", "delivered")
TRIGGERS = ("order_confirmed", "stock_reserved", "left_warehouse", "delivered", "manual")
FLOW = Flow(tuple(Stage(n, t, notify=t in TOLD) for n, t in enumerate(TRIGGERS, 1)))
LEFT, DELIVERED, MANUAL = 3, 4, 5


def at(hours):
    return START + timedelta(hours=hours)


def begun(quantity=10):
    return [
        facts.order_confirmed(at=at(0), number=0),
        facts.goods_expected(at=at(0), number=0, lines={"1": quantity}),
    ]


def left(hours, quantity, document=1, number=0):
    return facts.goods_moved(
        "left_warehouse",
        at=at(hours),
        document=("stock.picking", document),
        number=number,
        lines={"1": quantity},
    )


def delivered(hours, quantity=10, key="d1", **more):
    more = {"evidence": "carrier", "source": "ups"} | more
    return facts.delivered(at=at(hours), key=key, lines={"1": quantity}, **more)


def promised(hours, days, number=0, kind="first"):
    date = START + timedelta(days=days)
    return facts.promise_made(at=at(hours), number=number, kind=kind, date=date)


def void(event):
    return facts.voided(at=at(900), event=event, reason="wrong", source="staff")


def news(events, flow=FLOW, now=None, **more):
    now = now or at(1)
    found = read_news(
        flow.stages,
        project(flow, events, now),
        active(events),
        **{"topics": {"late", "order_cancelled"}, "now": now, **more},
    )
    assert all(key == item.key for key, item in found.items())
    return found


def topics(events, **more):
    return [item.topic for item in news(events, **more).values()]


def test_only_what_the_flow_marks():
    events = [*begun(), left(2, 10), delivered(5)]
    assert topics(events) == [f"stage:{LEFT}", f"stage:{DELIVERED}"]


def test_each_consignment_is_news_of_its_own():
    events = [*begun(), left(2, 4), left(5, 6, document=2), delivered(6, 4), delivered(7, 6, "d2")]
    assert topics(events).count(f"stage:{LEFT}") == 2
    assert topics(events).count(f"stage:{DELIVERED}") == 2


def test_a_corrected_quantity_is_the_same_news():
    first, more = left(2, 4), left(3, 1, number=1)
    assert news([*begun(), first]).keys() == news([*begun(), first, more]).keys()


def test_what_a_source_tells_anew_is_the_same_news():
    old = delivered(5, key="arrived:7#0", source="shipment")
    new = delivered(6, key="arrived:7#1", source="shipment")
    assert news([*begun(), old]).keys() == news([*begun(), old, void(old), new]).keys()


def test_a_manual_stage_is_told_once():
    flow = Flow((*FLOW.stages[:4], replace(FLOW.stages[4], notify=True)))
    marks = [facts.stage_marked(at=at(h), stage=MANUAL, key=f"m{h}") for h in (2, 3)]
    assert topics([*begun(), *marks], flow=flow) == [f"stage:{MANUAL}"]


def test_voided_is_no_news():
    event = delivered(5)
    assert not topics([*begun(), event, void(event)])


def test_what_arrived_makes_history_of_what_left():
    found = news([*begun(), left(2, 10), delivered(5)])
    assert {item.topic: item.over for item in found.values()} == {
        f"stage:{LEFT}": True,
        f"stage:{DELIVERED}": False,
    }


def test_part_that_arrived_does_not():
    found = news([*begun(), left(2, 10), delivered(5, 4)])
    assert not any(item.over for item in found.values())


def test_a_cancelled_order_has_no_other_news():
    events = [*begun(), left(2, 10), facts.order_cancelled(at=at(3), number=1)]
    found = news(events, cancelled=True)
    assert [item.topic for item in found.values() if not item.over] == ["order_cancelled"]


def test_a_cancelled_order_is_not_late():
    events = [*begun(), promised(0, 1), facts.order_cancelled(at=at(3), number=1)]
    assert set(topics(events, now=at(48), cancelled=True)) == {"order_cancelled"}


def test_a_transfer_that_moved_nothing_is_no_news():
    empty = facts.goods_moved(
        "left_warehouse", at=at(2), document=("stock.picking", 1), number=0, lines={}
    )
    assert not topics([*begun(), empty])
    assert not topics([*begun(), left(2, 0)])


def test_a_cancellation_that_was_undone_is_no_news():
    events = [*begun(), facts.order_cancelled(at=at(3), number=1)]
    again = facts.order_confirmed(at=at(4), number=2)
    assert "order_cancelled" not in topics([*events, again])


# ---------------------------------------------------------------------- late


def test_a_later_promise_is_news_and_an_earlier_one_is_not():
    put_off = [*begun(), promised(0, 5), promised(9, 8, 1, "later")]
    assert topics(put_off) == ["late"]
    assert not topics([*put_off, promised(12, 4, 2, "later")])


def test_only_the_last_promise_counts():
    events = [*begun(), promised(0, 5), promised(9, 8, 1, "later")]
    first = set(news(events))
    second = set(news([*events, promised(10, 9, 2, "later")]))
    assert len(second) == 1 and not first & second


def test_the_same_day_is_no_other_promise():
    events = [*begun(), promised(0, 5), promised(9, 5.1, 1, "later")]
    assert not topics(events)


def test_a_promise_that_passes():
    events = [*begun(), promised(0, 5)]
    assert not topics(events, now=at(5 * 24 - 1))
    assert topics(events, now=at(5 * 24 + 1)) == ["late"]
    assert not topics(events, now=at(5 * 24 + 1), watched=False)
    assert "late" not in topics([*events, delivered(9)], now=at(5 * 24 + 1))
    assert not topics(events, now=at(5 * 24 + 1), topics=set())


# ---------------------------------------------------------------------- topics of addons


@pytest.fixture
def attempts():
    name = "attempt_failed"
    TOPICS[name] = Topic(name, "x", problem=True, ended_by=frozenset({"back_again", name}))
    yield name
    del TOPICS[name]


def attempt(kind, hours, source="shipment:1"):
    return Event(kind, at(hours), f"k{hours}#0", source, "carrier")


def test_topics_of_addons(attempts):
    first, second = attempt(attempts, 2), attempt(attempts, 4)
    other = attempt(attempts, 3, "shipment:2")
    found = news([*begun(), first, second, other], topics={attempts})
    assert [item.over for item in found.values()] == [True, False, False]
    assert all(item.problem for item in found.values())
    assert not news([*begun(), first], topics=set())
    found = news([*begun(), first, attempt("back_again", 5)], topics={attempts})
    assert [item.over for item in found.values()] == [True]


# ---------------------------------------------------------------------- what was wrong


def test_what_was_told_and_is_not_true_is_taken_back():
    event = delivered(5)
    told = {key: item.topic for key, item in news([*begun(), event]).items()}
    found = news([*begun(), event, void(event)], told=told, now=at(30))
    (item,) = found.values()
    assert corrects(item) in told and item.at == at(30) and item.problem
    # and what was taken back is not taken back again
    again = news([*begun(), event, void(event)], told={**told, item.key: item.topic})
    assert set(again) == {item.key}


def test_what_is_told_again_needs_no_correction():
    wrong, right = delivered(5), delivered(7, key="d2")
    told = {key: item.topic for key, item in news([*begun(), wrong]).items()}
    found = news([*begun(), wrong, void(wrong), right], told=told)
    assert not any(corrects(item) for item in found.values())


# ---------------------------------------------------------------------- when to look


def test_a_look_is_worth_it_only_for_what_may_be_news():
    assert not tells(FLOW.stages, [*begun(), promised(0, 5)])
    assert tells(FLOW.stages, [left(1, 1)])
    assert tells(FLOW.stages, [promised(0, 5, kind="later")])
    assert tells(FLOW.stages, [void(left(1, 1))])
    manual = [Stage(5, "manual", notify=True)]
    assert tells(manual, [facts.stage_marked(at=at(1), stage=5, key="x")])


HISTORY = [
    left(2, 4),
    left(3, -1, number=1),
    left(4, 6, document=2),
    delivered(6, 4),
    delivered(8, 6, "d2"),
    promised(0, 1),
    promised(7, 3, 1, "later"),
    facts.order_cancelled(at=at(9), number=1),
    facts.order_confirmed(at=at(10), number=2),
]


@given(st.lists(st.sampled_from([*HISTORY, *(void(e) for e in HISTORY)]), max_size=14), st.data())
def test_news_do_not_depend_on_how_the_journal_was_told(events, data):
    shuffled = data.draw(st.permutations(events + events[:3]))
    assert news(begun() + events) == news(begun() + shuffled)


@given(st.lists(st.sampled_from([*HISTORY, *(void(e) for e in HISTORY)]), max_size=14))
def test_every_new_piece_of_news_was_worth_a_look(events):
    """No news without an event for which the job is woken; lateness has its own sweep."""
    before, after = news(begun()), news(begun() + events)
    if set(after) - set(before) and not tells(FLOW.stages, events):
        assert all(item.event == "late" for item in after.values())


def said(hours, kind, number=0, source="complaint:1"):
    return Event(kind, at(hours), f"{kind}:{number}", source, "customer")


@pytest.fixture
def lasting(monkeypatch):
    monkeypatch.setitem(TOPICS, "opened", Topic("opened", "", lasting=True, ended_by={"closed"}))
    monkeypatch.setitem(TOPICS, "passing", Topic("passing", "", lasting=True, passing=True))
    return {"opened", "passing"}


def test_what_is_said_after_arrival_is_news(lasting):
    arrived = [*begun(), left(2, 10), delivered(5)]
    found = news([*arrived, said(6, "opened")], topics=lasting)
    assert not found["opened:complaint:1:0"].over


def test_each_source_has_its_own_end(lasting):
    events = [*begun(), said(2, "opened"), said(3, "opened", source="complaint:2")]
    found = news([*events, said(4, "closed", source="complaint:2")], topics=lasting, cancelled=True)
    assert {key: n.over for key, n in found.items() if n.topic == "opened"} == {
        "opened:complaint:1:0": False,
        "opened:complaint:2:0": True,
    }


def test_what_is_not_told_any_more_is_not_taken_back(lasting):
    told = {"opened:complaint:1:0": "opened", "passing:1": "passing"}
    assert list(news(begun(), topics=lasting, told=told)) == ["wrong:opened:complaint:1:0"]
    assert not news(begun(), topics=set(), told=told)
