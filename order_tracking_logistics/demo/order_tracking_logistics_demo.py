from odoo import api, models

from odoo.addons.order_tracking.demo import orders

from . import parcels


class OrderTrackingLogisticsDemo(models.AbstractModel):
    """Makes the parcels of the demo data, which have to go through Odoo's own methods."""

    _name = "order.tracking.logistics.demo"
    _description = "Order Tracking Logistics Demo Data"

    @api.model
    def _create_parcels(self):
        """Called once, when the demo data are loaded."""
        if self.env.ref("order_tracking.demo_order_parcel_new", raise_if_not_found=False):
            return
        parcels.create_all(self.with_context(orders.QUIET).env)
