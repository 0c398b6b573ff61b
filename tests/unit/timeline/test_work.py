"""Steps of purchase and production, from their documents to the milestones."""

from datetime import timedelta

import pytest
from builders import at, begun, confirmed, flow, shown
from hypothesis import given
from hypothesis import strategies as st

from timeline import Documents, Work, derive, facts, project
from timeline.facts import active
from timeline.flow import WORK
from timeline.work import production_reached, purchase_reached

NOW = at(50)
PURCHASE, OTHER = ("purchase.order", 1), ("purchase.order", 2)
MAKE_TO_ORDER = flow(
    *("order_confirmed", "purchase_ordered", "purchase_received"),
    *("stock_reserved", "left_warehouse", "delivered"),
)


def purchase(state, **more):
    row = {"create_date": at(1), "ordered_at": None, "received_at": None, "open": 1}
    return purchase_reached({"state": state, **row, **more}, NOW)


def production(state, old=False):
    row = {"create_date": at(1), "started_at": at(5), "done_at": at(9)}
    return production_reached({"state": state, **row}, NOW, old=old)


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (purchase("draft"), [1]),
        (purchase("to approve"), [1]),
        (purchase("purchase", ordered_at=at(3)), [1, 3]),
        (purchase("purchase", ordered_at=at(3), received_at=at(7)), [1, 3]),
        (purchase("purchase", ordered_at=at(3), received_at=at(7), open=0), [1, 3, 7]),
        (purchase("purchase", ordered_at=at(60)), [1, 50]),
        (purchase("cancel"), []),
        (production("draft"), [1]),
        (production("confirmed"), [1, 50]),
        (production("confirmed", old=True), [1, 1]),
        (production("progress", old=True), [1, 1, 5]),
        (production("to_close"), [1, 50, 50]),
        (production("done"), [1, 9, 9, 9]),
        (production("done", old=True), [1, 1, 5, 9]),
        (production("cancel"), []),
    ],
)
def test_how_far_a_document_has_come(row, reached):
    assert list(row.values()) == [at(hours) for hours in reached]
    assert not row or list(row) in [list(kinds[: len(row)]) for kinds in WORK.values()]


def documents(*work, now=NOW):
    return Documents("sale", at(0), now, {"1": 1.0}, work=tuple(Work(d, dict(r)) for d, r in work))


def kinds(events):
    return [e.kind for e in active(events) if e.kind.split("_")[0] in WORK]


def test_what_a_purchase_reaches_is_told_once_and_taken_back_with_it():
    asked = documents((PURCHASE, {"purchase_requested": at(1)}))
    journal = derive(asked, [confirmed()])
    assert kinds(journal) == ["purchase_requested"]
    assert not kinds(derive(asked, journal))
    journal += derive(documents(), journal)
    assert not kinds(journal)
    journal += derive(asked, journal)
    assert kinds(journal) == ["purchase_requested"], "confirmed anew"


def told(kind, hours, document=PURCHASE):
    return facts.work_done(kind, at=at(hours), document=document, number=0)


def test_a_stage_is_reached_when_every_purchase_has_come_that_far():
    journal = [*begun(), told("purchase_requested", 1), told("purchase_requested", 1, OTHER)]
    journal.append(told("purchase_ordered", 2))
    states = shown(MAKE_TO_ORDER, journal)
    assert (states["purchase_ordered"], states["stock_reserved"]) == ("current", "pending")
    [ordered] = [m for m in project(MAKE_TO_ORDER, journal, NOW) if m.state == "current"]
    assert (ordered.done, ordered.total) == (1, 2)
    journal.append(told("purchase_received", 4, OTHER))
    assert shown(MAKE_TO_ORDER, journal)["purchase_ordered"] == "reached"
    assert shown(MAKE_TO_ORDER, journal)["purchase_received"] == "current"


def test_an_order_from_stock_goes_past_them():
    assert shown(MAKE_TO_ORDER, begun())["purchase_ordered"] == "skipped"
    assert shown(MAKE_TO_ORDER, begun())["stock_reserved"] == "current"
    triggers = [s.trigger for s in MAKE_TO_ORDER.applicable(frozenset({"delivered"}))]
    assert triggers == ["order_confirmed", "delivered"]


def test_a_purchase_that_was_not_planned_shows_all_the_same():
    plan = facts.plan_made(at=at(0), number=0, stages={1: at(0), 6: at(4)})
    journal = [*begun(), plan]
    assert "purchase_ordered" not in shown(MAKE_TO_ORDER, journal)
    journal.append(told("purchase_requested", 3))
    assert shown(MAKE_TO_ORDER, journal)["purchase_ordered"] == "current"


DOCUMENTS = st.dictionaries(
    st.sampled_from([("purchase.order", n) for n in (1, 2, 3)]),
    st.integers(0, 3).map(lambda n: {k: at(1) for k in WORK["purchase"][:n]}),
)


@given(st.lists(DOCUMENTS, min_size=1, max_size=6))
def test_the_journal_says_what_the_documents_say(history):
    journal = [confirmed()]
    for hours, found in enumerate(history):
        now = at(2) + timedelta(hours=hours)
        said = documents(*found.items(), now=now)
        journal += derive(said, journal)
        assert not kinds(derive(said, journal))
        known = {(e.document, e.kind) for e in active(journal) if e.document}
        assert known == {(d, kind) for d, reached in found.items() for kind in reached}
