from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..timeline.clock import midnight

DAYS, SHOWN = 7, 10
# Of a receipt that was replaced before anybody had it, the next one carries the clock on.
_COUNTED = Domain("state", "!=", "replaced")
_WITH_CUSTOMER = Domain("sent_at", "!=", False) | Domain("opened_at", "!=", False)
_OPEN = (
    Domain("sent_at", "=", False)
    & Domain("opened_at", "=", False)
    & Domain("replaced_at", "=", False)
)
_HAD = "(order_receipt.sent_at IS NOT NULL OR order_receipt.opened_at IS NOT NULL)"
_FIGURES = f"""
count(*) AS issued,
count(*) FILTER (WHERE {_HAD}) AS had,
count(*) FILTER (WHERE order_receipt.in_time) AS in_time,
count(*) FILTER (WHERE NOT {_HAD} AND order_receipt.due_at < now() AT TIME ZONE 'UTC') AS missed,
count(*) FILTER (WHERE order_receipt.opened_at IS NOT NULL) AS opened,
count(*) FILTER (WHERE order_receipt.answer IS NOT NULL) AS answered,
count(*) FILTER (WHERE order_receipt.answer = 'accepted') AS accepted,
count(*) FILTER (WHERE order_receipt.answer = 'disputed') AS disputed,
percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY order_receipt.hours)
    FILTER (WHERE {_HAD}) AS hours
"""


class OrderReceiptDashboard(models.TransientModel):
    """How fast receipts reach customers and what they answer: figures of a period.

    Figures are of the receipts that the reader may see. A share says nothing, and is hidden,
    where there is nothing to share.
    """

    _name = "order.receipt.dashboard"
    _description = "Receipts: Figures"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self._today() - timedelta(days=DAYS - 1)
    )
    date_to = fields.Date("To", required=True, default=lambda self: self._today())
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
        help="Empty: all companies that you have chosen.",
    )
    sla_hours = fields.Float(related="company_id.order_receipt_sla_hours", related_sudo=False)

    issued_count = fields.Integer("Receipts Due in the Period", compute="_compute_figures")
    had_count = fields.Integer("With the Customer", compute="_compute_figures")
    due_count = fields.Integer("Counted for the Share", compute="_compute_figures")
    in_time_share = fields.Float("In Time", compute="_compute_figures")
    median_hours = fields.Float("Median", compute="_compute_figures")
    p99_hours = fields.Float("99% Within", compute="_compute_figures")
    opened_share = fields.Float("Opened", compute="_compute_figures")
    answered_share = fields.Float("Answered", compute="_compute_figures")
    accepted_share = fields.Float("Accepted", compute="_compute_figures")
    disputed_share = fields.Float("Disputed", compute="_compute_figures")

    open_count = fields.Integer("Not with the Customer", compute="_compute_open")
    late_count = fields.Integer("Late", compute="_compute_open")
    failed_count = fields.Integer("Not Delivered", compute="_compute_open")
    waiting_count = fields.Integer("Not Prepared", compute="_compute_open")
    correction_count = fields.Integer("Open Corrections", compute="_compute_open")
    open_ids = fields.Many2many("order.receipt", compute="_compute_open", string="Oldest Open")
    failed_ids = fields.Many2many("order.receipt", compute="_compute_open", string="Failed")
    waiting_ids = fields.Many2many("sale.order", compute="_compute_open", string="Waiting Orders")

    def _compute_display_name(self):
        self.display_name = self.env._("Receipts: Figures")

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.depends("date_from", "date_to", "company_id")
    def _compute_figures(self):
        for board in self:
            row = board._read_figures()
            due = row["had"] + row["missed"]
            median, p99 = row["hours"] or (0, 0)
            had = row["had"] or 1
            board.update(
                {
                    "issued_count": row["issued"],
                    "had_count": row["had"],
                    "due_count": due,
                    "in_time_share": row["in_time"] / (due or 1),
                    "median_hours": median,
                    "p99_hours": p99,
                    "opened_share": row["opened"] / had,
                    "answered_share": row["answered"] / had,
                    "accepted_share": row["accepted"] / had,
                    "disputed_share": row["disputed"] / had,
                }
            )

    @api.depends("company_id")
    def _compute_open(self):
        """What is open now, whatever the period."""
        for board in self:
            company = board._of_company()
            Receipt, Order = self.env["order.receipt"], self.env["sale.order"]
            waiting = company & Domain("receipt_due_at", "!=", False)
            late = _OPEN & Domain("due_at", "<", "now")
            failed = _OPEN & Domain("state", "=", "failed")
            corrections = company & Domain("state", "=", "open")
            board.update(
                {
                    "open_count": Receipt.search_count(company & _OPEN),
                    "late_count": Receipt.search_count(company & late),
                    "failed_count": Receipt.search_count(company & failed),
                    "waiting_count": Order.search_count(waiting),
                    "correction_count": self.env["order.receipt.dispute"].search_count(corrections),
                    "open_ids": Receipt.search(company & _OPEN, order="due_at", limit=SHOWN),
                    "failed_ids": Receipt.search(company & failed, order="due_at", limit=SHOWN),
                    "waiting_ids": Order.search(waiting, order="receipt_due_at", limit=SHOWN),
                }
            )

    def _read_figures(self):
        """One row of figures about the receipts of the period; the reader's rules apply."""
        Receipt = self.env["order.receipt"]
        names = ["sent_at", "opened_at", "replaced_at", "answer", "due_at", "hours", "in_time"]
        Receipt.flush_model(names)
        query = Receipt._search(self._of_period())
        return self.env.execute_query_dict(query.select(SQL(_FIGURES)))[0]

    # ------------------------------------------------------------------ which receipts

    def _of_company(self):
        companies = self.company_id or self.env.companies
        return Domain("company_id", "in", companies.ids)

    def _of_period(self):
        """Receipts that were due from the first to the last day, in the reader's time zone."""
        days = (self.date_from, self.date_to + timedelta(days=1))
        first, after = (midnight(day, str(self.env.tz)) for day in days)
        return (
            self._of_company()
            & _COUNTED
            & Domain("confirmed_at", ">=", first)
            & Domain("confirmed_at", "<", after)
        )

    # ------------------------------------------------------------------ buttons

    def action_period(self):
        return self._open_receipts(self.env._("Receipts of the period"), self._of_period())

    def action_analysis(self):
        """Graph and pivot by week."""
        action = self._open_receipts(self.env._("Receipts by week"), self._of_period())
        return {**action, "view_mode": "graph,pivot,list", "views": self._analysis_views()}

    def action_answer(self):
        """Receipts with the answer that the button's context names."""
        answer = self.env.context.get("receipt_answer")
        domain = Domain("answer", "=", answer) if answer else Domain("answer", "!=", False)
        return self._open_receipts(self.env._("Answered receipts"), self._of_period() & domain)

    def action_open(self):
        return self._open_receipts(self.env._("Not with the customer"), self._of_company() & _OPEN)

    def action_late(self):
        domain = self._of_company() & _OPEN & Domain("due_at", "<", "now")
        return self._open_receipts(self.env._("Late receipts"), domain)

    def action_failed(self):
        domain = self._of_company() & _OPEN & Domain("state", "=", "failed")
        return self._open_receipts(self.env._("Receipts not delivered"), domain)

    def action_waiting(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders whose receipt is not prepared"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": list(self._of_company() & Domain("receipt_due_at", "!=", False)),
        }

    def action_corrections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_receipt_dispute_action"
        )
        return {**action, "domain": list(self._of_company())}

    def _open_receipts(self, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "order.receipt",
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }

    def _analysis_views(self):
        graph = self.env.ref("order_tracking.order_receipt_view_graph").id
        pivot = self.env.ref("order_tracking.order_receipt_view_pivot").id
        return [(graph, "graph"), (pivot, "pivot"), (False, "list")]
