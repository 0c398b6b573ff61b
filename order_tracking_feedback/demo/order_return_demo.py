from odoo import api, models

from . import complained, returned


class OrderReturnDemo(models.AbstractModel):
    """Makes complaints and returns for the demo data, as customers and our staff would."""

    _name = "order.return.demo"
    _description = "Demo Data of Complaints and Returns"

    @api.model
    def _create_returns(self):
        """Called once, when the demo data are loaded."""
        arrived = self.env["order.tracking.event"].search(
            [("kind", "=", "delivered")], order="occurred_at desc, id desc"
        )
        orders = arrived.order_id.filtered(lambda order: not order.return_ids)
        free = orders.filtered(lambda o: any(one.left >= 1 for one in o._return_goods()))
        returned.create_all(self.env, free)
        # the first of them also complain, the others only do that
        rest = orders - free[: len(returned.RETURNED)]
        complained.create_all(self.env, free[:1] | rest)
