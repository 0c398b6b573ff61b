from odoo import api, fields, models

from .. import forecasting
from ..forecast import LEAST
from .tracking_connector import utcnow


class OrderShipment(models.Model):
    """When a parcel arrives, and when its silence means something, from own history."""

    _inherit = "order.shipment"

    forecast_from = fields.Datetime(
        "Arrives From", readonly=True, copy=False, help="80% of such parcels arrive in between."
    )
    forecast_until = fields.Datetime("Arrives Until", readonly=True, copy=False)
    forecast_count = fields.Integer("Cases of the Forecast", readonly=True, copy=False)
    forecast_basis = fields.Selection(
        [
            ("lane", "This route"),
            ("region", "This pair of regions"),
            ("country", "This pair of countries"),
            ("carrier", "This carrier, all routes"),
            ("eta", "The carrier's estimate, corrected by its measured error"),
        ],
        readonly=True,
        copy=False,
    )
    expected_from = fields.Datetime(
        readonly=True, copy=False, help="The first forecast, by which forecasts are judged."
    )
    expected_until = fields.Datetime(readonly=True, copy=False)
    silent_after = fields.Datetime(
        readonly=True, copy=False, help="Without news until then the parcel counts as silent."
    )
    silent_count = fields.Integer("Cases of the Silence", readonly=True, copy=False)
    origin_zone = fields.Char(readonly=True, copy=False)
    destination_zone = fields.Char(readonly=True, copy=False)
    forecast_text = fields.Char("Forecast", compute="_compute_forecast_text")
    silence_text = fields.Char("Silence", compute="_compute_silence_text")

    _silent_idx = models.Index("(silent_after) WHERE silent_after IS NOT NULL AND NOT closed")
    _forecast_idx = models.Index("(forecast_until) WHERE forecast_until IS NOT NULL AND NOT closed")
    _delivered_idx = models.Index("(delivered_at) WHERE delivered_at IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        shipments = super().create(vals_list)
        # a parcel that nobody ever tells about becomes silent, too
        self.env.flush_all()
        forecasting.estimate(self.env, shipments.ids, utcnow())
        return shipments

    @api.depends("forecast_until", "forecast_count", "forecast_basis", "status", "shipped_at")
    @api.depends_context("lang")
    def _compute_forecast_text(self):
        for shipment in self:
            shipment.forecast_text = shipment._forecast_words()

    def _forecast_words(self):
        """What the forecast rests on, or openly why there is none."""
        env = self.env
        if self.forecast_until:
            basis = dict(self._fields["forecast_basis"]._description_selection(env))
            return env._(
                "80%% of %(count)s like it arrived in this time. History: %(basis)s",
                count=self.forecast_count,
                basis=basis[self.forecast_basis],
            )
        if self.delivered_at or not self.shipped_at:
            return False
        if self.forecast_count >= LEAST:
            return env._(
                "No estimate: it takes longer than nearly all of %s like it.", self.forecast_count
            )
        return env._(
            "No estimate: %(count)s like it have arrived so far, %(least)s are needed.",
            count=self.forecast_count,
            least=LEAST,
        )

    @api.depends("silent_after", "silent_count")
    @api.depends_context("lang")
    def _compute_silence_text(self):
        for shipment in self:
            count = shipment.silent_count
            text = self.env._("99%% of %s gaps between events here were shorter.", count)
            usual = self.env._("Default in working days: fewer than %s cases so far.", LEAST)
            shipment.silence_text = (text if count else usual) if shipment.silent_after else False
