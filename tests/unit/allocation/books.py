"""Made-up order books: small ones for properties, large ones for benchmarks."""

from __future__ import annotations

from hypothesis import strategies as st

from allocation import Book, Line, Order, Part, Reach, Warehouse, envelope

HORIZON = 6
quantities = st.integers(1, 4)
days = st.integers(0, HORIZON - 1)


@st.composite
def orders(draw, number, warehouses, products, most_lines):
    wanted = draw(st.lists(st.sampled_from(products), min_size=1, max_size=most_lines))
    lines = tuple(
        Line(10 * number + n, product, draw(quantities)) for n, product in enumerate(wanted)
    )
    able = draw(st.lists(st.sampled_from(warehouses), min_size=1, unique=True))
    reach = {w: Reach(draw(st.integers(0, 30)) * 100.0, draw(st.integers(0, 2))) for w in able}
    now = draw(st.sampled_from(warehouses))
    return Order(
        number,
        lines,
        due=draw(st.integers(-1, HORIZON)),
        weight=draw(st.sampled_from((1.0, 2.0, 4.0))),
        reach=reach,
        now=tuple(Part(line.id, line.product, now, line.quantity) for line in lines),
    )


@st.composite
def books(draw, most_orders=6, most_warehouses=3, most_lines=3, horizon=HORIZON):
    warehouses = list(range(1, 1 + draw(st.integers(1, most_warehouses))))
    products = [100, 101]
    supply = {}
    for warehouse in warehouses:
        for product in products:
            changes = draw(st.lists(st.tuples(days, st.integers(-2, 6)), max_size=3))
            supply[warehouse, product] = envelope(changes, horizon)
    return Book(
        orders=tuple(
            draw(orders(number, warehouses, products, most_lines))
            for number in range(draw(st.integers(0, most_orders)))
        ),
        warehouses={
            w: Warehouse(
                w,
                capacity=draw(st.none() | st.integers(0, 2)),
                taken=draw(st.dictionaries(days, st.integers(0, 2), max_size=1)),
                closed=frozenset(draw(st.sets(days, max_size=2))),
            )
            for w in warehouses
        },
        supply={key: steps for key, steps in supply.items() if steps},
        horizon=horizon,
    )
