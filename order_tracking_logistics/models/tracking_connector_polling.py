import logging
import math
from datetime import UTC, datetime, timedelta
from functools import partial

from psycopg2 import OperationalError

from odoo import api, models
from odoo.service.model import retrying
from odoo.tools import SQL

from .. import asking, connectors, jobs
from ..connectors import Account, Parcel
from ..connectors.errors import BadMessage
from ..shipping import settings
from ..shipping.circuit import THRESHOLD, Circuit
from ..shipping.following import lacking
from ..shipping.polling import next_poll
from .tracking_connector import utcnow

_logger = logging.getLogger(__name__)
CRON = "order_tracking_logistics.ir_cron_poll"
LEASE = timedelta(minutes=10)  # a parcel that nobody answered for is asked about again
ROUND = 2000  # parcels taken at once
OVERDUE = timedelta(minutes=2)
SECONDS = 45.0  # of one round: crons are ended after two minutes
UNLIMITED = 2**31 - 1
PUSHES = timedelta(days=2)  # a source that pushed nothing for so long is not relied upon
_LEASED = {
    "next_poll_at": ("query", "detect"),
    "subscribe_at": ("subscribe", "retrack"),
    "stop_at": ("stop", "delete"),
}
_SILENT = ("detect", "quota", "stop", "delete")  # purposes whose answers tell nothing of parcels
_DUE = """
SELECT c.id FROM tracking_connector c
 WHERE c.active AND c.state = 'running' AND c.code = ANY (%s)
   AND (c.open_until IS NULL OR c.open_until <= %s)
   AND (EXISTS (SELECT FROM order_shipment s WHERE s.connector_id = c.id AND NOT s.closed
                   AND s.next_poll_at <= %s)
     OR EXISTS (SELECT FROM order_shipment s WHERE s.connector_id = c.id AND NOT s.closed
                   AND s.subscribe_at <= %s)
     OR EXISTS (SELECT FROM order_shipment s WHERE s.connector_id = c.id AND s.stop_at <= %s))
 ORDER BY c.sequence, c.id"""
# MATERIALIZED: a subquery may be run again for each row, and each time take others
_CLAIM = """
WITH taken AS MATERIALIZED (
    SELECT id FROM order_shipment
     WHERE connector_id = %(connector)s AND %(due)s <= %(now)s AND %(open)s
     ORDER BY %(order)s LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE order_shipment s SET %(due)s = %(until)s FROM taken WHERE s.id = taken.id
RETURNING s.id, number, carrier_code, phone, postcode, source_number, subscribed_at,
          subscriptions, stopped, create_date, shipped_at"""
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
        """Has every source asked that has due parcels; with queue_job each by a job of its own,
        and what no job took for a while by this one."""
        due = self._with_due_parcels(utcnow())
        if jobs.runner(self.env) == "queue_job":
            due._poll_soon()
            due = self._with_due_parcels(utcnow() - OVERDUE)
        due._poll()

    def _poll_soon(self):
        for connector in self:
            jobs.soon(connector, "_poll", cron=CRON, channel=connector._channel())

    def _channel(self):
        """Name of this connector's channel in queue_job, under ``root.tracking``."""
        return f"{self.code}_{self.id}"

    @api.model
    def _with_due_parcels(self, at):
        """Connectors that may be asked, with parcels that were due ``at`` an instant."""
        query = SQL(_DUE, list(connectors.codes()), utcnow(), at, at, at)
        rows = self.env.execute_query(query)
        return self.browse(row[0] for row in rows)

    def _poll(self):
        """Asks these sources, side by side, about the parcels that are due.

        Everything is committed as it comes: what was answered stays known, whatever happens to
        this process; what it had leased and not asked is asked again when the lease ends.
        """
        asked: set[int] = set()
        with jobs.own_transaction(self) as own, jobs.held(own) as ours:
            lanes = [lane for connector in ours if (lane := connector._lane())]
            own.env.cr.commit()  # pylint: disable=invalid-commit  # nobody else asks about these
            for lane, answers in asking.gather(lanes, more=own._more_work):
                own.browse(lane.key)._store(lane, answers)
                asked |= {lane.key} if answers else set()
        # those that were not asked, though parcels are due, have a reason that lasts
        (self.browse(asked) & self._with_due_parcels(utcnow()))._poll_soon()

    # ------------------------------------------------------------------ what to ask

    def _lane(self):
        """What this source is asked in this round; None: nothing."""
        source, pace = self._connector(), self._pace()
        if pace.requests == 0:
            self._quota_used_up()
            return None
        room = math.ceil(pace.per_second * pace.seconds) + 1
        room = min(room, pace.requests or room) * source.limits.batch
        work = self._work(source, min(room, ROUND))
        if not work:
            return None
        # of a slow source everything that it can be asked in this round is there already
        most = room > ROUND and sum(map(len, work.values())) >= ROUND
        local = self._asks_itself()
        return asking.Lane(self.id, source, self._account(), work, pace, local=local, open=most)

    @api.model
    def _more_work(self, lane):
        """Further due parcels for a lane that runs low: asking goes on while answers are stored.
        What registering costs is counted when it is answered: that waits for the next round."""
        connector = self.browse(lane.key)
        try:
            rows = connector._claim("next_poll_at", ROUND)
            self.env.cr.commit()  # pylint: disable=invalid-commit  # as in _poll
        except OperationalError:  # somebody else wrote about the same parcels
            self.env.cr.rollback()
            rows = []
        return connector._asked(rows)

    def _asked(self, rows):
        """Parcels by what is asked about them."""
        detects, work = self._connector().detects, {}
        for row in rows:
            unknown = detects and not row["carrier_code"]
            work.setdefault("detect" if unknown else "query", []).append(row)
        return {purpose: _parcels(found) for purpose, found in work.items()}

    def _pace(self):
        limits = self._connector().limits
        probing = self._circuit().state(utcnow()) == "half_open"
        return asking.Pace(
            concurrency=1 if probing else self.concurrency or limits.concurrency,
            per_second=self.per_second or limits.per_second,
            requests=1 if probing else self._requests_left(),
            seconds=SECONDS,
            patience=max(THRESHOLD - self.failures, 1),
        )

    def _work(self, source, limit):
        """Due parcels by the purpose of the request that each needs."""
        work = {"quota": []} if self._asks_quota(source) else {}
        most = min(limit, self.quota_told) if source.tells_quota else limit
        for row in self._claim("subscribe_at", most) if self._may_subscribe(source) else ():
            purpose = source.again if row["stopped"] and source.again else "subscribe"
            work.setdefault(purpose, []).append(row)
        for row in self._claim("stop_at", limit) if source.ends else ():
            work.setdefault(source.ends, []).append(row)
        rest = limit - sum(map(len, work.values()))
        asked = self._asked(self._claim("next_poll_at", rest) if rest > 0 else ())
        return {purpose: _parcels(rows) for purpose, rows in work.items()} | asked

    def _claim(self, due, limit):
        """Rows of due parcels; nobody else gets them until the lease ends. Those that the source
        would not answer about are left alone until what it needs is known."""
        now = utcnow()
        query = SQL(
            _CLAIM,
            due=SQL.identifier(due),
            open=SQL("TRUE" if due == "stop_at" else "NOT closed"),
            # a source is not tried with the same parcel again and again: that may be what fails
            order=SQL("random()") if self.open_until else SQL.identifier(due),
            until=now + LEASE,
            connector=self.id,
            now=now,
            limit=limit,
        )
        rows = sorted(self.env.execute_query_dict(query), key=lambda row: row["id"])
        in_vain = [row["id"] for row in rows if due != "stop_at" and self._lacks(row)]
        if in_vain:
            query = "UPDATE order_shipment SET %s = NULL WHERE id = ANY (%s)"
            self.env.execute_query(SQL(query, SQL.identifier(due), in_vain))
        return [row for row in rows if row["id"] not in in_vain]

    def _lacks(self, parcel):
        """Names of the fields without which this source does not answer about ``parcel``."""
        source = self._connector()
        if self.ask_without or not source:
            return ()
        return lacking(source.limits.extra_fields, parcel["carrier_code"], parcel)

    # ------------------------------------------------------------------ what was answered

    def _store(self, lane, answers):
        """Takes in a portion and commits; where that fails, its halves, at last one answer."""
        cr = self.env.cr
        take_in = partial(self._take_in, lane, answers)
        try:
            # others write about the same parcels: fewer meet fewer of them, one is tried again
            take_in() if len(answers) > 1 else retrying(take_in, self.env)
            cr.commit()  # pylint: disable=invalid-commit  # what is known stays known
        except Exception as error:
            cr.rollback()
            self.env.transaction.reset()
            self._store_apart(lane, answers, error)
        self.env.clear()

    def _store_apart(self, lane, answers, error):
        """What could not be stored at once: one that cannot be stored stops no other."""
        if len(answers) < 2:
            # the exception's text may hold what the source said: only its kind is told
            _logger.error("Connector %s: answers not stored (%s).", self.id, type(error).__name__)
            return
        middle = len(answers) // 2
        for half in (answers[:middle], answers[middle:]):
            self._store(lane, half)

    def _take_in(self, lane, answers):
        """Stores a portion of answers; an empty one ends the round."""
        if not answers:
            self._release(lane)
            return
        good = [a for a in answers if not a.error]
        # what nobody understands is kept for a person, and its parcels are asked about later
        odd = [a for a in answers if isinstance(a.error, BadMessage)]
        telling = [a for a in good + odd if a.request.purpose not in _SILENT]
        self._receive(telling)
        for answer in good + odd:
            getattr(self, f"_after_{answer.request.purpose}", self._after_subscribe)(lane, answer)
        self._plan_next({n for a in telling for n in a.request.parcels})
        self._keep_token(lane.token)
        self._note(answers)

    def _receive(self, answers):
        """Raw answers take the same way as pushes."""
        # sudo: the inbox is written by nobody but the addon itself
        messages = self.env["tracking.message"].sudo()
        told = [(a.body, {"status": str(a.status)}, a.request.parcels) for a in answers]
        messages.browse(messages._receive_answers(self.id, told))._process()

    def _plan_next(self, numbers):
        if not numbers:
            return
        now, source = utcnow(), self._connector()
        self.env["order.shipment"].flush_model()  # what was just written is older than the plan
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT id, status, changed_at, create_date, quiet, delivered_at, last_event_at,"
                " subscribed_at, stopped FROM order_shipment"
                " WHERE connector_id = %s AND number = ANY (%s) AND NOT closed",
                self.id,
                list(numbers),
            )
        )
        values = [
            (
                row["id"],
                next_poll(
                    status=row["status"],
                    now=now,
                    changed_at=row["changed_at"] or row["create_date"],
                    ended_at=row["delivered_at"] or row["last_event_at"],
                    quiet=row["quiet"] or 0,
                    interval=self.interval_seconds or source.limits.interval,
                    pushed=self._is_pushed(row),
                ),
                (row["quiet"] or 0) + 1,
            )
            for row in rows
        ]
        query = self.env.cr.mogrify(_ASKED, [now]).decode()
        template = "(%s::int, %s::timestamp, %s::int)"
        # pylint: disable=sql-injection  # only the present instant is interpolated, by mogrify
        self.env.cr.execute_values(query, values, template=template, page_size=1000)
        shipments = self.env["order.shipment"]
        shipments.invalidate_model(["next_poll_at", "last_poll_at", "quiet"])
        shipments.browse(number for number, at, _quiet in values if not at)._end_following()

    def _is_pushed(self, row):
        """Whether news of a parcel come by themselves: the source pushes, and did so lately."""
        source, last = self._connector(), self.last_push_at
        if not source.pushes or not last or last < utcnow() - PUSHES:
            return False
        return not source.subscribes or bool(row["subscribed_at"] and not row["stopped"])

    def _after_query(self, lane, answer):
        """Everything was in the answer itself."""

    def _after_quota(self, lane, answer):
        told = {} if answer.error else self._connector().quota(answer.body)
        left = {"quota_told": told.get("left", UNLIMITED), "quota_told_at": utcnow()}
        self.sudo().write(left)  # sudo: follows from the answer

    def _after_detect(self, lane, answer):
        """The likeliest carrier is tried at once; staff see that it is a guess."""
        found = [] if answer.error else self._connector().detected(answer.body)
        query = SQL(
            "UPDATE order_shipment SET next_poll_at = %s, carrier_code = %s, carrier_guessed = %s,"
            " source_problem = %s WHERE connector_id = %s AND number = ANY (%s) AND NOT closed",
            utcnow() if found else utcnow() + timedelta(days=1),
            found[0] if found else None,
            bool(found),
            None if found else self.env._("The source does not recognise the carrier."),
            self.id,
            list(answer.request.parcels),
        )
        self.env.execute_query(query)
        self.env["order.shipment"].invalidate_model()

    def _after_subscribe(self, lane, answer):
        """Also of a request that takes up what the source had stopped following."""
        accepted = self._shipments_of(answer)._subscribed(answer)
        if self._connector().tells_quota and answer.request.purpose == "subscribe":
            # sudo: follows from the answer
            self.sudo().quota_told = max(self.quota_told - accepted, 0)

    def _after_stop(self, lane, answer):
        """Also where the source refuses: it did not follow the parcel, or not any more."""
        domain = [("connector_id", "=", self.id), ("number", "in", answer.request.parcels)]
        ended = self.env["order.shipment"].search([*domain, ("stop_at", "!=", False)])
        ended._not_followed(gone=answer.request.purpose == "delete")

    _after_delete = _after_stop

    def _shipments_of(self, answer):
        domain = [("connector_id", "=", self.id), ("number", "in", answer.request.parcels)]
        return self.env["order.shipment"].search([*domain, ("closed", "=", False)])

    def _release(self, lane):
        """Parcels that were leased and not asked about are due again; those that this source
        cannot be asked about never. What was given back meanwhile (null) stays so."""
        for keys, at in (lane.left, utcnow()), (lane.impossible, None):
            for due, purposes in _LEASED.items():
                numbers = [number for purpose, number in keys if purpose in purposes]
                query = SQL(
                    "UPDATE order_shipment SET %(due)s = %(at)s WHERE connector_id = %(id)s"
                    " AND number = ANY (%(numbers)s) AND %(due)s IS NOT NULL"
                    " AND (NOT closed OR stop_at IS NOT NULL)",
                    due=SQL.identifier(due),
                    at=at,
                    id=self.id,
                    numbers=numbers,
                )
                if numbers:
                    self.env.execute_query(query)
        self.env["order.shipment"].invalidate_model(list(_LEASED))

    # ------------------------------------------------------------------ the account

    def _circuit(self):
        return Circuit(self.failures, self.open_until or None)

    def _account(self):
        """Credentials as plain values."""
        # sudo: credentials are readable by managers only; the job asks on the company's behalf
        own = self.sudo()
        until = own.access_token_until
        return Account(
            base_url=own.base_url or "",
            key=own.account_key or "",
            secret=own.account_secret or "",
            customer=own.account_customer or "",
            token=(own.access_token or "") if until and until > utcnow() else "",
            push_secret=own.push_secret or "",
            callback_url=own.push_url or "",
            language=own.language or "en",
            settings=settings.read(own.settings),
        )

    def _keep_token(self, token):
        """``token``: text and aware instant of its end."""
        own = self.sudo()  # sudo: a secret like the key that it was made from
        if token and own.access_token != token[0]:
            until = token[1].astimezone(UTC).replace(tzinfo=None)
            own.write({"access_token": token[0], "access_token_until": until})


def _parcels(rows):
    return [
        Parcel(
            tracking_number=row["number"],
            carrier_code=row["carrier_code"] or "",
            phone=row["phone"] or "",
            postcode=row["postcode"] or "",
            shipped_on=str((row["shipped_at"] or row["create_date"] or datetime.now(UTC)).date()),
            source_id=row["source_number"] or "",
            known_to_source=bool(row["subscribed_at"]),
        )
        for row in rows
    ]
