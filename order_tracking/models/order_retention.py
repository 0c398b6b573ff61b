from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

BATCH = 1000


class OrderRetention(models.AbstractModel):
    """Personal data that came in for an order and is of no use any more is erased, kind by kind,
    after as many months as each company says. What happened, and figures, stay."""

    _name = "order.retention"
    _description = "Retention of Personal Data"

    @api.model
    def _kinds(self):
        """``[(field of the company with the months, model)]``; addons add theirs.

        Each model has ``_forget(company, before, limit)``: erases what came before an instant
        (naive UTC), at most so much, passing over what others have locked; how much it was.
        """
        return [
            ("order_intake_months", "order.intake.message"),
            ("order_notice_months", "order.notice"),
        ]

    @api.model
    def _cron_forget(self):
        """Does so batch by batch, each committed."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        for setting, name in self._kinds():
            for company in self.env["res.company"].search([(setting, ">", 0)]):
                before, number = now - relativedelta(months=company[setting]), BATCH
                while number == BATCH:
                    number = self.env[name]._forget(company, before, BATCH)
                    if not cron._commit_progress(number, remaining=int(number == BATCH)):
                        return
