from odoo import Command, api, models

from ..shipping import references

NUMBER = "parcel_tracking"  # where carrier add-ons put a package's own number; not in Odoo itself


class StockPackage(models.Model):
    """Packages that have a tracking number of their own."""

    _inherit = "stock.package"

    @api.model_create_multi
    def create(self, vals_list):
        packages = super().create(vals_list)
        if any(NUMBER in vals for vals in vals_list):
            packages._make_shipments()
        return packages

    def write(self, vals):
        done = super().write(vals)
        if NUMBER in vals:
            self._make_shipments()
        return done

    def _make_shipments(self):
        """One shipment for each package with a number; its content is the package's."""
        if NUMBER not in self._fields:
            return
        # sudo: whoever may enter the number may have it followed
        for package in self.sudo().filtered(NUMBER):
            number = references.normalised(package[NUMBER])
            if references.problem(number):
                continue
            for picking in package._deliveries():
                picking._shipment_of(number).package_ids = [Command.link(package.id)]

    def _deliveries(self):
        lines = self.env["stock.move.line"].search(
            [
                ("result_package_id", "=", self.id),
                ("picking_id.picking_type_code", "=", "outgoing"),
                ("state", "!=", "cancel"),
            ]
        )
        return lines.picking_id
