from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking.timeline import Event
from odoo.addons.order_tracking.touched import Touched

from ..carrier_offers import promise_of, read_offers
from ..dispatch import choose
from .order_tracking_event import CARRIER_CHOSEN
from .tracking_connector import utcnow


class SaleOrder(models.Model):
    """Which carrier takes the order, and why."""

    _inherit = "sale.order"

    carrier_offer_ids = fields.One2many("order.carrier.offer", "order_id", "Rates")

    def action_choose_carrier(self):
        """Opens the dialog “Choose Carrier”."""
        self.ensure_one()
        self.check_access("write")
        return self.env["order.carrier.choice"]._open(self)

    def _carrier_verdicts(self, policy=None):
        """All delivery methods for this order, the best first.

        :param policy: one of ``dispatch.POLICIES``; the company's own if None.
        :return: list of ``dispatch.Verdict``.
        """
        self.ensure_one()
        order = self.sudo()  # sudo: rates and history decide, whoever asks; see the callers
        rates = order.carrier_offer_ids.filtered(lambda o: o.state != "asked")
        policy = policy or order.company_id.order_carrier_policy
        return choose(read_offers(order, rates, utcnow()), promise_of(order), policy)

    def _carrier_take(self, carrier, *, proposed=None, deliveries=None):
        """The carrier is chosen, by Odoo's own means; the journal says so.

        Before confirmation it becomes the order's delivery line, with its rate. Afterwards only
        the deliveries change: the price agreed with the customer stays.

        :param proposed: the method that was proposed; :param deliveries: only these transfers.
        :raise UserError: when nothing is left to be sent.
        """
        self.ensure_one()
        order = self.sudo()  # sudo: the callers check who may choose, for the order or its transfer
        rate = order.carrier_offer_ids.filtered(lambda o: o.carrier_id == carrier)
        if rate.state != "told":
            raise UserError(self.env._("%s gives no rate for this order.", carrier.name))
        if order.state in ("draft", "sent"):
            order.set_delivery_line(carrier, rate.price)
            order.write({"recompute_delivery_price": False, "delivery_message": rate.message})
            return
        open_ = (deliveries or order.picking_ids).sudo().filtered(_open)
        if not open_:
            raise UserError(self.env._("All goods of %s have left already.", self.name))
        open_.carrier_id = carrier
        if not deliveries:
            order.carrier_id = carrier
        order._carrier_tell(carrier, proposed, open_[0])

    def _carrier_tell(self, carrier, proposed, delivery):
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        headers = {i: h for i, h in headers.items() if h["tracking_version_id"]}
        at = utcnow()
        data = {"carrier": carrier.name, "proposed": proposed.name if proposed else ""}
        key = f"carrier:{carrier.id}:{at.isoformat()}"
        document = ("stock.picking", delivery.id)
        event = Event(CARRIER_CHOSEN, at, key, "staff", "staff", data, document=document)
        self._tracking_append(headers, {order: [event] for order in headers}, author=self.env.uid)


def _open(picking):
    """Goes to the customer and has not left."""
    return (
        picking.picking_type_code == "outgoing"
        and picking.state not in ("done", "cancel")
        and not any(picking.move_ids.mapped("origin_returned_move_id"))
    )
