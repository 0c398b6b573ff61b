from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_tracking_logistics.shipping import references

MOST = 10  # parcels of one return


class OrderReturn(models.Model):
    """The parcels that bring a return's goods back."""

    _inherit = "order.return"

    parcel_number = fields.Char("New Parcel", copy=False)

    def action_add_parcel(self):
        """Staff enter the number of the customer's parcel."""
        self.ensure_one()
        self.check_access("write")
        # sudo: whoever works on the return may have its parcel followed
        found, number = self.sudo(), self.parcel_number
        if found._parcel_refused(number) in ("state", "too_many"):
            raise UserError(self.env._("This return takes no more parcels."))
        found._add_parcel(number)
        found.parcel_number = False

    def _parcel_refused(self, number):
        """Why this number cannot be a parcel of this return, empty where it can: state,
        no_number, known or too_many (superuser)."""
        self.ensure_one()
        number = references.normalised(number)
        if self.state not in ("approved", "shipped"):
            return "state"
        if references.problem(number):
            return "no_number"
        if number in self.shipment_ids.mapped("number"):
            return "known"
        return "too_many" if len(self.shipment_ids) >= MOST else ""

    def _add_parcel(self, number):
        """Follows a parcel (superuser).

        :raise ValidationError: it is followed already, for others.
        """
        self.ensure_one()
        carrier = self._return_carrier()
        return self.env["order.shipment"].create(
            {
                "number": number,
                "kind": "return",
                "order_return_id": self.id,
                "company_id": self.company_id.id,
                "carrier_id": carrier.id,
            }
        )

    def _return_carrier(self):
        """Who brings it: the return carrier of the policy, else whoever brought the goods."""
        named = self._policies().carrier_id
        return named[:1] or self.line_ids.move_id.picking_id.carrier_id[:1]

    def _customer_parcel(self, number):
        """The customer has sent a parcel (superuser); the code of what is wrong with its number,
        empty when it is recorded."""
        self._take_turn()
        code = self._parcel_refused(number)
        if code:
            return "" if code == "known" else code
        try:
            with self.env.cr.savepoint():
                self._add_parcel(number)
        except (UserError, ValidationError):
            return "no_number"  # of whom the other parcel is, is nobody's business
        return ""

    def _note_parcels(self):
        """Returns whose parcels are under way (superuser)."""
        for found in self:
            found.shipment_ids.invalidate_recordset(["shipped_at", "delivered_at"])
            moving = any(s.shipped_at or s.delivered_at for s in found.shipment_ids)
            if found.state == "approved" and moving:
                found._step("send")

    def _prove_arrival(self, moves):
        """What customers give back had reached them, also where nobody had said so: without this
        the order would count as one that came back undelivered (superuser).

        :param moves: done moves of this return. What the carrier brought back proves nothing.
        """
        came = defaultdict(float)
        for move in moves:
            line = move.order_return_line_id
            parcels = line.move_id.picking_id.shipment_ids
            if not {"returning", "returned"} & set(parcels.mapped("status")):
                quantity = move.product_uom._compute_quantity(move.quantity, line.uom_id)
                came[str(line.sale_line_id.id)] += quantity
        self.order_id._return_proves(self, came, moves.picking_id)
