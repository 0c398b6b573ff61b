from odoo import fields, models

from odoo.addons.order_tracking.models.order_intake_message import CHANNEL_NAMES


class OrderOutcome(models.Model):
    """What became of an order, as it was known in a span of time.

    The row without ``known_until`` is what is known now. Once a review was frozen on a row it is
    not changed any more: it is closed, and what is learnt later stands in a new one; so every
    figure of a review can be counted again. Days are those of the company's own time zone.
    """

    _name = "order.outcome"
    _description = "Outcome of an Order"
    _inherit = ["order.review.drill"]
    _order = "ordered_at desc, id desc"
    _rec_name = "order_id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    known_from = fields.Datetime(required=True, readonly=True)
    known_until = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("running", "Under way"),
            ("delivered", "Delivered"),
            ("done", "Done"),
            ("returned", "Came Back"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    country_id = fields.Many2one("res.country", readonly=True, ondelete="set null")
    sales_team_id = fields.Many2one("crm.team", readonly=True, ondelete="set null")
    channel = fields.Selection(CHANNEL_NAMES, readonly=True)
    currency_id = fields.Many2one("res.currency", "Order's Currency", readonly=True)
    amount = fields.Float(
        readonly=True,
        digits=False,
        help="Without taxes, in the company's currency, at the rate of the order.",
    )
    lines = fields.Integer(readonly=True)

    ordered_at = fields.Datetime("Ordered", required=True, readonly=True)
    ordered_on = fields.Date(required=True, readonly=True)
    requested_due_at = fields.Datetime("Requested For", readonly=True)
    requested_due_on = fields.Date(readonly=True)
    first_due_at = fields.Datetime("First Promise", readonly=True)
    first_due_on = fields.Date(readonly=True)
    last_due_at = fields.Datetime("Last Promise", readonly=True)
    last_due_on = fields.Date(readonly=True)
    shipped_at = fields.Datetime("Shipped", readonly=True, help="When the last goods left.")
    shipped_on = fields.Date(readonly=True)
    delivered_at = fields.Datetime("Delivered", readonly=True, help="When the last goods arrived.")
    delivered_on = fields.Date(readonly=True)
    delivery_known = fields.Boolean(
        readonly=True, help="No: nobody recorded when such orders arrived (imported history)."
    )
    in_full = fields.Boolean(readonly=True, help="Everything that was ordered arrived.")
    documents_right = fields.Boolean(readonly=True, help="Nobody had to correct receipt or order.")
    condition_good = fields.Boolean(readonly=True, help="Nothing arrived damaged, broken or wrong.")
    elapsed_hours = fields.Float(readonly=True, digits=False, help="From order to delivery.")
    working_hours = fields.Float(readonly=True, digits=False, help="In the stages' own calendars.")
    digest = fields.Char(readonly=True, help="Of the row and its parts: tells whether they differ.")
    part_ids = fields.One2many("order.outcome.part", "outcome_id", readonly=True)

    _now_uniq = models.UniqueIndex("(order_id) WHERE known_until IS NULL")
    _order_idx = models.Index("(order_id, known_from)")
    _running_idx = models.Index(
        "(company_id, known_until) WHERE state = 'running' AND delivered_at IS NULL"
    )
    _list_idx = models.Index("(ordered_at DESC, id DESC)")
    _ordered_idx = models.Index("(company_id, ordered_on)")
    _delivered_idx = models.Index("(company_id, delivered_on)")
    _requested_idx = models.Index("(company_id, requested_due_on)")
    _first_idx = models.Index("(company_id, first_due_on)")
    _last_idx = models.Index("(company_id, last_due_on)")
    _shipped_idx = models.Index("(company_id, shipped_on)")
