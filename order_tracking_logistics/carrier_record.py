"""How each carrier fared on each lane: in time, lost, damaged; from own parcels, set-based.

In time: delivered no later than the promise to the customer that stood when the parcel was
shipped; a promise that had passed by then is not the carrier's to keep, and a lost parcel keeps
none. Lost and damaged: parcels with such an exception; what was found and delivered is not lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from .dispatch import LEAST, Share
from .forecast import Parcel
from .forecast.lanes import circles, key
from .forecasting import LONGEST, PARCELS, WINDOW

RECORDS = ("on_time", "lost", "damaged")
_COUNTED = """
WITH trouble AS (
    SELECT document_id, bool_or(kind = 'lost') AS lost, bool_or(kind = 'damaged') AS damaged
      FROM order_exception
     WHERE document_model = 'order.shipment' AND kind IN ('lost', 'damaged')
     GROUP BY document_id
), parcels AS (
    SELECT s.company_id, s.carrier_id, s.carrier_code, s.origin_zone, s.destination_zone,
           x.lost AND s.delivered_at IS NULL AS lost, COALESCE(x.damaged, FALSE) AS damaged,
           CASE WHEN p.date IS NULL THEN NULL
                ELSE s.delivered_at IS NOT NULL AND s.delivered_at <= p.date END AS on_time
      FROM order_shipment s
      LEFT JOIN trouble x ON x.document_id = s.id
      LEFT JOIN LATERAL (
           SELECT l.date FROM order_shipment_sale_order_rel r
             JOIN order_tracking_promise l ON l.order_id = r.sale_order_id
            WHERE r.order_shipment_id = s.id AND l.kind <> 'requested'
              AND l.given_at <= s.shipped_at
            ORDER BY r.sale_order_id, l.given_at DESC, l.id DESC LIMIT 1) p
           ON p.date > s.shipped_at
     WHERE s.kind = 'parcel' AND s.shipped_at >= %(since)s
       AND (s.delivered_at IS NOT NULL OR x.lost)
       AND COALESCE(s.delivered_at, s.shipped_at) - s.shipped_at <= %(longest)s
     ORDER BY s.shipped_at DESC LIMIT %(parcels)s
)
SELECT p.company_id, t.carrier, COALESCE(z.origin, ''), COALESCE(z.destination, ''),
       COUNT(p.on_time), COUNT(*) FILTER (WHERE p.on_time),
       COUNT(*), COUNT(*) FILTER (WHERE p.lost), COUNT(*) FILTER (WHERE p.damaged)
  FROM parcels p
 CROSS JOIN LATERAL (VALUES ('m' || p.carrier_id), ('c' || NULLIF(p.carrier_code, '')))
       AS t (carrier)
 CROSS JOIN unnest(%(depths)s) AS d (depth)
 CROSS JOIN LATERAL (
       SELECT ARRAY_TO_STRING((STRING_TO_ARRAY(p.origin_zone, '/'))[1:d.depth], '/') AS origin,
              ARRAY_TO_STRING((STRING_TO_ARRAY(p.destination_zone, '/'))[1:d.depth], '/')
              AS destination) z
 WHERE t.carrier IS NOT NULL
   AND (d.depth = 0 OR p.origin_zone IS NOT NULL AND p.destination_zone IS NOT NULL)
 GROUP BY 1, 2, 3, 4
HAVING COUNT(*) >= %(least)s OR COALESCE(z.origin, '') = ''"""
_STORE = """
INSERT INTO order_lane (company_id, kind, key, carrier_id, carrier_code, origin, destination,
                        stage, count, days, values, period_from, made_at)
VALUES %s
ON CONFLICT (company_id, key) DO UPDATE SET
  (count, values, period_from, made_at) =
  ROW (EXCLUDED.count, EXCLUDED.values, EXCLUDED.period_from, EXCLUDED.made_at)"""


def learn(env, now: datetime) -> int:
    """Counts anew how carriers fared; how many statistics there are. Two queries.

    :param now: naive UTC, marks the statistics.
    """
    since = now - WINDOW
    values = {"since": since, "longest": LONGEST, "parcels": PARCELS, "least": LEAST}
    env.cr.execute(_COUNTED, {**values, "depths": [3, 2, 1, 0]})
    rows = [row for found in env.cr.fetchall() for row in _rows(*found, since=since, now=now)]
    if rows:
        env.cr.execute_values(_STORE, rows, page_size=1000)
    env["order.lane"].invalidate_model(flush=False)
    return len(rows)


def _rows(company, carrier, origin, destination, promised, kept, carried, lost, damaged, **times):
    method = int(carrier[1:]) if carrier[0] == "m" else None
    code = None if method else carrier[1:]
    counted = ((kept, promised), (lost, carried), (damaged, carried))
    for kind, (part, count) in zip(RECORDS, counted, strict=True):
        name = key(kind, carrier, origin, destination, "")
        if count:
            yield (
                *(company, kind, name, method, code, origin, destination, ""),
                *(count, 7, json.dumps([part]), times["since"], times["now"]),
            )


def keys_of(parcel: Parcel) -> Iterable[str]:
    """Of all records that say something about a parcel like this one, narrow before wide."""
    for kind in RECORDS:
        for _circle, *route in circles(parcel):
            yield key(kind, *route, "")


def record_of(parcel: Parcel, kind: str, known: Mapping[str, Share]) -> Share:
    """How parcels like this one fared: the narrowest circle with enough cases, else the one
    with the most, which says how few there are."""
    names = [key(kind, *route, "") for _circle, *route in circles(parcel)]
    found = [known[name] for name in names if name in known]
    enough = (share for share in found if share.known)
    return next(enough, max(found, key=lambda share: share.count, default=Share()))
