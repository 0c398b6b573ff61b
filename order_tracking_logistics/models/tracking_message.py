import base64
import hashlib
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .. import connectors, ingest, jobs
from ..connectors import Reply
from ..presentation.source_errors import sentence
from ..shipping.references import normalised
from .order_shipment import UNDER_WAY
from .tracking_connector import utcnow

CRON = "order_tracking_logistics.ir_cron_process"
BATCH = 500
SECONDS = 60.0  # of one run: crons are ended after two minutes
SHOWN = 200_000  # characters of a message that people are shown
WAKE_SECONDS = 1.0
LINGER = 1.5 * WAKE_SECONDS  # by then all have committed who did not wake, as somebody else had
PUSH_NOTED = timedelta(minutes=10)
KEPT_HEADERS = ("content-type",)  # what parsing needs; never a signature or a token
_woken: dict[str, float] = {}  # when this process last woke the job, by database
_INSERT = """
INSERT INTO tracking_message (connector_id, company_id, kind, delivery_key, headers, body,
                              received_at, asked, state, attempts)
SELECT c.id, c.company_id, %s, %s, %s, %s, %s, %s, 'received', 0
  FROM tracking_connector c WHERE c.id = %s
    ON CONFLICT (connector_id, delivery_key) DO NOTHING
RETURNING id"""
# the words of ``numbers``, as an index has them
_NUMBERS = "string_to_array(btrim(numbers), ' ')"
_WAITING = f"""
SELECT id FROM tracking_message
 WHERE state = 'waiting' AND {_NUMBERS} && %s::text[] AND company_id = %s
 ORDER BY id"""
_INSERT_ANSWERS = """
INSERT INTO tracking_message (connector_id, company_id, kind, delivery_key, headers, body,
                              received_at, asked, state, attempts)
SELECT c.id, c.company_id, 'query', v.key, v.headers, v.body, v.at, v.asked, 'received', 0
  FROM (VALUES %s) AS v (connector, key, at, headers, body, asked)
  JOIN tracking_connector c ON c.id = v.connector
    ON CONFLICT (connector_id, delivery_key) DO NOTHING
RETURNING id"""


_FORGET = f"""
UPDATE tracking_message SET body = NULL, headers = NULL, numbers = NULL
 WHERE id IN (SELECT m.id FROM tracking_message m
               WHERE m.company_id = %s AND m.body IS NOT NULL AND m.received_at < %s
                 AND m.state <> 'received'
                 AND NOT EXISTS (SELECT FROM order_shipment_event e WHERE e.message_id = m.id
                                    AND e.shipment_id IN (SELECT id FROM order_shipment
                                                           WHERE {UNDER_WAY}))
               ORDER BY m.received_at LIMIT %s FOR UPDATE OF m SKIP LOCKED)
RETURNING id"""


class TrackingMessage(models.Model):
    """The durable inbox: what came in, as it came, before anybody looked at it."""

    _name = "tracking.message"
    _description = "Carrier Message"
    _order = "id desc"
    _rec_name = "delivery_key"
    _log_access = False

    connector_id = fields.Many2one(
        "tracking.connector", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection([("push", "Push"), ("query", "Answer")], required=True, readonly=True)
    delivery_key = fields.Char(
        required=True, readonly=True, help="The source's own number of the message, else its hash."
    )
    headers = fields.Json(readonly=True)
    body = fields.Binary(attachment=False, readonly=True, groups="order_tracking.group_manager")
    received_at = fields.Datetime("Received", required=True, readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("done", "Done"),
            ("waiting", "Waiting for its parcel"),
            ("failed", "Not understood"),
        ],
        required=True,
        readonly=True,
        default="received",
    )
    attempts = fields.Integer(readonly=True)
    processed_at = fields.Datetime("Processed", readonly=True)
    error = fields.Char("Error as Kept", readonly=True)
    error_text = fields.Char("Error", compute="_compute_error_text")
    numbers = fields.Char("Unknown Parcels", readonly=True)
    body_text = fields.Text(
        "Content", compute="_compute_body_text", groups="order_tracking.group_manager"
    )
    asked = fields.Char("Asked About", readonly=True)
    event_ids = fields.One2many("order.shipment.event", "message_id", "Told")

    _delivery_uniq = models.UniqueIndex("(connector_id, delivery_key)")
    _todo_idx = models.Index("(id) WHERE state = 'received'")
    _waiting_idx = models.Index("(connector_id, state, id) WHERE state IN ('waiting', 'failed')")
    _numbers_idx = models.Index(f"USING gin (({_NUMBERS})) WHERE state = 'waiting'")
    _answer_idx = models.Index("(connector_id, md5(asked), id) WHERE kind = 'query'")
    _lately_idx = models.Index("(processed_at) WHERE state = 'waiting'")
    _received_idx = models.Index("(connector_id, received_at)")
    _kept_idx = models.Index("(company_id, received_at) WHERE body IS NOT NULL")

    @api.model
    def _receive(self, connector_id, kind, body, headers=None, delivery_key=None, asked=()):
        """Keeps a raw message; one that is there already is kept once.

        :param body: bytes as they came.
        :param asked: tracking numbers that this answers a question about.
        :return: id of the new message, None for a repeated one.
        """
        asked = " ".join(asked) or None
        key = delivery_key or _hashed(body, asked)
        if kind == "query" and asked:
            key = _answer_key(key, self._last_answers(connector_id, [asked]).get(asked))
        values = (kind, key, ingest.to_json(headers), ingest.to_column(body), utcnow(), asked)
        rows = self.env.execute_query(SQL(_INSERT, *values, connector_id))
        return rows[0][0] if rows else None

    @api.model
    def _receive_answers(self, connector_id, answers):
        """Keeps raw answers of one source; two queries however many. One that repeats the last
        answer to the same question is not kept; one that returns to an earlier answer is.

        :param answers: ``[(body, headers, tracking numbers asked about)]``.
        :return: ids of the new messages.
        """
        now, rows = utcnow(), {}
        last = self._last_answers(connector_id, [" ".join(numbers) for _b, _h, numbers in answers])
        for body, headers, numbers in answers:
            asked = " ".join(numbers) or None
            rows[_answer_key(_hashed(body, asked), last.get(asked))] = (
                ingest.to_json(headers),
                ingest.to_column(body),
                asked,
            )
        if not rows:
            return []
        found = self.env.cr.execute_values(
            _INSERT_ANSWERS,
            [(connector_id, key, now, *values) for key, values in rows.items()],
            template="(%s::int, %s, %s::timestamp, %s::jsonb, %s::bytea, %s)",
            page_size=len(rows),
            fetch=True,
        )
        return [row[0] for row in found]

    @api.model
    def _last_answers(self, connector_id, questions):
        """``{question: (id, delivery key) of the last answer}``."""
        query = SQL(
            "SELECT q.asked, m.id, m.delivery_key FROM unnest(%s::varchar[]) AS q (asked)"
            " CROSS JOIN LATERAL (SELECT id, delivery_key FROM tracking_message"
            " WHERE connector_id = %s AND md5(asked) = md5(q.asked) AND kind = 'query'"
            " ORDER BY id DESC LIMIT 1) m",
            questions,
            connector_id,
        )
        return {asked: told for asked, *told in self.env.execute_query(query)}

    @api.model
    def _push(self, code, token, body, headers):
        """Keeps what a source pushed; everything else is a job.

        :return: ``connectors.Reply``; 404 for an address that is nobody's, 401 for a wrong
            signature: nothing is stored then.
        """
        target = self.env["tracking.connector"]._push_target(code, token)
        if not target:
            return Reply(status=404)
        number, secret = target
        connector = connectors.get(code)
        if not self.env["tracking.connector"]._is_genuine(code, body, headers, secret):
            return Reply(status=401)
        kept = {k: v for k, v in headers.items() if k.lower() in KEPT_HEADERS}
        key = connector.delivery_id(body, headers)
        if self._receive(number, "push", body, kept, key):
            self._wake()
        return connector.acknowledge(body)

    @api.model
    def _wake(self):
        """Has the inbox looked at within seconds; once for all that comes in meanwhile."""
        now = time.monotonic()
        if now >= _woken.get(self.env.cr.dbname, 0) + WAKE_SECONDS:
            _woken[self.env.cr.dbname] = now
            self._wake_again()

    @api.model
    def _wake_again(self):
        jobs.soon(self.browse(), "_work_off", cron=CRON, channel="inbox", after=LINGER)

    @api.model
    def _cron_process(self):
        """Takes in what waits; with queue_job what no job took.

        A cron starts at once and so looks once more after a moment: who came in just after
        somebody else had woken it relies on that. A job starts after that moment and ends with
        the work: it holds a process that could answer requests.
        """
        self._work_off(looks=2 if jobs.runner(self.env) == "cron" else 1)

    @api.model
    def _work_off(self, looks=1):
        """Processes what waits, batch by batch, each committed; for a minute at most.

        :param looks: ends when it has found nothing so many times.
        """
        ends, left, size = time.monotonic() + SECONDS, looks, BATCH
        with jobs.own_transaction(self) as own:
            own.browse(ingest.overlooked(own.env))._process_and_commit()
            while time.monotonic() < ends:
                done = own._next_batch(size)._process_and_commit()
                size = _next_size(size, done)
                left = left - 1 if done == 0 else looks
                if not left:
                    return
                if left < looks:
                    time.sleep(LINGER)
        self._wake_again()

    @api.model
    def _next_batch(self, size=BATCH):
        """The oldest messages that nobody else is at."""
        todo = self.search([("state", "=", "received")], order="id", limit=size)
        return todo.try_lock_for_update()

    def _process_and_commit(self):
        """Processes and commits.

        :return: how many there were; None when somebody else wrote about the same parcels or
            orders meanwhile: all is undone then, and to be tried again.
        """
        if not self:
            self.env.cr.rollback()  # what came in since is seen next time
            return 0
        try:
            self._process()
            self.env.cr.commit()  # pylint: disable=invalid-commit  # a transaction of its own
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.transaction.reset()
            return None
        self.env.clear()
        return len(self)

    def _process(self):
        """Parses these messages and brings parcels and orders up to date.

        One bad message fails alone. Idempotent: processing again adds nothing.
        """
        found = ingest.process(self.env, self.ids)
        self.invalidate_recordset()
        self._note_pushes()
        return found

    @api.model
    def _forget(self, company, before, limit):
        """See ``order.retention``: messages as they came, but not those about parcels that are
        under way. What they told, and that they came, stays."""
        self.flush_model()
        rows = self.env.execute_query(SQL(_FORGET, company.id, before, limit))
        self.invalidate_model(flush=False)
        return len(rows)

    def _only_about(self, parcels):
        """Those of these messages that still have their content, and name no other parcels."""
        names = {normalised(number) for number in parcels.mapped("number")}
        named = ingest.named(self.env, self.ids)
        return self.filtered(lambda message: names.issuperset(named.get(message.id) or [None]))

    def _note_pushes(self):
        """Keeps roughly when connectors were last pushed to: not a row written per message."""
        now = utcnow()
        query = SQL(
            "UPDATE tracking_connector SET last_push_at = %s"
            " WHERE (last_push_at IS NULL OR last_push_at < %s) AND id IN"
            " (SELECT connector_id FROM tracking_message WHERE id = ANY (%s) AND kind = 'push')",
            *(now, now - PUSH_NOTED, self.ids),
        )
        self.env.execute_query(query)
        self.env["tracking.connector"].invalidate_model(["last_push_at"])

    @api.depends("error")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for message in self:
            message.error_text = sentence(self.env, message.error)

    @api.depends("body")
    def _compute_body_text(self):
        for message in self:
            raw = base64.b64decode(message.with_context(bin_size=False).body or b"")
            message.body_text = raw.decode("utf-8", "replace")[:SHOWN].replace("\0", "")

    def action_match(self):
        """Opens the dialog in which a person says which parcels this message is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match to a Parcel"),
            "res_model": "tracking.message.match",
            "view_mode": "form",
            "target": "new",
            "context": {"default_message_id": self.id},
        }

    def action_retry(self):
        """Processes these messages (again)."""
        self.check_access("read")
        # sudo: staff may retry what they may read; the inbox is written by nobody
        self.sudo()._process()

    @api.model
    def _wake_waiting(self, numbers, company_id):
        """Messages that wait for one of these parcels are processed again."""
        self.flush_model(["state", "company_id", "numbers"])
        rows = self.env.execute_query(SQL(_WAITING, list(numbers), company_id))
        if rows:
            self.browse(row[0] for row in rows)._process()


def _next_size(size, done):
    """How many messages to take in at once: many cost less each; few are done sooner and meet
    fewer of those who write about the same orders.

    :param done: what became of the last ``size`` (see ``_process_and_commit``).
    """
    return max(1, size // 4) if done is None else min(BATCH, 2 * size)


def _answer_key(key, last):
    """The delivery key of an answer: the last one's own where it says the same."""
    number, told = last or (None, key)
    return told if ingest.first_key(told) == key else ingest.again(key, number)


def _hashed(body, asked):
    """What a message without a number of its own is known by."""
    return hashlib.sha256((asked or "").encode() + body).hexdigest()
