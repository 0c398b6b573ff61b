"""The open order book of a trading company: solver against order by order, and first come first
served; wall time against the solver's own.

Usage: ``python bench_allocation.py CONFIG [orders …]``. 5 lines, 8 warehouses, 15 % of the
products short. The decision alone: neither Odoo nor a database takes part.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "order_tracking_logistics"))

import allocation as a  # noqa: E402
from allocation.options import alone, nothing  # noqa: E402

WAREHOUSES, LINES, HORIZON, SHORT, LOAD = 8, 5, 28, 0.15, 0.9
SECONDS = 600


def book(orders: int, seed: int = 1) -> a.Book:
    """Warehouses on a grid of 600 by 1,000 km; a few products sell most of all."""
    rnd = random.Random(seed)
    products = max(40, orders // 5)
    places = [((w % 4) * 600 + 100, (w // 4) * 1000 + 500) for w in range(WAREHOUSES)]
    popular = [1 / (1 + product) ** 0.5 for product in range(products)]
    wanted: dict[tuple[int, int], int] = {}
    made = [_order(rnd, n, places, popular, wanted) for n in range(orders)]
    weekend = frozenset(day for day in range(HORIZON) if day % 7 in (5, 6))
    capacity = max(1, round(orders / WAREHOUSES / 8 / LOAD))
    warehouses = {w: a.Warehouse(w, capacity, {}, weekend) for w in range(WAREHOUSES)}
    return a.Book(tuple(made), warehouses, _supply(rnd, products, wanted), HORIZON)


def _order(rnd, number, places, popular, wanted):
    products: set[int] = set()
    while len(products) < LINES:
        products.update(rnd.choices(range(len(popular)), popular, k=LINES - len(products)))
    lines = tuple(
        a.Line(number * LINES + n, product, rnd.randint(1, 5))
        for n, product in enumerate(sorted(products))
    )
    x, y = rnd.random() * 2000, rnd.random() * 2000
    km = [((x - px) ** 2 + (y - py) ** 2) ** 0.5 for px, py in places]
    near = km.index(min(km))
    now = near if rnd.random() < 0.7 else rnd.randrange(len(places))
    for line in lines:
        key = near, line.product
        wanted[key] = wanted.get(key, 0) + line.quantity
    return a.Order(
        number,
        lines,
        due=rnd.randint(2, 14),
        weight=rnd.choice((1.0,) * 6 + (2.0, 4.0)),
        reach={w: a.Reach(round(d, 1), 1 + int(d // 600)) for w, d in enumerate(km)},
        now=tuple(a.Part(line.id, line.product, now, line.quantity) for line in lines),
    )


def _supply(rnd, products, wanted):
    found = {}
    for product in range(products):
        short = rnd.random() < SHORT
        for warehouse in range(WAREHOUSES):
            asked = wanted.get((warehouse, product), 0)
            changes = [(0, int(asked * rnd.uniform(1.0, 2.0)) + 5)]
            if short:
                later = rnd.randint(2, 12), int(asked * rnd.uniform(0.1, 0.9))
                changes = [(0, int(asked * rnd.uniform(0.2, 1.1))), later]
            found[warehouse, product] = a.envelope(changes, HORIZON)
    return {key: steps for key, steps in found.items() if steps}


def first_come(value: a.Book) -> a.Plan:
    """What Odoo does: each order, as it came, from the warehouse that it was entered with."""
    stock, capacity, choices = a.Stock(value), a.Capacity(value), {}
    for order in value.orders:
        found = [
            one for one in alone(value, stock, capacity, order) if one.days.keys() == order.current
        ]
        one = found[0] if found else nothing(value, order)
        stock.take(one)
        capacity.take(one)
        choices[order.id] = one
    return a.Plan(choices, "first come")


def told(plan: a.Plan) -> str:
    choices = [*plan.choices.values()]
    sent = [one for one in choices if one.days]
    count = len(choices)
    return (
        f"on time {sum(not one.late for one in choices) / count:.1%}, "
        f"without a date {1 - len(sent) / count:.1%}, "
        f"split {sum(one.split for one in sent) / count:.1%}, "
        f"{sum(one.km for one in sent) / max(len(sent), 1):.0f} km, cost {plan.cost:,.0f}"
    )


def timed(function, *arguments, **options):
    wall, cpu = time.perf_counter(), time.process_time()
    found = function(*arguments, **options)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def compare(count: int) -> None:
    value = book(count)
    print(f"{count} orders", flush=True)
    print(f"  first come: {told(first_come(value))}", flush=True)
    plan, wall, cpu = timed(a.greedy, value)
    print(f"  one by one: {told(plan)}; {wall:.1f} s ({cpu:.1f} s CPU)", flush=True)
    plan, wall, cpu = timed(a.allocate, value, "highs", seconds=SECONDS)
    share = wall / plan.seconds if plan.seconds else float("inf")
    print(
        f"  optimised:  {told(plan)}, at most {plan.gap or 0:.1%} from the best; {wall:.1f} s "
        f"({cpu:.1f} s CPU), of it HiGHS {plan.seconds:.1f} s: ratio {share:.2f}",
        flush=True,
    )


def small(count: int = 40) -> None:
    """Against the optimum, where that can be proved in seconds."""
    shares = {"one by one": [], "first come": [], "optimised": []}
    for seed in range(count):
        value = book(12, seed)
        best = a.allocate(value, "highs", seconds=20)
        plans = {"one by one": a.greedy(value), "first come": first_come(value), "optimised": best}
        for name, plan in plans.items():
            shares[name].append(plan.cost / (best.cost - (best.gap or 0) * best.cost))
    for name, found in shares.items():
        found.sort()
        print(
            f"  12 orders, {name}: {found[count // 2]:.3f} of the bound (median), "
            f"{found[-1]:.3f} at worst, n={count}",
            flush=True,
        )


def main() -> None:
    small()
    for word in sys.argv[2:] or ("1000", "3000", "10000"):
        compare(int(word))


if __name__ == "__main__":
    main()
