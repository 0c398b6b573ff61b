from odoo import api, fields, models

from odoo.addons.order_tracking import lookup

from ..presentation.message_limit import limit_page

# In an hour. A buyer's office may have many orders; about one there is not that much to say.
LIMIT = lookup.Limit(per_address=120, per_order=30)


class OverLimit(Exception):
    """Too many messages. ``page``: that says so; ``seconds``: until another one is taken."""

    def __init__(self, page, seconds):
        super().__init__(f"{seconds} s")
        self.page, self.seconds = page, seconds


class SaleOrder(models.Model):
    """How often customers may write to us from the pages of an order."""

    _inherit = "sale.order"

    @api.model
    def _message_limit(self, reader, address, sent):
        """Counts a message, after its sender was found to be the customer.

        :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
        :param address: of the internet, whence it came. :param sent: texts by field name.
        :raise OverLimit: it is not taken now.
        """
        order = reader.order
        until = self.env["order.tracking.lookup"]._blocked_until(
            address, str(order.id), LIMIT, "message."
        )
        if until:
            page = limit_page(reader, until, sent)
            seconds = (until - fields.Datetime.now()).total_seconds()
            rendered = order._tracking_render("order_tracking_feedback.limit_page", page)
            raise OverLimit(rendered, max(int(seconds), 0) + 1)
