from odoo import api, fields, models, tools

HANDOVERS = [("own", "Our own drivers bring it"), ("pickup", "The customer collects it")]

_FLOWS = {"own": "order_tracking_logistics.flow_own", "pickup": "order_tracking.flow_pickup"}


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
    tracking_flow_id = fields.Many2one(
        "order.tracking.flow",
        "Flow of Its Orders",
        check_company=True,
        help="Orders with this delivery method go through these stages. Empty: as all others.",
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

    @api.model
    @tools.ormcache()
    def _flow_of_methods(self):
        """``{delivery method id: flow id}`` of those that have one of their own."""
        # sudo: what an order goes through does not depend on who confirms it
        found = self.sudo().with_context(active_test=False)
        return {
            m.id: m.tracking_flow_id.id for m in found.search([("tracking_flow_id", "!=", False)])
        }

    @api.onchange("handover")
    def _onchange_handover(self):
        flow = _FLOWS.get(self.handover)
        self.tracking_flow_id = flow and self.env.ref(flow, raise_if_not_found=False)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"handover", "active", "tracking_flow_id"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)
