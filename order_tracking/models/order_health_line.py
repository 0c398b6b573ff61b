from odoo import fields, models


class OrderHealthLine(models.TransientModel):
    """One thing that can stop, as it was when the page was opened."""

    _name = "order.health.line"
    _description = "Line of the Health Page"
    _order = "id"

    health_id = fields.Many2one("order.health", required=True, readonly=True, ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    name = fields.Char("What", required=True, readonly=True)
    level = fields.Selection(
        selection=lambda self: self.env["order.health"]._levels(), required=True, readonly=True
    )
    text = fields.Char("How It Is", readonly=True)
    todo = fields.Char("What to Do", readonly=True)
