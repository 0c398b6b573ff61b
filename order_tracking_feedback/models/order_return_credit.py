from collections import defaultdict
from decimal import Decimal

from odoo import Command, models

from .. import returns


class OrderReturn(models.Model):
    """Money for goods that came back: Odoo's credit notes of the invoices that charged them,
    limited to those goods, less their part of the invoice's discounts and the restocking fee.

    They are drafts, as Odoo's own: whoever keeps the books posts them.
    """

    _inherit = "order.return"

    def _credit(self, refunds, credits):
        """Credit notes for these lines (superuser); each way of paying back has its own."""
        back = defaultdict(float)  # by order line: what goes back for money now
        for lines, wallet in ((refunds, False), (credits, True)):
            for invoice, parts in self._credit_plan(lines, back).items():
                note = self._credit_note(invoice, parts)
                if wallet:
                    note._order_return_to_wallet(self)
        self._warn_uncharged(refunds | credits)

    def _warn_uncharged(self, lines):
        """Odoo invoices all that was ordered, where ordered goods are invoiced, whatever has
        come back since: somebody must leave it out."""
        uncharged = lines.filtered(
            lambda line: (
                line.product_id.invoice_policy == "order" and line.sale_line_id.qty_to_invoice > 0
            )
        )
        if uncharged:
            self.message_post(
                body=self.env._(
                    "Not invoiced in full yet: %s. When you invoice the rest of the order, leave "
                    "out what came back.",
                    ", ".join(uncharged.mapped("product_id.display_name")),
                )
            )

    def _credit_plan(self, lines, back):
        """``{invoice: [(return line, quantity in the product's unit)]}``, newest invoices first."""
        planned = defaultdict(list)
        taken = defaultdict(list)  # by order line: (invoice, quantity) that this plan credits
        for line in lines:
            sale_line = line.sale_line_id
            back[sale_line] += line.received_quantity
            books = sale_line._return_books(taken[sale_line])
            quantity = line._refundable(books, back[sale_line])
            for invoice, part in returns.spread(quantity, books.open_invoiced):
                planned[self.env["account.move"].browse(invoice)].append((line, part))
                taken[sale_line].append((invoice, part))
        return planned

    def _credit_note(self, invoice, parts):
        """Odoo's credit note of ``invoice``, for these goods only."""
        wizard = self.env["account.move.reversal"].create(
            {
                "move_ids": [Command.set(invoice.ids)],
                "company_id": invoice.company_id.id,
                "journal_id": invoice.journal_id.id,
                "reason": self.name,
            }
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        charged = invoice.invoice_line_ids.filtered(lambda one: one.display_type == "product")
        values = [line._credit_values(line._charged(charged), part) for line, part in parts]
        fees = [line._fee_values(line._charged(charged), part) for line, part in parts]
        values += _discounts(charged, parts) + [fee for fee in fees if fee]
        note.invoice_line_ids = [Command.clear(), *map(Command.create, values)]
        return note


def _discounts(charged, parts):
    """Lines that take back the returned goods' part of an invoice's discounts.

    An invoice's discounts are lines of their own below zero; each belongs to the goods with its
    taxes. Not those of down payments: they are paid, not given.
    """
    found = []
    for discount in charged.filtered(lambda one: one.price_subtotal < 0 and not one.is_downpayment):
        goods = charged.filtered(lambda one: one.price_subtotal > 0 and not one.is_downpayment)
        goods = goods.filtered(lambda one, d=discount: one.tax_ids == d.tax_ids) or goods
        returned = sum(line._value(charged, part) for line, part in parts if line._charged(goods))
        total = sum(Decimal(str(line.price_subtotal)) for line in goods)
        part = returns.share(returned, total)
        if part:
            price = float(Decimal(str(discount.price_unit)) * part)
            found.append(
                {
                    **discount._order_return_values(),
                    "quantity": discount.quantity,
                    "price_unit": discount.currency_id.round(price),
                }
            )
    return found
