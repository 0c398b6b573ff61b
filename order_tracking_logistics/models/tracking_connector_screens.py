from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from .. import asking, jobs
from ..connectors import Parcel
from ..connectors.errors import BadMessage
from ..presentation.source_errors import sentence
from ..shipping.state import TERMINAL
from .order_shipment import UNDER_WAY
from .tracking_connector import utcnow

PATIENCE = 10.0  # seconds that a person waits for a source
SAMPLE = 1000  # messages that the lag of a source is told from
PROBE = "TEST0000000000"  # a number that no source knows
# each part by an index that holds nothing else: history costs nothing here
_HEALTH = """
SELECT c.id, p.due, p.oldest, s.registering,
       i.received, w.waiting, w.failed, i.oldest, l.lag
  FROM unnest(%(ids)s) AS c (id)
  LEFT JOIN (SELECT connector_id, count(*) AS due, min(next_poll_at) AS oldest
               FROM order_shipment
              WHERE connector_id = ANY (%(ids)s) AND next_poll_at <= %(now)s AND NOT closed
              GROUP BY 1) p ON p.connector_id = c.id
  LEFT JOIN (SELECT connector_id, count(*) AS registering FROM order_shipment
              WHERE connector_id = ANY (%(ids)s) AND subscribe_at <= %(now)s AND NOT closed
              GROUP BY 1) s ON s.connector_id = c.id
  LEFT JOIN (SELECT connector_id, count(*) AS received, min(received_at) AS oldest
               FROM tracking_message
              WHERE connector_id = ANY (%(ids)s) AND state = 'received'
              GROUP BY 1) i ON i.connector_id = c.id
  LEFT JOIN (SELECT connector_id, count(*) FILTER (WHERE state = 'waiting') AS waiting,
                    count(*) FILTER (WHERE state = 'failed') AS failed
               FROM tracking_message
              WHERE connector_id = ANY (%(ids)s) AND state IN ('waiting', 'failed')
              GROUP BY 1) w ON w.connector_id = c.id
  LEFT JOIN LATERAL (
       SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY m.seconds) AS lag
         FROM (SELECT extract(epoch FROM processed_at - received_at) AS seconds
                 FROM tracking_message
                WHERE connector_id = c.id AND attempts = 1
                  AND received_at > %(now)s - interval '1 hour'
                ORDER BY received_at DESC LIMIT %(sample)s) m) l ON TRUE"""
_OPEN = f"""
SELECT connector_id, count(*) FROM order_shipment
 WHERE connector_id = ANY (%s) AND {UNDER_WAY} GROUP BY 1"""


class TrackingConnector(models.Model):
    """The health page: how each source is, in figures and words, and what can be done."""

    _inherit = "tracking.connector"

    parcel_count = fields.Integer("Open Parcels", compute="_compute_parcel_count")
    due_count = fields.Integer("Parcels to Ask About", compute="_compute_health")
    due_oldest = fields.Datetime("Due Since", compute="_compute_health")
    registering_count = fields.Integer("Parcels to Register", compute="_compute_health")
    received_count = fields.Integer("Messages Received", compute="_compute_health")
    waiting_count = fields.Integer("Messages Without a Parcel", compute="_compute_health")
    failed_count = fields.Integer("Messages Not Understood", compute="_compute_health")
    received_oldest = fields.Datetime("Received Since", compute="_compute_health")
    lag = fields.Float(
        "Lag (seconds)",
        compute="_compute_health",
        help="From receiving a message to having it in its parcel: 99 of 100 messages of the last "
        "hour, the latest thousand of them, were faster.",
    )
    error_rate = fields.Float("Errors Today", compute="_compute_condition")
    condition = fields.Selection(
        [
            ("ok", "Answers"),
            ("new", "Not asked yet"),
            ("manual", "Asks nobody"),
            ("failing", "Fails at times"),
            ("open", "Left alone"),
            ("paused", "Paused"),
        ],
        compute="_compute_condition",
    )
    last_error_text = fields.Char("It Said", compute="_compute_last_error_text")
    condition_text = fields.Char("What Is Going On", compute="_compute_condition")
    quota_text = fields.Char("Quota", compute="_compute_condition")
    runner_text = fields.Char("Run By", compute="_compute_runner_text")
    channel = fields.Char("Queue Channel", compute="_compute_runner_text")

    def _compute_parcel_count(self):
        """Apart from the rest: what is under way is most of what there is to count, and not every
        view shows how much it is."""
        query = SQL(_OPEN, self.ids)
        found = dict(self.env.execute_query(query)) if self.ids else {}
        for connector in self:
            connector.parcel_count = found.get(connector.id, 0)

    def _compute_health(self):
        """Set-based: one query for all connectors, each part by its index."""
        now = utcnow()
        query = SQL(_HEALTH, ids=self.ids, now=now, sample=SAMPLE)
        rows = self.env.execute_query(query) if self.ids else []
        found = {number: values for number, *values in rows}
        for connector in self:
            values = found.get(connector.id) or [0, None, 0, 0, 0, 0, None, 0]
            connector.due_count, connector.due_oldest = values[0] or 0, values[1] or False
            connector.registering_count, connector.received_count = values[2] or 0, values[3] or 0
            connector.waiting_count, connector.failed_count = values[4] or 0, values[5] or 0
            connector.received_oldest, connector.lag = values[6] or False, values[7] or 0.0

    @api.depends("state", "open_until", "failures", "request_count", "error_count", "counted_on")
    def _compute_condition(self):
        today = utcnow().date()
        for connector in self:
            asked = connector.request_count if connector.counted_on == today else 0
            wrong = connector.error_count if asked else 0
            connector.error_rate = wrong / asked if asked else 0.0
            connector.condition = connector._condition()
            connector.condition_text = connector._condition_text()
            connector.quota_text = connector._quota_text()

    @api.depends("last_error")
    @api.depends_context("lang")
    def _compute_last_error_text(self):
        for connector in self:
            connector.last_error_text = sentence(self.env, connector.last_error)

    def _condition(self):
        if not self._connector():
            return "manual"
        if self.state == "paused":
            return "paused"
        if self._circuit().state(utcnow()) == "open":
            return "open"
        if self.failures or self.open_until:
            return "failing"
        return "ok" if self.last_success_at else "new"

    def _condition_text(self):
        """In words, with what happens next."""
        until = self.open_until and format_datetime(self.env, self.open_until)
        return {
            "manual": self.env._("People or files tell about these parcels; nobody is asked."),
            "paused": self.env._(
                "Nobody is asked: %(reason)s. Correct it, then press Resume.",
                reason=sentence(self.env, self.paused_reason).rstrip(".。 "),
            ),
            "open": self.env._(
                "Left alone until %(time)s; then one question tries whether it answers again.",
                time=until,
            ),
            "failing": self.env._(
                "%(count)s failures in a row; after five it is left alone for a while.",
                count=self.failures,
            )
            if not self.open_until
            else self.env._("One question tries whether it answers again."),
            "ok": self.env._("It answers."),
            "new": self.env._("It was not asked yet. Press Test Connection."),
        }[self._condition()]

    def _quota_text(self):
        """What is left at the source, and of the limits of the day and the month."""
        source = self._connector()
        left = self._requests_left() if source else None
        parts = []
        if left is not None:
            parts.append(self.env._("%s requests left", left))
        if source and source.tells_quota and self.quota_told_at:
            parts.append(self.env._("%s registrations left", self.quota_told))
        return ", ".join(parts) or False

    def _compute_runner_text(self):
        """Which of cron and queue_job does the work."""
        runner = jobs.runner(self.env)
        text = {
            "queue_job": self.env._("Queue jobs; the scheduled action takes what they leave."),
            "cron": self.env._("Scheduled actions"),
            "waiting": self.env._(
                "Scheduled actions: queue_job is installed, but its runner is not loaded. Add "
                "queue_job to server_wide_modules to have it do the work."
            ),
        }
        idle = runner == "cron" and "queue.job" in self.env.registry
        for connector in self:
            connector.runner_text = text["waiting" if idle else runner]
            connector.channel = runner == "queue_job" and f"root.tracking.{connector._channel()}"

    # ------------------------------------------------------------------ buttons

    def action_test(self):
        """Asks the source something harmless now, and says how it answered."""
        self.ensure_one()
        self.check_access("write")
        source = self._connector()
        if not source:
            raise UserError(self.env._("Nobody is asked here: there is no connection to test."))
        work = {"quota": []} if source.tells_quota else {"query": [Parcel(PROBE, phone="0000")]}
        pace = asking.Pace(requests=1, timeout=PATIENCE)
        lane = asking.Lane(self.id, source, self._account(), work, pace, local=self._asks_itself())
        answer = asking.ask(lane)
        self._keep_token(lane.token)
        error = answer and answer.error
        why = sentence(self.env, error.packed()) if error else self.env._("nothing was asked.")
        good = answer and (not error or isinstance(error, BadMessage))
        return self._told_person(
            self.env._("The source answered: the credentials are accepted.")
            if good
            else self.env._("It does not work: %s", why),
            "success" if good else "danger",
        )

    def action_poll(self):
        """Has these sources asked about all of their open parcels, as soon as each allows it."""
        self.check_access("read")
        # sudo: whoever may see a connector may have it ask; only due times change
        parcels = self.env["order.shipment"].sudo()
        asked = [("next_poll_at", "!=", False), ("closed", "=", False)]
        parcels = parcels.search([("connector_id", "in", self.ids), *asked])
        parcels._ask_soon()
        return self._told_person(
            self.env._(
                "%s parcels are asked about, as soon as their source allows it.", len(parcels)
            )
        )

    def action_retry_failed(self):
        """Has messages that were not understood processed again: after an update they may be."""
        self.check_access("read")
        # sudo: the inbox is written by nobody; it is only processed again
        messages = self.env["tracking.message"].sudo()
        query = SQL(
            "UPDATE tracking_message SET state = 'received'"
            " WHERE connector_id = ANY (%s) AND state = 'failed' RETURNING id",
            self.ids,
        )
        count = len(self.env.execute_query(query))
        messages.invalidate_model(["state"])
        messages._wake_again()
        return self._told_person(self.env._("%s messages are processed again.", count))

    def action_view_parcels(self):
        parcels = self.env["order.shipment"]
        return {
            **parcels._get_records_action(name=self.env._("Shipments")),
            "views": [(False, "list"), (False, "form")],
            "domain": [
                *(("connector_id", "in", self.ids), ("closed", "=", False)),
                ("status", "not in", sorted(TERMINAL)),
            ],
        }

    def action_view_messages(self):
        messages = self.env["tracking.message"]
        return {
            **messages._get_records_action(name=self.env._("Carrier Messages")),
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("connector_id", "in", self.ids),
                ("state", "in", ("received", "waiting", "failed")),
            ],
        }

    def _told_person(self, message, kind="info"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
