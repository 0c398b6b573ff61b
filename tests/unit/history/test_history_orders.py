"""Lines become orders."""

from datetime import datetime

from history import Refusal, Row, arrivals, group, parcels, sift
from hypothesis import given
from hypothesis import strategies as st

DAY = datetime(2026, 3, 2, 12)


def row(line, order="1", **values):
    return Row(line, order, "Chair", 1.0, **{"ordered": DAY, **values})


def test_an_order_has_the_first_order_and_the_last_promise_of_its_lines():
    later, latest = DAY.replace(day=5), DAY.replace(day=9)
    rows = [row(2, ordered=later, promised=latest), row(3, promised=later), row(4, "2")]
    orders, refusals = group(rows)
    assert not refusals
    assert [(o.reference, len(o.rows)) for o in orders] == [("1", 2), ("2", 1)]
    assert orders[0].ordered_at == DAY
    assert orders[0].promised_at == latest
    assert orders[1].promised_at is None


def test_an_order_has_one_customer():
    rows = [row(2), row(3, customer="Ann"), row(4, customer="ANN"), row(5, customer="Bob")]
    [order], [refusal] = group(rows)
    assert [r.line for r in order.rows] == [2, 3, 4]
    assert (refusal.line, refusal.column, refusal.problem) == (5, "customer", "differs")
    assert refusal.detail == {"line": "3", "known": "Ann"}
    assert order.first("customer") == "Ann"


def test_what_left_together():
    late = DAY.replace(day=4)
    rows = [
        row(2, shipped=late, carrier="DHL"),
        row(3, shipped=DAY, carrier="UPS"),
        row(4, shipped=late, carrier="DHL", delivered=late),
        row(5),
    ]
    [order], _ = group(rows)
    assert [(s.at, s.carrier, s.places) for s in parcels(order)] == [
        (DAY, "UPS", (1,)),
        (late, "DHL", (0, 2)),
    ]
    assert [s.places for s in arrivals(order)] == [(2,)]


def test_whole_orders_or_good_lines():
    orders, refusals = group([row(2), row(3, customer="A"), row(4, customer="B"), row(5, "2")])
    kept, more = sift(orders, refusals, whole=False)
    assert (kept, more) == (orders, [])
    kept, more = sift(orders, refusals, whole=True)
    assert [order.reference for order in kept] == ["2"]
    assert [(r.line, r.problem) for r in more] == [(2, "left_out"), (3, "left_out")]


def test_what_is_wrong_with_the_order_keeps_out_all_its_lines():
    """An order in a currency that nobody knows is not loaded in another one."""
    orders, _refusals = group([row(2), row(3), row(4, "2")])
    wrong = [Refusal(2, "1", "currency", "XQZ", "currency_unknown", whole=True)]
    kept, more = sift(orders, wrong, whole=False)
    assert [order.reference for order in kept] == ["2"]
    assert [(r.line, r.problem) for r in more] == [(3, "left_out")]


ROWS = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from(["", "A", "B"]), st.sampled_from([0, 5]))
)


@given(ROWS, st.booleans())
def test_each_line_is_loaded_or_refused(values, whole):
    rows = [
        row(n, order, customer=customer, shipped=DAY.replace(day=2 + day) if day else None)
        for n, (order, customer, day) in enumerate(values, start=2)
    ]
    orders, refusals = group(rows)
    orders, more = sift(orders, refusals, whole)
    loaded = [r.line for order in orders for r in order.rows]
    assert sorted(loaded + [r.line for r in refusals + more]) == [r.line for r in rows]
    for order in orders:
        places = [place for sent in parcels(order) for place in sent.places]
        assert sorted(places) == [p for p, r in enumerate(order.rows) if r.shipped]
