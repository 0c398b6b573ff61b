"""What no plan may do, whoever made it; and how good the solver's are."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import (
    Book,
    Capacity,
    Line,
    Order,
    Part,
    Reach,
    Stock,
    Warehouse,
    allocate,
    envelope,
    greedy,
    kind,
    reason,
)

from .books import HORIZON, books

LITTLE = 1e-6
solvers = pytest.importorskip("highspy") and pytest.importorskip("allocation.solver")


def plans(book):
    return [greedy(book), allocate(book, "highs", seconds=20)]


@given(books())
def test_no_unit_is_promised_twice(book):
    for plan in plans(book):
        taken = defaultdict(float)
        for choice in plan.choices.values():
            for part in choice.parts:
                taken[part.warehouse, part.product, choice.days[part.warehouse]] += part.quantity
        for (warehouse, item), day in product(book.supply, range(HORIZON)):
            steps = book.supply[warehouse, item]
            there = max((total for since, total in steps if since <= day), default=0.0)
            gone = sum(
                q for (w, p, at), q in taken.items() if (w, p) == (warehouse, item) and at <= day
            )
            assert gone <= there + LITTLE
        assert all((w, p) in book.supply for w, p, _ in taken)


@given(books())
def test_no_day_over_its_capacity(book):
    for plan in plans(book):
        leaving = defaultdict(int)
        for choice in plan.choices.values():
            for key in choice.days.items():
                leaving[key] += 1
        for (warehouse, day), count in leaving.items():
            value = book.warehouses[warehouse]
            assert day not in value.closed
            if value.capacity is not None:
                assert count + value.taken.get(day, 0) <= value.capacity


@given(books())
def test_all_of_an_order_or_nothing(book):
    for plan in plans(book):
        assert plan.choices.keys() == {order.id for order in book.orders}
        for order in book.orders:
            choice, sent = plan.choices[order.id], defaultdict(float)
            for part in choice.parts:
                sent[part.line, part.product] += part.quantity
                assert part.warehouse in order.reach
            asked = {(line.id, line.product): line.quantity for line in order.lines}
            assert not choice.days or sent == pytest.approx(asked)
            assert choice.days.keys() == {part.warehouse for part in choice.parts}


@given(books(most_orders=8))
def test_the_solver_is_never_worse_than_order_by_order(book):
    simple, best = plans(book)
    assert best.cost <= simple.cost + LITTLE
    assert best.bound is None or best.bound <= best.cost + LITTLE


@given(books(most_orders=3, most_warehouses=2))
def test_as_good_as_trying_everything(book):
    if not book.orders:
        return
    search = solvers.Search(book, greedy(book), float("inf"))
    ways = [[c for c in search.choices if c.order == order.id] for order in book.orders]
    best = min(
        sum(choice.cost for choice in some) for some in product(*ways) if possible(book, some)
    )
    assert allocate(book, "highs").cost <= best + LITTLE


def possible(book, choices):
    stock, capacity = Stock(book), Capacity(book)
    for choice in choices:
        if not (stock.fits(choice) and capacity.fits(choice)):
            return False
        stock.take(choice)
        capacity.take(choice)
    return True


@given(books(), st.booleans())
def test_every_choice_has_a_reason_and_telling_it_changes_nothing(book, solver):
    plan = plans(book)[solver]
    stock, capacity = Stock(book), Capacity(book)
    for choice in plan.choices.values():
        stock.take(choice)
        capacity.take(choice)
    told = [
        [reason(book, stock, capacity, order, plan.choices[order.id]) for order in book.orders]
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert all(one["code"] for one in told[0])


# ---------------------------------------------------------------------- examples

BEIJING, SHANGHAI, CHAIR, DESK = 1, 2, 100, 101


def order(number=1, chairs=10, desks=0, due=3, weight=1.0, now=BEIJING):
    lines = [Line(number * 10, CHAIR, chairs)] * bool(chairs)
    lines += [Line(number * 10 + 1, DESK, desks)] * bool(desks)
    reach = {BEIJING: Reach(100.0, 1), SHANGHAI: Reach(1200.0, 2)}
    parts = tuple(Part(line.id, line.product, now, line.quantity) for line in lines)
    return Order(number, tuple(lines), due, weight, reach, parts)


def book(*orders, capacity=None, **supply):
    """``beijing_chairs=[(day, change), …]`` and so on."""
    places, goods = {"beijing": BEIJING, "shanghai": SHANGHAI}, {"chairs": CHAIR, "desks": DESK}
    there = {}
    for name, changes in supply.items():
        place, what = name.split("_")
        there[places[place], goods[what]] = envelope(changes, 28)
    warehouses = {w: Warehouse(w, capacity) for w in (BEIJING, SHANGHAI)}
    return Book(orders, warehouses, there)


def decided(value, *, engine="greedy"):
    """Kind and reason by order."""
    plan = allocate(value, engine)
    stock, capacity = Stock(value), Capacity(value)
    for choice in plan.choices.values():
        stock.take(choice)
        capacity.take(choice)
    return {
        one.id: (
            kind(one, plan.choices[one.id]),
            reason(value, stock, capacity, one, plan.choices[one.id]),
        )
        for one in value.orders
    }


@pytest.mark.parametrize("engine", ["greedy", "highs"])
def test_short_until_thursday(engine):
    value = book(order(), beijing_chairs=[(0, 6), (4, 4)], shanghai_chairs=[(0, 10)])
    assert decided(value, engine=engine)[1] == (
        "move",
        {
            "code": "short",
            "from": [SHANGHAI],
            "at": BEIJING,
            "product": CHAIR,
            "missing": 4,
            "until": 4,
        },
    )


def test_nearer():
    value = book(order(now=SHANGHAI), beijing_chairs=[(0, 10)], shanghai_chairs=[(0, 10)])
    assert decided(value)[1] == (
        "move",
        {"code": "nearer", "from": [BEIJING], "at": SHANGHAI, "km": 1100},
    )


def test_full():
    value = book(
        order(1), order(2), capacity=1, beijing_chairs=[(0, 30)], shanghai_chairs=[(0, 30)]
    )
    assert [what for what, _ in decided(value).values()] == ["keep", "keep"]
    late = [order(n, due=1) for n in (1, 2)]
    value = book(*late, capacity=1, beijing_chairs=[(0, 30)])
    assert decided(value)[2] == (
        "wait",
        {"code": "wait_full", "from": [BEIJING], "at": BEIJING, "until": 1, "late": 1},
    )


def test_what_leaves_later_is_not_given_away_before():
    """A transfer takes eight on day 5: until then only two can be promised."""
    value = book(order(chairs=3), beijing_chairs=[(0, 10), (5, -8)])
    what, why = decided(value)[1]
    assert (what, why["code"], why["missing"]) == ("wait", "never", 1)


def test_two_orders_that_one_served_badly_would_cost():
    """Order by order the first takes what the second needs more; the solver sees both."""
    first, second = order(1, chairs=5, due=5), order(2, chairs=5, due=6, weight=4.0)
    value = book(first, second, beijing_chairs=[(0, 5)])
    assert decided(value)[2][0] == "wait"
    assert decided(value, engine="highs")[2][0] == "keep"


def test_without_the_solver(monkeypatch):
    from allocation import engine

    monkeypatch.setattr(engine, "has_solver", lambda: False)
    plan = allocate(book(order(), beijing_chairs=[(0, 10)]))
    assert (plan.engine, plan.gap) == ("greedy", None)
