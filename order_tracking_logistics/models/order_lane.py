from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from .. import forecasting
from ..forecast.lanes import STAGES
from .order_shipment import STATUSES, UNDER_WAY
from .tracking_connector import utcnow

AFRESH_HOURS = 20  # statistics are made anew once in a night


class OrderLane(models.Model):
    """How long parcels took on a route, made each night from those that arrived."""

    _name = "order.lane"
    _description = "Lane Statistics"
    _order = "count desc, id"
    _rec_name = "key"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("transit", "Time until delivery"),
            ("gap", "Time between two events"),
            ("eta", "Error of the carrier's estimate"),
            ("kept", "Forecasts that held"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", "Delivery Method", readonly=True, ondelete="cascade"
    )
    carrier_code = fields.Char("Carrier", readonly=True)
    origin = fields.Char("From", readonly=True, help="Country/state/first digits of the postcode.")
    destination = fields.Char("To", readonly=True)
    stage = fields.Selection([("shipped", "Shipped"), *STATUSES], "Counted From", readonly=True)
    count = fields.Integer("Cases", readonly=True, help="Below 10 no figure is given.")
    days = fields.Integer(
        "Clock",
        readonly=True,
        aggregator=None,
        help="Which days count: 7 all, 6 without Sundays, 5 without weekends. Chosen is what "
        "told the past best.",
    )
    values = fields.Json(readonly=True)
    usual_from = fields.Float(
        "10% (hours)",
        readonly=True,
        aggregator=None,
        help="One case in ten was shorter. Together with the next column: where 80% lie.",
    )
    usual_until = fields.Float("90% (hours)", readonly=True, aggregator=None)
    rare_hours = fields.Float(
        "Silent (hours)",
        readonly=True,
        aggregator=None,
        help="One gap in a hundred is longer; of fewer than 99 gaps the longest.",
    )
    share = fields.Float(
        "Share",
        compute="_compute_share",
        help="Of the forecasts made at shipping, how many parcels arrived within: 80% is meant. "
        "Of what is counted about a carrier, how many parcels were so.",
    )
    period_from = fields.Datetime("History Since", readonly=True)
    made_at = fields.Datetime("Made", readonly=True, required=True)

    _key_uniq = models.UniqueIndex("(company_id, key)")
    _kind_idx = models.Index("(company_id, kind, count DESC)")

    @api.depends("kind", "values", "count")
    def _compute_share(self):
        for lane in self:
            kept = lane.kind == "kept" and lane.count
            lane.share = lane.values[0] / lane.count if kept else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Statistics are made from the parcels that have arrived."))

    def write(self, vals):
        raise UserError(self.env._("Statistics are made from the parcels that have arrived."))

    # ------------------------------------------------------------------ jobs

    @api.model
    def _learn(self):
        """Statistics of all lanes from what has arrived, and what follows for open parcels."""
        forecasting.learn(self.env, STAGES, utcnow())

    @api.model
    def _cron_forecast(self, batch=1000):
        """Once a night statistics and all open parcels; every hour those whose estimate has
        run out, so that no estimate lies in the past. In batches, each committed."""
        cron = self.env["ir.cron"]
        afresh = not self._made_lately()
        if afresh:
            self._learn()
            cron._commit_progress(remaining=1)
        ids = self._open_parcels(run_out=not afresh)
        cron._commit_progress(remaining=len(ids))
        for part in split_every(batch, ids):
            forecasting.estimate(self.env, part, utcnow())
            self.env["order.shipment"].browse(part)._watch_orders()
            if not cron._commit_progress(len(part)):
                return

    @api.model
    def _made_lately(self):
        query = SQL(
            "SELECT 1 FROM order_lane WHERE made_at > %s LIMIT 1",
            fields.Datetime.subtract(utcnow(), hours=AFRESH_HOURS),
        )
        return bool(self.env.execute_query(query))

    @api.model
    def _open_parcels(self, *, run_out):
        """Ids of parcels that something can be said about; of those only whose forecast
        ``run_out``."""
        until = SQL("AND forecast_until < %s", utcnow()) if run_out else SQL()
        query = SQL(
            f"SELECT id FROM order_shipment WHERE {UNDER_WAY} %s ORDER BY id",
            until,
        )
        return [row[0] for row in self.env.execute_query(query)]
