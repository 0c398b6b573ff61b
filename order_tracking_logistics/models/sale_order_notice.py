from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..presentation.notice import parcel_details

# Without a scan for so long it is told that the goods left, as without any carrier.
PATIENCE = timedelta(hours=24)
_FOLLOWED = """
SELECT p.stock_picking_id, bool_or(s.shipped_at IS NOT NULL)
  FROM order_shipment_stock_picking_rel p JOIN order_shipment s ON s.id = p.order_shipment_id
 WHERE p.stock_picking_id = ANY (%s) AND s.connector_id IS NOT NULL AND s.status <> 'cancelled'
 GROUP BY p.stock_picking_id"""
# The carrier has shown that it would say so.
_WATCHED = """
SELECT DISTINCT r.sale_order_id
  FROM order_shipment_sale_order_rel r JOIN order_shipment s ON s.id = r.order_shipment_id
 WHERE r.sale_order_id = ANY (%s) AND s.connector_id IS NOT NULL AND s.shipped_at IS NOT NULL
   AND NOT s.closed AND s.status NOT IN ('delivered', 'returned', 'cancelled', 'expired')"""


class SaleOrder(models.Model):
    """What parcels add to the news of an order."""

    _inherit = "sale.order"

    def _notice_news(self, now):
        """“Left the warehouse” waits for the carrier's first scan where a carrier is followed:
        then that is told, as what the customer can follow."""
        found = super()._notice_news(now)
        left = {
            (order, key): int(key.rpartition(":")[2])
            for order, news in found.items()
            for key, item in news.items()
            if item.event == "left_warehouse" and "stock.picking:" in key
        }
        scanned = dict(self.env.execute_query(SQL(_FOLLOWED, sorted(set(left.values())))))
        for (order, key), picking in left.items():
            if picking in scanned and self.browse(order).company_id.order_notice_parcels:
                item, told = found[order][key], scanned[picking]
                found[order][key] = replace(item, over=item.over or told, hold=item.at + PATIENCE)
        return found

    def _notice_watched(self):
        rows = self.env.execute_query(SQL(_WATCHED, self.ids))
        return super()._notice_watched() | {order for (order,) in rows}

    def _notice_values(self, link, news):
        page = super()._notice_values(link, news)
        return {**page, "details": page["details"] + parcel_details(self.env, page["parcels"])}
