from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..shipping import references


class OrderShipmentScan(models.TransientModel):
    """Parcels of a delivery, scanned one after the other: the delivery slip first, then labels.

    A scanner is a keyboard that ends with Enter: each Enter in the field takes one code.
    """

    _name = "order.shipment.scan"
    _description = "Scan Parcels"
    _inherit = ["barcodes.barcode_events_mixin"]

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    picking_id = fields.Many2one(
        "stock.picking",
        "Delivery",
        domain="[('company_id', '=', company_id), ('picking_type_code', '=', 'outgoing'),"
        " ('state', '!=', 'cancel')]",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        "Delivery Method",
        compute="_compute_carrier_id",
        store=True,
        readonly=False,
    )
    code = fields.Char("Scan or Type", help="The number on the delivery slip, or on a label.")
    numbers = fields.Text("Parcels", help="One tracking number a line.")
    message = fields.Char(readonly=True)

    @api.depends("picking_id")
    def _compute_carrier_id(self):
        for wizard in self:
            wizard.carrier_id = wizard.picking_id.carrier_id or wizard.carrier_id

    @api.onchange("code")
    def _onchange_code(self):
        if self.code:
            self.message = self._take(self.code)
            self.code = False

    def on_barcode_scanned(self, barcode):
        self.message = self._take(barcode)

    def _take(self, code):
        """What came of one code, in words."""
        delivery = self._delivery(code)
        if delivery:
            self.picking_id = delivery
            return self.env._("Delivery %s. Now scan its parcels.", delivery.name)
        number = references.scanned(code)
        known = references.split_lines(self.numbers)
        if references.problem(number):
            return self.env._("“%s” is no tracking number. Scan it again.", code[:80])
        if number in known:
            return self.env._("%s is in the list already.", number)
        self.numbers = "\n".join([*known, number])
        return self.env._("%(number)s: parcel %(count)s", number=number, count=len(known) + 1)

    def _delivery(self, code):
        domain = [
            ("name", "=", code.strip()),
            ("picking_type_code", "=", "outgoing"),
            ("company_id", "=", self.company_id.id or self.env.company.id),
        ]
        return self.env["stock.picking"].search(domain, limit=1)

    def action_done(self):
        """Makes a shipment of each number, or shows the one that has it."""
        self.ensure_one()
        numbers = references.split_lines(self.numbers)
        if not numbers:
            raise UserError(self.env._("Scan at least one parcel."))
        shipments = self._known(numbers)
        missing = [n for n in numbers if n not in shipments.mapped("number")]
        if missing and not self.picking_id:
            raise UserError(
                self.env._(
                    "Parcel %s is not known yet. Scan the slip of its delivery, or choose the "
                    "delivery.",
                    missing[0],
                )
            )
        if self.picking_id:
            shipments.write({"picking_ids": [Command.link(self.picking_id.id)]})
        shipments |= shipments.create([self._prepare(number) for number in missing])
        return shipments._get_records_action(name=self.env._("Scanned Parcels"))

    def _known(self, numbers):
        """Open parcels with these numbers, of this carrier where one is chosen."""
        found = self.env["order.shipment"].search(
            [
                ("number", "in", numbers),
                ("closed", "=", False),
                ("status", "not in", ("delivered", "returned", "cancelled")),
                ("company_id", "=", self.company_id.id),
            ]
        )
        carrier = self.carrier_id
        return found.filtered(lambda s: not (carrier and s.carrier_id) or s.carrier_id == carrier)

    def _prepare(self, number):
        values = self.picking_id._prepare_shipment(number)
        if self.carrier_id and self.carrier_id != self.picking_id.carrier_id:
            # the connector then is that of the method which was chosen here
            values = {k: v for k, v in values.items() if k not in ("connector_id", "carrier_code")}
            values["carrier_id"] = self.carrier_id.id
        return values
