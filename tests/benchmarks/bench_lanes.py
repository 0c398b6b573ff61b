"""Growth of the nightly statistics and of estimates, with the history of parcels that arrived.

Usage: ``python bench_lanes.py CONFIG [parcels …]``. Made-up parcels: 50 delivery methods, 40
destinations, 6 events each; then the job learns from them, and 10,000 open parcels are estimated.
"""

from __future__ import annotations

import sys
import time

from common import ADDON, database  # isort: skip  (first: it starts Odoo)

from odoo.addons.order_tracking_logistics import forecasting
from odoo.addons.order_tracking_logistics.models.order_lane import STAGES, utcnow

OPEN = 10_000
_CHANGED = {  # of the copies of one real parcel
    "id": "nextval('order_shipment_id_seq')",
    "number": "%(name)s || n",
    "carrier_id": "(%(methods)s)[1 + n %% 50]",
    "status": "%(status)s",
    "shipped_at": "s.at",
    "status_at": "s.at",
    "delivered_at": "s.until",
    "last_event_at": "COALESCE(s.until, s.at)",
    "create_date": "s.at - interval '5 hours'",
    "origin_zone": "'DE/BY/80'",
    "destination_zone": "'FR/IDF/' || (10 + n * 7 %% 40)",
}
_PARCELS = """
INSERT INTO order_shipment ({names}) SELECT {values}
  FROM order_shipment seed, generate_series(1, %(count)s) n CROSS JOIN LATERAL (
       SELECT e.until - (20 + 90 * random() ^ 2) * interval '1 hour' AS at,
              CASE WHEN %(status)s = 'delivered' THEN e.until END AS until
         FROM (SELECT now() AT TIME ZONE 'UTC' - n * interval '300 days' / %(count)s AS until) e) s
 WHERE seed.id = %(seed)s RETURNING id"""
_EVENTS = """
INSERT INTO order_shipment_event (shipment_id, company_id, key, occurred_at, recorded_at, sequence,
                                  summary, direct, code, evidence)
SELECT s.id, 1, 'k' || i, s.shipped_at + i * (s.delivered_at - s.shipped_at) / 5, s.delivered_at,
       i, FALSE, TRUE,
       (ARRAY['picked_up', 'in_transit', 'in_transit', 'in_transit', 'out_for_delivery',
              'delivered'])[1 + i], 'carrier'
  FROM order_shipment s CROSS JOIN generate_series(0, 5) i WHERE s.status = 'delivered'"""


def fill(env, count: int) -> list[int]:
    """Ids of open parcels, beside ``count`` that arrived."""
    fee = env["product.product"].create({"name": "Bench delivery", "type": "service"})
    methods = env["delivery.carrier"].create(
        [{"name": f"Bench {n}", "product_id": fee.id} for n in range(50)]
    )
    seed = env["order.shipment"].create({"number": "SEED", "carrier_id": methods[0].id})
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'order_shipment'"
    )
    names = [name for (name,) in env.cr.fetchall()]
    columns = ", ".join(_CHANGED.get(name, f'seed."{name}"') for name in names)
    query = _PARCELS.format(names=", ".join(f'"{name}"' for name in names), values=columns)
    values = {"methods": methods.ids, "seed": seed.id}
    env.cr.execute(query, {**values, "name": "OLD", "status": "delivered", "count": count})
    env.cr.execute(_EVENTS)
    env.cr.execute(query, {**values, "name": "NEW", "status": "in_transit", "count": OPEN})
    found = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("ANALYZE order_shipment")
    env.cr.execute("ANALYZE order_shipment_event")
    return found


def main() -> None:
    for count in [int(word) for word in sys.argv[2:]] or [10_000, 100_000]:
        with database(ADDON) as env:
            ids = fill(env, count)
            started = time.perf_counter()
            lanes = forecasting.learn(env, STAGES, utcnow())
            learned = time.perf_counter()
            for first in range(0, OPEN, 1000):
                forecasting.estimate(env, ids[first : first + 1000], utcnow())
            ended = time.perf_counter()
        print(
            f"{count} arrived parcels: {lanes} statistics in {learned - started:.1f} s; "
            f"estimates of {OPEN} parcels in {ended - learned:.1f} s, "
            f"{(ended - learned) / OPEN * 1e6:.0f} µs each"
        )


if __name__ == "__main__":
    main()
