"""What no plan may do, whoever made it; and how good the solver's are."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import assume, given, settings
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
    options,
    reason,
)
from allocation.options import PLACES

from .books import HORIZON, books

LITTLE = 1e-6
relaxation = pytest.importorskip("highspy") and pytest.importorskip("allocation.relaxation")


def plans(book, seconds=20):
    whole = allocate(book, "highs", seconds=seconds)
    return [greedy(book), whole, blockwise(book, seconds), hasty(book)]


def blockwise(book, seconds=20):
    """As large books are decided."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relaxation, "SMALL", 0)
        return allocate(book, "highs", seconds=seconds)


def hasty(book):
    """No time at all."""
    return allocate(book, "highs", seconds=0.0)


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
    simple, *solved = plans(book)
    for plan in solved:
        assert plan.cost <= simple.cost + LITTLE
        assert plan.bound is None or plan.bound <= plan.cost + LITTLE


@given(books(most_orders=3, most_warehouses=2))
def test_as_good_as_trying_everything(book):
    if not book.orders:
        return
    search = relaxation.Relaxation(book, greedy(book), float("inf"))
    ways = [[c for c in search.choices if c.order == order.id] for order in book.orders]
    best = min(
        sum(choice.cost for choice in some) for some in product(*ways) if possible(book, some)
    )
    assert allocate(book, "highs").cost <= best + 1.0


@settings(max_examples=40)
@given(books(most_orders=2, most_warehouses=2, most_lines=2, horizon=3))
def test_as_good_as_the_best_of_all_plans_and_none_costs_less_than_the_bound(book):
    """Every division of every line over the warehouses, on every day."""
    assume(book.orders)
    ways = [every_way(book, order) for order in book.orders]
    best = min(
        sum(choice.cost for choice in some) for some in product(*ways) if possible(book, some)
    )
    plan, other = allocate(book, "highs"), blockwise(book)
    assert plan.cost == pytest.approx(best, abs=1.0)
    assert other.cost >= best - LITTLE
    assert max(plan.bound, other.bound) <= best + LITTLE


def every_way(book, order):
    """Those that are possible if it were the only order, and none at all."""
    found = [options.nothing(book, order)]
    shares = [divisions(line, sorted(order.reach)) for line in order.lines]
    for parts in product(*shares) if order.reach else ():
        parts = tuple(part for some in parts for part in some)
        places = sorted({part.warehouse for part in parts})
        for days in product(range(book.horizon), repeat=len(places)):
            if all((part.warehouse, part.product) in book.supply for part in parts):
                one = options.choice(book, order, parts, dict(zip(places, days, strict=True)))
                found += [one] if possible(book, [one]) else []
    return found


def divisions(line, places):
    """Whole pieces of a line, from each warehouse."""
    for counts in product(range(int(line.quantity) + 1), repeat=len(places)):
        if sum(counts) == line.quantity:
            pairs = zip(places, counts, strict=True)
            yield [Part(line.id, line.product, place, n) for place, n in pairs if n]


def possible(book, choices):
    stock, capacity = Stock(book), Capacity(book)
    for choice in choices:
        if not (stock.fits(choice) and capacity.fits(choice)):
            return False
        stock.take(choice)
        capacity.take(choice)
    return True


@given(books(), st.integers(0, 3))
def test_every_choice_has_a_reason_and_telling_it_changes_nothing(book, way):
    plan = plans(book)[way]
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


@given(books(most_warehouses=5))
def test_from_few_warehouses(book):
    # holds however little time there is; a book of five warehouses may take all it is given
    for plan in plans(book, seconds=1):
        assert all(len(choice.days) <= PLACES for choice in plan.choices.values())


@pytest.mark.parametrize("engine", ["greedy", "highs"])
@pytest.mark.parametrize("products", [2, 3, 4])
def test_each_product_elsewhere(engine, products):
    """As many warehouses as it takes, up to three; then it waits."""
    lines = tuple(Line(n, n, 1.0) for n in range(products))
    reach = {n: Reach(100.0, 1) for n in range(products)}
    one = Order(1, lines, 3, 1.0, reach, tuple(Part(n, n, 0, 1.0) for n in range(products)))
    supply = {(n, n): ((0, 1.0),) for n in range(products)}
    value = Book((one,), {n: Warehouse(n) for n in range(products)}, supply)
    found = allocate(value, engine).choices[1]
    assert len(found.days) == (products if products <= PLACES else 0)


@pytest.mark.parametrize("engine", ["greedy", "highs"])
def test_three_in_time_rather_than_two_that_are_late(engine):
    lines = tuple(Line(n, n, 1.0) for n in range(3))
    reach = {n: Reach(100.0, 1) for n in range(3)}
    one = Order(1, lines, 3, 1.0, reach, tuple(Part(n, n, 0, 1.0) for n in range(3)))
    supply = {(0, 0): ((0, 1.0),), (1, 1): ((0, 1.0),), (2, 2): ((0, 1.0),), (1, 2): ((9, 1.0),)}
    value = Book((one,), {n: Warehouse(n) for n in range(3)}, supply)
    found = allocate(value, engine).choices[1]
    assert (found.late, len(found.days)) == (0, 3)


def test_the_bound_of_a_plan_that_costs_nothing():
    here, lines = {BEIJING: Reach(0.0, 0)}, (Line(1, CHAIR, 1.0),)
    one = Order(1, lines, 0, 1.0, here, (Part(1, CHAIR, BEIJING, 1.0),))
    plan = blockwise(Book((one,), {BEIJING: Warehouse(BEIJING)}, {(BEIJING, CHAIR): ((0, 1.0),)}))
    assert (plan.cost, plan.bound) == (0.0, 0.0)


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
