from odoo import api, fields, models


class OrderIntakeMatch(models.Model):
    """What a sender calls a product that we could not find, and what people chose for it."""

    _name = "order.intake.match"
    _description = "Product of an Order Message"
    _inherit = ["order.made"]
    _order = "message_id, index"
    _rec_name = "said"

    message_id = fields.Many2one(
        "order.intake.message", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="message_id.company_id", store=True)
    index = fields.Integer(readonly=True, help="Of the order line, counted from 0.")
    line = fields.Integer(compute="_compute_line")
    said = fields.Char("Sent As", readonly=True)
    suggested_id = fields.Many2one(
        "product.product", "Suggestion", readonly=True, ondelete="set null"
    )
    product_id = fields.Many2one(
        "product.product",
        "Product",
        ondelete="set null",
        domain="[('sale_ok', '=', True), ('company_id', 'in', [False, company_id])]",
        help="The product that is meant. The message is then tried again with it.",
    )

    _line_uniq = models.UniqueIndex("(message_id, index)")

    @api.depends("index")
    def _compute_line(self):
        for match in self:
            match.line = match.index + 1

    def action_accept(self):
        """Takes the suggestion and tries the message again."""
        self.ensure_one()
        self.product_id = self.suggested_id
        return self.message_id.action_retry()
