"""Installation in a running company, and taking the addon out again."""

import logging
import time

from . import appendonly, cold
from .demo import company
from .models.order_health import KEY
from .models.order_tracking_time import COUNTED_TO

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
    keep_files_of_messages(env, "order_tracking")
    env["ir.config_parameter"].search([("key", "in", (KEY, COUNTED_TO))]).unlink()
    _let_go_of_numbers(env)
    cold.release(env.cr)
    appendonly.release(env.cr)


# Odoo takes the files of a model away with it. What was sent with a message on a record of
# another addon is that message's, as if it had been written by hand.
_KEEP_FILES = """
UPDATE ir_attachment a SET res_model = m.model, res_id = m.res_id, res_field = NULL
  FROM message_attachment_rel r JOIN mail_message m ON m.id = r.message_id
 WHERE r.attachment_id = a.id AND a.res_model = ANY (%(models)s) AND m.res_id <> 0
   AND m.model <> ALL (%(models)s)"""


def keep_files_of_messages(env, addon):
    """To be called before ``addon`` is taken out: its receipts stay with the order's messages."""
    own = [name for name in env if env[name]._original_module == addon]
    env.flush_all()
    env.cr.execute(_KEEP_FILES, {"models": own})
    env["ir.attachment"].invalidate_model(flush=False)


def _let_go_of_numbers(env):
    """Numbers of receipts were made for each company by code: no data file takes them away."""
    companies = env["res.company"].with_context(active_test=False).search([])
    companies.order_receipt_sequence_id = False
    env["ir.sequence"].search([("code", "=", "order.receipt")]).unlink()
