from odoo import fields, models


class OrderReturnReason(models.Model):
    """Why customers give goods back."""

    _name = "order.return.reason"
    _description = "Reason for a Return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    our_fault = fields.Boolean(
        "We Caused It",
        help="The goods were wrong, damaged or defective: we pay for the way back, and no "
        "restocking fee is kept.",
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
