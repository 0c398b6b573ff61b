from odoo import api, models

from odoo.addons.order_tracking.models.order_receipt_answer import Teller

from ..returns import Ask


class OrderReturnDemo(models.AbstractModel):
    """Makes a return under way for the demo data, as a customer and our staff would."""

    _name = "order.return.demo"
    _description = "Demo Data of Returns"

    @api.model
    def _create_returns(self):
        """Called once, when the demo data are loaded."""
        order = self.env.ref("order_tracking.demo_order_parcel_arrived", raise_if_not_found=False)
        goods = [one for one in order._return_goods() if one.decision.allowed] if order else []
        if not goods or order.return_ids:
            return
        one, buyer = goods[0], order.partner_id
        reason = self.env.ref("order_tracking_feedback.return_reason_defective")
        note = "One of the doors does not close."
        ask = Ask(one.place, 1, str(reason.id), "replacement", note)
        teller = Teller(buyer.name, "order", buyer)
        found = order._return_ask([ask], {one.key: one}, teller=teller, key="demo")
        if found.state == "requested":
            found._approve(self.env.user)
