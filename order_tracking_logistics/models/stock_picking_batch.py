from odoo import api, fields, models

from ..dispatch import tour


class StockPickingBatch(models.Model):
    """A wave of own deliveries is a driver's tour."""

    _inherit = "stock.picking.batch"

    has_stops = fields.Boolean(compute="_compute_has_stops")

    @api.depends("picking_ids.carrier_id.handover", "picking_ids.picking_type_code")
    def _compute_has_stops(self):
        for batch in self:
            outgoing = batch.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
            batch.has_stops = "own" in outgoing.carrier_id.mapped("handover")

    def action_sort_stops(self):
        """Puts the deliveries into the order in which the driver goes to them."""
        for batch in self:
            order = tour(picking._to_stop() for picking in batch.picking_ids)
            for number, picking in enumerate(batch.picking_ids.browse(order), 1):
                picking.batch_sequence = number
        return True
