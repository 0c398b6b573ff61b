from odoo import api, fields, models


class SaleOrder(models.Model):
    """What is proposed about the order: from where it should be sent, and when."""

    _inherit = "sale.order"

    allocation_id = fields.Many2one(
        "order.allocation", "Allocation", compute="_compute_allocation_id"
    )
    allocation_kind = fields.Selection(
        lambda self: self.env["order.allocation"]._fields["kind"].selection,
        "Proposal",
        compute="_compute_allocation_id",
    )
    allocation_changes = fields.Boolean(compute="_compute_allocation_id")
    allocation_text = fields.Char("Allocation Reason", compute="_compute_allocation_id")

    @api.depends_context("uid", "lang")
    def _compute_allocation_id(self):
        """The open proposal, where the reader may see it."""
        proposals = self.env["order.allocation"]
        found = {}
        if proposals.has_access("read"):
            domain = [("order_id", "in", self.ids), ("state", "=", "proposed")]
            found = {one.order_id.id: one for one in proposals.search(domain)}
        for order in self:
            proposal = found.get(order._origin.id, proposals)
            order.allocation_id = proposal
            order.allocation_kind = proposal.kind
            order.allocation_changes = proposal.changes
            order.allocation_text = proposal.text

    def action_apply_allocation(self):
        self.ensure_one()
        return self.allocation_id.action_apply()

    def action_open_allocation(self):
        self.ensure_one()
        return self.allocation_id.get_formview_action()
