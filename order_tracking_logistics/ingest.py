"""From raw messages to parcels and orders: a fixed number of queries for a batch of any size."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from odoo.tools import SQL

from . import connectors, forecasting
from .connectors.errors import ConnectorError
from .connectors.keys import event_key
from .shipping.references import normalised
from .shipping.state import Telling, parcel_state

AGGREGATORS = ("kuaidi100", "kdniao", "17track", "aftership", "easypost")
FUTURE = timedelta(days=1)  # a carrier's clock further ahead than this is wrong
_COLUMNS = (
    "shipment_id",
    "company_id",
    "connector_id",
    "message_id",
    "key",
    "occurred_at",
    "local_time",
    "tz_source",
    "recorded_at",
    "sequence",
    "summary",
    "direct",
    "code",
    "raw_code",
    "text",
    "location",
    "reason",
    "eta",
    "eta_until",
    "signed_by",
    "evidence",
    "author_id",
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
  FROM (VALUES %%s) AS v (id, {columns})
 WHERE s.id = v.id AND ROW ({old}) IS DISTINCT FROM ROW ({new})
""".format(
    columns=", ".join(_STATE),
    new=", ".join(f"v.{column}" for column in _STATE),
    old=", ".join(f"s.{column}" for column in _STATE),
)
_TEMPLATE = "(%s::int, " + ", ".join(f"%s::{kind}" for kind in _STATE.values()) + ")"
_MATCH = """
SELECT s.number, s.carrier_code, s.connector_id, s.id, s.company_id, s.since, s.source_number
  FROM order_shipment s
 WHERE s.number = ANY (%s) AND s.company_id = ANY (%s) AND NOT s.closed"""


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
    """Ids of the shipments to which ``message_ids`` brought something new."""
    messages = _read_messages(env, list(message_ids))
    work = Work(datetime.now(UTC).replace(tzinfo=None))
    parsed = {m["id"]: _parse(m, work) for m in messages}
    known = _match(env, messages, parsed)
    for message in messages:
        if message["id"] not in work.outcome:
            _collect(message, parsed[message["id"]], known, work)
    touched = record(env, work.rows)
    refresh(env, touched, work.now)
    env["order.shipment"]._heard(work.heard)
    _finish(env, work)
    return touched


def record(env, rows: list[tuple]) -> set[int]:
    """Inserts events (tuples of ``_COLUMNS``), each once; ids of the shipments with new ones."""
    if not rows:
        return set()
    query = (
        f"INSERT INTO order_shipment_event ({', '.join(_COLUMNS)}) VALUES %s"
        " ON CONFLICT (shipment_id, key) DO NOTHING RETURNING shipment_id"
    )
    # pylint: disable=sql-injection  # only constant column names are interpolated
    return {row[0] for row in env.cr.execute_values(query, rows, page_size=2000, fetch=True)}


def refresh(env, shipment_ids: Iterable[int], now: datetime) -> None:
    """Brings shipments, and the orders in them, up to date with their events."""
    ids = list(shipment_ids)
    if not ids:
        return
    told = tellings(env, ids)
    states = {shipment: parcel_state(told[shipment]) for shipment in ids}
    rows = [(i, *(getattr(state, name) for name in _STATE)) for i, state in states.items()]
    # pylint: disable=sql-injection  # only constant column names are interpolated
    query = env.cr.mogrify(_UPDATE, [now]).decode()
    env.cr.execute_values(query, rows, template=_TEMPLATE, page_size=1000)
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


def _read_messages(env, ids: list[int]) -> list[dict]:
    return env.execute_query_dict(
        SQL(
            "SELECT m.id, m.kind, m.headers, m.body, m.received_at, m.company_id, m.connector_id,"
            " m.asked,"
            " c.code, c.code NOT IN %s AS direct FROM tracking_message m"
            " JOIN tracking_connector c ON c.id = m.connector_id"
            " WHERE m.id = ANY (%s) ORDER BY m.id",
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
        work.outcome[message["id"]] = ("failed", f"{type(error).__name__}: {error}"[:500], None)
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
                work.rows += rows_of(shipment, update, message, work.now)
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


def rows_of(shipment: dict, update, message: dict, now: datetime) -> list[tuple]:
    """Events of one update: its scans, and what it says of the parcel as a whole.

    Events from before the shipment's own time belong to another parcel of the same number.
    """
    rows = [_event_row(shipment, event, message, now) for event in update.events]
    since = shipment["since"]
    rows = [row for row in rows if not since or row[5] >= since]
    if update.status and (rows or not update.events):
        newest = max((row[5] for row in rows), default=message["received_at"])
        rows.append(_summary_row(shipment, update, message, newest, now))
    return rows


def _event_row(shipment: dict, event, message: dict, now: datetime) -> tuple:
    at = naive(event.occurred_at)
    received = message["received_at"]
    readable = at is not None and at <= received + FUTURE
    return (
        *(shipment["id"], shipment["company_id"], message["connector_id"], message["id"]),
        event.key,
        at if readable else received,
        event.local_time,
        event.tz_source if readable else "received",
        now,
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


def _summary_row(shipment: dict, update, message: dict, at: datetime, now: datetime) -> tuple:
    eta, until = naive(update.eta), naive(update.eta_until)
    said = (update.status, update.raw_status, at, eta, until, update.signed_by)
    return (
        *(shipment["id"], shipment["company_id"], message["connector_id"], message["id"]),
        event_key("summary", str(shipment["id"]), *said),
        at,
        None,
        "utc",
        now,
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


def naive(instant: datetime | None) -> datetime | None:
    """An aware instant as Odoo stores it: naive UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant else None


def _finish(env, work: Work) -> None:
    rows = [(number, *found) for number, found in work.outcome.items()]
    if rows:
        query = env.cr.mogrify(
            "UPDATE tracking_message m SET state = v.state, error = v.error, numbers = v.numbers,"
            " attempts = m.attempts + 1, processed_at = %s"
            " FROM (VALUES %%s) AS v (id, state, error, numbers) WHERE m.id = v.id",
            [work.now],
        ).decode()
        template = "(%s::int, %s::varchar, %s::varchar, %s::varchar)"
        env.cr.execute_values(query, rows, template=template, page_size=1000)
