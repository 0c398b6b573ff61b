from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    tracking_connector_id = fields.Many2one(
        "tracking.connector",
        "Tracking Data From",
        check_company=True,
        help="Parcels of this delivery method are followed through this connector.",
    )
    tracking_carrier_code = fields.Char(
        "Carrier Code", help="How the connector calls this carrier, e.g. “shunfeng” at Kuaidi100."
    )
