from odoo import Command, api, fields, models

from odoo.addons.order_tracking import made

from ..shipping import references

MADE = frozenset({"last_scan_at"})  # what scans say, never whoever may write a transfer
NOTED = "order_shipment_noted"  # context: the shipments of the numbers that are written exist


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # not check_company: Odoo then reads the parcels of each transfer that is validated
    shipment_ids = fields.Many2many("order.shipment", string="Shipments", copy=False)
    shipment_count = fields.Integer(compute="_compute_shipment_count")

    _left_idx = models.Index("(date_done) WHERE state = 'done'")

    @api.depends("shipment_ids")
    def _compute_shipment_count(self):
        for picking in self:
            # sudo: only how many there are
            picking.shipment_count = len(picking.sudo().shipment_ids)

    @api.constrains("shipment_ids", "company_id")
    def _check_shipment_company(self):
        # sudo: a parcel that the writer may not read is refused, too
        self.sudo().shipment_ids._check_company(["picking_ids"])

    @api.model_create_multi
    def create(self, vals_list):
        made.refuse(self, vals_list, MADE)
        if any("shipment_ids" in vals for vals in vals_list):
            self.env["order.shipment"].check_access("write")
        pickings = super(StockPicking, made.defaulted(self, MADE)).create(vals_list)
        pickings = pickings.with_env(self.env)
        pickings.filtered("carrier_tracking_ref")._make_shipments()
        return pickings

    def write(self, vals):
        made.refuse(self, [vals], MADE)
        if "shipment_ids" in vals:  # whose parcel it is decides who may see it
            self.env["order.shipment"].check_access("write")
        done = super().write(vals)
        if "carrier_tracking_ref" in vals and not self.env.context.get(NOTED):
            self._make_shipments()
        return done

    def _make_shipments(self):
        """One shipment for each number of Odoo's tracking reference, whatever joins them.

        A number that left the reference takes the delivery off its shipment, as long as nothing
        was told about that parcel; a text that cannot be a number is no shipment.
        """
        # sudo: whoever may enter the number may have it followed
        for picking in self.sudo():
            numbers = references.split(picking.carrier_tracking_ref)
            numbers = [number for number in numbers if not references.problem(number)]
            for number in numbers:
                picking._shipment_of(number)
            gone = picking.shipment_ids.filtered(
                lambda s, n=numbers: s.kind == "parcel" and s.number not in n and not s.event_ids
            )
            gone.picking_ids = [Command.unlink(picking.id)]
            gone.filtered(lambda s: not s.picking_ids).unlink()

    def _note_tracking_ref(self, numbers):
        """Adds numbers of shipments that exist to Odoo's tracking reference."""
        known = [self.carrier_tracking_ref] if self.carrier_tracking_ref else []
        self.with_context(**{NOTED: True}).carrier_tracking_ref = ",".join([*known, *numbers])

    def _shipment_of(self, number):
        """The open shipment with this number and this delivery's carrier, made when missing."""
        Shipment = self.env["order.shipment"]
        domain = [("number", "=", number), ("company_id", "=", self.company_id.id)]
        found = Shipment.search(
            [*domain, ("closed", "=", False), ("carrier_id", "in", (False, self.carrier_id.id))],
            limit=1,
        )
        if found and (found.status not in ("delivered", "returned") or self in found.picking_ids):
            found.picking_ids = [Command.link(self.id)]
            return found
        return Shipment.create(self._prepare_shipment(number))

    def _prepare_shipment(self, number):
        carrier = self.carrier_id
        partner = self.partner_id
        return {
            "number": number,
            "company_id": self.company_id.id,
            "carrier_id": carrier.id,
            "carrier_code": carrier.tracking_carrier_code,
            "connector_id": carrier.tracking_connector_id.id,
            "picking_ids": [Command.link(self.id)],
            "phone": partner.phone,
            "postcode": partner.zip,
        }

    def action_view_shipments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_logistics.order_shipment_action"
        )
        return {
            **action,
            "domain": [("picking_ids", "in", self.ids)],
            "context": {"default_picking_ids": self.ids},
        }

    def action_scan_parcels(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_logistics.order_shipment_scan_action"
        )
        return {**action, "context": {"default_picking_id": self.id}}
