"""Orders for pickup are ready by themselves, as in a new installation: with their goods picked or
brought to the counter. Orders on their way keep the flow that they started with."""

from odoo import SUPERUSER_ID

# The stage is the company's own to change: one that somebody marks by hand on purpose stays. It
# was on purpose if a person wrote the stage where it could have been otherwise.
_READY = """
UPDATE order_tracking_stage s SET trigger = 'ready_for_pickup'
  FROM ir_model_data d
 WHERE d.module = 'order_tracking' AND d.name = 'stage_pickup_ready'
   AND d.model = 'order.tracking.stage' AND d.res_id = s.id AND s.trigger = 'manual'
   AND (s.write_uid = %(odoo)s OR NOT EXISTS (
        SELECT FROM ir_model_fields_selection v JOIN ir_model_fields f ON f.id = v.field_id
         WHERE f.model = 'order.tracking.stage' AND f.name = 'trigger'
           AND v.value = 'ready_for_pickup'))
   AND NOT EXISTS (
       SELECT FROM order_tracking_stage o WHERE o.flow_id = s.flow_id AND o.active
          AND o.trigger = 'ready_for_pickup')"""


def migrate(cr, version):
    cr.execute(_READY, {"odoo": SUPERUSER_ID})
