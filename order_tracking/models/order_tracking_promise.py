from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import appendonly


class OrderTrackingPromise(models.Model):
    """The ledger of promised dates. Written together with the journal, never changed."""

    _name = "order.tracking.promise"
    _description = "Delivery Promise"
    _order = "order_id, given_at, id"
    _rec_name = "date"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    number = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("requested", "Requested by the customer"),
            ("first", "First promise"),
            ("later", "Later promise"),
        ],
        required=True,
        readonly=True,
    )
    date = fields.Datetime("Promised Date", required=True, readonly=True)
    given_at = fields.Datetime(required=True, readonly=True)
    reason = fields.Char(readonly=True)
    author_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    _order_number_uniq = models.UniqueIndex("(order_id, number)")
    # the pivot of some days, read from the index alone
    _given_idx = models.Index("(company_id, given_at) INCLUDE (kind)")

    def init(self):
        appendonly.protect(self.env.cr, self._table)

    def create(self, vals_list):
        raise UserError(
            self.env._("Promises are recorded by the order. Use “New promise” on the order.")
        )

    def write(self, vals):
        raise UserError(
            self.env._("A promise that was given cannot be changed. Give a new one instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A promise that was given cannot be deleted."))

    def _record(self, rows):
        """Inserts ledger rows; a row told before (same order and number) is ignored.

        :param rows: (order id, company id, number, kind, date, given_at, reason, author id)
        """
        if not rows:
            return
        self.env.cr.execute_values(
            "INSERT INTO order_tracking_promise (order_id, company_id, number, kind, date,"
            " given_at, reason, author_id) VALUES %s ON CONFLICT DO NOTHING",
            rows,
        )
        self.invalidate_model(flush=False)
