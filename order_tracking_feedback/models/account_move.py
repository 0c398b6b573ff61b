from odoo import Command, fields, models


class AccountMove(models.Model):
    """Store credit: a credit note that the customer keeps. Odoo offers it on the next invoice;
    where eWallets are in use, it fills the customer's eWallet instead when it is posted."""

    _inherit = "account.move"

    order_return_wallet = fields.Monetary(
        "Goes Into the eWallet", readonly=True, copy=False, help="When this is posted."
    )

    def _order_return_to_wallet(self, found):
        """Buys eWallet credit with what this credit note (a draft) gives back, where the company
        has an eWallet in its currency; the note's total is nothing then: paid back once.

        :param found: the order.return.
        """
        if "loyalty.card" not in self.env:
            return
        product, amount = self._order_return_program().trigger_product_ids[:1], self.amount_total
        if not product or amount <= 0:
            return
        bought = {
            "name": self.env._("eWallet credit for return %s", found.name),
            "product_id": product.id,
            "quantity": -1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],  # taxed when it is spent
        }
        self.write({"invoice_line_ids": [Command.create(bought)], "order_return_wallet": amount})

    def _order_return_program(self):
        """The eWallet of this company in this currency (superuser); may be empty."""
        return self.env["loyalty.program"].search(
            [
                ("program_type", "=", "ewallet"),
                ("company_id", "in", (False, self.company_id.id)),
                ("currency_id", "=", self.currency_id.id),
            ],
            limit=1,
        )

    def _post(self, soft=True):
        posted = super()._post(soft)
        for note in posted.filtered("order_return_wallet"):
            # sudo: whoever may post the credit note gives what it says, once
            note.sudo()._order_return_fill_wallet()
        return posted

    def _order_return_fill_wallet(self):
        program, owner = self._order_return_program(), self.commercial_partner_id
        Card = self.env["loyalty.card"]
        card = Card.search(
            [("program_id", "=", program.id), ("partner_id", "=", owner.id)], limit=1
        ) or Card.create({"program_id": program.id, "partner_id": owner.id})
        card.points += self.order_return_wallet
        self.order_return_wallet = 0
