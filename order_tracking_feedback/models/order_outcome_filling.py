from odoo import api, fields, models

from odoo.addons.order_tracking import work_reading
from odoo.addons.order_tracking.batches import in_parts

from .. import outcomes

_DAYS = 31  # of one batch


class OrderOutcome(models.Model):
    """How outcomes are counted, and kept up to date."""

    _inherit = "order.outcome"

    @api.model
    def _refresh(self, order_ids, now=None):
        """Counts these orders anew, in a fixed number of statements whatever their number, and
        stores what differs (superuser). Orders without a timeline have no outcome.

        :param now: naive UTC: since when what is new is known; now if None.
        :return: how many outcomes changed.
        """
        ids = list(order_ids)
        if not ids:
            return 0
        self.env.flush_all()
        values = {"orders": ids, "now": now or fields.Datetime.now()}
        for statement in (*outcomes.counting(self._apps()), *self._storing()):
            self.env.cr.execute(statement, values)
        self.env.cr.execute(outcomes.COUNT)
        changed = self.env.cr.fetchone()[0]
        self.env.cr.execute(outcomes.FORGET)
        self.invalidate_model(flush=False)
        self.env["order.outcome.part"].invalidate_model(flush=False)
        return changed

    @api.model
    def _apps(self):
        """Other apps whose work is counted where they are installed."""
        return [app for app in ("purchase",) if work_reading.installed(self.env, app)]

    @api.model
    def _storing(self):
        own = _columns(self) - outcomes.OUTCOME_OWN
        cases = _columns(self.env["order.outcome.part"]) - outcomes.PART_OWN
        return outcomes.store(sorted(own), sorted(cases))

    @api.model
    def _settle(self, company):
        """To be called first when a review of ``company`` is frozen: nothing changes any more in
        what it counts until it is committed.

        :return: naive UTC: what is known at this instant counts; now, or when the newest outcome
            is known from: a second later where a review was frozen within this one, or what the
            clock of another host said.
        """
        Mark = self.env["order.outcome.mark"]
        # Whoever changes outcomes writes this row, too: one of both waits, or is done again.
        self.env.cr.execute(
            "INSERT INTO order_outcome_mark (company_id) VALUES (%s)"
            " ON CONFLICT (company_id) DO UPDATE SET company_id = EXCLUDED.company_id"
            " RETURNING refreshed_at",
            [company.id],
        )
        newest = self.env.cr.fetchone()[0]
        Mark.invalidate_model(flush=False)
        now = fields.Datetime.now()
        return max(now, newest or now)

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_refresh(self, batch=1000):
        """Brings outcomes up to date with what happened since the last time, then the figures of
        the days they speak of. Batches, each committed; what it costs depends on how many orders
        changed. The first time, all orders are counted."""
        cron = self.env["ir.cron"]
        self.env["order.outcome.mark"]._notice()
        if not cron._commit_progress(remaining=1):
            return
        Due, Day = self.env["order.outcome.due"], self.env["order.outcome.day"]
        while ids := Due._take(batch):
            in_parts(self.env.cr, ids, self._refresh, Due._failed)
            if not cron._commit_progress(len(ids), remaining=1):
                return
        while days := Due._take_days(_DAYS):
            Day._recount(days)
            if not cron._commit_progress(len(days), remaining=1):
                return
        cron._commit_progress(remaining=0)


def _columns(model):
    return {f.name for f in model._fields.values() if f.store and f.column_type}
