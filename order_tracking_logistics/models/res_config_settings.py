from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_notice_parcels = fields.Boolean(related="company_id.order_notice_parcels", readonly=False)
    order_carrier_policy = fields.Selection(
        related="company_id.order_carrier_policy", readonly=False
    )
