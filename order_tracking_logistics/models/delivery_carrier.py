from odoo import fields, models

HANDOVERS = [("own", "Our own drivers bring it"), ("pickup", "The customer collects it")]


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
    handover = fields.Selection(
        HANDOVERS,
        "Without a Carrier",
        help="Goods go from hand to hand: staff or the customer confirm it with a name, a "
        "signature or the code on the customer's page.",
    )
