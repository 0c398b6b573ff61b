"""What a way of sending an order costs, which ways are looked at, and why one was chosen."""

import pytest
from hypothesis import given

from allocation import (
    Book,
    Capacity,
    Line,
    Order,
    Part,
    Plan,
    Reach,
    Stock,
    Warehouse,
    allocate,
    envelope,
    greedy,
    kind,
    options,
    reason,
    settling,
    supply,
    transit,
)
from allocation.reasons import obstacle

from .books import books

BEIJING, SHANGHAI, WUHAN = 1, 2, 3
CHAIR, DESK, LAMP = 100, 101, 102
REACH = {BEIJING: Reach(100.0, 1), SHANGHAI: Reach(1200.0, 2), WUHAN: Reach(600.0, 3)}


def order(number=1, due=3, *, now=BEIJING, reach=None, weight=1.0, **goods):
    """``chair=10`` and so on, by order of the lines."""
    names = {"chair": CHAIR, "desk": DESK, "lamp": LAMP}
    lines = [Line(number * 10 + n, names[k], q) for n, (k, q) in enumerate(goods.items())]
    parts = tuple(Part(line.id, line.product, now, line.quantity) for line in lines)
    return Order(number, tuple(lines), due, weight, reach or REACH, parts if now else ())


def book(*orders, capacity=None, **goods):
    """``beijing_chair=[(day, in all), …]`` and so on."""
    places = {"beijing": BEIJING, "shanghai": SHANGHAI, "wuhan": WUHAN}
    names = {"chair": CHAIR, "desk": DESK, "lamp": LAMP}
    there = {}
    for name, steps in goods.items():
        place, what = name.split("_")
        there[places[place], names[what]] = tuple(steps)
    return Book(orders, {w: Warehouse(w, capacity) for w in REACH}, there)


def told(value, plan, one):
    """Kind and reason when everything of ``plan`` is taken."""
    stock, capacity = Stock(value), Capacity(value)
    for choice in plan.choices.values():
        stock.take(choice)
        capacity.take(choice)
    choice = plan.choices[one.id]
    return kind(one, choice), reason(value, stock, capacity, one, choice)


# ---------------------------------------------------------------------- costs


def test_what_a_way_costs():
    """Kilometres of both; one more delivery; three days late of double weight; somebody has to
    change it; left on the first and on the fifth day."""
    one = order(chair=2, due=3, weight=2.0)
    line = one.lines[0].id
    parts = (Part(line, CHAIR, BEIJING, 1.0), Part(line, CHAIR, SHANGHAI, 1.0))
    found = options.choice(book(one), one, parts, {BEIJING: 0, SHANGHAI: 4})
    assert (found.km, found.late, found.split) == (1300.0, 3, True)
    assert found.cost == pytest.approx(1300 + 500 + 1000 * 2 * 3 + 20 + 0.01 * 4)


def test_the_present_way_costs_no_change():
    one = order(chair=2)
    found = options.choice(book(one), one, one.now[::-1], {BEIJING: 0})
    assert (found.cost, found.split) == (100.0, False)


@pytest.mark.parametrize("engine", ["greedy", "highs"])
@pytest.mark.parametrize("due", [0, 3, 20, 29, 60])
@pytest.mark.parametrize("far", [Reach(14_300.0, 24), Reach(25_000.0, 42)])
def test_what_is_there_is_sent_from_however_far(engine, due, far):
    one = order(chair=1, due=due, reach={BEIJING: far})
    found = allocate(book(one, beijing_chair=[(0, 1.0)]), engine).choices[1]
    assert found.days == {BEIJING: 0}


@given(books())
def test_nothing_is_dearer_than_anything(value):
    for one in value.orders:
        never = options.nothing(value, one).cost
        stock, capacity = Stock(value), Capacity(value)
        ways = options.alone(value, stock, capacity, one)
        ways += options.together(value, stock, capacity, one)
        assert all(way.cost < never for way in ways)


def test_the_bound_beside_what_it_costs():
    one = order(chair=1)
    choice = options.choice(book(one), one, one.now, {BEIJING: 0})
    assert Plan({1: choice}, "highs", 75.0).gap == 0.25
    assert Plan({1: choice}, "highs", 100.1).gap == 0.0
    assert Plan({}, "highs", 0.0).gap == 0.0


# ---------------------------------------------------------------------- ways


def test_alone_from_the_day_on_which_all_is_there_and_somebody_can_send_it():
    one = order(chair=2, desk=1)
    there = {"beijing_chair": [(0, 1), (2, 5)], "beijing_desk": [(1, 1)], "wuhan_chair": [(0, 9)]}
    value = book(one, capacity=1, **there)
    stock, capacity = Stock(value), Capacity(value)
    [found] = options.alone(value, stock, capacity, one)
    assert found.days == {BEIJING: 2}
    capacity.take(found)
    [later] = options.alone(value, stock, capacity, one)
    assert later.days == {BEIJING: 3}


def test_together_with_what_is_there_in_time():
    """Most of Shanghai's goods leave on the third day and arrive on the fifth: a day too late."""
    one = order(chair=6, due=3)
    there = {"beijing_chair": [(0, 2)], "shanghai_chair": [(0, 1), (2, 9)]}
    value = book(one, wuhan_chair=[(0, 3)], **there)
    found = options.together(value, Stock(value), Capacity(value), one)
    line = one.lines[0].id
    shares = ((WUHAN, 3), (BEIJING, 2), (SHANGHAI, 1))
    parts = {Part(line, CHAIR, place, quantity) for place, quantity in shares}
    assert {frozenset(way.parts) for way in found if not way.late} == {frozenset(parts)}


def test_three_warehouses_for_three_products():
    one = order(chair=1, desk=1, lamp=1, due=4)
    value = book(one, beijing_chair=[(0, 1)], shanghai_desk=[(0, 1)], wuhan_lamp=[(0, 1)])
    found = options.together(value, Stock(value), Capacity(value), one)
    assert {tuple(sorted(way.days)) for way in found} == {(BEIJING, SHANGHAI, WUHAN)}


def test_the_present_way_is_looked_at_only_where_it_is_divided_and_may_be():
    value = book(order(chair=1), beijing_chair=[(0, 5)], shanghai_chair=[(0, 5)])
    stock, capacity = Stock(value), Capacity(value)
    one = order(chair=2)
    half = [Part(one.lines[0].id, CHAIR, place, 1.0) for place in (BEIJING, SHANGHAI)]
    split = Order(1, one.lines, 3, 1.0, REACH, tuple(half))
    gone = Order(1, one.lines, 3, 1.0, {BEIJING: REACH[BEIJING]}, tuple(half))
    assert not options.present(value, stock, capacity, one)
    assert not options.present(value, stock, capacity, gone)
    [found] = options.present(value, stock, capacity, split)
    assert found.days == {BEIJING: 0, SHANGHAI: 0}
    assert found.cost == 1300 + 500


# ---------------------------------------------------------------------- who comes first


def test_promised_first_then_who_counts_more_then_who_came_first():
    for first, second in (
        (order(2, due=3, chair=1), order(1, due=4, chair=1)),
        (order(2, due=3, chair=1, weight=2.0), order(1, due=3, chair=1)),
        (order(1, due=3, chair=1), order(2, due=3, chair=1)),
    ):
        plan = greedy(book(first, second, beijing_chair=[(0, 1)]))
        assert plan.choices[first.id].days
        assert not plan.choices[second.id].days


def test_several_deliveries_only_where_one_would_be_late():
    one = order(chair=2, due=9, reach={BEIJING: Reach(10.0, 1), SHANGHAI: Reach(2000.0, 1)})
    there = {"beijing_chair": [(0, 1), (8, 2)], "shanghai_chair": [(0, 1)]}
    assert greedy(book(one, **there)).choices[1].days == {BEIJING: 8}
    late = order(chair=2, due=5, reach=one.reach)
    assert greedy(book(late, **there)).choices[1].split


def near_and_far(now):
    """Half of it each in two near warehouses, all of it far away; in time from everywhere."""
    reach = {BEIJING: Reach(10.0, 1), WUHAN: Reach(20.0, 1), SHANGHAI: Reach(2000.0, 1)}
    one = order(chair=2, due=5)
    parts = tuple(Part(one.lines[0].id, CHAIR, *share) for share in now)
    value = Order(1, one.lines, 5, 1.0, reach, parts)
    return book(value, beijing_chair=[(0, 1)], wuhan_chair=[(0, 1)], shanghai_chair=[(0, 2)])


def test_one_delivery_in_time_rather_than_several_that_are_nearer():
    value = near_and_far([(SHANGHAI, 2.0)])
    assert greedy(value).choices[1].days == {SHANGHAI: 0}


def test_several_where_it_is_so_already():
    value = near_and_far([(BEIJING, 1.0), (WUHAN, 1.0)])
    assert greedy(value).choices[1].days == {BEIJING: 0, WUHAN: 0}


# ---------------------------------------------------------------------- what there is


def test_past_days_count_as_today_and_the_day_after_the_last_not_at_all():
    assert envelope([(-3, 5)], 28) == ((0, 5.0),)
    assert envelope([(27, 5), (28, 4)], 28) == ((27, 5.0),)


def test_only_days_on_which_there_is_more():
    assert envelope([(0, 5), (3, 2), (4, -2), (6, 0)], 28) == ((0, 5.0),)


def test_what_only_counting_makes_more_is_there():
    one = order(chair=0.1 + 0.2)
    value = book(one, beijing_chair=[(0, 0.3)])
    stock = Stock(value)
    assert stock.first(BEIJING, CHAIR, 0.1 + 0.2) == 0
    assert stock.fits(greedy(value).choices[1])


def test_room_of_a_day():
    busy = Warehouse(BEIJING, 2, {0: 1, 1: 2, 2: 3}, frozenset({3}))
    assert supply.room(busy, 5) == [1.0, 0.0, 0.0, 0.0, 2.0]
    assert supply.room(Warehouse(BEIJING), 2) == [float("inf")] * 2


# ---------------------------------------------------------------------- settling


def wanted(value, **days):
    """From Beijing on that day, by order."""
    found = {}
    for one in value.orders:
        parts = options.whole(one, BEIJING)
        found[one.id] = options.choice(value, one, parts, {BEIJING: days[f"order{one.id}"]})
    return found


def settled(value, clear=(), until=float("inf"), **days):
    return settling.settle(value, wanted(value, **days), {*clear}, until)


def test_what_is_clear_comes_before_what_is_dear():
    both = order(1, chair=1, weight=4.0), order(2, chair=1)
    value = book(*both, beijing_chair=[(0, 1)])
    days = {"order1": 0, "order2": 0}
    assert [n for n, one in settled(value, **days).items() if one.days] == [1]
    assert [n for n, one in settled(value, clear=[2], **days).items() if one.days] == [2]


def test_who_can_do_better_does_until_time_is_out():
    one = order(chair=1, due=1)
    value = book(one, beijing_chair=[(0, 1)])
    assert settled(value, order1=3)[1].days == {BEIJING: 0}
    assert settled(value, order1=3, until=0.0)[1].days == {BEIJING: 3}


def test_who_is_in_time_is_left_alone():
    """The solver has weighed kilometres already: what it wants is not taken apart."""
    one = order(chair=1, due=9)
    value = book(one, beijing_chair=[(0, 1)])
    assert settled(value, order1=3)[1].days == {BEIJING: 3}


# ---------------------------------------------------------------------- reasons


def test_the_same_parts_in_another_order_are_no_change():
    one = order(chair=1, desk=1)
    way = options.choice(book(one), one, one.now[::-1], {BEIJING: 0})
    assert kind(one, way) == "keep"
    assert kind(one, options.nothing(book(one), one)) == "wait"


def test_nothing_changes():
    one = order(chair=1)
    value = book(one, beijing_chair=[(0, 1)])
    assert told(value, greedy(value), one) == ("keep", {"code": "keep", "from": [BEIJING]})


def test_nobody_knows_until_when():
    """Beijing will lack four, Shanghai six, Wuhan all: the least of it is told."""
    one = order(chair=9)
    value = book(one, beijing_chair=[(20, 5)], shanghai_chair=[(9, 3)])
    what, why = told(value, greedy(value), one)
    assert (what, why) == ("wait", {"code": "never", "product": CHAIR, "missing": 4})


def test_late_although_it_leaves_as_early_as_it_can():
    one = order(chair=1, due=0)
    value = book(one, beijing_chair=[(0, 1)])
    assert told(value, greedy(value), one) == (
        "wait",
        {"code": "late", "from": [BEIJING], "late": 1, "at": BEIJING},
    )


def test_late_because_of_what_arrives_last():
    one = order(chair=1, desk=1, due=5)
    value = book(one, beijing_chair=[(0, 1)], shanghai_desk=[(4, 1)])
    _what, why = told(value, greedy(value), one)
    assert (why["code"], why["at"]) == ("wait_short", SHANGHAI)
    assert {*why["from"]} == {BEIJING, SHANGHAI}
    assert transit(one, greedy(value).choices[1]) == {"days": 2, "parcels": 0}


def test_of_what_is_missing_the_most_is_told():
    one = order(chair=5, desk=5)
    value = book(
        one,
        beijing_chair=[(0, 4), (9, 5)],
        beijing_desk=[(0, 1), (9, 5)],
        shanghai_chair=[(0, 9)],
        shanghai_desk=[(0, 9)],
    )
    _what, why = told(value, greedy(value), one)
    assert (why["code"], why["product"], why["missing"]) == ("short", DESK, 4)


def test_on_the_very_last_day_there_is_no_obstacle():
    """Beijing could send it on the second day, and that is in time."""
    one = order(chair=1, due=2, now=BEIJING, reach={BEIJING: Reach(900.0, 1), WUHAN: REACH[WUHAN]})
    other = order(2, chair=1, due=1, reach={BEIJING: REACH[BEIJING]})
    value = book(one, other, capacity=1, beijing_chair=[(0, 9)])
    stock, capacity = Stock(value), Capacity(value)
    capacity.take(greedy(value).choices[2])
    assert obstacle(stock, capacity, one, BEIJING) is None
    assert obstacle(stock, capacity, other, BEIJING) == {"code": "full", "at": BEIJING, "until": 1}


def test_the_day_on_which_the_goods_are_there_is_full():
    """The days before have room, and no goods."""
    one = order(chair=1, due=3)
    value = book(one, capacity=1, beijing_chair=[(2, 9)])
    capacity = Capacity(value)
    capacity.take(greedy(value).choices[1])
    found = obstacle(Stock(value), capacity, one, BEIJING)
    assert found == {"code": "full", "at": BEIJING, "until": 3}


def test_no_day_with_capacity_at_all():
    one = order(chair=1)
    value = book(one, capacity=0, beijing_chair=[(0, 9)])
    found = obstacle(Stock(value), Capacity(value), one, BEIJING)
    assert found == {"code": "full", "at": BEIJING, "until": None}


@pytest.mark.parametrize("now", [None, WUHAN])
def test_without_a_present_place_that_may_send_it_nothing_is_compared(now):
    one = order(chair=1, now=now, reach={BEIJING: REACH[BEIJING]})
    value = book(one, beijing_chair=[(0, 1)])
    assert told(value, greedy(value), one) == ("move", {"code": "move", "from": [BEIJING]})
