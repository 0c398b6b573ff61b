from odoo import api, fields, models

from .order_review import KINDS as REVIEWS


class OrderImprovement(models.Model):
    """What somebody will change, and the figure that must move.

    Each later review of its kind adds a check: the figure before and after, and whether the
    action worked.
    """

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
    review_kind = fields.Selection(
        REVIEWS,
        "Checked By",
        required=True,
        default="month",
        help="Each later review of this kind says whether it worked.",
    )
    user_id = fields.Many2one("res.users", "Owner", tracking=True, domain=[("share", "=", False)])
    due_on = fields.Date("Due", tracking=True)
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    state = fields.Selection(
        [("open", "To Do"), ("done", "Changed"), ("dropped", "Dropped")],
        required=True,
        default="open",
        tracking=True,
        group_expand=True,
    )
    changed = fields.Reference(
        [
            ("order.tracking.flow", "Flow"),
            ("order.tracking.stage", "Stage"),
            ("order.tracking.team", "Team"),
            ("order.verification.rule", "Verification Rule"),
            ("order.complaint.category", "Complaint Category"),
            ("order.return.policy", "Return Policy"),
            ("order.exception.rule", "Exception Rule"),
            ("mail.template", "Receipt or Mail Template"),
            ("delivery.carrier", "Carrier"),
            ("product.template", "Product"),
        ],
        "What Was Changed",
        help="The template, flow, rule or policy that is different now.",
    )
    changed_on = fields.Date(tracking=True, help="Reviews of later periods tell whether it worked.")
    note = fields.Text("How")
    metric = fields.Char("Figure", required=True)
    statistic = fields.Char()
    dimension = fields.Char()
    subject = fields.Char()
    subject_name = fields.Char()
    target = fields.Float(digits=False)
    check_ids = fields.One2many("order.improvement.check", "improvement_id", readonly=True)
    verdict = fields.Selection(related="check_ids.verdict", string="Last Check")

    _list_idx = models.Index("(company_id, state, due_on)")
    _user_idx = models.Index("(user_id, due_on) WHERE state = 'open'")

    @api.depends("state", "due_on")
    def _compute_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.late = action.state == "open" and bool(action.due_on) and action.due_on < today

    @api.model
    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "open"), ("due_on", "<", today)]
