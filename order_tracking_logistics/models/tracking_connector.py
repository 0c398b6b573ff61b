import re
import secrets
from datetime import UTC, datetime

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .. import connectors
from ..connectors import signing
from ..shipping import settings

LOCAL_SOURCES = "order_tracking_logistics.local_sources"
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")
SECRET = "order_tracking.group_manager"
NAMES = {
    "kuaidi100": "Kuaidi100 快递100",
    "kdniao": "KDNiao 快递鸟",
    "sf_express": "SF Express 顺丰",
    "17track": "17TRACK",
    "aftership": "AfterShip",
    "easypost": "EasyPost",
    "dhl_unified": "DHL Unified",
    "ups": "UPS",
    "fedex": "FedEx",
    "usps": "USPS",
}
BY_HAND = [("manual", "By hand"), ("csv", "CSV file"), ("delivery_state", "Carrier add-on")]


class TrackingConnector(models.Model):
    """One account at one source of tracking data."""

    _name = "tracking.connector"
    _description = "Logistics Connector"
    _inherit = ["order.made", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Selection(
        [*((code, NAMES.get(code, code)) for code in connectors.codes()), *BY_HAND],
        "Source",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    carrier_ids = fields.One2many("delivery.carrier", "tracking_connector_id", "Carriers")

    base_url = fields.Char("Address", help="Empty: the source's public address.")
    account_key = fields.Char("Key", groups=SECRET, copy=False)
    account_secret = fields.Char("Secret", groups=SECRET, copy=False)
    account_customer = fields.Char("Customer or Partner Number", groups=SECRET, copy=False)
    push_secret = fields.Char(
        "Push Secret", groups=SECRET, copy=False, help="What the source signs its pushes with."
    )
    push_token = fields.Char(
        groups=SECRET, copy=False, readonly=True, default=lambda self: secrets.token_urlsafe(32)
    )
    push_url = fields.Char(
        "Push Address",
        compute="_compute_push_url",
        groups=SECRET,
        help="Enter this address at the source. It holds a secret: whoever knows it can push.",
    )
    access_token = fields.Char(groups=SECRET, copy=False)
    access_token_until = fields.Datetime(groups=SECRET, copy=False)
    language = fields.Char(default="en", help="Language of the texts that the source sends.")

    settings = fields.Text(
        "Further Settings",
        groups=SECRET,
        help="One “name = value” a line; the source's own words, e.g. “resultv2 = 8”.",
    )

    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        help="Who is told when the source stops answering.",
    )
    subscribe = fields.Boolean(
        "News Are Pushed",
        default=True,
        help="The source is asked to send news to the push address; questions are then rare.",
    )
    ask_without = fields.Boolean(
        "Ask Without Phone or Postcode",
        help="Some sources tell about parcels of your own account without them.",
    )
    interval_seconds = fields.Integer(
        "Ask Again After (seconds)", help="0: the source's own shortest interval."
    )
    concurrency = fields.Integer("Requests at a Time", help="0: the source's own limit.")
    per_second = fields.Float("Requests per Second", help="0: the source's own limit.")
    daily_limit = fields.Integer("Requests a Day", help="0: the source's own limit.")
    monthly_limit = fields.Integer("Requests a Month", help="0: no limit.")

    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused")], default="running", required=True, copy=False
    )
    paused_reason = fields.Char(readonly=True, copy=False)
    failures = fields.Integer("Failures in a Row", readonly=True, copy=False)
    open_until = fields.Datetime("Left Alone Until", readonly=True, copy=False)
    last_success_at = fields.Datetime(readonly=True, copy=False)
    last_push_at = fields.Datetime(readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)
    request_count = fields.Integer("Requests of the Day", readonly=True, copy=False)
    month_count = fields.Integer("Requests of the Month", readonly=True, copy=False)
    error_count = fields.Integer("Errors of the Day", readonly=True, copy=False)
    counted_on = fields.Date(readonly=True, copy=False)
    quota_told = fields.Integer(
        "Left at the Source", readonly=True, copy=False, help="As the source said last."
    )
    quota_told_at = fields.Datetime(readonly=True, copy=False)

    _push_token_uniq = models.UniqueIndex("(push_token)")

    @api.depends("push_token", "code")
    def _compute_push_url(self):
        for connector in self:
            path = f"/logistics/push/{connector.code}/{connector.push_token}"
            connector.push_url = connector.get_base_url() + path if connector.push_token else False

    @api.constrains("base_url")
    def _check_base_url(self):
        """Credentials travel encrypted, and not to machines inside the company."""
        for connector in self:
            url = connector.base_url or "https://"
            if url.startswith("https://") or (_LOOPBACK.match(url) and self._asks_itself()):
                continue
            raise ValidationError(
                self.env._("The address of “%s” must begin with https://.", connector.name)
            )

    @api.constrains("settings")
    def _check_settings(self):
        for connector in self.sudo():  # sudo: reads only what was just written
            try:
                settings.read(connector.settings)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is no setting. Write one “name = value” a line.",
                        line=str(error),
                    )
                ) from None

    @api.model
    def _asks_itself(self):
        """Whether sources on this machine may be asked: for tests and demonstrations only."""
        # sudo: a switch of the installation, not of anybody's
        return bool(self.env["ir.config_parameter"].sudo().get_param(LOCAL_SOURCES))

    # ------------------------------------------------------------------ who pushes

    @api.model
    @tools.ormcache()
    def _push_targets(self):
        """``[(id, code, token, secret)]`` of all connectors that may push."""
        found = self.sudo().search([("push_token", "!=", False)])
        pushing = found.filtered(lambda c: c.code in connectors.codes())
        return [(c.id, c.code, c.push_token, c.push_secret or "") for c in pushing]

    @api.model
    def _push_target(self, code, token):
        """(id, secret) of the connector whose address was called, None for a wrong one.

        Every token is compared, each in constant time.
        """
        found = None
        for number, its_code, its_token, secret in self._push_targets():
            if signing.same(its_token, token) and its_code == code:
                found = number, secret
        return found

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"code", "active", "push_token", "push_secret"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # ------------------------------------------------------------------ what connectors need

    def _connector(self):
        """The pure connector of this record; None where people or files tell."""
        self.ensure_one()
        return connectors.get(self.code) if self.code in connectors.codes() else None

    def action_new_push_token(self):
        """Another push address; the old one stops working at once."""
        self.check_access("write")
        # sudo: after the check; nobody enters one that can be guessed
        for connector in self.sudo():
            connector.push_token = secrets.token_urlsafe(32)


def utcnow():
    """Now, naive UTC with microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)
