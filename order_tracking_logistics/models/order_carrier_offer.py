import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
CRON = "order_tracking_logistics.ir_cron_rates"
# Methods whose price is worked out here; every other one may ask a server far away.
AT_ONCE = ("fixed", "base_on_rule")
ERROR = 300  # characters
STALE_HOURS = 4


class OrderCarrierOffer(models.Model):
    """What a delivery method would take for an order, or why it does not say."""

    _name = "order.carrier.offer"
    _description = "Carrier Rate"
    _order = "order_id, price, id"
    _rec_name = "carrier_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", "Delivery Method", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(
        [("asked", "Being asked"), ("told", "Told"), ("failed", "No rate")],
        required=True,
        readonly=True,
        default="asked",
    )
    price = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    error = fields.Char(readonly=True)
    message = fields.Char(readonly=True)
    told_at = fields.Datetime(readonly=True)

    _order_carrier_uniq = models.UniqueIndex("(order_id, carrier_id)")
    _asked_idx = models.Index("(id) WHERE state = 'asked'")

    @api.model
    def _collect(self, order, *, afresh=False):
        """The offers of all delivery methods that can take ``order``: those that are worked out
        here are told at once, the others are asked by a job, outside anybody's transaction.

        :param order: sale.order with superuser rights, like the result.
        :param afresh: asks again although there are answers.
        """
        offers = self.sudo()  # sudo: whoever may choose for the order may know the rates
        methods = offers._methods(order)
        known = offers.search([("order_id", "=", order.id)])
        known.filtered(lambda o: o.carrier_id not in methods).unlink()
        known = known.exists()
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=STALE_HOURS)
        old = known.filtered(lambda o: afresh or (o.told_at and o.told_at < limit))
        quick = known.filtered(lambda o: o.carrier_id.delivery_type in AT_ONCE)
        missing = methods - known.carrier_id
        new = offers.create([{"order_id": order.id, "carrier_id": m.id} for m in missing])
        (old | quick).write({"state": "asked"})
        asked = new | old | quick
        slow = asked.filtered(lambda o: o.carrier_id.delivery_type not in AT_ONCE)
        (asked - slow)._ask()
        if slow:
            self.env.ref(CRON).sudo()._trigger()  # sudo: waking a job is nobody's privilege
        return known | new

    @api.model
    def _methods(self, order):
        """Delivery methods that go to the address and take the goods; what the customer collects
        is the customer's choice."""
        carriers = self.env["delivery.carrier"].search(
            [
                *self.env["delivery.carrier"]._check_company_domain(order.company_id),
                ("handover", "!=", "pickup"),
            ]
        )
        return carriers.available_carriers(order.partner_shipping_id, order)

    def _ask(self):
        """Asks each method through its own ``rate_shipment``; what goes wrong is kept as text."""
        for offer in self:
            offer.write(offer._answer())

    def _answer(self):
        try:
            with self.env.cr.savepoint():
                rate = self.carrier_id.rate_shipment(self.order_id)
        except OperationalError:  # another transaction was quicker: the whole job is repeated
            raise
        except UserError as error:
            rate = {"success": False, "error_message": str(error)}
        except Exception:
            _logger.exception("Rate of %s for %s", self.carrier_id.name, self.order_id.name)
            text = self.env._("The delivery method failed. Its error is in the server's log.")
            rate = {"success": False, "error_message": text}
        told = bool(rate.get("success")) and not rate.get("no_rate")
        error = rate.get("error_message") or self.env._("The carrier gives no rate.")
        return {
            "state": "told" if told else "failed",
            "price": rate.get("price") or 0.0 if told else 0.0,
            "error": False if told else str(error)[:ERROR],
            "message": str(rate.get("warning_message") or "")[:ERROR] or False,
            "told_at": fields.Datetime.now(),
        }

    @api.model
    def _cron_ask(self, batch=50):
        """Asks for rates that somebody waits for, each committed."""
        cron = self.env["ir.cron"]
        asked = self.search([("state", "=", "asked")], limit=batch)
        cron._commit_progress(remaining=len(asked))
        for offer in asked:
            locked = offer.try_lock_for_update().filtered(lambda o: o.state == "asked")
            locked._ask()
            if not cron._commit_progress(1):
                return

    @api.autovacuum
    def _forget(self):
        """Rates of a month ago are of no use to anybody."""
        old = self.search([("write_date", "<", "-30d")], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
