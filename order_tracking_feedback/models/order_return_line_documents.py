from odoo import models


class OrderReturnLine(models.Model):
    """What the documents of a return need to know of its lines (superuser)."""

    _inherit = "order.return.line"

    def _transfer_move(self):
        """The done move that brought these goods back; of a line that was split, its sibling's."""
        self.ensure_one()
        siblings = self.return_id.line_ids.filtered(lambda line: line.move_id == self.move_id)
        moves = (self | siblings).transfer_move_ids.filtered(
            lambda m: m.state == "done" and m._is_incoming()
        )
        return moves.filtered(lambda m: m.order_return_line_id == self)[:1] or moves[:1]

    def _reserve_lot(self, pickings):
        """Of goods with numbers the one that was asked about is expected, not just any."""
        moves = self.transfer_move_ids.filtered(lambda m: m.picking_id in pickings)
        if self.lot_id and moves.move_line_ids:
            moves.move_line_ids.lot_id = self.lot_id

    def _repair_values(self):
        move = self._transfer_move()
        return {
            "company_id": self.company_id.id,
            "partner_id": self.return_id.partner_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.received_quantity,
            "product_uom": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "picking_id": move.picking_id.id,
        }

    def _is_repaired(self):
        """The repair is done, and the goods have not been sent back yet."""
        if not self.repair or self.repair.state != "done":
            return False
        back = self.transfer_move_ids.filtered(lambda m: m._is_outgoing() and m.state != "cancel")
        return not back
