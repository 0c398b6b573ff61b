from odoo import api, models

from .. import made

# What the journal, the receipts and the checks say of an order, as lists and reports show it. It is
# written by statements of their own or with superuser rights, never by what a client sends.
MADE = frozenset(
    (
        *("tracking_version_id", "tracking_stage_id", "tracking_state", "tracking_due_at"),
        *("tracking_late", "tracking_archived_at", "tracking_unarchived_at"),
        *("promise_requested_at", "promise_first_at", "promise_last_at", "notice_due_at"),
        *("current_receipt_id", "receipt_due_at", "receipt_retry_at", "receipt_attempts"),
        *("receipt_error", "verification_state", "verification_at", "verification_hold"),
    )
)


# How it came in decides how it is checked: our own intake tells it of a new order, then it is kept.
CAME_IN = frozenset(("order_channel", "intake_key", "intake_sender"))


class SaleOrder(models.Model):
    """Whoever may write on an order writes nothing of it that is made of other records.

    The outermost of our layers: what the others add to a write on their own account is not asked.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        names = self._order_made()
        if not made.is_by_us(self):
            names |= CAME_IN
        made.refuse(self, vals_list, names)
        orders = super(SaleOrder, made.defaulted(self, names)).create(vals_list)
        return orders.with_env(self.env)

    def write(self, vals):
        made.refuse(self, [vals], self._order_made() | CAME_IN)
        return super().write(vals)

    @api.model
    def _order_made(self):
        """Names of the fields that follow from other records; add-ons above add their own."""
        return MADE
