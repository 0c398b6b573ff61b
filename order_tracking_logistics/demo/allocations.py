"""Open orders that two warehouses share out between them: one goes first, one is divided."""

from datetime import datetime, timedelta

from odoo.addons.order_tracking.demo import orders
from odoo.addons.order_tracking.demo.company import unverified, warehouses
from odoo.addons.order_tracking.demo.scenarios import Scenario, confirm
from odoo.addons.order_tracking.demo.steps import find

ARMS, ORDERED_ARMS, ORDERED_FOR_DAYS = 5, 20, 6
# All arms are in one warehouse, all frames in the other.
SCENARIOS = (
    Scenario("arms_school", "school", "bayside", 9, (("arm", 3),), (confirm(),), promised=90),
    Scenario(
        "arms_coworking",
        "coworking",
        "bayside",
        6,
        (("arm", 2), ("frame", 2)),
        (confirm(),),
        promised=30,
    ),
    Scenario("arms_clinic", "clinic", "bayside", 3, (("arm", 3),), (confirm(),), promised=20),
)


def create_all(env):
    now = datetime.now().replace(microsecond=0)
    house = warehouses(env)["bayside"]
    house.daily_capacity = 40
    stock_arms(env, house, now)
    find(env, "customer", "clinic").commercial_partner_id.delivery_priority = "2"
    with unverified(env):
        made = orders.create(env, SCENARIOS, now)
        for order in made:  # one by one: the first has the goods reserved
            order.action_confirm()
        for order, scenario in zip(made, SCENARIOS, strict=True):
            orders.live(order, scenario, now)
        orders.finish(made)
    env.flush_all()
    env.invalidate_all()
    env["order.allocation"]._propose(house.company_id)


def stock_arms(env, house, now):
    """A few are there, more come from the supplier."""
    arm = env["product.product"].create(
        {
            "name": "Monitor Arm",
            "default_code": "OT-ARM",
            "is_storable": True,
            "list_price": 89,
            "weight": 2.5,
        }
    )
    orders.name(arm, "demo_product_arm")
    quants = env["stock.quant"].with_company(house.company_id)
    quants._update_available_quantity(arm, house.lot_stock_id, ARMS)
    coming = env["stock.move"].create(
        {
            "product_id": arm.id,
            "product_uom_qty": ORDERED_ARMS,
            "location_id": env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": house.lot_stock_id.id,
            "picking_type_id": house.in_type_id.id,
            "date": now + timedelta(days=ORDERED_FOR_DAYS),
        }
    )
    coming._action_confirm()
