from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_tracking.presentation.shared import is_pickup, stage_values
from odoo.addons.order_tracking.receipt.dispute_form import clean_text

from ..presentation.handover import handover_detail, handover_hint, handover_page, read_signature

NAME = 80  # characters


class SaleOrder(models.Model):
    """The customer confirms on their own page that they have the goods."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        return {**page, "handover": handover_hint(self, token) if page["stages"] else None}

    def _notice_values(self, link, news):
        """Whoever collects the goods, or waits for our drivers, is told the code; staff are not:
        the code is the customer's word that they have the goods."""
        page = super()._notice_values(link, news)
        if link.role == "salesperson" or not page["handover"]:
            return page
        return {**page, "details": [handover_detail(page["handover"]), *page["details"]]}

    @api.model
    def _tracking_start(self, headers):
        """Orders whose delivery method has a flow of its own get that one, unless somebody chose
        another; one query, none where no method has any."""
        flows = self.env["delivery.carrier"]._flow_of_methods()
        new = [
            order
            for order, header in headers.items()
            if not header["tracking_version_id"] and not header["tracking_flow_id"]
        ]
        if flows and new:
            query = SQL(
                "SELECT id, carrier_id FROM sale_order"
                " WHERE id = ANY (%s) AND carrier_id = ANY (%s)",
                new,
                list(flows),
            )
            for order, carrier in self.env.execute_query(query):
                headers[order]["tracking_flow_id"] = flows[carrier]
        return super()._tracking_start(headers)

    def _handover_deliveries(self):
        """Deliveries of this order that go from hand to hand and are not in the customer's.

        Without any query where there can be none: every tracking page asks.
        """
        methods = self.env["delivery.carrier"]._handover_methods()
        pickup = self.tracking_version_id and is_pickup(stage_values(self))
        if not methods and not pickup:
            return self.env["stock.picking"]
        # sudo: the page was opened with the order's own check
        pickings = self.sudo().picking_ids
        return pickings.filtered(lambda p: p.handover and p.can_hand_over).sorted("id")

    def _lookup_values(self, token):
        return {**super()._lookup_values(token), "handover": None}

    @api.model
    def _handover_page(self, order_id, token=None, lang=None, *, csrf=""):
        """The page on which the customer confirms (``Markup``, a whole HTML document).

        :param token, lang: as for :meth:`_tracking_page`.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        return self._handover_show(self._receipt_reader(order_id, token, lang), csrf=csrf)

    @api.model
    def _handover_confirm(self, order_id, sent, *, trusted, csrf=""):
        """The customer has the goods of the deliveries that they ticked.

        :param sent: texts by field name of the form: access_token, lang, name, signature, and
            ``delivery-<id>`` of each.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        token, lang = sent.get("access_token"), sent.get("lang")
        reader = self._receipt_reader(order_id, token, lang, session=trusted)
        ready = reader.order._handover_deliveries().filtered(lambda p: p.state == "done")
        chosen = ready.filtered(lambda p: sent.get(f"delivery-{p.id}"))
        name = clean_text(sent.get("name"))[:NAME]
        env = reader.order.env
        if not reader.counts_as_customer:
            problem = env._("Only the customer can confirm here. Use “Hand Over” on the delivery.")
        elif not chosen:
            problem = env._("Tick what you have received.")
        elif not name:
            problem = env._("Please enter your name.")
        else:
            problem = reader.order._handover_record(chosen, name, sent.get("signature"))
        return (
            self._handover_show(reader, csrf=csrf, problem=problem, sent=sent) if problem else None
        )

    def _handover_record(self, deliveries, name, signature):
        """Why it could not be recorded, or None."""
        try:
            with self.env.cr.savepoint():
                for delivery in deliveries:
                    # sudo: the customer's own page is the permission, which was checked
                    delivery.sudo()._hand_over(
                        evidence="customer", name=name, signature=read_signature(signature)
                    )
        except UserError as error:
            return str(error)
        return None

    @api.model
    def _handover_show(self, reader, *, csrf, problem="", sent=None):
        values = handover_page(reader, csrf=csrf, problem=problem, sent=sent or {})
        return reader.order._tracking_render("order_tracking_logistics.handover_page", values)
