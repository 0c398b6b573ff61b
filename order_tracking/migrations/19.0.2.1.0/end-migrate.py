"""Stages of goods that were promised for later than they take are planned with the promise: what
was stored by an earlier release is projected once more, else nothing would until something new
happens to the order.

At the end, when the fields of addons above are there, too.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

# The promise is beside the stage that it speaks of, which keeps its plan.
_PROMISED_LATER = """
SELECT DISTINCT m.order_id
  FROM order_tracking_milestone m
  JOIN order_tracking_promise p ON p.order_id = m.order_id
 WHERE m.promised_at IS NOT NULL AND p.kind <> 'requested' AND p.date > m.planned_at
 ORDER BY 1"""
_BATCH = 500


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(_PROMISED_LATER)
    for ids in split_every(_BATCH, [row[0] for row in cr.fetchall()]):
        env["sale.order"].browse(ids)._tracking_rebuild()
        env.flush_all()
        env.invalidate_all()
