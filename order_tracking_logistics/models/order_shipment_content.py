from odoo import api, models
from odoo.tools import SQL

_PACKED = """
SELECT r.order_shipment_id AS shipment_id, m.sale_line_id, SUM(l.quantity_product_uom) AS quantity
  FROM order_shipment_stock_package_rel r
  JOIN stock_move_line l ON l.result_package_id = r.stock_package_id
  JOIN stock_move m ON m.id = l.move_id
  JOIN stock_picking p ON p.id = m.picking_id
  JOIN stock_picking_type t ON t.id = p.picking_type_id
 WHERE r.order_shipment_id = ANY (%s) AND m.sale_line_id IS NOT NULL
   AND m.state <> 'cancel' AND t.code = 'outgoing'
   AND NOT EXISTS (SELECT FROM order_shipment_line k WHERE k.shipment_id = r.order_shipment_id)
 GROUP BY 1, 2 HAVING SUM(l.quantity_product_uom) > 0"""


class OrderShipment(models.Model):
    """What is in a parcel: its packages say it, where the goods were put in packages."""

    _inherit = "order.shipment"

    @api.model_create_multi
    def create(self, vals_list):
        shipments = super().create(vals_list)
        shipments._content_from_packages()
        return shipments

    def write(self, vals):
        done = super().write(vals)
        if "package_ids" in vals:
            self._content_from_packages()
        return done

    def _content_from_packages(self):
        """Fills the content of parcels that have packages and no content yet; one query."""
        packed = self.filtered("package_ids")
        if not packed:
            return
        self.env.flush_all()
        rows = self.env.execute_query_dict(SQL(_PACKED, packed.ids))
        self.env["order.shipment.line"].create(rows)
