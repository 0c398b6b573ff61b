"""An upgrade neither stops orders nor writes to customers by itself: what the first release did not
have begins switched off, and a manager switches it on in the settings."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

# Of companies that had the timeline alone: mistakes are reported, nothing is sent.
_COMPANIES = {
    "order_verification_mode": ("varchar", "advise"),
    "order_receipt_enabled": ("boolean", False),
    "order_notice_enabled": ("boolean", False),
}
_PICKUP = """
UPDATE order_tracking_flow SET pickup = TRUE WHERE id IN (
    SELECT res_id FROM ir_model_data WHERE module = 'order_tracking' AND name = 'flow_pickup')"""
# As installed anew: once notices are switched on, these stages are told.
_NOTIFY = """
UPDATE order_tracking_stage s SET notify = TRUE
  FROM order_tracking_flow f JOIN ir_model_data d ON d.model = 'order.tracking.flow'
   AND d.res_id = f.id AND d.module = 'order_tracking'
   AND d.name IN ('flow_delivery', 'flow_pickup')
 WHERE s.flow_id = f.id AND s.visible AND s.trigger IN ('left_warehouse', 'delivered')"""


def migrate(cr, version):
    for name, (kind, value) in _COMPANIES.items():
        if not column_exists(cr, "res_company", name):
            create_column(cr, "res_company", name, kind)
            cr.execute(SQL("UPDATE res_company SET %s = %s", SQL.identifier(name), value))
    _fill(cr, "order_tracking_flow", "pickup", _PICKUP)
    _fill(cr, "order_tracking_stage", "notify", _NOTIFY)


def _fill(cr, table, column, statement):
    if not column_exists(cr, table, column):
        create_column(cr, table, column, "boolean")
        cr.execute(statement)
