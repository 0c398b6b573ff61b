from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shipping import references


class TrackingMessageMatch(models.TransientModel):
    """A person says which parcel a message is about: one that is there, or a new one."""

    _name = "tracking.message.match"
    _description = "Match Message to a Parcel"

    message_id = fields.Many2one("tracking.message", required=True, readonly=True)
    company_id = fields.Many2one(related="message_id.company_id", related_sudo=False)
    number = fields.Char("Number in the Message", readonly=True)
    numbers = fields.Char(related="message_id.numbers", related_sudo=False)
    shipment_id = fields.Many2one(
        "order.shipment",
        "Shipment",
        domain="[('company_id', '=', company_id), ('closed', '=', False)]",
        help="Its number is replaced by the one in the message. Empty: a new shipment is made.",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        "Delivery",
        domain="[('company_id', '=', company_id), ('picking_type_code', '=', 'outgoing')]",
    )
    order_id = fields.Many2one(
        "sale.order", "Order", domain="[('company_id', '=', company_id), ('state', '=', 'sale')]"
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        message = self.env["tracking.message"].browse(values.get("message_id"))
        values["number"] = (message.numbers or "").split()[:1]
        values["number"] = values["number"][0] if values["number"] else False
        return values

    def action_match(self):
        """Gives the message its parcel; the message is then taken in."""
        self.ensure_one()
        self.message_id.check_access("read")
        if not self.number:
            raise UserError(self.env._("The message names no parcel. Try it again instead."))
        if self.shipment_id:
            self._give_number()
        else:
            self._make_shipment()
        # sudo: the inbox is written by nobody; whoever may match may have it taken in
        self.message_id.sudo()._process()
        return {"type": "ir.actions.act_window_close"}

    def _give_number(self):
        shipment = self.shipment_id
        if shipment.event_ids and references.normalised(self.number) != shipment.number:
            raise UserError(
                self.env._(
                    "Something was told about parcel %s already: its number stays. Choose another "
                    "shipment, or leave the field empty to make a new one.",
                    shipment.number,
                )
            )
        shipment.write({"number": self.number, "connector_id": self.message_id.connector_id.id})

    def _make_shipment(self):
        if not self.picking_id and not self.order_id:
            raise UserError(
                self.env._("Choose the shipment, the delivery or the order that the parcel is of.")
            )
        self.env["order.shipment"].create(
            {
                "number": self.number,
                "company_id": self.company_id.id,
                "connector_id": self.message_id.connector_id.id,
                "carrier_id": self.picking_id.carrier_id.id,
                "picking_ids": self.picking_id.ids,
                "order_ids": self.order_id.ids,
            }
        )
