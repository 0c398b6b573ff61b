"""Everything that people open and jobs do in the three addons, found in the database."""

from __future__ import annotations

from dataclasses import replace

from . import asked, jobs, made, routes, windows
from .item import Item

# Odoo's own windows over what grows likewise: what they grow by is Odoo's.
_STOCK = ("sale.action_orders", "stock.action_picking_tree_all")
MODULES = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")


def items(env, ids) -> list[Item]:
    """All windows, calls of JavaScript, reports, addresses, jobs: what cannot be measured, too."""
    crons = _own(env, "ir.cron")
    actions = _own(env, "ir.actions.server") - crons.ir_actions_server_id
    stock = env["ir.actions.act_window"].browse(env.ref(name).id for name in _STOCK)
    return [
        *windows.items(env, _own(env, "ir.actions.act_window"), ids),
        *(replace(item, kind=f"Odoo's {item.kind}") for item in windows.items(env, stock, ids)),
        *asked.called(MODULES, ids),
        *asked.reports(_own(env, "ir.actions.report"), ids),
        *routes.items(env, MODULES, ids),
        *routes.customers(ids),
        *jobs.server_actions(actions, ids),
        *jobs.crons(crons),
    ]


def _own(env, model: str):
    """Records of ``model`` that the addons brought."""
    rows = env["ir.model.data"].search([("module", "in", MODULES), ("model", "=", model)])
    return env[model].browse(sorted(rows.mapped("res_id"))).exists()


_LOOKED_AT = """
WITH customers AS (
     SELECT partner_id FROM sale_order GROUP BY 1 HAVING count(*) BETWEEN 15 AND 25)
SELECT o.id FROM sale_order o
 WHERE o.company_id = %(company1)s AND o.tracking_state = 'delivered' AND o.name LIKE 'S2%%'
 ORDER BY EXISTS (SELECT FROM order_complaint x WHERE x.order_id = o.id),
       (SELECT count(*) FROM sale_order_line l WHERE l.order_id = o.id) <> 2,
       (SELECT count(*) FROM order_shipment_sale_order_rel r WHERE r.sale_order_id = o.id) <> 2,
       NOT EXISTS (SELECT FROM order_receipt r WHERE r.order_id = o.id AND r.state = 'sent'),
       o.partner_id NOT IN (SELECT partner_id FROM customers),
       o.id DESC LIMIT 1"""


def looked_at(env, ids) -> dict:
    """Ids of what people look at: an order that arrived, of two lines and two parcels at each
    size, its receipt not answered, its customer with some twenty orders, and what belongs to it.
    ``route_…``: arguments of addresses."""
    env.cr.execute(_LOOKED_AT, ids)
    order = env["sale.order"].browse(env.cr.fetchone())
    receipt = env["order.receipt"].search([("order_id", "=", order.id)], limit=1)
    shipment = env["order.shipment"].search([("order_ids", "in", order.ids)], limit=1)
    review = env["order.review"].search([("company_id", "=", ids["company1"])], limit=1)
    link = env["order.tracking.link"].search([("order_id", "=", order.id)], limit=1)
    request = env["order.feedback.request"].search([], limit=1)
    connector = env["tracking.connector"].browse(ids["connector"])
    return {
        "look_order": order.id,
        "look_partner": order.partner_id.id,
        "look_picking": order.picking_ids[:1].id,
        "look_sale.order": order.id,
        "look_stock.picking": order.picking_ids[:1].id,
        "look_order.receipt": receipt.id,
        "look_res.partner": order.partner_id.id,
        "look_review": review.id,
        "route_order_id": order.id,
        "route_access_token": order._portal_ensure_token(),
        "route_revision": 1,
        "route_token": receipt.token,
        "route_stop_token": request._stop_url().partition("token=")[2],
        "route_link_token": link.token,
        "route_push_token": connector.push_token,
        "route_code": connector.code,
        "route_shipment_id": shipment.id,
        "route_review_id": review.id,
        "route_kind": "csv",
        **made.make(env, order, shipment),
        "route_fields": {"number": order.name, "secret": order.partner_id.email, "revision": "1"},
    }


__all__ = ["MODULES", "Item", "items", "looked_at"]
