"""The histories of parcels made again from the raw messages: equal to what is stored, or a fault.

What people told has no message: it is taken as it was recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from odoo.tools import SQL

from . import ingest
from .shipping.state import Telling

_TOLD = """
SELECT e.message_id, e.shipment_id, min(e.id), array_agg(e.key)
  FROM order_shipment_event e
 WHERE e.shipment_id = ANY (%s) AND e.message_id IS NOT NULL GROUP BY 1, 2 ORDER BY 3"""
_SHIPMENTS = """
SELECT id, company_id, number, since, source_number FROM order_shipment WHERE id = ANY (%s)"""
_BY_PEOPLE = (
    "SELECT id FROM order_shipment_event WHERE shipment_id = ANY (%s) AND message_id IS NULL"
)
_COLUMNS = list(ingest._COLUMNS)
_KEY = _COLUMNS.index("key")
_NAMES = {"at": "occurred_at"}


def retold(env, shipment_ids: Iterable[int]) -> dict[int, list[Telling]]:
    """Whole histories by shipment, every id present, from messages and what people told."""
    ids = list(shipment_ids)
    told = env.execute_query(SQL(_TOLD, ids))
    shipments = {row["id"]: row for row in env.execute_query_dict(SQL(_SHIPMENTS, ids))}
    work = ingest.Work(ingest._now())
    read = ingest._read_messages(env, list({row[0] for row in told}))
    messages = {message["id"]: (message, ingest._parse(message, work)) for message in read}
    histories = _by_people(env, ids)
    for number, shipment, place, keys in told:
        rows = _rows(shipments[shipment], *messages[number], set(keys))
        histories[shipment] += [_telling(row, place) for row in rows]
    return {shipment: _first_of_each(histories[shipment]) for shipment in ids}


def _by_people(env, ids: list[int]) -> dict[int, list[Telling]]:
    kept = {row[0] for row in env.execute_query(SQL(_BY_PEOPLE, ids))}
    found: dict[int, list[Telling]] = defaultdict(list)
    for shipment, tellings in ingest.tellings(env, ids).items():
        found[shipment] = [telling for telling in tellings if telling.place in kept]
    return found


def _rows(shipment: dict, message: dict, updates: list, keys: set[str]) -> list[tuple]:
    """What the message told about the shipment: the updates that hold one of these keys."""
    rows: list[tuple] = []
    for told in ingest._by_number(message, updates).values():
        found = [
            row
            for update in ingest.same_parcel(shipment, told)
            for row in ingest.rows_of(shipment, update, message)
        ]
        stored = {ingest.first_key(key): key for key in keys}
        if stored.keys() & {row[_KEY] for row in found}:
            # what returned to an earlier word has a key of its own
            rows += [
                (*row[:_KEY], stored.get(row[_KEY], row[_KEY]), *row[_KEY + 1 :]) for row in found
            ]
    return rows


def _telling(row: tuple, place: int) -> Telling:
    values = dict(zip(_COLUMNS, row, strict=True)) | {"place": place}
    return Telling(**{n: values[_NAMES.get(n, n)] for n in Telling.__slots__})


def _first_of_each(tellings: list[Telling]) -> list[Telling]:
    """An event that was told again is the one that was told first."""
    found: dict[str, Telling] = {}
    for telling in sorted(tellings, key=lambda telling: telling.place):
        found.setdefault(telling.key, telling)
    return list(found.values())
