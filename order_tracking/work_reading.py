"""Reads purchase and production orders that serve sale orders, where those apps are installed.

Odoo links them through ``stock.reference``: the reference of a sale order goes with its
procurements to purchase orders, production orders and their moves. None of these apps is a
dependency: their tables are read only where their models exist.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from odoo.tools import SQL

from .timeline.derivation import Work
from .timeline.work import production_reached, purchase_reached

_MODELS = {"purchase": "purchase.order", "production": "mrp.production"}
# An app that is there without its link to stock has no references: purchase without purchase_stock.
_FIELD = "reference_ids"
_OF_MOVES = """
SELECT s.sale_id FROM stock_reference_move_rel m
  JOIN stock_reference_sale_rel s ON s.reference_id = m.reference_id
 WHERE m.move_id IN %s"""
_PURCHASE = """
SELECT s.sale_id, p.id, p.state, p.create_date, p.date_approve AS ordered_at,
       g.received_at, COALESCE(g.open, 0) AS open
  FROM (SELECT DISTINCT s.sale_id, r.purchase_id FROM stock_reference_sale_rel s
          JOIN stock_reference_purchase_rel r ON r.reference_id = s.reference_id
         WHERE s.sale_id IN %s) s
  JOIN purchase_order p ON p.id = s.purchase_id
  LEFT JOIN LATERAL (
       SELECT max(m.date) FILTER (WHERE m.state = 'done') AS received_at,
              count(*) FILTER (WHERE m.state NOT IN ('done', 'cancel')) AS open
         FROM purchase_order_line l
         JOIN stock_move m ON m.purchase_line_id = l.id
         JOIN stock_location src ON src.id = m.location_id AND src.usage = 'supplier'
        WHERE l.order_id = p.id) g ON TRUE
 ORDER BY p.id"""
_PRODUCTION = """
SELECT s.sale_id, p.id, p.state, p.create_date, p.date_start AS started_at,
       p.date_finished AS done_at
  FROM (SELECT DISTINCT s.sale_id, r.production_id FROM stock_reference_sale_rel s
          JOIN stock_reference_production_rel r ON r.reference_id = s.reference_id
         WHERE s.sale_id IN %s) s
  JOIN mrp_production p ON p.id = s.production_id
 ORDER BY p.id"""
_QUERIES = {"purchase": _PURCHASE, "production": _PRODUCTION}


def installed(env, family: str) -> bool:
    """Whether the app that does this work is there; ``family``: of ``timeline.flow.WORK``."""
    return _MODELS[family] in env and _FIELD in env[_MODELS[family]]._fields


def orders_of_moves(env, moves) -> list[SQL]:
    """Query for the sale orders that moves of purchases and productions serve; none where no
    such app is installed."""
    if not any(installed(env, family) for family in _MODELS):
        return []
    return [SQL(_OF_MOVES, tuple(moves))]


def read(env, order_ids, now: datetime, *, old: bool) -> dict[int, list[Work]]:
    """Work by sale order id; one query for each app that is installed.

    :param old: back-fill: times are taken from the documents, not from ``now``.
    """
    found = defaultdict(list)
    for family, query in _QUERIES.items():
        if not installed(env, family):
            continue
        model = env[_MODELS[family]]
        model.flush_model(["state", _FIELD])
        for row in env.execute_query_dict(SQL(query, tuple(order_ids))):
            if family == "purchase":
                steps = purchase_reached(row, now)
            else:
                steps = production_reached(row, now, old=old)
            if steps:
                found[row["sale_id"]].append(Work((model._name, row["id"]), steps))
    return found
