from odoo import api, models

from . import company, messages, orders


class OrderTrackingDemo(models.AbstractModel):
    """Makes the orders of the demo data, which have to go through Odoo's own methods."""

    _name = "order.tracking.demo"
    _description = "Order Tracking Demo Data"

    @api.model
    def _create_orders(self):
        """Called once, when the demo data are loaded."""
        if self.env.ref("order_tracking.demo_order_hotel_showcase", raise_if_not_found=False):
            return
        env = self.with_context(orders.QUIET).env
        company.prepare(env)
        orders.create_all(env)
        messages.take_in(env)
