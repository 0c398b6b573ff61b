from odoo import api, fields, models
from odoo.tools import SQL

from ..shipping.state import TERMINAL

_PARCELS = """
SELECT p.commercial_partner_id, COUNT(DISTINCT h.id), COUNT(DISTINCT h.id) FILTER (WHERE h.problem)
  FROM order_shipment h
  JOIN order_shipment_sale_order_rel r ON r.order_shipment_id = h.id
  JOIN sale_order o ON o.id = r.sale_order_id
  JOIN res_partner p ON p.id = o.partner_id
 WHERE h.id IN %(parcels)s AND p.commercial_partner_id = ANY (%(customers)s) GROUP BY 1"""


class ResPartner(models.Model):
    """Adds the parcels that are on their way to a customer."""

    _inherit = "res.partner"

    service_parcel_count = fields.Integer(
        "On the Way", compute="_compute_service_parcels", groups="base.group_user"
    )
    service_parcel_problem_count = fields.Integer(
        "With a Problem", compute="_compute_service_parcels", groups="base.group_user"
    )

    @api.depends("service_open_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_service_parcels(self):
        # what is on its way belongs to an open promise: without one nothing is asked
        waiting = self.filtered("service_open_count").commercial_partner_id._origin.ids
        found = self._service_parcels(waiting) if waiting else {}
        for partner in self:
            customer = partner.commercial_partner_id._origin.id
            partner.service_parcel_count, partner.service_parcel_problem_count = found.get(
                customer, (0, 0)
            )

    def _service_parcels(self, customers):
        """``{customer: (parcels under way, those with a problem)}``, in one query."""
        Shipment = self.env["order.shipment"]
        if not Shipment.has_access("read"):
            return {}
        parcels = Shipment._search(self._service_under_way(customers)).subselect()
        query = SQL(_PARCELS, parcels=parcels, customers=customers)
        return {row[0]: row[1:] for row in self.env.execute_query(query)}

    @api.model
    def _service_under_way(self, customers):
        """Domain of the parcels of these customers' open promises."""
        return [
            ("closed", "=", False),
            ("status", "not in", sorted(TERMINAL)),
            ("order_ids", "any", self._service_promised(customers)),
        ]

    def action_service_parcels(self):
        domain = self._service_under_way(self.commercial_partner_id.ids)
        return self._service_action(
            "order_tracking_logistics.order_shipment_action",
            self.env._("Parcels on the Way"),
            domain,
        )
