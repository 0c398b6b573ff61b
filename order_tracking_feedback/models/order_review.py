from odoo import fields, models

KINDS = [("week", "Week"), ("month", "Month"), ("quarter", "Quarter")]


class OrderReview(models.Model):
    """The report of a period: its figures are stored when it is frozen and never change."""

    _name = "order.review"
    _description = "Order Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, default="month")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, help="The last day, included.")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="restrict",
        help="Set: the edition for this customer, about their orders only.",
    )
    state = fields.Selection(
        [("draft", "Being Prepared"), ("frozen", "Frozen"), ("signed", "Signed Off")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    as_of = fields.Datetime(
        "As Known On", readonly=True, copy=False, help="What was known at this instant counts."
    )
    signed_by = fields.Many2one("res.users", readonly=True, copy=False)
    signed_at = fields.Datetime(readonly=True, copy=False)
    figure_ids = fields.One2many("order.review.figure", "review_id", "Figures", readonly=True)
    finding_ids = fields.One2many("order.review.finding", "review_id", "Findings", readonly=True)

    _list_idx = models.Index("(company_id, kind, date_to DESC)")
    _dates = models.Constraint("CHECK (date_from <= date_to)", "A period ends after it begins.")

    def _compute_name(self):
        for review in self:
            review.name = f"{review.date_from} – {review.date_to}"
