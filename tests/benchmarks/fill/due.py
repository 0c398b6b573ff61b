"""Work that is due for the jobs, the same at each size: orders made by the product itself."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import populate

from odoo.addons.order_tracking import hooks

sys.path.append(str(Path(__file__).resolve().parents[3]))

from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET
from tests.carrier_simulator.truth import World

MESSAGES = 100
ORDERS = 400  # open ones of today, of which the jobs below have so many to do each
_NOW = "now() AT TIME ZONE 'UTC'"
_STATEMENTS = (
    # half of the orders have a stage that fell due and was not marked
    f"UPDATE order_tracking_milestone SET due_at = {_NOW} - interval '1 hour', late = FALSE"
    " WHERE state = 'current' AND order_id = ANY (%(some)s)",
    f"UPDATE order_shipment SET next_poll_at = {_NOW} - interval '1 minute', subscribe_at = NULL,"
    " status = 'in_transit' WHERE id = ANY (%(parcels)s)",
    "DELETE FROM order_tracking_watch WHERE order_id = ANY (%(all)s)",
    f"INSERT INTO order_tracking_watch (order_id, look_at) SELECT id, {_NOW} - interval '1 minute'"
    " FROM unnest(%(some)s) id",
    f"UPDATE sale_order SET receipt_due_at = {_NOW} - interval '1 minute' WHERE id = ANY (%(few)s)",
    f"INSERT INTO order_outcome_due (order_id, due_at) SELECT id, {_NOW} - interval '1 minute'"
    " FROM unnest(%(all)s) id ON CONFLICT DO NOTHING",
)


def make(env, ids: dict[str, int]) -> None:
    """Orders with parcels under way; their receipts, watches and outcomes are due."""
    orders = populate.orders(env, ORDERS)
    env.cr.commit()
    hooks.backfill(env, commit=True)
    connector = env["tracking.connector"].browse(ids["connector"])
    populate.shipments(env, connector, orders, prefix="OPEN")
    env.cr.execute("SELECT id FROM order_shipment WHERE number LIKE 'OPEN%' ORDER BY id")
    values = {
        "all": orders,
        "some": orders[::2],
        "few": orders[:20],
        "parcels": [row[0] for row in env.cr.fetchall()],
    }
    for statement in _STATEMENTS:
        env.cr.execute(statement, values)
    _messages(env, connector.id)


def _messages(env, connector: int) -> None:
    """Pushes about parcels under way, in the inbox."""
    source, began = SOURCES["easypost"], datetime(2026, 6, 1, tzinfo=UTC)
    world, now = World(1, began, timedelta(days=1)), datetime(2026, 9, 1, tzinfo=UTC)
    for number in range(1, MESSAGES + 1):
        name = f"OPEN{number:07}"
        push = source.push(world.told(name, now), now, delivery=name, secret=PUSH_SECRET)
        env["tracking.message"]._receive(connector, "push", push.body, None, f"p{number}")
