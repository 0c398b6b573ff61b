from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_notice_parcels = fields.Boolean(related="company_id.order_notice_parcels", readonly=False)
    order_carrier_policy = fields.Selection(
        related="company_id.order_carrier_policy", readonly=False
    )
    order_allocation_mode = fields.Selection(
        related="company_id.order_allocation_mode", readonly=False
    )
    scan_weight_tolerance = fields.Float(related="company_id.scan_weight_tolerance", readonly=False)
    order_message_months = fields.Integer(related="company_id.order_message_months", readonly=False)
    order_scan_months = fields.Integer(related="company_id.order_scan_months", readonly=False)
    scan_box_weight = fields.Float(related="company_id.scan_box_weight", readonly=False)
