"""Reads Odoo's documents of many orders, a fixed number of queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time

from odoo.tools import SQL

from . import work_reading
from .timeline.derivation import Documents, Group, Invoice
from .timeline.flow import READY
from .timeline.projection import EPSILON

# How a done move shows in the journal. Customers and the transit to a sister company are
# outside; what leaves for there has left the warehouse, what comes from there is a return.
# What is made or bought for a line bears its number, too, and is no step of the route.
_MOVES = """
SELECT l.order_id, m.id, m.sale_line_id::text AS line, m.picking_id, m.state,
       CASE WHEN m.state = 'done' OR m.state IN ('assigned', 'partially_available')
            THEN CASE WHEN m.product_uom_qty != 0
                      THEN m.quantity * m.product_qty / m.product_uom_qty
                      ELSE m.quantity END
            ELSE 0 END AS moved,
       m.product_qty AS demand,
       -- Odoo calls a move picked when any of its lines is
       CASE WHEN m.state = 'assigned' AND m.picked THEN NOT EXISTS (
           SELECT 1 FROM stock_move_line ml
            WHERE ml.move_id = m.id AND ml.quantity > 0 AND ml.picked IS NOT TRUE)
            ELSE FALSE END AS picked,
       CASE WHEN src.usage IN ('customer', 'transit') THEN 'goods_returned'
            WHEN dest.usage IN ('customer', 'transit') THEN 'left_warehouse'
            WHEN m.picking_type_id = wh.pick_type_id THEN 'picked'
            WHEN m.picking_type_id = wh.pack_type_id THEN 'packed' END AS kind,
       COALESCE(final.usage, dest.usage) IN ('customer', 'transit')
           AND src.usage NOT IN ('customer', 'transit') AS outbound,
       EXISTS (SELECT 1 FROM stock_move_move_rel r JOIN stock_move d ON d.id = r.move_dest_id
                WHERE r.move_orig_id = m.id AND d.sale_line_id = m.sale_line_id
                  AND d.state != 'cancel' AND d.origin_returned_move_id IS NULL) AS has_next,
       EXISTS (SELECT 1 FROM stock_move_move_rel r JOIN stock_move o ON o.id = r.move_orig_id
                 JOIN stock_location f ON f.id = o.location_id
                WHERE r.move_dest_id = m.id AND o.sale_line_id = m.sale_line_id
                  AND o.state != 'cancel' AND f.usage NOT IN ('production', 'supplier')
              ) AS has_previous,
       COALESCE(p.date_done, m.date) AS done_at,
       COALESCE(p.create_date, m.create_date) AS created_at,
       p.backorder_id IS NOT NULL AS backorder,
       p.state = 'done' AND EXISTS (
           SELECT 1 FROM ir_attachment a
            WHERE a.res_model = 'stock.picking' AND a.res_field = 'signature'
              AND a.res_id = p.id) AS signed
  FROM sale_order_line l
  JOIN stock_move m ON m.sale_line_id = l.id
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dest ON dest.id = m.location_dest_id
  LEFT JOIN stock_location final ON final.id = m.location_final_id
  LEFT JOIN stock_picking p ON p.id = m.picking_id
  LEFT JOIN stock_picking_type t ON t.id = m.picking_type_id
  LEFT JOIN stock_warehouse wh ON wh.id = t.warehouse_id
 WHERE l.order_id IN %s AND m.state NOT IN ('draft', 'cancel')
 ORDER BY m.id
"""
_INVOICES = """
SELECT DISTINCT l.order_id, am.id, am.state, am.payment_state, am.amount_total AS amount,
       am.invoice_date, am.create_date, c.name AS currency
  FROM sale_order_line l
  JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
  JOIN account_move_line aml ON aml.id = r.invoice_line_id
  JOIN account_move am ON am.id = aml.move_id
  JOIN res_currency c ON c.id = am.currency_id
 WHERE l.order_id IN %s AND am.move_type = 'out_invoice' AND am.state != 'cancel'
 ORDER BY am.id
"""
_PAID = ("paid", "in_payment", "reversed")


def read_documents(env, headers: dict[int, dict], now: datetime, *, invoices: bool, old: bool):
    """Documents by order id.

    :param headers: ``state``, ``date_order``, ``invoice_status``, ``collected`` (its flow waits for
        goods to be ready for pickup) by order id.
    :param invoices: whether invoices have to be read, too.
    :param old: back-fill: times are taken from the documents, not from ``now``.
    """
    ids = tuple(headers)
    moves = defaultdict(list)
    for row in env.execute_query_dict(SQL(_MOVES, ids)):
        moves[row["order_id"]].append(row)
    billed = _read_invoices(env, ids, now, old) if invoices else {}
    work = work_reading.read(env, ids, now, old=old)
    return {
        order: Documents(
            state=header["state"],
            confirmed_at=min(header["date_order"] or now, now),
            now=now,
            expected=_expected(moves[order]),
            secured=_secured(moves[order]),
            groups=_groups(moves[order]),
            ready=_ready(moves[order], now) if header["collected"] else (),
            invoices=tuple(billed.get(order, ())) if invoices else None,
            fully_invoiced=header["invoice_status"] in ("invoiced", "upselling"),
            work=tuple(work.get(order, ())),
        )
        for order, header in headers.items()
    }


def _expected(rows: list[dict]) -> dict[str, float]:
    """What has gone to the customer, and open work that nothing follows yet.

    Odoo creates the later steps of a route either at once or when the step before is done;
    the last open move of each chain stands for its quantity in both cases.
    """
    total: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["outbound"] and row["state"] == "done" and row["kind"] == "left_warehouse":
            total[row["line"]] += row["moved"]
        elif row["outbound"] and row["state"] != "done" and not row["has_next"]:
            total[row["line"]] += row["demand"]
    return dict(total)


def _secured(rows: list[dict]) -> dict[str, float]:
    """Reserved for the first step of the route, or already on its way."""
    total: dict[str, float] = defaultdict(float)
    for row in rows:
        if not row["outbound"] or row["has_previous"]:
            continue
        if row["state"] != "done" or row["kind"] == "left_warehouse" or row["has_next"]:
            total[row["line"]] += row["moved"]
    return dict(total)


def _groups(rows: list[dict]) -> tuple[Group, ...]:
    grouped: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        if row["kind"]:
            grouped[row["kind"], _document(row), row["state"] == "done"].append(row)
    return tuple(_group(key, members) for key, members in grouped.items())


def _document(row: dict) -> tuple[str, int]:
    picking = row["picking_id"]
    return ("stock.picking", picking) if picking else ("stock.move", row["id"])


def _ready(rows: list[dict], now: datetime) -> tuple[Group, ...]:
    """What can be collected, by transfer: what was validated, and an open one as a whole."""
    grouped: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "left_warehouse":
            grouped[_document(row)].append(row)
    return tuple(_ready_group(document, members, now) for document, members in grouped.items())


def _ready_group(document: tuple, rows: list[dict], now: datetime) -> Group:
    done = all(row["state"] == "done" for row in rows)
    lines: dict[str, float] = defaultdict(float)
    for row in rows if all(map(_at_the_door, rows)) else ():
        lines[row["line"]] += row["moved"]
    return Group(READY, document, dict(lines), rows[0]["done_at"] if done else now)


def _at_the_door(row: dict) -> bool:
    """All of it has left, was picked, or was brought by the step before."""
    there = row["picked"] or row["has_previous"]
    return row["state"] == "done" or (there and row["moved"] >= row["demand"] - EPSILON)


def _group(key: tuple, rows: list[dict]) -> Group:
    kind, document, done = key
    lines: dict[str, float] = defaultdict(float)
    for row in rows:
        lines[row["line"]] += row["moved"] if done else row["demand"]
    first = rows[0]
    return Group(
        kind=kind,
        document=document,
        lines=dict(lines),
        done_at=first["done_at"] if done else None,
        created_at=first["created_at"],
        backorder=first["backorder"],
        signed=bool(first["signed"]),
    )


def _read_invoices(env, ids: tuple[int, ...], now: datetime, old: bool):
    found = defaultdict(list)
    for row in env.execute_query_dict(SQL(_INVOICES, ids)):
        posted_at = (_posted_at(row, now) if old else now) if row["state"] == "posted" else None
        found[row["order_id"]].append(
            Invoice(
                id=row["id"],
                posted_at=posted_at,
                amount=float(row["amount"] or 0),
                currency=row["currency"],
                paid=row["payment_state"] in _PAID,
            )
        )
    return found


def _posted_at(row: dict, now: datetime) -> datetime:
    """Odoo keeps only the invoice's day; its record cannot have been posted before it existed."""
    day = row["invoice_date"]
    at = datetime.combine(day, time(12)) if day else row["create_date"]
    return min(max(at, row["create_date"]), now) if day else min(at, now)
