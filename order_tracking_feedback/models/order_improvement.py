from odoo import fields, models


class OrderImprovement(models.Model):
    """What somebody will change, and the figure that must move."""

    _name = "order.improvement"
    _description = "Improvement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_on, id desc"

    name = fields.Char("Action", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    finding_id = fields.Many2one(
        "order.review.finding", readonly=True, ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one("res.users", "Owner", tracking=True, domain=[("share", "=", False)])
    due_on = fields.Date("Due", tracking=True)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Changed"), ("dropped", "Dropped")],
        required=True,
        default="open",
        tracking=True,
    )
    metric = fields.Char("Figure", required=True)
    statistic = fields.Char()
    dimension = fields.Char()
    subject = fields.Char()
    target = fields.Float(digits=False)

    _list_idx = models.Index("(company_id, state, due_on)")
