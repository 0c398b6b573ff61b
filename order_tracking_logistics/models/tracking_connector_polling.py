import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import transport
from ..connectors import Account, Parcel
from ..connectors.errors import AccountError, ConnectorError, Throttled, TokenExpired
from ..shipping.circuit import Circuit
from ..shipping.polling import next_poll
from .tracking_connector import utcnow

_logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # a parcel that nobody answered for is asked about again
ROUND = 2000  # parcels taken at once
CHUNK = 100  # answers stored at once
_CLAIM = """
UPDATE order_shipment SET next_poll_at = %s
 WHERE id IN (SELECT id FROM order_shipment
               WHERE connector_id = %s AND next_poll_at <= %s AND NOT closed
               ORDER BY next_poll_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, number, carrier_code, phone, postcode, source_number, subscribed_at,
          status, changed_at, create_date, delivered_at, last_event_at, quiet"""
_ASKED = """
UPDATE order_shipment s
   SET last_poll_at = %s, next_poll_at = v.next_at, quiet = v.quiet
  FROM (VALUES %%s) AS v (id, next_at, quiet) WHERE s.id = v.id"""


class TrackingConnector(models.Model):
    """Asking the sources: due parcels are leased, asked about outside of any transaction, and
    the raw answers go through the same inbox as pushes."""

    _inherit = "tracking.connector"

    @api.model
    def _cron_poll(self):
        """Asks every source that may be asked about the parcels that are due."""
        for connector in self.search([("state", "=", "running")]):
            if connector._connector() and connector._circuit().state(utcnow()) != "open":
                connector._poll()

    def _poll(self, limit=ROUND):
        """Asks about due parcels; committed in chunks. Returns how many were asked about."""
        self.ensure_one()
        pure = self._connector()
        half_open = self._circuit().state(utcnow()) == "half_open"
        leased = self._lease(1 if half_open else limit)
        self.env.cr.commit()  # pylint: disable=invalid-commit  # nobody else asks about these
        if not leased or not self._ready_token(pure):
            return 0
        account = self._account()
        asked = pure.requests_for([_parcel(row) for row in leased.values()], account)
        by_number = {row["number"]: row for row in leased.values()}
        answers = transport.fetch(
            asked,
            concurrency=1 if half_open else self.concurrency or pure.limits.concurrency,
            per_second=self.per_second or pure.limits.per_second,
        )
        self._take_in(answers, by_number)
        return len(leased)

    def _take_in(self, answers, by_number):
        """Stores answers in chunks; stops drawing when the source refuses everybody."""
        chunk = []
        for answer in answers:
            chunk.append(answer)
            if len(chunk) >= CHUNK or isinstance(answer.error, (AccountError, Throttled)):
                stop = self._store(chunk, by_number)
                chunk = []
                if stop:
                    answers.close()
                    break
        if chunk:
            self._store(chunk, by_number)

    def _store(self, answers, by_number):
        """Keeps raw answers, processes them, plans the next question; commits.

        :return: True when there is no use in asking on.
        """
        Message = self.env["tracking.message"].sudo()
        good = [answer for answer in answers if not answer.error]
        ids = [Message._receive(self.id, "query", a.body, {"status": str(a.status)}) for a in good]
        Message.browse([i for i in ids if i])._process()
        refused = self._refusals(Message.browse([i for i in ids if i]))
        self._plan_next([row for a in good for n in a.request.parcels if (row := by_number.get(n))])
        errors = [answer.error for answer in answers if answer.error] + refused
        stop = self._note(len(answers), errors, bool(good) and not refused)
        self.env.cr.commit()  # pylint: disable=invalid-commit  # what is known stays known
        return stop

    def _refusals(self, messages):
        """Answers that parsing found to be refusals of the whole account (HTTP 200 or not)."""
        return [
            AccountError(message.error)
            for message in messages
            if message.state == "failed" and (message.error or "").startswith("AccountError")
        ]

    # ------------------------------------------------------------------ which parcels

    def _lease(self, limit):
        """Rows of due parcels by id; nobody else gets them until the lease ends."""
        now = utcnow()
        query = SQL(_CLAIM, now + LEASE, self.id, now, limit)
        return {row["id"]: row for row in self.env.execute_query_dict(query)}

    def _plan_next(self, rows):
        if not rows:
            return
        now, limits = utcnow(), self._connector().limits
        self.env.cr.execute(
            "SELECT id, status, changed_at, quiet, delivered_at, last_event_at"
            " FROM order_shipment WHERE id = ANY (%s)",
            [[row["id"] for row in rows]],
        )
        found = self.env.cr.dictfetchall()
        born = {row["id"]: row["create_date"] for row in rows}
        values = [
            (
                row["id"],
                next_poll(
                    status=row["status"],
                    now=now,
                    changed_at=row["changed_at"] or born[row["id"]],
                    ended_at=row["delivered_at"] or row["last_event_at"],
                    quiet=row["quiet"] or 0,
                    interval=self.interval_seconds or limits.interval,
                ),
                (row["quiet"] or 0) + 1,
            )
            for row in found
        ]
        query = self.env.cr.mogrify(_ASKED, [now]).decode()
        template = "(%s::int, %s::timestamp, %s::int)"
        # pylint: disable=sql-injection  # only the present instant is interpolated, by mogrify
        self.env.cr.execute_values(query, values, template=template, page_size=1000)

    # ------------------------------------------------------------------ how the source is

    def _circuit(self):
        return Circuit(self.failures, self.open_until)

    def _account(self):
        """Credentials as plain values."""
        # sudo: credentials are readable by managers only; the job asks on the company's behalf
        own = self.sudo()
        return Account(
            base_url=own.base_url or "",
            key=own.account_key or "",
            secret=own.account_secret or "",
            customer=own.account_customer or "",
            token=own.access_token or "",
            push_secret=own.push_secret or "",
            callback_url=own.push_url or "",
            language=own.language or "en",
        )

    def _ready_token(self, pure):
        """Fetches an access token where the source wants one and none is valid; False: failed."""
        own = self.sudo()  # sudo: the token is a secret like the key it is made from
        until = own.access_token_until
        if not pure.wants_token or (own.access_token and until and until > utcnow()):
            return True
        (request,) = pure.requests_for([], self._account(), purpose="token")
        answer = transport.send(request)
        try:
            if answer.error:
                raise answer.error
            token, seconds = pure.read_token(answer.body)
        except ConnectorError as error:
            wrong = isinstance(error, TokenExpired)
            self._note(1, [AccountError(str(error), error.code) if wrong else error], False)
            self.env.cr.commit()  # pylint: disable=invalid-commit  # the failure is told
            return False
        valid = timedelta(seconds=max(seconds - 60, 30))
        own.write({"access_token": token, "access_token_until": utcnow() + valid})
        return True

    def _note(self, requests, errors, success):
        """Health and circuit after some requests; True when there is no use in asking on."""
        now, today = utcnow(), fields.Date.today()
        fresh = self.counted_on != today
        values = {
            "counted_on": today,
            "request_count": (0 if fresh else self.request_count) + requests,
            "error_count": (0 if fresh else self.error_count) + len(errors),
        }
        if success:
            values |= {"last_success_at": now, "failures": 0, "open_until": False}
        stop = False
        if errors:
            values |= {"last_error_at": now, "last_error": str(errors[-1])[:500]}
            stop = self._fail(errors, success, now, values)
        self.write(values)
        return stop

    def _fail(self, errors, success, now, values):
        account = next((e for e in errors if isinstance(e, AccountError)), None)
        expired = next((e for e in errors if isinstance(e, TokenExpired)), None)
        throttled = next((e for e in errors if isinstance(e, Throttled)), None)
        if expired and self._connector().wants_token and self.sudo().access_token:
            self.sudo().access_token_until = False  # sudo: as above; the next round gets another
            return True
        if account or expired:
            self._pause(str(account or expired))
            return True
        if throttled or not success:
            circuit = self._circuit().failed(now, throttled.retry_after if throttled else None)
            values |= {"failures": circuit.failures, "open_until": circuit.open_until or False}
            return bool(circuit.open_until)
        return False

    def _pause(self, reason):
        """Stops asking and tells a person, once; no parcel is touched."""
        if self.state == "paused":
            return
        self.write({"state": "paused", "paused_reason": reason[:500]})
        _logger.warning("Connector %s is paused: %s", self.id, reason)
        self._tell_manager(reason)


def _parcel(row):
    return Parcel(
        tracking_number=row["number"],
        carrier_code=row["carrier_code"] or "",
        phone=row["phone"] or "",
        postcode=row["postcode"] or "",
        source_id=row["source_number"] or "",
        known_to_source=bool(row["subscribed_at"]),
    )
