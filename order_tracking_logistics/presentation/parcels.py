"""The parcels of an order on its customer's page: where each is, since when, on whose word."""

from __future__ import annotations

from urllib.parse import urlsplit

from odoo.tools import SQL

from odoo.addons.order_tracking.presentation.shared import say_moment
from odoo.addons.order_tracking.timeline.masking import mask_name, mask_text

from .words import REASONS, STATUS, TONES

# What the page shows at most, so that it stays light whatever was told.
PARCELS, EVENTS, FEWEST = 30, 90, 3
_EVENTS = """
SELECT e.shipment_id, e.occurred_at, e.local_time, e.tz_source, e.code, e.text, e.location
  FROM unnest(%s) AS s (id)
 CROSS JOIN LATERAL (
       SELECT * FROM order_shipment_event o
        WHERE o.shipment_id = s.id AND NOT o.summary
        ORDER BY o.occurred_at DESC, o.sequence DESC, o.id DESC LIMIT %s) e"""


def parcels_of_page(order, *, full: bool) -> dict:
    """``{"rows": [...], "more": number of parcels that are not shown}``; rows newest trouble
    first is not wanted: a customer finds a parcel again by its place, so the oldest is first.

    :param order: sale.order with superuser rights, in the reader's language and time zone.
    :param full: whether names and contacts are shown unmasked.
    """
    shipments = order.shipment_ids.filtered(lambda s: s.status != "cancelled").sorted("id")
    shown = shipments[:PARCELS]
    history = _histories(order.env, shown.ids)
    rows = [_parcel(shipment, history[shipment.id], full) for shipment in shown]
    return {"rows": rows, "more": len(shipments) - len(shown)}


def _histories(env, shipment_ids) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {shipment: [] for shipment in shipment_ids}
    if found:
        each = max(FEWEST, EVENTS // len(found))
        for row in env.execute_query_dict(SQL(_EVENTS, shipment_ids, each)):
            found[row["shipment_id"]].append(row)
    return found


def _parcel(shipment, history, full) -> dict:
    env = shipment.env
    title, text = STATUS[shipment.status]
    reason = REASONS.get(shipment.reason) if shipment.problem else None
    return {
        "number": shipment.number,
        "carrier": shipment.carrier_id.name or shipment.carrier_code or "",
        "url": _carriers_page(shipment),
        "status": env._(title),
        "tone": TONES.get(shipment.status, "running"),
        "text": " ".join(env._(part) for part in (reason, text) if part),
        "where": shipment.location or "",
        "as_of": say_moment(env, shipment.last_event_at) if shipment.last_event_at else "",
        "events": [_event(env, event, shipment.signed_by, full) for event in history],
    }


def _carriers_page(shipment) -> str | None:
    """The carrier's own page of a parcel; an address is typed in by people and may be none."""
    url = shipment.tracking_url or ""
    return url if urlsplit(url).scheme in ("http", "https") else None


def _event(env, event, signed_by, full) -> dict:
    title, _text = STATUS.get(event["code"], ("", ""))
    said = (event["text"] or "").strip()
    if not full:
        said = _without_name(mask_text(said), signed_by)
    title = env._(title) if title else said
    return {
        "when": say_moment(env, event["occurred_at"]),
        "title": title,
        "text": said if said.casefold() != title.casefold() else "",
        "where": event["location"] or "",
    }


def _without_name(text, name) -> str:
    return text.replace(name, mask_name(name)) if name else text
