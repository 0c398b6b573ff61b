"""Installation in a running company, and taking the addon out again."""

import logging
import time

from . import appendonly, cold
from .demo import company
from .models.order_health import KEY

_logger = logging.getLogger(__name__)
BATCH = 500


def post_init_hook(env):
    """Gives the open orders a timeline from their documents, batch by batch.

    Each batch is committed: memory stays flat, no lock is held for long, and after an
    interruption the hook goes on where it stopped.
    """
    backfill(env, commit=True)


def backfill(env, batch=BATCH, commit=False):
    """Back-fills open orders without a timeline; number of orders done.

    Open: confirmed, and not both delivered by Odoo's count and invoiced.
    """
    Order, done, last, started = env["sale.order"], 0, 0, time.monotonic()
    total = _count(env)
    while ids := _next_ids(env, last, batch):
        Order._tracking_backfill(ids)
        last, done = ids[-1], done + len(ids)
        if commit:
            env.cr.commit()  # pylint: disable=invalid-commit  # see post_init_hook
            env.invalidate_all()
        seconds = time.monotonic() - started
        _logger.info("order tracking: %d of %d open orders, %.0f s", done, total, seconds)
    return done


_OPEN = """
  FROM sale_order
 WHERE state = 'sale' AND tracking_version_id IS NULL
   AND (delivery_status IS DISTINCT FROM 'full' OR invoice_status IS DISTINCT FROM 'invoiced')
"""


def _count(env):
    env.cr.execute("SELECT count(*)" + _OPEN)
    return env.cr.fetchone()[0]


def _next_ids(env, last, batch):
    env.cr.execute("SELECT id" + _OPEN + " AND id > %s ORDER BY id LIMIT %s", [last, batch])
    return [row[0] for row in env.cr.fetchall()]


def uninstall_hook(env):
    company.let_go(env)
    env["ir.config_parameter"].search([("key", "=", KEY)]).unlink()
    _let_go_of_numbers(env)
    cold.release(env.cr)
    appendonly.release(env.cr)


def _let_go_of_numbers(env):
    """Numbers of receipts were made for each company by code: no data file takes them away."""
    companies = env["res.company"].with_context(active_test=False).search([])
    companies.order_receipt_sequence_id = False
    env["ir.sequence"].search([("code", "=", "order.receipt")]).unlink()
