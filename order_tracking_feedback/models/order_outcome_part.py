from odoo import fields, models

HOLDERS = [
    ("customer", "Customer"),
    ("stock", "Stock"),
    ("team", "Team"),
    ("handover", "Hand-over"),
    ("carrier", "Carrier"),
]


class OrderOutcomePart(models.Model):
    """One case that an order's outcome is made of: a stage, a line, a parcel, a complaint …

    ``day`` is when it counts (of the company's time zone): stage reached, line ordered, parcel
    delivered or else due, exception, complaint, return opened, receipt due, issue found, feedback
    told, purchase planned to arrive. ``ok`` is the case's own good end: stage, parcel, receipt,
    purchase in time; complaint, exception, return over; line neither returned nor complained
    about; verification: caught (not missed).
    It is empty where there is no end yet, or nothing was due: what is overdue at an instant
    follows from ``due_at`` and ``ended_at``. What each column means for each kind is said beside
    the SQL that fills it: :mod:`..outcomes`.
    """

    _name = "order.outcome.part"
    _description = "Part of an Order's Outcome"
    _inherit = ["order.review.drill"]
    _order = "id"
    _log_access = False

    outcome_id = fields.Many2one("order.outcome", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="outcome_id.order_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("stage", "Stage"),
            ("line", "Line"),
            ("shipment", "Parcel"),
            ("exception", "Exception"),
            ("complaint", "Complaint"),
            ("return", "Return"),
            ("receipt", "Receipt"),
            ("verification", "Verification"),
            ("feedback", "Feedback"),
            ("supply", "Purchased Line"),
        ],
        required=True,
        readonly=True,
    )
    day = fields.Date(required=True, readonly=True)
    source_id = fields.Integer(readonly=True, help="Id of the stage, line, parcel, complaint …")
    stage_id = fields.Many2one("order.tracking.stage", readonly=True, ondelete="set null")
    team_id = fields.Many2one("order.tracking.team", readonly=True, ondelete="set null")
    holder = fields.Selection(HOLDERS, "Who Had It", readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="set null", index="btree_not_null"
    )
    categ_id = fields.Many2one("product.category", readonly=True, ondelete="set null")
    lot = fields.Char("Lot/Serial Number", readonly=True)
    packer_id = fields.Many2one("res.users", "Packed By", readonly=True, ondelete="set null")
    carrier_id = fields.Many2one("delivery.carrier", readonly=True, ondelete="set null")
    package_type_id = fields.Many2one(
        "stock.package.type", "Packaging", readonly=True, ondelete="set null"
    )
    supplier_id = fields.Many2one("res.partner", "Supplier", readonly=True, ondelete="set null")
    lane = fields.Char(readonly=True, help="From → to, of a parcel.")
    cause = fields.Char(
        readonly=True, help="Trigger, status, kind, problem, rule or channel, as a code."
    )
    reason = fields.Char(readonly=True, help="What people found to be the root cause, as a code.")
    problems = fields.Char(
        readonly=True, help="What a customer asked to correct: codes joined by commas."
    )
    due_at = fields.Datetime("Due", readonly=True)
    ended_at = fields.Datetime("Over", readonly=True)
    quantity = fields.Float(readonly=True, digits=False)
    amount = fields.Float(readonly=True, digits=False, help="In the company's currency.")
    returned = fields.Float(readonly=True, digits=False, help="Quantity that came back.")
    complained = fields.Float(readonly=True, digits=False, help="Quantity complained about.")
    hours = fields.Float(readonly=True, digits=False, help="Elapsed: held, under way, open.")
    working_hours = fields.Float(readonly=True, digits=False)
    planned_hours = fields.Float(
        readonly=True, digits=False, help="Of a stage: the working hours planned for it, then."
    )
    answer_hours = fields.Float(readonly=True, digits=False, help="Until the first answer.")
    ok = fields.Boolean(readonly=True)
    product_score = fields.Integer(readonly=True, aggregator="avg")
    delivery_score = fields.Integer(readonly=True, aggregator="avg")
    service_score = fields.Integer(readonly=True, aggregator="avg")
    nps = fields.Integer(readonly=True, aggregator=None)

    _outcome_idx = models.Index("(outcome_id, kind)")
    _day_idx = models.Index("(company_id, kind, day)")
    _list_idx = models.Index("(day DESC, id DESC)")
