from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_acceptance_enabled = fields.Boolean(
        related="company_id.order_acceptance_enabled", readonly=False
    )
    order_acceptance_days = fields.Integer(
        related="company_id.order_acceptance_days", readonly=False
    )
