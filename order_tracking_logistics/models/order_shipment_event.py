from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking import appendonly
from odoo.addons.order_tracking.models.order_tracking_event import EVIDENCE

from .order_shipment import STATUSES

TZ_SOURCES = [
    ("offset", "Stated with the time"),
    ("utc", "Stated as UTC"),
    ("fixed", "Zone of the carrier"),
    ("assumed", "Assumed"),
    ("received", "When it was received"),
]


# Who signed, and words that may speak of people
PERSONAL = ("text", "location", "signed_by")


class OrderShipmentEvent(models.Model):
    """Everything that was told about a parcel, append-only."""

    _name = "order.shipment.event"
    _description = "Shipment Event"
    _order = "occurred_at desc, sequence desc, id desc"
    _rec_name = "text"
    _log_access = False

    shipment_id = fields.Many2one(
        "order.shipment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connector_id = fields.Many2one("tracking.connector", readonly=True, ondelete="set null")
    message_id = fields.Many2one("tracking.message", readonly=True, ondelete="set null")
    key = fields.Char(required=True, readonly=True)
    occurred_at = fields.Datetime("Happened", required=True, readonly=True)
    local_time = fields.Char("Local Time", readonly=True)
    tz_source = fields.Selection(TZ_SOURCES, "Time Zone", readonly=True)
    recorded_at = fields.Datetime("Recorded", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    summary = fields.Boolean(
        readonly=True, help="Not a scan: what the source says of the parcel as a whole."
    )
    direct = fields.Boolean(readonly=True)
    code = fields.Selection(STATUSES, "Status", readonly=True)
    raw_code = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    location = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    eta = fields.Datetime("Estimated Arrival", readonly=True)
    eta_until = fields.Datetime(readonly=True)
    signed_by = fields.Char(readonly=True)
    evidence = fields.Selection(EVIDENCE, required=True, readonly=True)
    author_id = fields.Many2one("res.users", "Recorded By", readonly=True, ondelete="set null")

    _key_uniq = models.UniqueIndex("(shipment_id, key)")
    _history_idx = models.Index("(shipment_id, occurred_at DESC)")
    _lately_idx = models.Index("(occurred_at DESC, id DESC)")
    # Few are told by people: a filter finds them without reading all the others.
    _told_idx = models.Index("(evidence, id) WHERE evidence IN ('staff', 'customer')")

    def init(self):
        appendonly.protect(self.env.cr, self._table, personal=PERSONAL)

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Events of a parcel are recorded by what is told about it."))

    def write(self, vals):
        raise UserError(self.env._("An event is never changed. Record what really happened."))
