from odoo import Command, fields, models


class AccountMoveLine(models.Model):
    """Which line of a return goods are credited for: nothing is credited twice."""

    _inherit = "account.move.line"

    order_return_line_id = fields.Many2one(
        "order.return.line", copy=False, index="btree_not_null", readonly=True
    )

    def _order_return_values(self):
        """What a line of a credit note has in common with this one, which charged."""
        self.ensure_one()
        return {
            "name": self.name,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            "account_id": self.account_id.id,
            "analytic_distribution": self.analytic_distribution,
        }
