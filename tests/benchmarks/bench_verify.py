"""(e) What verification costs: on its own, and as part of confirming.

Two databases with the same content, one with the add-on, in one process: the same orders, with
nothing wrong with them, are confirmed in stock Odoo, and verified and confirmed with the add-on.
Usage: ``python bench_verify.py CONFIG [runs]``.
"""

from __future__ import annotations

import gc
import statistics
import sys

from common import ADDON, STOCK, Figure, database, measured, ratio, verification

from odoo import Command

LINES = 3
PAST = 40  # confirmed orders that each customer has already


def prepare(name: str, orders: int, lines: int) -> list[int]:
    """Draft orders of ``lines`` storable products with stock, for customers with a history and
    everything that a rule may want; their ids."""
    with database(name, commit=True) as env:
        warehouse = env["stock.warehouse"].search([], limit=1)
        products = env["product.product"].create(
            [
                {
                    "name": f"Bench {i}",
                    "default_code": f"B-{i}",
                    "is_storable": True,
                    "list_price": 10,
                    "standard_price": 5,
                }
                for i in range(lines)
            ]
        )
        for product in products:
            env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10**7)
        partners = env["res.partner"].create([customer(env, n) for n in range(min(orders, 50))])
        past = env["sale.order"].create(
            [values(partner, products, 2 + n % 4) for partner in partners for n in range(PAST)]
        )
        settle(env, past)
        # none is the same as another one of its customer
        wanted = [divmod(n, len(partners)) for n in range(orders)]
        new = [values(partners[who], products, 2 + more) for more, who in wanted]
        return env["sale.order"].create(new).ids


def customer(env, number: int) -> dict:
    return {
        "name": f"Bench {number}",
        "email": f"bench{number}@example.com",
        "phone": "+49 30 901820",
        "street": "Hauptstr. 1",
        "zip": "10115",
        "city": "Berlin",
        "country_id": env.ref("base.de").id,
    }


def values(partner, products, quantity: int) -> dict:
    lines = [Command.create({"product_id": p.id, "product_uom_qty": quantity}) for p in products]
    return {"partner_id": partner.id, "order_line": lines}


def settle(env, past) -> None:
    """Confirmed a while ago, without the cost of confirming them."""
    env.flush_all()
    for table, key in (("sale_order", "id"), ("sale_order_line", "order_id")):
        env.cr.execute(f"UPDATE {table} SET state = 'sale' WHERE {key} = ANY(%s)", [past.ids])
    env.cr.execute(
        "UPDATE sale_order SET date_order = date_order - (interval '1 day') * (5 + id %% 300)"
        " WHERE id = ANY(%s)",
        [past.ids],
    )


def run(name: str, ids: list[int], figure: Figure, action, mode: str = "off") -> None:
    with database(name) as env:
        orders = env["sale.order"].browse(ids)
        verification(env, mode)
        orders.mapped("order_line.product_id.name")
        gc.collect()
        with measured(figure, env.cr):
            action(orders)
            env.cr.flush()


def verify(orders) -> None:
    orders._verify()
    assert set(orders.mapped("verification_state")) == {"passed"}, findings(orders)


def confirm(orders) -> None:
    orders.action_confirm()
    assert set(orders.mapped("state")) == {"sale"}, findings(orders)


def findings(orders) -> list[str]:
    """What stops some of them."""
    stopping = orders.verification_issue_ids.filtered(lambda i: i.severity in ("audit", "block"))
    return stopping.mapped("text")[:5]


def compare(orders: int, runs: int) -> None:
    ids = {name: prepare(name, orders, LINES) for name in (STOCK, ADDON)}
    stock, verified, off, on = (Figure(n) for n in ("stock", "verification", "off", "on"))
    cases = (
        (STOCK, stock, confirm, "off"),
        (ADDON, verified, verify, "enforce"),
        (ADDON, off, confirm, "off"),
        (ADDON, on, confirm, "enforce"),
    )
    for turn in range(runs + 2):
        for name, figure, action, mode in cases if turn % 2 else reversed(cases):
            run(name, ids[name], figure if turn >= 2 else Figure("warm-up"), action, mode)
    print(
        f"{orders} orders of {LINES} lines, n={runs}; confirming in stock Odoo: "
        f"{stock.median * 1000:.1f} ms of CPU, {statistics.median(stock.queries):.0f} queries"
    )
    for title, figure, goal in (
        ("verification alone", verified, "<= 0.10"),
        ("confirming with verification off", off, "<= 1.10"),
        ("confirming with all rules on", on, "<= 1.25"),
    ):
        print(
            f"  {title}: CPU ratio {ratio(figure, stock):.3f} ({figure.median * 1000:.1f} ms),"
            f" {statistics.median(figure.queries):.0f} queries; goal {goal}"
        )


def queries() -> None:
    """Queries of verifying batches: the same for 1 and 200 orders, for 3 and 30 lines."""
    for orders, lines in ((1, 3), (50, 3), (200, 3), (200, 30)):
        ids, figure = prepare(ADDON, orders, lines), Figure("verification")
        for _ in range(3):
            run(ADDON, ids, figure, verify, "enforce")
        print(
            f"verifying {orders} orders of {lines} lines: {figure.queries[-1]} queries, "
            f"{min(figure.seconds) * 1000 / orders:.2f} ms of CPU an order"
        )


def main() -> None:
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    compare(1, runs)
    compare(50, max(runs // 5, 3))
    compare(200, max(runs // 10, 3))
    queries()


if __name__ == "__main__":
    main()
