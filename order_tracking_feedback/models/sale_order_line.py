from typing import NamedTuple

from odoo import models

from .. import returns


class Books(NamedTuple):
    """What an order line has been invoiced, in the product's unit: ``invoiced`` by posted
    invoices less credit notes; ``drafted`` by invoices that are drafts; ``open_invoiced``: what
    of each posted invoice is not credited, ``[(invoice id, quantity)]``, oldest first."""

    invoiced: float
    drafted: float
    open_invoiced: list


class SaleOrderLine(models.Model):
    """What of an order line has been paid back already, whoever did it."""

    _inherit = "sale.order.line"

    def _return_books(self, taken=()):
        """:class:`Books` (superuser). Odoo's own credit notes count as much as ours.

        :param taken: (invoice id, quantity) that is about to be credited.
        """
        self.ensure_one()
        ours = self.env["order.return.line"].search([("sale_line_id", "=", self.id)])
        entries = (self.invoice_lines | ours.credit_line_ids).filtered(
            lambda entry: entry.parent_state != "cancel"
        )
        charged = entries.filtered(lambda entry: entry.move_type == "out_invoice")
        posted = charged.filtered(lambda entry: entry.parent_state == "posted").sorted(
            lambda entry: (entry.date, entry.id)
        )
        given = [
            (entry.move_id.reversed_entry_id.id or None, self._in_unit(entry))
            for entry in entries.filtered(lambda entry: entry.move_type == "out_refund")
        ]
        given += taken
        whole = [(entry.move_id.id, self._in_unit(entry)) for entry in posted]
        # Odoo may take goods back on an invoice of others, below zero
        given += [(None, -quantity) for _move, quantity in whole if quantity < 0]
        whole = [part for part in whole if part[1] > 0]
        return Books(
            sum(q for _move, q in whole) - sum(q for _move, q in given),
            sum(map(self._in_unit, charged - posted)),
            returns.open_invoiced(whole, given),
        )

    def _in_unit(self, entry):
        """Quantity of an invoice's line in the product's unit."""
        return entry.product_uom_id._compute_quantity(entry.quantity, self.product_id.uom_id)
