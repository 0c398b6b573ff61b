"""A day at the main warehouse: what leaves today, a wave being picked, an order without a carrier.

The orders are made as those of the core's demo data; nothing of them has left. Barcodes are on
the products, so that the scan station can be tried with a printed picking list.
"""

from datetime import datetime

from odoo import Command

from odoo.addons.order_tracking.demo import orders
from odoo.addons.order_tracking.demo.company import unverified
from odoo.addons.order_tracking.demo.scenarios import Scenario, confirm, send

BARCODES = {
    "desk": "3601234500013",
    "chair": "3601234500020",
    "lamp": "3601234500037",
    "cabinet": "3601234500044",
    "frame": "3601234500051",
}
LAMPS_IN_A_BOX, BOX_OF_LAMPS = 6, "13601234500034"
OIL = {
    "name": "Wood care oil, 1 litre",
    "default_code": "OT-OIL",
    "type": "consu",
    "is_storable": True,
    "tracking": "lot",
    "barcode": "3601234500068",
    "invoice_policy": "delivery",
    "list_price": 24,
    "standard_price": 11,
    "weight": 1.1,
}
OIL_LOTS = {"OIL-2611": 4, "OIL-2612": 20}
A_DAY = 40  # deliveries that the warehouse can do


def _order(key, customer, age, promised, *lines):
    """``age``, ``promised``: hours of working time, as in the core's demo data."""
    return Scenario(
        f"dispatch_{key}", customer, "main", age, lines, (confirm(),), promised=promised
    )


# By delivery method; None is fetched by the customer's own lorry.
WORK = (
    (_order("late", "coworking", 20, 12, ("chair", 4), ("lamp", 2)), "parcels"),
    (_order("must", "clinic", 5, 17, ("lamp", 6), ("oil", 6)), "overnight"),
    (_order("must_too", "school", 4, 16, ("chair", 2), ("desk", 1)), "overnight"),
    (_order("urgent", "hotel", 2, 40, ("cabinet", 2), ("lamp", 12)), "parcels"),
    (_order("plain", "architects", 7, 60, ("lamp", 3)), "parcels"),
    (_order("plain_too", "tomas", 6, 64, ("chair", 1), ("oil", 1)), "parcels"),
    (_order("wave", "ella", 9, 50, ("lamp", 1)), "freight"),
    (_order("wave_too", "portal", 8, 52, ("desk", 2), ("cabinet", 1)), "freight"),
    (_order("picked", "coworking", 8, 48, ("chair", 2)), "freight"),
    (_order("fetched", "architects", 3, 44, ("desk", 1), ("lamp", 4)), None),
)
UNDECIDED = Scenario(
    "dispatch_undecided",
    "clinic",
    "main",
    1,
    (("desk", 2), ("chair", 2)),
    (send(),),
    promised=22,
)


def create_all(env):
    now = datetime.now().replace(microsecond=0)
    label(env)
    keep_by_lots(env)
    scenarios = [scenario for scenario, _method in WORK]
    with unverified(env):
        made = orders.create(env, [*scenarios, UNDECIDED], now)
        work = made[: len(WORK)]
        for order, (_scenario, method) in zip(work, WORK, strict=True):
            order.carrier_id = method and env.ref(f"order_tracking_logistics.demo_carrier_{method}")
        orders.confirm(work, scenarios)
        for order, scenario in zip(made, [*scenarios, UNDECIDED], strict=True):
            orders.live(order, scenario, now)
        orders.finish(made)
    stand(env, {s.key: order.picking_ids for s, order in zip(scenarios, work, strict=True)})
    env.flush_all()
    env.invalidate_all()


def label(env):
    """Barcodes of products and of a box of lamps."""
    products = {name: env.ref(f"order_tracking.demo_product_{name}") for name in BARCODES}
    for name, product in products.items():
        product.barcode = product.barcode or BARCODES[name]
    box = {"name": "Box of 6", "relative_factor": LAMPS_IN_A_BOX}
    box = env["uom.uom"].create({**box, "relative_uom_id": products["lamp"].uom_id.id})
    values = {"product_id": products["lamp"].id, "uom_id": box.id, "barcode": BOX_OF_LAMPS}
    env["product.uom"].create(values)


def keep_by_lots(env):
    """A product of two lots, found by its short name as those of the core are."""
    oil = env["product.product"].create(OIL)
    orders.name(oil, "demo_product_oil")
    place = env.ref("stock.warehouse0").lot_stock_id
    for lot, pieces in OIL_LOTS.items():
        lot = env["stock.lot"].create({"name": lot, "product_id": oil.id})
        env["stock.quant"]._update_available_quantity(oil, place, pieces, lot_id=lot)


def stand(env, pickings):
    """How far the work of today is."""
    pickings["dispatch_urgent"].priority = "1"
    pickings["dispatch_picked"].move_ids.picked = True
    wave = pickings["dispatch_wave"] | pickings["dispatch_wave_too"]
    wave = env["stock.picking.batch"].create(
        {
            "company_id": wave.company_id.id,
            "picking_type_id": wave.picking_type_id.id,
            "picking_ids": [Command.set(wave.ids)],
            "description": wave.carrier_id.name,
        }
    )
    wave.action_confirm()
    warehouse = env.ref("stock.warehouse0")
    warehouse.daily_capacity = warehouse.daily_capacity or A_DAY
