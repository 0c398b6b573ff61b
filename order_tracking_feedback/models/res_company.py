from odoo import api, fields, models

_READERS = "base.group_system"  # who reads reviews is set in the settings and read by jobs alone


class ResCompany(models.Model):
    _inherit = "res.company"

    order_acceptance_enabled = fields.Boolean(
        "Customers Confirm What Arrived",
        default=True,
        help="When goods have arrived, their customer is asked whether everything is there and "
        "in good condition.",
    )
    order_acceptance_days = fields.Integer(
        "Silence Accepts After (days)",
        default=7,
        help="So many days after goods arrived they count as accepted when the customer has not "
        "said anything; the customer is told so. 0: never by silence.",
    )

    order_feedback_enabled = fields.Boolean(
        "Ask Customers for Feedback",
        default=True,
        help="Some days after the goods were accepted, their customer is asked once by mail how "
        "product, delivery and service were.",
    )
    order_feedback_delay = fields.Integer(
        "Days After Acceptance", default=3, help="So long customers can try the goods."
    )
    order_feedback_gap = fields.Integer(
        "Days Between Two Requests",
        default=30,
        help="Nobody is asked again before so many days have passed, whatever they order.",
    )

    order_feedback_complaint = fields.Boolean(
        "Low Scores Open a Complaint",
        help="Who gives 1 or 2 of 5, would not recommend us (0 to 6 of 10), or complains in a mail "
        "gets an answer: a complaint is opened in their words, unless one is open about the order.",
    )

    _order_feedback_delay_range = models.Constraint(
        "CHECK (order_feedback_delay BETWEEN 0 AND 90)",
        "Customers are asked 0 to 90 days after acceptance.",
    )
    _order_feedback_gap_range = models.Constraint(
        "CHECK (order_feedback_gap BETWEEN 0 AND 730)",
        "Between two requests to one person pass 0 to 730 days.",
    )
    order_notice_afterwards = fields.Boolean(
        "Complaints and Returns",
        default=True,
        help="Tell customers when we have their complaint and until when we answer, what to do "
        "about a return and what becomes of it, and that silence accepts before it does.",
    )
    order_complaint_reopen_days = fields.Integer(
        "Customers Re-open Within (days)",
        default=14,
        help="So many days after a complaint was resolved the customer may open it again on the "
        "order's page. 0: only staff can.",
    )

    _order_complaint_reopen_days_positive = models.Constraint(
        "CHECK (order_complaint_reopen_days BETWEEN 0 AND 365)",
        "Customers open a complaint again within 0 to 365 days; 0 means never.",
    )
    _order_acceptance_days_positive = models.Constraint(
        "CHECK (order_acceptance_days BETWEEN 0 AND 365)",
        "Silence accepts after 0 to 365 days; 0 means never.",
    )

    order_words_months = fields.Integer(
        "Keep Customers' Words (months)",
        default=36,
        help="So many months after a complaint, a return, a correction or an answer is over, what "
        "the customer wrote and their name are erased. Scores, quantities, categories and dates "
        "stay. 0: kept without end.",
    )
    order_photos_months = fields.Integer(
        "Keep Customers' Photos (months)",
        default=24,
        help="So many months after a complaint, a return or an answer is over, its photos are "
        "deleted. 0: kept without end.",
    )

    _order_words_months_range = models.Constraint(
        "CHECK (order_words_months BETWEEN 0 AND 240)",
        "Customers' words are kept 1 to 240 months; 0 means without end.",
    )
    _order_photos_months_range = models.Constraint(
        "CHECK (order_photos_months BETWEEN 0 AND 240)",
        "Customers' photos are kept 1 to 240 months; 0 means without end.",
    )

    order_history_months = fields.Integer(
        "Keep Files of Old Orders (months)",
        default=6,
        help="So many months after a file of old orders was loaded, removed or left, it is deleted "
        "with what was refused of it; the orders stay. 0: kept without end.",
    )
    _order_history_months_range = models.Constraint(
        "CHECK (order_history_months BETWEEN 0 AND 240)",
        "Files of old orders are kept 1 to 240 months; 0 means without end.",
    )

    order_review_week = fields.Boolean("Review Each Week")
    order_review_month = fields.Boolean("Review Each Month", default=True)
    order_review_quarter = fields.Boolean("Review Each Quarter", default=True)
    order_review_user_id = fields.Many2one(
        "res.users",
        "Reads Reviews",
        domain=[("share", "=", False)],
        groups=_READERS,
        help="Is told when a review is ready. Empty: a manager of order tracking.",
    )
    order_review_people = fields.Boolean(
        "Reviews Compare Persons",
        help="Reviews also tell how long each person usually takes for a stage, from 30 stages on "
        "and without the orders behind it; findings also name packers whose parcels are complained "
        "about more often than those of all others. Ask your employees' representatives first "
        "where the law says so.",
    )

    order_review_week_user_ids = fields.Many2many(
        "res.users",
        "order_review_week_user_rel",
        string="Weekly Reviews To",
        groups=_READERS,
        help="They get each review by mail when it is frozen, in their language, with the PDF.",
    )
    order_review_month_user_ids = fields.Many2many(
        "res.users", "order_review_month_user_rel", string="Monthly Reviews To", groups=_READERS
    )
    order_review_quarter_user_ids = fields.Many2many(
        "res.users",
        "order_review_quarter_user_rel",
        string="Quarterly Reviews To",
        groups=_READERS,
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: whoever may make a company may not make policies; this one belongs to it
        self.env["order.return.policy"].sudo()._make_defaults(companies)
        return companies

    def _order_feedback_address(self):
        """Where replies to requests go; empty without a domain for incoming mail."""
        self.ensure_one()
        alias = self.env.ref("order_tracking_feedback.alias_feedback", raise_if_not_found=False)
        return alias.alias_full_name if alias and alias.alias_domain_id else ""
