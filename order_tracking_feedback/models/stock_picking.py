from odoo import fields, models


class StockPicking(models.Model):
    """A validated return transfer moves its return on."""

    _inherit = "stock.picking"

    order_return_ids = fields.Many2many("order.return", compute="_compute_order_return_ids")

    def _compute_order_return_ids(self):
        for picking in self:
            # sudo: which returns a transfer is for; who may open them is checked there
            found = picking.sudo().move_ids.order_return_line_id.return_id
            picking.order_return_ids = found.with_env(self.env)._filtered_access("read")

    def _action_done(self):
        open_ = self.move_ids.filtered(
            lambda m: m.order_return_line_id and m.state not in ("done", "cancel")
        )
        done = super()._action_done()
        arrived = open_.filtered(lambda m: m.state == "done" and m._is_incoming())
        if arrived:
            # sudo: the warehouse says that goods came back, whoever may decide on the return
            arrived.sudo().order_return_line_id.return_id._note_received(arrived.sudo())
        return done
