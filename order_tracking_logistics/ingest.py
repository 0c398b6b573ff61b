"""From raw messages to parcels and orders: a fixed number of queries for a batch of any size."""

from __future__ import annotations

import base64
import json
import logging
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from odoo.tools import SQL

from odoo.addons.order_tracking import bulk
from odoo.addons.order_tracking.batches import in_parts

from . import connectors, forecasting
from .connectors.errors import ConnectorError
from .connectors.keys import event_key
from .shipping.references import normalised
from .shipping.state import Telling, parcel_state

_logger = logging.getLogger(__name__)
AGGREGATORS = ("kuaidi100", "kdniao", "17track", "aftership", "easypost")
FUTURE = timedelta(days=1)  # a carrier's clock further ahead than this is wrong
_COLUMNS = {
    "shipment_id": "int",
    "company_id": "int",
    "connector_id": "int",
    "message_id": "int",
    "key": "varchar",
    "occurred_at": "timestamp",
    "local_time": "varchar",
    "tz_source": "varchar",
    "recorded_at": "timestamp",
    "sequence": "int",
    "summary": "bool",
    "direct": "bool",
    "code": "varchar",
    "raw_code": "varchar",
    "text": "varchar",
    "location": "varchar",
    "reason": "varchar",
    "eta": "timestamp",
    "eta_until": "timestamp",
    "signed_by": "varchar",
    "evidence": "varchar",
    "author_id": "int",
}
_RECORD = f"""
INSERT INTO order_shipment_event ({", ".join(_COLUMNS)}) SELECT * FROM {bulk.table(_COLUMNS)}
ON CONFLICT (shipment_id, key) DO NOTHING RETURNING shipment_id"""
_KEY, _AT, _RECORDED, _SUMMARY = map(
    list(_COLUMNS).index, ("key", "occurred_at", "recorded_at", "summary")
)
_STATE = {
    "status": "varchar",
    "status_at": "timestamp",
    "raw_code": "varchar",
    "text": "varchar",
    "location": "varchar",
    "reason": "varchar",
    "problem": "bool",
    "shipped_at": "timestamp",
    "delivered_at": "timestamp",
    "last_event_at": "timestamp",
    "eta": "timestamp",
    "eta_until": "timestamp",
    "signed_by": "varchar",
    "evidence": "varchar",
}
_UPDATE = """
UPDATE order_shipment s SET ({columns}) = ROW ({new}), changed_at = %s, quiet = 0
  FROM {rows}
 WHERE s.id = v.id AND (%s OR ROW ({old}) IS DISTINCT FROM ROW ({new}))
""".format(
    columns=", ".join(_STATE),
    rows=bulk.table({"id": "int", **_STATE}),
    new=", ".join(f"v.{column}" for column in _STATE),
    old=", ".join(f"s.{column}" for column in _STATE),
)
_MATCH = """
SELECT s.number, s.carrier_code, s.connector_id, s.id, s.company_id, s.since, s.source_number
  FROM order_shipment s
 WHERE s.number = ANY (%s) AND s.company_id = ANY (%s) AND NOT s.closed"""

_OUTCOME = {"id": "int", "state": "varchar", "error": "varchar", "numbers": "varchar"}
_DONE = f"""
UPDATE tracking_message m SET state = v.state, error = v.error, numbers = v.numbers,
       attempts = m.attempts + 1, processed_at = %s
  FROM {bulk.table(_OUTCOME)} WHERE m.id = v.id"""
_OVERLOOKED = """
SELECT m.id FROM tracking_message m
 WHERE m.state = 'waiting' AND m.processed_at > %s AND m.attempts < 3
   AND EXISTS (SELECT FROM order_shipment s
                WHERE s.number = ANY (string_to_array(btrim(m.numbers), ' '))
                  AND s.company_id = m.company_id AND NOT s.closed)
 ORDER BY m.id LIMIT 1000"""


@dataclass(slots=True)
class Work:
    """What a batch of messages brings. ``rows``: events to insert, ``outcome``: by message id
    (state, error, unknown numbers), ``heard``: the newest update by shipment id."""

    now: datetime
    rows: list[tuple] = field(default_factory=list)
    outcome: dict[int, tuple] = field(default_factory=dict)
    heard: dict[int, connectors.ParcelUpdate] = field(default_factory=dict)


def to_column(body: bytes) -> bytes:
    """A raw message as Odoo keeps binary columns."""
    return base64.b64encode(body)


def to_json(value) -> str | None:
    return json.dumps(dict(value)) if value else None


def process(env, message_ids: Iterable[int]) -> set[int]:
    """Ids of the shipments to which ``message_ids`` brought something new.

    What goes wrong with one message is written down at that message; the others are taken in.
    """
    parts = in_parts(
        env.cr,
        list(message_ids),
        lambda ids: _take_in(env, ids),
        lambda message_id: _failed(env, message_id),
    )
    return set().union(*parts)


def _failed(env, message_id: int) -> None:
    """Writes down what went wrong, while its exception is handled."""
    _logger.exception("Message %s cannot be taken in.", message_id)
    outcome = {message_id: ("failed", type(sys.exception()).__name__, None)}
    _finish(env, Work(_now(), outcome=outcome))


def _take_in(env, ids: list[int]) -> set[int]:
    messages = _read_messages(env, ids)
    work = Work(_now())
    parsed = {m["id"]: _parse(m, work) for m in messages}
    known = _match(env, messages, parsed)
    for message in messages:
        if message["id"] not in work.outcome:
            _collect(message, parsed[message["id"]], known, work)
    touched = record(env, news_of(env, work.rows))
    refresh(env, touched, work.now, news=True)
    env["order.shipment"]._heard(work.heard)
    _finish(env, work)
    return touched


def overlooked(env) -> list[int]:
    """Messages that wait for a parcel which came while they were looked at: neither saw the
    other. Tried a few times, as the parcel may be another one after all."""
    rows = env.execute_query(SQL(_OVERLOOKED, _now() - timedelta(hours=1)))
    return [row[0] for row in rows]


def record(env, rows: list[tuple]) -> set[int]:
    """Inserts events (tuples of ``_COLUMNS``), each once; ids of the shipments with new ones.

    Two who tell of one parcel at the same time wait for each other here; the second then has to
    begin anew (:func:`refresh` changes the parcel), so that each state is made of all events.
    """
    if not rows:
        return set()
    shipments = sorted({row[0] for row in rows})
    env.execute_query(
        SQL(
            "SELECT FROM order_shipment WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
            shipments,
        )
    )
    env.cr.execute(_RECORD, bulk.arrays(rows))
    return {row[0] for row in env.cr.fetchall()}


def news_of(env, rows: list[tuple]) -> list[tuple]:
    """Rows to record, given what was said before: a summary that repeats the last one of its
    instant is left out, and one that returns to an earlier one is news under a key of its own.
    """
    last, seen = _summaries(env, sorted({row[0] for row in rows if row[_SUMMARY]}))
    found = []
    for row in rows:
        place = _instant(row[0], row[_AT], row[_RECORDED])
        if row[_SUMMARY]:
            said = row[_KEY]
            if last.get(place) == said:
                continue
            if said in seen[row[0]]:
                row = (*row[:_KEY], again(said, len(seen[row[0]])), *row[_KEY + 1 :])
            last[place] = said
            seen[row[0]].append(said)
        found.append(row)
    return found


def again(key: str, number: int) -> str:
    return f"{key}/{number}"


def first_key(key: str) -> str:
    """What :func:`again` was given."""
    return key.partition("/")[0]


def _summaries(env, shipment_ids: list[int]) -> tuple[dict, dict]:
    """(the last summary's key by shipment and instant, all keys by shipment)."""
    last, seen = {}, defaultdict(list)
    query = (
        "SELECT shipment_id, occurred_at, recorded_at, key FROM order_shipment_event"
        " WHERE shipment_id = ANY (%s) AND summary ORDER BY id"
    )
    for shipment, at, recorded, key in env.execute_query(SQL(query, shipment_ids)):
        last[_instant(shipment, at, recorded)] = first_key(key)
        seen[shipment].append(first_key(key))
    return last, seen


def _instant(shipment: int, at: datetime, recorded: datetime) -> tuple:
    """Which scan a summary speaks of; without any scan it has the time at which it was told."""
    return shipment, None if at == recorded else at


def refresh(env, shipment_ids: Iterable[int], now: datetime, *, news: bool = False) -> None:
    """Brings shipments, and the orders in them, up to date with their events.

    :param news: something was told, even where it changes no state.
    """
    ids = sorted(shipment_ids)
    if not ids:
        return
    told = tellings(env, ids)
    states = {shipment: parcel_state(told[shipment]) for shipment in ids}
    rows = [(i, *(getattr(state, name) for name in _STATE)) for i, state in states.items()]
    env.cr.execute(_UPDATE, [now, *bulk.arrays(rows), news])
    shipments = env["order.shipment"].browse(ids)
    shipments.invalidate_recordset([*_STATE, "changed_at", "quiet", "event_ids"], flush=False)
    forecasting.estimate(env, ids, now)
    shipments._tell_orders(told)


def tellings(env, shipment_ids: list[int]) -> dict[int, list[Telling]]:
    """The whole history of shipments as plain values, every id present."""
    named = {"at": "occurred_at", "place": "id"}
    columns = ", ".join(named.get(name, name) for name in Telling.__slots__)
    rows = env.execute_query(
        SQL(
            "SELECT shipment_id, %s FROM order_shipment_event WHERE shipment_id = ANY (%s)",
            SQL(columns),
            shipment_ids,
        )
    )
    found: dict[int, list[Telling]] = {shipment: [] for shipment in shipment_ids}
    for shipment, *values in rows:
        found[shipment].append(Telling(*values))
    return found


def named(env, ids: list[int]) -> dict[int, set[str]]:
    """Tracking numbers that messages name, by id, of those that can be read."""
    work = Work(datetime.min)
    found = {
        message["id"]: (message, _parse(message, work)) for message in _read_messages(env, ids)
    }
    return {number: set(_by_number(*told)) for number, told in found.items() if told[1]}


def _read_messages(env, ids: list[int]) -> list[dict]:
    return env.execute_query_dict(
        SQL(
            "SELECT m.id, m.kind, m.headers, m.body, m.received_at, m.company_id, m.connector_id,"
            " m.asked,"
            " c.code, c.code NOT IN %s AS direct FROM tracking_message m"
            " JOIN tracking_connector c ON c.id = m.connector_id"
            # whose content was erased has told what it had to tell
            " WHERE m.id = ANY (%s) AND m.body IS NOT NULL ORDER BY m.id",
            AGGREGATORS,
            ids,
        )
    )


def _parse(message: dict, work: Work) -> list:
    """Updates of one message; one that cannot be read fails alone."""
    try:
        body = base64.b64decode(bytes(message["body"] or b""))
        headers = message["headers"] or {}
        connector = connectors.get(message["code"])
        return connector.parse(body, kind=message["kind"], headers=headers)
    except (ConnectorError, LookupError) as error:
        kept = error.packed() if isinstance(error, ConnectorError) else str(error)
        work.outcome[message["id"]] = ("failed", kept[:500], None)
        return []


def _match(env, messages: list[dict], parsed: dict[int, list]) -> dict:
    """Open shipments by (company, number)."""
    numbers = {
        number for m in messages for number in _by_number(m, parsed[m["id"]]) if m["id"] in parsed
    }
    companies = {m["company_id"] for m in messages}
    known: dict[tuple, list[dict]] = defaultdict(list)
    if numbers:
        rows = env.execute_query_dict(SQL(_MATCH, sorted(numbers), sorted(companies)))
        for row in rows:
            known[row["company_id"], row["number"]].append(row)
    return known


def _collect(message: dict, updates: list, known: dict, work: Work) -> None:
    unknown = []
    for number, told in _by_number(message, updates).items():
        candidates = known.get((message["company_id"], number), ())
        shipment = choose(candidates, message, told[0])
        if shipment:
            told = same_parcel(shipment, told)
            for update in told:
                work.rows += rows_of(shipment, update, message)
            work.heard[shipment["id"]] = told[-1]
        elif number and message["kind"] == "push":
            unknown.append(number)
    numbers = f" {' '.join(unknown)} " if unknown else None
    work.outcome[message["id"]] = ("waiting" if unknown else "done", None, numbers)


def _by_number(message: dict, updates: list) -> dict[str, list]:
    """Updates by the parcel that they name; where an answer names none it is the one that was
    asked about."""
    asked = message["asked"] or ""
    only = "" if " " in asked else asked
    found: dict[str, list] = {}
    for update in updates:
        number = normalised(update.tracking_number or only)
        found.setdefault(number, []).append(update)
    return found


def same_parcel(shipment: dict, told: list) -> list:
    """Of updates about several parcels that had one number: those of the parcel which the source
    meant before, else of the newest, which is told first."""
    ids = [update.unique_id for update in told]
    chosen = shipment["source_number"] if shipment["source_number"] in ids else ids[0]
    return [update for update in told if update.unique_id == chosen]


def choose(candidates: Iterable[dict], message: dict, update) -> dict | None:
    """The shipment that an update speaks of: of its connector and carrier, else of none."""
    fitting = [
        row
        for row in candidates
        if row["connector_id"] in (None, message["connector_id"])
        and (
            update.carrier_corrected
            or message["kind"] == "query"  # asked about with the carrier that is known
            or not row["carrier_code"]
            or not update.carrier_code
            or row["carrier_code"] == update.carrier_code
        )
    ]
    fitting.sort(
        key=lambda row: (row["connector_id"] is None, row["carrier_code"] or "", -row["id"])
    )
    return fitting[0] if fitting else None


def rows_of(shipment: dict, update, message: dict) -> list[tuple]:
    """Events of one update: its scans, and what it says of the parcel as a whole.

    Events from before the shipment's own time belong to another parcel of the same number.
    """
    rows = [_event_row(shipment, event, message) for event in update.events]
    since = shipment["since"]
    rows = [row for row in rows if not since or row[5] >= since]
    if update.status and (rows or not update.events):
        newest = max((row[5] for row in rows), default=None)
        rows.append(_summary_row(shipment, update, message, newest))
    return rows


def _event_row(shipment: dict, event, message: dict) -> tuple:
    at = naive(event.occurred_at)
    received = message["received_at"]
    readable = at is not None and at <= received + FUTURE
    return (
        *(shipment["id"], shipment["company_id"], message["connector_id"], message["id"]),
        event.key,
        at if readable else received,
        event.local_time,
        event.tz_source if readable else "received",
        received,
        event.sequence,
        False,
        message["direct"],
        event.code,
        event.raw_code,
        event.text,
        event.location,
        event.reason,
        *(None, None, None, "carrier", None),
    )


def _summary_row(shipment: dict, update, message: dict, at: datetime | None) -> tuple:
    """As of the newest scan, else of when it was first told: a source that says the same of a
    parcel without scans whenever it is asked has no news."""
    eta, until = naive(update.eta), naive(update.eta_until)
    said = (update.status, update.raw_status, at, eta, until, update.signed_by)
    return (
        *(shipment["id"], shipment["company_id"], message["connector_id"], message["id"]),
        event_key("summary", str(shipment["id"]), *said),
        at or message["received_at"],
        None,
        "utc",
        message["received_at"],
        0,
        True,
        message["direct"],
        update.status,
        update.raw_status,
        update.status_text,
        None,
        None,
        eta,
        until,
        update.signed_by,
        *("carrier", None),
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def naive(instant: datetime | None) -> datetime | None:
    """An aware instant as Odoo stores it: naive UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant else None


def _finish(env, work: Work) -> None:
    rows = [(number, *found) for number, found in work.outcome.items()]
    if rows:
        env.cr.execute(_DONE, [work.now, *bulk.arrays(rows)])
