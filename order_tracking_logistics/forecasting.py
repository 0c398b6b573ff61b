"""History in the database → statistics of lanes → what is said about parcels; set-based.

The decisions are in :mod:`.forecast`; here is what they are fed with and where they go.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from odoo.tools import SQL

from odoo.addons.order_tracking import bulk

from .forecast import LEAST, MOST, SHARE, Parcel, Spread, aimed, best_days, forecast, keys, silence

WINDOW = timedelta(days=365)  # how far back arrivals count
LATELY = timedelta(days=90)  # for gaps between events, and for how forecasts fared
AFRESH = timedelta(days=7)  # so often all statistics are made, not only those with new arrivals
TOLD_LATE = timedelta(days=3)  # an arrival is new so long: some carriers tell it days later
LONGEST = timedelta(days=60)  # longer is no transit time but a parcel nobody closed
PARCELS = 200_000  # of the window, the latest; bounds the nightly job
KEPT = "kept||||"  # key of how many forecasts held
COLUMNS = {
    "forecast_from": "timestamp",
    "forecast_until": "timestamp",
    "forecast_count": "int4",
    "forecast_basis": "varchar",
    "silent_after": "timestamp",
    "silent_count": "int4",
}
_ZONES = """
UPDATE order_shipment s SET origin_zone = z.origin, destination_zone = z.destination
  FROM (
    SELECT s.id, {origin} AS origin, {destination} AS destination
      FROM order_shipment s
      LEFT JOIN LATERAL (
           SELECT w.partner_id AS origin, p.partner_id AS destination
             FROM order_shipment_stock_picking_rel r
             JOIN stock_picking p ON p.id = r.stock_picking_id
             JOIN stock_picking_type t ON t.id = p.picking_type_id
             LEFT JOIN stock_warehouse w ON w.id = t.warehouse_id
            WHERE r.order_shipment_id = s.id ORDER BY p.id LIMIT 1) p ON TRUE
      LEFT JOIN LATERAL (
           SELECT w.partner_id AS origin, o.partner_shipping_id AS destination
             FROM order_shipment_sale_order_rel r JOIN sale_order o ON o.id = r.sale_order_id
             LEFT JOIN stock_warehouse w ON w.id = o.warehouse_id
            WHERE r.order_shipment_id = s.id ORDER BY o.id LIMIT 1) o ON TRUE
      LEFT JOIN res_partner a ON a.id = COALESCE(p.origin, o.origin)
      LEFT JOIN res_country ac ON ac.id = a.country_id
      LEFT JOIN res_country_state ast ON ast.id = a.state_id
      LEFT JOIN res_partner b ON b.id = COALESCE(p.destination, o.destination)
      LEFT JOIN res_country bc ON bc.id = b.country_id
      LEFT JOIN res_country_state bst ON bst.id = b.state_id
     WHERE s.id = ANY (%s) AND s.destination_zone IS NULL) z
 WHERE s.id = z.id AND z.destination IS NOT NULL"""
_FACTS = """
SELECT s.id, s.company_id, COALESCE(p.tz, 'UTC'), s.status, s.carrier_id,
       COALESCE(s.carrier_code, ''), COALESCE(s.origin_zone, ''), COALESCE(s.destination_zone, ''),
       s.shipped_at, s.status_at, s.last_event_at, COALESCE(s.since, s.create_date),
       COALESCE(s.eta_until, s.eta)
  FROM order_shipment s JOIN res_company c ON c.id = s.company_id
  JOIN res_partner p ON p.id = c.partner_id
 WHERE s.id = ANY (%s)"""
_UPDATE = """
UPDATE order_shipment s SET ({columns}) = ROW ({new}),
       expected_from = COALESCE(s.expected_from, v.forecast_from),
       expected_until = COALESCE(s.expected_until, v.forecast_until)
  FROM {rows}
 WHERE s.id = v.id AND ROW ({old}) IS DISTINCT FROM ROW ({new})
""".format(
    columns=", ".join(COLUMNS),
    rows=bulk.table({"id": "int4", **COLUMNS}),
    new=", ".join(f"v.{column}" for column in COLUMNS),
    old=", ".join(f"s.{column}" for column in COLUMNS),
)


def zone_of(partner: str) -> str:
    """SQL of :func:`.forecast.lanes.zone` for a joined partner ``a`` or ``b``."""
    area = f"LEFT(REGEXP_REPLACE(UPPER({partner}.zip), '[^0-9A-Z]', '', 'g'), 2)"
    state = f"COALESCE(NULLIF({partner}st.code, ''), '-')"
    return f"{partner}c.code || '/' || {state} || '/' || COALESCE(NULLIF({area}, ''), '-')"


_ZONES = _ZONES.format(origin=zone_of("a"), destination=zone_of("b"))


def estimate(env, shipment_ids: Iterable[int], now: datetime) -> None:
    """Stores when these parcels arrive and when they count as silent: four queries, whatever
    their number.

    :param now: naive UTC; nothing is forecast before it.
    """
    ids = list(shipment_ids)
    if not ids:
        return
    env.cr.execute(_ZONES, [ids])
    rows = env.execute_query(SQL(_FACTS, ids))
    parcels = {row[0]: (*row[1:3], Parcel(*row[3:])) for row in rows}
    known = spreads_of(env, parcels.values())
    values = [
        (shipment, *_judged(parcel, known.get(company, {}), now, zone))
        for shipment, (company, zone, parcel) in parcels.items()
    ]
    env.cr.execute(_UPDATE, bulk.arrays(values))
    fields = [*COLUMNS, "expected_from", "expected_until", "origin_zone", "destination_zone"]
    env["order.shipment"].browse(ids).invalidate_recordset(fields, flush=False)


def spreads_of(env, parcels) -> dict[int, dict[str, Spread]]:
    """Statistics that can say something about these parcels, by company and key.

    :param parcels: (company id, time zone, :class:`.forecast.Parcel`) each.
    """
    parcels = list(parcels)
    companies = {company for company, _zone, _parcel in parcels}
    names = {name for _company, _zone, parcel in parcels for name in keys(parcel)} | {KEPT}
    found: dict[int, dict[str, Spread]] = defaultdict(dict)
    query = SQL(
        "SELECT company_id, key, values, count, days FROM order_lane"
        " WHERE company_id = ANY (%s) AND key = ANY (%s)",
        sorted(companies),
        sorted(names),
    )
    for company, name, values, count, days in env.execute_query(query):
        found[company][name] = Spread(tuple(values), count, days)
    return found


def _judged(parcel: Parcel, spreads: dict[str, Spread], now: datetime, zone: str) -> tuple:
    """Values of ``COLUMNS``."""
    kept = spreads.get(KEPT)
    share = aimed(int(kept.values[0]), kept.count) if kept else SHARE
    arrival = forecast(parcel, spreads, now, zone, share)
    quiet = silence(parcel, spreads, zone)
    return (
        arrival.start,
        arrival.until,
        arrival.count,
        arrival.basis or None,
        quiet.after,
        quiet.count,
    )


# ---------------------------------------------------------------------- learning

_CASES = """
WITH told AS MATERIALIZED (
    SELECT s.id, s.company_id, s.carrier_id, s.carrier_code, s.origin_zone AS origin,
           s.destination_zone AS destination, s.shipped_at, s.delivered_at,
           COALESCE(s.since, s.create_date) AS known_at, COALESCE(p.tz, 'UTC') AS tz,
           s.delivered_at >= %(fresh)s AS fresh
      FROM order_shipment s JOIN res_company c ON c.id = s.company_id
      JOIN res_partner p ON p.id = c.partner_id
     WHERE s.delivered_at >= %(since)s AND s.shipped_at < s.delivered_at
       AND s.delivered_at - s.shipped_at <= %(longest)s
     ORDER BY s.delivered_at DESC LIMIT %(parcels)s
), parcels AS MATERIALIZED (
    SELECT t.* FROM told t
     WHERE (company_id, carrier_id) IN (SELECT company_id, carrier_id FROM told WHERE fresh)
        OR (company_id, carrier_code) IN (SELECT company_id, carrier_code FROM told WHERE fresh)
), cases AS ({cases}),
timed AS MATERIALIZED (
    SELECT company_id, carrier_id, carrier_code, origin, destination, stage, fresh,
           EXTRACT(EPOCH FROM until - start)::float8 / 3600 AS hours,
           EXTRACT(EPOCH FROM start AT TIME ZONE 'UTC' AT TIME ZONE tz
                              - TIMESTAMP '2001-01-01')::float8 AS start_at,
           EXTRACT(EPOCH FROM until AT TIME ZONE 'UTC' AT TIME ZONE tz
                              - TIMESTAMP '2001-01-01')::float8 AS until_at
      FROM cases
), read AS MATERIALIZED (
    SELECT company_id, carrier_id, carrier_code, origin, destination, stage, fresh,
           hours AS hours_7, {hours_6} AS hours_6, {hours_5} AS hours_5
      FROM timed
), grouped AS (
    SELECT r.company_id, t.carrier, place.origin, place.destination, r.stage, COUNT(*) AS n,
           {samples}
      FROM read r
     CROSS JOIN LATERAL (VALUES ('m' || r.carrier_id),
                                ('c' || NULLIF(r.carrier_code, ''))) AS t (carrier)
     CROSS JOIN unnest(%(depths)s) AS d (depth)
     CROSS JOIN LATERAL (
           SELECT ARRAY_TO_STRING((STRING_TO_ARRAY(r.origin, '/'))[1:depth], '/') AS origin,
                  ARRAY_TO_STRING((STRING_TO_ARRAY(r.destination, '/'))[1:depth], '/')
                  AS destination WHERE depth > 0
            UNION ALL SELECT '', '' WHERE depth = 0) place
     WHERE t.carrier IS NOT NULL
       AND (d.depth = 0 OR r.origin IS NOT NULL AND r.destination IS NOT NULL)
     GROUP BY 1, 2, 3, 4, 5
    HAVING BOOL_OR(r.fresh) AND (COUNT(*) >= %(least)s OR place.origin = '')
)
SELECT company_id, carrier, origin, destination, stage, n, {kept} FROM grouped
"""
# Of a large sample the order statistics at its percentiles (whole numbers, rounded up).
_SAMPLE = "ARRAY_AGG(hours_{days} ORDER BY hours_{days}) AS sample_{days}"
_PERCENTILES = (
    "CASE WHEN n <= %(most)s THEN sample_{days} ELSE ARRAY("
    "SELECT sample_{days}[(i * (n + 1) + %(most)s) / (%(most)s + 1)]"
    " FROM generate_series(1, %(most)s) i) END"
)
_READING = (  # as forecast.DayClock reads
    "(24 * {days} * FLOOR({at} / 604800) + LEAST(({at} - 604800 * FLOOR({at} / 604800)) / 3600,"
    " 24 * {days}))"
)
# The first time of each stage counts: what follows a second one is rarer and slower.
_TRANSIT = """
    SELECT p.*, 'shipped' AS stage, p.shipped_at AS start, p.delivered_at AS until FROM parcels p
     UNION ALL
    SELECT p.*, e.code, e.start, p.delivered_at
      FROM parcels p JOIN (
           SELECT o.shipment_id, o.code, MIN(o.occurred_at) AS start
             FROM order_shipment_event o JOIN parcels q ON q.id = o.shipment_id
            WHERE o.code = ANY (%(stages)s) GROUP BY 1, 2) e
           ON e.shipment_id = p.id AND e.start < p.delivered_at"""
# The first estimate, and the first one on the day of delivery.
_ETA = """
    SELECT DISTINCT ON (p.id, stage) p.*,
           CASE WHEN o.start <= e.occurred_at THEN 'out_for_delivery' ELSE 'shipped' END AS stage,
           COALESCE(e.eta_until, e.eta) AS start, p.delivered_at AS until
      FROM parcels p JOIN order_shipment_event e ON e.shipment_id = p.id AND e.eta IS NOT NULL
      LEFT JOIN (
           SELECT i.shipment_id, MIN(i.occurred_at) AS start
             FROM order_shipment_event i JOIN parcels q ON q.id = i.shipment_id
            WHERE i.code = 'out_for_delivery' GROUP BY 1) o ON o.shipment_id = p.id
     WHERE e.occurred_at < p.delivered_at AND e.occurred_at >= p.shipped_at
     ORDER BY p.id, stage, e.occurred_at, e.id"""
# What followed each scan; the status of a scan without one is that of the scan before it.
_GAPS = """
    SELECT p.*, COALESCE(e.status, 'pending') AS stage, e.occurred_at AS start, e.next_at AS until
      FROM parcels p JOIN (
           SELECT o.shipment_id, o.occurred_at, LEAD(o.occurred_at) OVER w AS next_at,
                  MAX(o.code) OVER (PARTITION BY o.shipment_id, o.part) AS status
             FROM (SELECT i.shipment_id, i.id, i.occurred_at, i.sequence, i.code,
                          COUNT(i.code) OVER (PARTITION BY i.shipment_id
                              ORDER BY i.occurred_at, i.sequence, i.id) AS part
                     FROM order_shipment_event i JOIN parcels q ON q.id = i.shipment_id
                    WHERE NOT i.summary) o
           WINDOW w AS (PARTITION BY o.shipment_id ORDER BY o.occurred_at, o.sequence, o.id)) e
           ON e.shipment_id = p.id AND e.next_at > e.occurred_at AND e.occurred_at < p.delivered_at
     UNION ALL
    SELECT p.*, 'pending', p.known_at, p.shipped_at FROM parcels p
     WHERE p.known_at < p.shipped_at"""
KINDS = {  # kind: (cases, depths of zones, clocks, how far back)
    "transit": (_TRANSIT, [3, 2, 1, 0], [7, 6, 5], WINDOW),
    "eta": (_ETA, [1, 0], [7], WINDOW),
    "gap": (_GAPS, [1, 0], [7, 6, 5], LATELY),
}
_KEPT = """
SELECT company_id, COUNT(*) FILTER (WHERE delivered_at BETWEEN expected_from AND expected_until),
       COUNT(*)
  FROM order_shipment
 WHERE delivered_at >= %s AND expected_until IS NOT NULL GROUP BY 1"""
_STORE = """
INSERT INTO order_lane (company_id, kind, key, carrier_id, carrier_code, origin, destination,
                        stage, count, days, values, usual_from, usual_until, rare_hours,
                        period_from, made_at)
VALUES %s
ON CONFLICT (company_id, key) DO UPDATE SET
  (count, days, values, usual_from, usual_until, rare_hours, period_from, made_at) =
  ROW (EXCLUDED.count, EXCLUDED.days, EXCLUDED.values, EXCLUDED.usual_from, EXCLUDED.usual_until,
       EXCLUDED.rare_hours, EXCLUDED.period_from, EXCLUDED.made_at)
"""


def learn(env, stages: Iterable[str], now: datetime) -> int:
    """Learns from the parcels that have arrived; how many statistics were made.

    Only those that a new arrival belongs to are made again, from all their parcels; once in
    :data:`AFRESH` all are, so that what left the window, or was told late, counts as well.

    :param stages: codes of events from which on the time until delivery is kept.
    :param now: naive UTC, marks the statistics.
    """
    fresh = _arrived_since(env, now)
    rows = _kept_rows(env, now)
    # larger than PostgreSQL's own for the web: samples are sorted in memory
    env.cr.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
    for kind, (_cases, _depths, _clocks, window) in KINDS.items():
        rows += [
            _row(kind, name, spread, now - window, now)
            for name, spread in _learned(env, kind, list(stages), now, fresh).items()
        ]
    env.cr.execute("RESET work_mem; RESET jit")
    if rows:
        env.cr.execute_values(_STORE, rows, page_size=1000)
    if fresh is None:
        env.cr.execute("DELETE FROM order_lane WHERE made_at < %s", [now])
    env["order.lane"].invalidate_model(flush=False)
    return len(rows)


def _arrived_since(env, now: datetime) -> datetime | None:
    """Since when arrivals are new; None: all statistics are made."""
    query = SQL("SELECT MIN(made_at), MAX(made_at) FROM order_lane WHERE made_at <= %s", now)
    ((oldest, latest),) = env.execute_query(query)
    return latest - TOLD_LATE if oldest and oldest > now - AFRESH else None


def _learned(
    env, kind: str, stages: list[str], now: datetime, fresh: datetime | None
) -> dict[tuple, Spread]:
    """(company, carrier, origin, destination, stage) → what to keep, by the better clock."""
    cases, depths, clocks, window = KINDS[kind]
    query = _CASES.format(
        cases=cases,
        samples=", ".join(_SAMPLE.format(days=days) for days in clocks),
        kept=", ".join(_PERCENTILES.format(days=days) for days in clocks),
        **{f"hours_{days}": _hours(days) for days in (6, 5)},
    )
    since = now - window
    values = {"since": since, "fresh": max(fresh or since, since), "longest": LONGEST}
    values |= {"parcels": PARCELS, "stages": stages}
    values |= {"depths": depths, "least": LEAST, "most": MOST}
    # pylint: disable=sql-injection  # made of constants
    env.cr.execute(query, values)
    found = {}
    for *name, count, samples in _with_samples(env.cr, clocks):
        clocked = {days: Spread(tuple(hours), count, days) for days, hours in samples.items()}
        found[tuple(name)] = clocked[best_days(clocked)]
    return found


def _with_samples(cr, clocks):
    for row in cr.fetchall():
        yield *row[:6], dict(zip(clocks, row[6:], strict=True))


def _hours(days: int) -> str:
    """SQL of the hours that lie between two readings of ``DayClock(days)``."""
    start, until = (_READING.format(days=days, at=at) for at in ("start_at", "until_at"))
    return f"{until} - {start}"


def _row(kind: str, name: tuple, spread: Spread, since: datetime, now: datetime) -> tuple:
    company, carrier, origin, destination, stage = name
    usual = spread.interval() or (None, None)
    return (
        *(company, kind, "|".join((kind, carrier, origin, destination, stage))),
        *((int(carrier[1:]), None) if carrier[0] == "m" else (None, carrier[1:])),
        *(origin, destination, stage, spread.count, spread.days),
        json.dumps([round(hours, 3) for hours in spread.values]),
        *usual,
        spread.quantile(0.99) if kind == "gap" and spread.count >= LEAST else None,
        *(since, now),
    )


def _kept_rows(env, now: datetime) -> list[tuple]:
    """How many forecasts made at shipping held, of the parcels that arrived lately."""
    since = now - LATELY
    return [
        (company, "kept", KEPT, None, None, "", "", "", told, 7, json.dumps([inside]))
        + (None, None, None, since, now)
        for company, inside, told in env.execute_query(SQL(_KEPT, since))
    ]
