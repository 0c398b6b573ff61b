from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        # what other addons confirm here waits, too, instead of stopping the payment with an error
        holding = self.with_context(order_verification_hold="payment")
        return super(PaymentTransaction, holding)._post_process()

    def _check_amount_and_confirm_order(self):
        """A payment is kept whatever the order says: orders that do not pass verification wait
        for us, all others are confirmed."""
        held = self.env["sale.order"]
        for transaction in self:
            quotation = transaction.sale_order_ids.filtered(lambda o: o.state in ("draft", "sent"))
            # as Odoo does: a payment of several quotations confirms none
            single = quotation and len(transaction.sale_order_ids) == 1
            if single and quotation._is_confirmation_amount_reached():
                held |= quotation._verification_hold("payment")
        rest = self.filtered(lambda transaction: not transaction.sale_order_ids & held)
        return super(PaymentTransaction, rest)._check_amount_and_confirm_order()
