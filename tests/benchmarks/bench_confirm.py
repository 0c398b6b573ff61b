"""(a) What the addon adds to confirming an order and to validating its delivery.

Two databases with the same content, one with the addon, in one process: the same order is
confirmed (and its delivery validated) in turn in both, flushed as a commit would, and rolled
back. Usage: ``python bench_confirm.py CONFIG [runs]``.
"""

from __future__ import annotations

import gc
import sys

from common import ADDON, STOCK, Figure, database, measured, report

from odoo import Command

LINES = 3


def prepare(name: str, orders: int) -> list[int]:
    """Draft orders of ``LINES`` storable products with stock; their ids."""
    with database(name, commit=True) as env:
        warehouse = env["stock.warehouse"].search([], limit=1)
        products = env["product.product"].create(
            [{"name": f"Bench {i}", "is_storable": True, "list_price": 10} for i in range(LINES)]
        )
        for product in products:
            env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10**6)
        partner = env["res.partner"].create({"name": "Bench"})
        env["sale.order"].create({"partner_id": partner.id}).action_confirm()  # first of its flow
        lines = [Command.create({"product_id": p.id, "product_uom_qty": 2}) for p in products]
        return (
            env["sale.order"]
            .create([{"partner_id": partner.id, "order_line": lines} for _ in range(orders)])
            .ids
        )


def confirm(name: str, ids: list[int], figure: Figure) -> None:
    with database(name) as env:
        orders = env["sale.order"].browse(ids)
        orders.mapped("order_line.product_id.name")
        gc.collect()
        with measured(figure, env.cr):
            orders.action_confirm()
            env.cr.flush()


def validate(name: str, ids: list[int], figure: Figure) -> None:
    with database(name) as env:
        orders = env["sale.order"].browse(ids)
        orders.action_confirm()
        env.cr.flush()
        env.invalidate_all()
        pickings = orders.picking_ids
        pickings.move_ids.picked = True
        env.cr.flush()
        gc.collect()
        with measured(figure, env.cr):
            pickings.with_context(skip_sms=True, skip_backorder=True).button_validate()
            env.cr.flush()
        assert set(pickings.mapped("state")) == {"done"}, pickings.mapped("state")


def compare(title: str, action, orders: int, runs: int, goal: str) -> None:
    ids = {name: prepare(name, orders) for name in (STOCK, ADDON)}
    ours, theirs = Figure("addon"), Figure("stock")
    for run in range(runs + 2):
        pair = [(STOCK, theirs), (ADDON, ours)]
        for name, figure in pair if run % 2 else reversed(pair):
            action(name, ids[name], figure if run >= 2 else Figure("warm-up"))
    report(title, ours, theirs, goal)


def main() -> None:
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    for title, action in (("action_confirm", confirm), ("button_validate", validate)):
        compare(f"{title}, 1 order", action, 1, runs, "<= 1.10, <= +12 queries")
        compare(f"{title}, 50 orders", action, 50, max(runs // 5, 3), "<= 1.10, <= +150 queries")


if __name__ == "__main__":
    main()
