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
        main = self.env.ref("base.main_company")
        # which of them arrived last depends on the hour; the guides' pictures show this one
        shown = self.env.ref("order_tracking.demo_order_parcel_arrived", raise_if_not_found=False)
        orders = arrived.order_id.sorted(lambda order: (order.company_id != main, order != shown))
        free = orders.filtered(lambda o: any(one.left >= 1 for one in o._return_goods()))
        giving = free[: len(returned.RETURNED)]
        # the first of them complains, too, and so do others who keep their goods
        complained.create_all(self.env, giving[:1] | (orders - giving))
        returned.create_all(self.env, giving)
        complained.out_of_feedback(self.env)
