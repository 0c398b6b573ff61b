import base64

from odoo import fields, models
from odoo.exceptions import UserError


class OrderShipmentHandover(models.TransientModel):
    """On the driver's or the clerk's phone: the customer takes the goods."""

    _name = "order.shipment.handover"
    _description = "Hand Over"

    picking_id = fields.Many2one("stock.picking", "Delivery", required=True, readonly=True)
    partner_id = fields.Many2one(
        related="picking_id.partner_id", string="Customer", related_sudo=False
    )
    kind = fields.Selection(related="picking_id.handover", related_sudo=False)
    content = fields.Text(related="picking_id.stop_goods", string="Goods", related_sudo=False)
    code = fields.Char(
        "Customer's Code", help="Six digits; the customer finds them on the order's page."
    )
    name = fields.Char("Received By")
    signature = fields.Binary(attachment=False)
    photo = fields.Binary(attachment=False)
    note = fields.Char()
    message = fields.Char(readonly=True)

    def action_hand_over(self):
        """Records the handover; goods that are still here leave with it."""
        self.ensure_one()
        self.picking_id.check_access("write")
        if self.code and (said := self._check_code()):
            self.message = said
            return self._again()
        if not (self.code or self.signature or self.name):
            raise UserError(
                self.env._("Enter the customer's code, or who took the goods, or let them sign.")
            )
        if self.picking_id.state == "assigned" and (action := self._leave()):
            return action
        self.picking_id._hand_over(
            evidence="customer" if self.code or self.signature else "staff",
            name=self.name or "",
            note=self.note or "",
            signature=base64.b64decode(self.signature or b""),
            photo=base64.b64decode(self.photo or b""),
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_code(self):
        """What is wrong with the code, in words; None: nothing."""
        found = self.picking_id._handover_try(self.code)
        if found == "wrong":
            return self.env._("This is not the code of %s. Ask again.", self.picking_id.name)
        if found == "locked":
            return self.env._(
                "Too many wrong codes. Wait 15 minutes, or let the customer sign instead."
            )
        return None

    def _leave(self):
        """Validates the transfer; what Odoo wants to know first, or None when it is done."""
        picking = self.picking_id
        picking.move_ids.picked = True
        action = picking.with_context(skip_sms=True).button_validate()
        if picking.state == "done":
            return None
        if isinstance(action, dict):
            return action
        raise UserError(
            self.env._("%s could not be validated. Open it and do it there.", picking.name)
        )

    def _again(self):
        return {**self.picking_id.action_hand_over(), "res_id": self.id}
