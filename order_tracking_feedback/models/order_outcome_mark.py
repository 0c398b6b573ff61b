from datetime import timedelta

from odoo import api, fields, models

from .. import outcomes

# What a transaction recorded may be committed so much later; once a day, so much more.
OVERLAP = timedelta(minutes=15)
DAILY = timedelta(days=2)


class OrderOutcomeMark(models.Model):
    """Until when the changes of a company's orders were noticed."""

    _name = "order.outcome.mark"
    _description = "Last Look for Changed Orders"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    seen_at = fields.Datetime(readonly=True, help="Empty: its orders were never looked at.")
    compared_on = fields.Date(readonly=True, help="When all were compared with their outcomes.")
    refreshed_at = fields.Datetime(readonly=True, help="When an outcome last changed.")

    _company_uniq = models.UniqueIndex("(company_id)")

    @api.model
    def _notice(self):
        """Queues every order that changed since the last look, and the days whose figures change
        by themselves; a fixed number of statements whatever the number of companies."""
        self.env.flush_all()
        now = fields.Datetime.now()
        self.env.cr.execute(
            "INSERT INTO order_outcome_mark (company_id) SELECT id FROM res_company"
            " ON CONFLICT DO NOTHING"
        )
        new, daily, usual = self._groups(now.date())
        for statement, companies, overlap in (
            (outcomes.ALL, new, None),
            (outcomes.FIND, daily, DAILY),
            (outcomes.COMPARE, daily, None),
            (outcomes.FIND, usual, OVERLAP),
            (outcomes.PASSING, {**new, **daily, **usual}, None),
        ):
            if companies:
                since = overlap and min(companies.values()) - overlap
                values = {"companies": list(companies), "since": since, "now": now}
                self.env.cr.execute(statement, values)
        self._noticed([*new, *daily], [*usual], now)

    @api.model
    def _groups(self, today):
        """Companies that were never looked at, those to be compared today, and the rest; each as
        ``{company id: when it was looked at last}``."""
        self.env.cr.execute("SELECT company_id, seen_at, compared_on FROM order_outcome_mark")
        new, daily, usual = {}, {}, {}
        for company, seen, compared in self.env.cr.fetchall():
            late = not compared or compared < today
            (new if not seen else daily if late else usual)[company] = seen
        return new, daily, usual

    @api.model
    def _noticed(self, compared, usual, now):
        self.env.cr.execute(
            "UPDATE order_outcome_mark SET seen_at = %(now)s, compared_on = CASE"
            " WHEN company_id = ANY (%(compared)s) THEN %(now)s::date ELSE compared_on END"
            " WHERE company_id = ANY (%(all)s)",
            {"now": now, "compared": compared, "all": [*compared, *usual]},
        )
        self.invalidate_model(flush=False)
