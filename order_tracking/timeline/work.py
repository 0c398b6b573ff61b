"""How far purchase and production orders have come, from the columns that Odoo keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_ORDERED = ("purchase", "done")
_CONFIRMED = ("confirmed", "progress", "to_close", "done")
_STARTED = ("progress", "to_close", "done")
Reached = dict[str, datetime]


def purchase_reached(row: Mapping[str, Any], now: datetime) -> Reached:
    """Since when by kind of ``flow.WORK["purchase"]``; empty for a cancelled one.

    :param row: ``state``, ``create_date``, ``ordered_at``, ``received_at`` (its last receipt)
        and ``open``: how many of its receipts are still to come.
    """
    if row["state"] == "cancel":
        return {}
    found = {"purchase_requested": row["create_date"]}
    if row["state"] in _ORDERED:
        found["purchase_ordered"] = row["ordered_at"] or now
        if row["received_at"] and not row["open"]:
            found["purchase_received"] = row["received_at"]
    return _in_order(found, now)


def production_reached(row: Mapping[str, Any], now: datetime, *, old: bool) -> Reached:
    """Since when by kind of ``flow.WORK["production"]``; empty for a cancelled one.

    Odoo keeps no time of the confirmation, and its time of the start is the planned one until
    then: what happens in a running system happens ``now``.

    :param row: ``state``, ``create_date``, ``started_at`` and ``done_at``.
    :param old: back-fill: the document's own times count.
    """
    state = row["state"]
    if state == "cancel":
        return {}
    found = {"production_requested": row["create_date"]}
    if state in _CONFIRMED:
        found["production_confirmed"] = row["create_date"] if old else now
    if state in _STARTED:
        found["production_started"] = (row["started_at"] if old else None) or now
    if state == "done":
        found["production_done"] = row["done_at"] or now
    return _in_order(found, now)


def _in_order(found: Reached, now: datetime) -> Reached:
    """No step is later than the one after it, nor in the future."""
    limit = now
    for kind in reversed(found):
        limit = found[kind] = min(found[kind], limit)
    return found
