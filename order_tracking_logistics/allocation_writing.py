"""A plan into proposals: what is new is added, what no longer holds becomes obsolete, what is the
same keeps its row. Set-based."""

from __future__ import annotations

import json
from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.order_tracking import bulk

from .allocation import LITTLE, Capacity, Plan, Stock, kind, reason, transit
from .allocation_reading import Reading

SOON = 3  # days: what leaves by then should have its goods reserved
# Columns of a proposal that a new run may change while it stays the same proposal.
CHANGING = {
    "kind": "varchar",
    "changes": "bool",
    "date": "date",
    "due": "date",
    "late_days": "int4",
    "distance": "float8",
    "cost": "float8",
    "reason": "jsonb",
    "engine": "varchar",
    "gap": "float8",
}
_OWN = {"order_id": "int4", "company_id": "int4", "state": "varchar", "way": "varchar"}
_NEW = {**_OWN, "made_at": "timestamp", **CHANGING}
_LINE = {
    "allocation_id": "int4",
    "sale_line_id": "int4",
    "product_id": "int4",
    "warehouse_id": "int4",
    "quantity": "float8",
    "date": "date",
}
_KNOWN = """
SELECT DISTINCT ON (order_id) order_id, id, state, way FROM order_allocation
 WHERE company_id = %s AND state IN ('proposed', 'refused') ORDER BY order_id, id DESC"""
_OBSOLETE = """
UPDATE order_allocation SET state = 'obsolete'
 WHERE company_id = %s AND state = 'proposed' AND NOT (id = ANY (%s))"""
_CHANGED = ", ".join(f"{name} = v.{name}" for name in ("made_at", *CHANGING))
_UPDATE = f"""
UPDATE order_allocation a SET {_CHANGED}
  FROM {bulk.table({"id": "int4", "made_at": "timestamp", **CHANGING})} WHERE a.id = v.id"""
_INSERT = f"""
INSERT INTO order_allocation ({", ".join(_NEW)}) SELECT * FROM {bulk.table(_NEW)}
RETURNING order_id, id"""
_INSERT_LINES = f"""
INSERT INTO order_allocation_line ({", ".join(_LINE)}) SELECT * FROM {bulk.table(_LINE)}"""


def write_plan(company, reading: Reading | None, plan: Plan | None, now) -> None:
    """Brings the proposals of ``company`` up to date with ``plan``; None: nothing is open."""
    env = company.env
    env["order.allocation"].flush_model()
    known = {row[0]: row[1:] for row in env.execute_query(SQL(_KNOWN, company.id))}
    same, new = {}, []
    for row in _rows(reading, plan) if reading else ():
        before, state, way = known.get(row["order"], (None, None, None))
        if way != row["way"]:
            new.append(row)
        elif state == "proposed":
            same[before] = row
    env.execute_query(SQL(_OBSOLETE + " RETURNING id", company.id, list(same)))
    _refresh(env, same, now)
    _insert(env, company, new, now)
    env["order.allocation"].invalidate_model()
    env["order.allocation.line"].invalidate_model()


def _rows(reading, plan):
    """One dictionary an order, in the order of urgency of the plan."""
    book = reading.book
    whole, stock, capacity = Stock(book), Stock(book), Capacity(book)
    for choice in plan.choices.values():
        stock.take(choice)
        capacity.take(choice)
    for order in book.orders:
        choice = plan.choices[order.id]
        why = reason(book, stock, capacity, order, choice)
        yield _row(reading, plan, order, choice, why) | _changes(reading, whole, order, choice)


def _row(reading, plan, order, choice, why):
    date = reading.day(max(choice.days.values())) if choice.days else None
    if why.get("until") is not None:
        why["until"] = reading.day(why["until"]).isoformat()
    parts = [(*part, reading.day(choice.days[part.warehouse])) for part in choice.parts]
    return {
        "order": order.id,
        "way": _way(choice.parts or order.now),
        "parts": parts,
        "kind": kind(order, choice),
        "date": date,
        "due": reading.day(0) + timedelta(days=order.due),
        "late_days": choice.late if choice.days else None,
        "distance": choice.km,
        "cost": choice.cost,
        "reason": json.dumps(why | transit(order, choice)),
        "engine": plan.engine,
        "gap": plan.gap,
    }


def _changes(reading, stock, order, choice):
    """Whether somebody has to act: it is sent from elsewhere, or could leave soon and others
    hold its goods. ``stock``: all there is."""
    if set(choice.parts) != set(order.now):
        return {"changes": bool(choice.parts)}
    held = [
        part
        for part in choice.parts
        if choice.days[part.warehouse] <= SOON
        and reading.reserved[part.line, part.warehouse] < part.quantity - LITTLE
        and stock.free(part.warehouse, part.product, 0) >= part.quantity - LITTLE
    ]
    if not held:
        return {"changes": False}
    why = {"code": "first", "product": held[0].product, "from": [held[0].warehouse]}
    return {"changes": True, "kind": "first", "reason": json.dumps(why | transit(order, choice))}


def _way(parts):
    """What identifies a proposal: so much of each line from each warehouse."""
    return " ".join(sorted(f"{line}:{place}:{amount:g}" for line, _p, place, amount in parts))


def _refresh(env, same, now):
    if same:
        rows = [(id_, now, *(row[name] for name in CHANGING)) for id_, row in same.items()]
        env.cr.execute(_UPDATE, bulk.arrays(rows))


def _insert(env, company, new, now):
    if not new:
        return
    rows = [
        (
            *(row["order"], company.id, "proposed", row["way"], now),
            *(row[name] for name in CHANGING),
        )
        for row in new
    ]
    env.cr.execute(_INSERT, bulk.arrays(rows))
    ids = dict(env.cr.fetchall())
    lines = [(ids[row["order"]], *part) for row in new for part in row["parts"]]
    if lines:
        env.cr.execute(_INSERT_LINES, bulk.arrays(lines))
