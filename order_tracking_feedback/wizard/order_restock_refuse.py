from odoo import fields, models


class OrderRestockRefuse(models.TransientModel):
    _name = "order.restock.refuse"
    _description = "Refuse Restocking"

    proposal_ids = fields.Many2many("order.restock.proposal", required=True)
    reason = fields.Text(required=True)

    def action_refuse(self):
        """The reason is kept with each of them."""
        self.ensure_one()
        self.proposal_ids._refuse(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
