from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    delivery_priority = fields.Selection(
        [("0", "Usual"), ("1", "Preferred"), ("2", "Key customer")],
        default="0",
        help="Whose orders come first where not all can be served in time. Set on the company, it "
        "counts for all its contacts.",
        groups="base.group_user",
    )
