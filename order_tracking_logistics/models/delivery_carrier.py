from odoo import api, fields, models, tools

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
    stated_days = fields.Integer(
        "Stated Days",
        help="Working days that the carrier says it takes. Counts until ten parcels on a route "
        "tell how long it really takes. 0: it says nothing.",
    )

    @api.model
    @tools.ormcache()
    def _handover_methods(self):
        """Ids of the delivery methods without a carrier."""
        # sudo: only which methods there are; every tracking page asks
        return tuple(self.sudo().search([("handover", "!=", False)]).ids)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"handover", "active"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)
