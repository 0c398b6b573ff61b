from odoo import fields, models


class SaleOrder(models.Model):
    """What its customer said about an order."""

    _inherit = "sale.order"

    feedback_ids = fields.One2many("order.feedback", "order_id", "Feedback", readonly=True)
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    def _compute_feedback_count(self):
        groups = self.env["order.feedback"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.feedback_count = counts.get(order.id, 0)

    def _feedback_complaint_open(self):
        """Whether somebody still has to make something good: then nobody asks how it was."""
        return bool(self._complaint_open())

    def action_view_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "order_tracking_feedback.order_feedback_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
