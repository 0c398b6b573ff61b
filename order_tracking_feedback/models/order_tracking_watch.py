from odoo import api, models


class OrderTrackingWatch(models.Model):
    """The job that looks at orders also opens and ends their acceptances."""

    _inherit = "order.tracking.watch"

    @api.model
    def _look(self, order_ids):
        super()._look(order_ids)
        self._mark(self.env["sale.order"].browse(order_ids)._acceptance_sync())
