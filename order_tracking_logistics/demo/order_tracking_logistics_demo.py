from odoo import api, models

from odoo.addons.order_tracking.demo import orders

from . import allocations, dispatch, parcels


class OrderTrackingLogisticsDemo(models.AbstractModel):
    """Makes the parcels, proposals and the day's work of the demo data, through Odoo's own
    methods."""

    _name = "order.tracking.logistics.demo"
    _description = "Order Tracking Logistics Demo Data"

    @api.model
    def _create_parcels(self):
        """Called once, when the demo data are loaded."""
        if self.env.ref("order_tracking.demo_order_parcel_new", raise_if_not_found=False):
            return
        parcels.create_all(self.with_context(orders.QUIET).env)

    @api.model
    def _create_dispatch(self):
        """Called once, when the demo data are loaded."""
        if self.env.ref("order_tracking.demo_order_dispatch_late", raise_if_not_found=False):
            return
        dispatch.create_all(self.with_context(orders.QUIET).env)

    @api.model
    def _create_proposals(self):
        """Called once, when the demo data are loaded."""
        if self.env.ref("order_tracking.demo_order_arms_school", raise_if_not_found=False):
            return
        allocations.create_all(self.with_context(orders.QUIET).env)
