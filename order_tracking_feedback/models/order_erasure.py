from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking import appendonly

from .. import privacy

BATCH = 500


class OrderErasure(models.Model):
    """That a customer's data was erased: by whom, when and how much, but not what. It stays."""

    _name = "order.erasure"
    _description = "Erasure of a Customer's Data"
    _order = "id desc"
    _rec_name = "erased_at"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    author_id = fields.Many2one("res.users", "Erased By", readonly=True, ondelete="set null")
    erased_at = fields.Datetime("Erased", required=True, readonly=True)
    partner_ref = fields.Integer(
        "Contact Number", readonly=True, help="Its database ID; the contact itself may be gone."
    )
    order_count = fields.Integer("Orders", readonly=True)
    figures = fields.Json(readonly=True, help="How many records by model.")
    record_text = fields.Text("Records", compute="_compute_record_text")

    @api.depends("figures")
    def _compute_record_text(self):
        for erasure in self:
            counts = (erasure.figures or {}).items()
            names = {
                model: self.env[model]._description for model, _n in counts if model in self.env
            }
            erasure.record_text = "\n".join(f"{names.get(m, m)}: {count}" for m, count in counts)

    def init(self):
        appendonly.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("That data was erased stays as it was recorded."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("That data was erased stays as it was recorded."))

    # ------------------------------------------------------------------ retention

    @api.model
    def _cron_retention(self):
        """Erases what companies do not want to keep any longer, batch by batch, each committed."""
        cron = self.env["ir.cron"]
        for company, model, marked, before in self._retention():
            limit = BATCH
            while due := self.env[model]._personal_due(company, marked, before, limit):
                due._erase_words() if marked == "words_erased_at" else due._erase_photos()
                if not cron._commit_progress(len(due), remaining=len(due) == limit):
                    return

    @api.model
    def _retention(self):
        """(company, model, the column that marks it as erased, naive UTC before which it was
        over) of everything that may be due."""
        now = fields.Datetime.now()
        limited = ["|", ("order_words_months", ">", 0), ("order_photos_months", ">", 0)]
        for company in self.env["res.company"].search(limited):
            kept = {
                "words_erased_at": company.order_words_months,
                "photos_erased_at": company.order_photos_months,
            }
            for marked, months in kept.items():
                for model in privacy.PERSONAL if months else ():
                    yield company, model, marked, now - relativedelta(months=months)
