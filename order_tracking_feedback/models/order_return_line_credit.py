from decimal import Decimal

from odoo import Command, models
from odoo.exceptions import UserError

from .. import returns


class OrderReturnLine(models.Model):
    """What a credit note says of a line of a return (superuser)."""

    _inherit = "order.return.line"

    def _refundable(self, books, returned_now):
        """How many of the received goods must be credited, in the product's unit.

        :param returned_now: of this order line, what goes back for money in this settling.
        """
        sale_line, unit = self.sale_line_id, self.uom_id
        earlier = self.search(
            [
                ("sale_line_id", "=", sale_line.id),
                ("outcome", "in", ("refund", "credit")),
                ("return_id.state", "=", "done"),
            ]
        )
        quantity = returns.refundable(
            self.product_id.invoice_policy,
            self.received_quantity,
            ordered=sale_line.product_uom_id._compute_quantity(sale_line.product_uom_qty, unit),
            delivered=sale_line.product_uom_id._compute_quantity(sale_line.qty_delivered, unit),
            returned=sum(earlier.mapped("received_quantity")) + returned_now,
            invoiced=books.invoiced + books.drafted,
        )
        posted = sum(part for _invoice, part in books.open_invoiced)
        if books.drafted and unit.compare(quantity, posted) > 0:
            raise UserError(
                self.env._(
                    "An invoice of %s is still a draft: post it first, or take the returned goods "
                    "off it.",
                    sale_line.order_id.name,
                )
            )
        return quantity

    def _charged(self, charged):
        """The invoice's line that charges for these goods."""
        return charged.filtered(lambda one: self.sale_line_id in one.sale_line_ids)[:1]

    def _value(self, charged, quantity):
        """What was charged for these goods, untaxed, in the invoice's currency; a Decimal."""
        line = self._charged(charged)
        whole = line.product_uom_id._compute_quantity(line.quantity, self.uom_id)
        return Decimal(str(line.price_subtotal)) * Decimal(str(quantity)) / Decimal(str(whole))

    def _credit_values(self, charged, quantity):
        """A line of a credit note.

        Where delivered goods are invoiced it belongs to the order line, as Odoo's own: what is
        invoiced follows what is delivered. Where ordered goods are, it does not: Odoo would
        take what was credited for something that is to be invoiced once more.
        """
        linked = self.product_id.invoice_policy == "delivery"
        return {
            **charged._order_return_values(),
            "product_id": charged.product_id.id,
            "product_uom_id": charged.product_uom_id.id,
            "quantity": self.uom_id._compute_quantity(quantity, charged.product_uom_id),
            "price_unit": charged.price_unit,
            "discount": charged.discount,
            "sale_line_ids": [Command.set(self.sale_line_id.ids if linked else [])],
            "order_return_line_id": self.id,
        }

    def _fee_values(self, charged, quantity):
        """What is kept for taking goods back, taxed like them; None where nothing is."""
        if not self.fee_percent:
            return None
        percent = Decimal(str(self.fee_percent))
        in_unit = self.uom_id._compute_quantity(quantity, charged.product_uom_id)
        price = charged.price_unit * (1 - charged.discount / 100) * in_unit
        rounding = Decimal(str(charged.currency_id.rounding))
        kept = returns.fee(Decimal(str(price)), percent, rounding)
        name = self.env._(
            "Restocking fee %(percent)s%%: %(product)s",
            percent=f"{percent.normalize():f}",
            product=self.product_id.display_name,
        )
        return {
            **charged._order_return_values(),
            "name": name,
            "quantity": -1,
            "price_unit": float(kept),
        }
