from odoo import api, fields, models

from ..models.order_shipment import STATUSES

TOLD = [status for status in STATUSES if status[0] not in ("unknown", "pending", "expired")]


class OrderShipmentTell(models.TransientModel):
    """What staff know of parcels: from a call with the driver, the carrier's page, the receiver."""

    _name = "order.shipment.tell"
    _description = "Record Event of a Parcel"

    shipment_ids = fields.Many2many("order.shipment", string="Shipments", required=True)
    code = fields.Selection(TOLD, "What Happened", required=True, default="delivered")
    happened_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    text = fields.Char("Note", help="Who says so: what you rest on.")
    location = fields.Char("Where")
    signed_by = fields.Char("Received By")
    picture = fields.Binary(attachment=False, help="JPEG, PNG, WebP or GIF, up to 5 MB.")
    picture_name = fields.Char()

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        shipments = self.env["order.shipment"].browse(self.env.context.get("default_shipment_ids"))
        if "delivered" in shipments.mapped("status"):
            values["code"] = "returning"
        return values

    def action_tell(self):
        self.ensure_one()
        now = fields.Datetime.now()
        at = self.happened_at if self.happened_at < now.replace(second=0) else None
        delivered = self.code == "delivered"
        self.shipment_ids._tell(
            self.code,
            at=at,
            text=self.text or "",
            location=self.location or "",
            signed_by=(self.signed_by or "") if delivered else "",
        )
        if delivered and self.picture:
            self.shipment_ids._keep_picture(self.picture_name or "", self.picture)
        return {"type": "ir.actions.act_window_close"}
