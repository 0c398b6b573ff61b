from odoo import fields, models

from ..presentation.notice import correction_frame
from ..presentation.shared import name_in_greeting

# The rule that should have found a mistake, by what was corrected.
_RULES = {"price": "price_off_list", "date": "date_too_soon", "address": "address_incomplete"}


class SaleOrder(models.Model):
    """Corrections that the customer asked for: what they change, and what the customer reads."""

    _inherit = "sale.order"

    dispute_ids = fields.One2many("order.receipt.dispute", "order_id", "Corrections", readonly=True)
    dispute_count = fields.Integer("Open Corrections", compute="_compute_dispute_count")

    def _compute_dispute_count(self):
        waiting = [("order_id", "in", self.ids), ("state", "=", "open")]
        # sudo: whether a correction waits is part of an order that may be read
        found = dict(
            self.env["order.receipt.dispute"].sudo()._read_group(waiting, ["order_id"], ["__count"])
        )
        for order in self:
            order.dispute_count = found.get(order, 0)

    # ------------------------------------------------------------------ into the next receipt

    def _receipt_corrections(self):
        """Accepted corrections that no receipt carries yet."""
        return self.env["order.receipt.dispute"].search(
            [
                ("order_id", "in", self.ids),
                ("state", "=", "accepted"),
                ("resolved_by_id", "=", False),
            ],
            order="id",
        )

    def _receipt_corrected(self, dispute):
        """A correction is accepted: the next receipt says so, and the rules that should have
        found the mistake count a miss."""
        self._receipt_want()
        rule = self._receipt_rule_of(dispute)
        if rule:
            self._verification_missed(rule, note=dispute.display_name)

    def _receipt_rule_of(self, dispute):
        """Code of the rule that let the mistake pass, None where no rule looks for such ones."""
        if dispute.problem == "quantity":
            too_many = dispute.stated_number > dispute.proposed_number
            return "quantity_high" if too_many else "quantity_low"
        return _RULES.get(dispute.problem)

    # ------------------------------------------------------------------ told without a receipt

    def _receipt_tell_refused(self, dispute):
        """The customer reads why, by mail and on the page of the receipt."""
        receipt = dispute.receipt_id.sudo()  # its address holds a token of the customer's own
        buyer = receipt._recipient()
        if not buyer:
            return
        order = self.with_context(lang=receipt.lang)
        frame = correction_frame(order)
        values = {
            "dispute": dispute.with_context(lang=receipt.lang),
            "url": receipt._buyer_url(),
            "hello": order.env._("Hello %s,", name_in_greeting(buyer)),
            "frame": frame,
        }
        order.with_context(notice=frame).message_notify(
            partner_ids=buyer.ids,
            subject=order.env._("Your correction of order %s", order.name),
            body=order.env["ir.qweb"]._render("order_tracking.correction_refused", values),
            email_layout_xmlid="order_tracking.notice_layout",
            force_send=False,
        )

    # ------------------------------------------------------------------ screens

    def action_corrections(self):
        """Opens the corrections of this order; the only open one at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_receipt_dispute_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
