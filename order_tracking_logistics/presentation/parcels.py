"""The parcels of an order on its customer's page: where each is, when it arrives, on whose word."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlsplit

from odoo import fields
from odoo.tools import SQL
from odoo.tools.misc import format_time

from odoo.addons.order_tracking.presentation.shared import (
    join_moment,
    say_day,
    say_moment,
    say_span,
    say_together,
)
from odoo.addons.order_tracking.presentation.words import PROOFS
from odoo.addons.order_tracking.timeline.masking import mask_name, mask_text

from ..connectors.times import place_time
from ..forecast import SHARE
from ..shipping.state import TERMINAL
from .words import HEADLINES, REASONS, STATUS, TONES

# What the page shows at most, so that it stays light whatever was told.
PARCELS, EVENTS, FEWEST = 20, 80, 3
_EVENTS = """
SELECT e.shipment_id, e.occurred_at, e.local_time, e.tz_source, e.code, e.text, e.location
  FROM unnest(%s) AS s (id)
 CROSS JOIN LATERAL (
       SELECT * FROM order_shipment_event o
        WHERE o.shipment_id = s.id AND NOT o.summary
        ORDER BY o.occurred_at DESC, o.sequence DESC, o.id DESC LIMIT %s) e"""


def parcels_of_page(order, *, full: bool, missed=None, proof_url=None) -> dict:
    """``{"rows": [...], "more": number of parcels that are not shown}``, oldest parcel first.

    :param order: sale.order with superuser rights, in the reader's language and time zone.
    :param full: whether names, contacts and pictures are shown.
    :param missed: the promised date that has passed, naive UTC, None as long as none has.
    :param proof_url: function from (shipment, file) to the address of a picture.
    """
    shipments = _sent(order)
    shown = shipments[:PARCELS]
    history = _histories(order.env, shown.ids)
    rows = [
        {
            **_parcel(shipment, full),
            "where": next((e["location"] for e in history[shipment.id] if e["location"]), ""),
            **_arrival(shipment, missed),
            "events": [_event(e, shipment, full) for e in history[shipment.id]],
            "pictures": _pictures(shipment, proof_url) if full else [],
        }
        for shipment in shown
    ]
    return {"rows": rows, "more": len(shipments) - len(shown)}


def estimate_of_order(order) -> tuple | None:
    """(from, until) in which the last parcel arrives; None as soon as one parcel has no
    estimate, or none is on its way."""
    now = fields.Datetime.now()
    under_way = _sent(order).filtered(lambda s: s.status != "delivered")
    spans = [_estimate(shipment, now) for shipment in under_way]
    if not spans or not all(spans):
        return None
    return max(start for start, _until in spans), max(until for _start, until in spans)


def headline(order) -> dict | None:
    """Title and text of the page while all parcels under way have the same to say."""
    env = order.env
    statuses = {s.status for s in _sent(order) if s.status not in TERMINAL}
    words = HEADLINES.get(statuses.pop()) if len(statuses) == 1 else None
    return {"title": env._(words[0]), "text": env._(words[1])} if words else None


def last_news(order) -> tuple | None:
    """(when, as the page tells its last step) of the newest scan of any parcel."""
    env = order.env
    told = _sent(order).filtered("last_event_at")
    newest = max(told, key=lambda s: s.last_event_at, default=None)
    if newest is None:
        return None
    title, _text = STATUS[newest.status]
    when = say_moment(env, newest.last_event_at)
    proof = env._(PROOFS.get(newest.evidence, PROOFS["carrier"]))
    return newest.last_event_at, {"name": env._(title), "when": when, "proof": proof}


def _sent(order):
    return order.shipment_ids.filtered(lambda s: s.status != "cancelled").sorted("id")


def _histories(env, shipment_ids) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {shipment: [] for shipment in shipment_ids}
    if found:
        each = max(FEWEST, EVENTS // len(found))
        for row in env.execute_query_dict(SQL(_EVENTS, shipment_ids, each)):
            found[row["shipment_id"]].append(row)
    return found


def _parcel(shipment, full) -> dict:
    env = shipment.env
    title, text = STATUS[shipment.status]
    reason = REASONS.get(shipment.reason) if shipment.problem else None
    signed = shipment.signed_by or ""
    return {
        "number": shipment.number,
        "carrier": shipment.carrier_id.name or shipment.carrier_code or "",
        "url": _carriers_page(shipment),
        "status": env._(title),
        "tone": TONES.get(shipment.status, "running"),
        "text": say_together(env, (env._(part) for part in (reason, text) if part)),
        "as_of": say_moment(env, shipment.last_event_at) if shipment.last_event_at else "",
        "signed_by": signed if full else mask_name(signed),
    }


def _carriers_page(shipment) -> str | None:
    """The carrier's own page of a parcel; an address is typed in by people and may be none."""
    url = shipment.tracking_url or ""
    return url if urlsplit(url).scheme in ("http", "https") else None


def _pictures(shipment, proof_url) -> list[str]:
    return [proof_url(shipment, file) for file in shipment.proof_ids]


# ---------------------------------------------------------------------- when it arrives


def _estimate(shipment, now) -> tuple | None:
    """Our own forecast, else the carrier's word; nothing that lies in the past."""
    if shipment.forecast_until and shipment.forecast_until > now:
        return max(shipment.forecast_from, now), shipment.forecast_until
    until = shipment.eta_until or shipment.eta
    moving = not shipment.problem and shipment.status not in TERMINAL
    return (max(shipment.eta, now), until) if moving and until and until > now else None


def _arrival(shipment, missed) -> dict:
    """When it arrived or arrives: a label, a time in words, and what that rests on."""
    env, now = shipment.env, fields.Datetime.now()
    late = {"late": False, "label": "", "day": "", "note": ""}
    if shipment.delivered_at:
        return {**late, "label": env._("Arrived"), "day": say_moment(env, shipment.delivered_at)}
    span = _estimate(shipment, now)
    since = _late_since(shipment, missed, now)
    if since:
        return _late(shipment, since, span)
    if not span:
        return late
    return {
        **late,
        "label": env._("Expected"),
        "day": say_span(env, *span),
        "note": _note(shipment),
    }


def _late_since(shipment, missed, now):
    """The first of: the promised date, the carrier's own; both as long as it is on its way."""
    if shipment.status in TERMINAL or not shipment.shipped_at:
        return None
    stated = shipment.eta_until or shipment.eta
    return min((at for at in (missed, stated) if at and at < now), default=None)


def _late(shipment, since, span) -> dict:
    env = shipment.env
    note = env._("There is no new estimate yet. Please ask us.")
    if span:
        note = env._("New estimate: %s", say_span(env, *span))
    return {"late": True, "label": env._("Late since"), "day": say_day(env, since), "note": note}


def _note(shipment) -> str:
    env, count = shipment.env, shipment.forecast_count
    if not shipment.forecast_basis:
        return env._("The carrier's own estimate.")
    return env._(
        "%(share)s of 10 such parcels arrived in this time; %(count)s were counted.",
        share=round(10 * SHARE),
        count=count,
    )


# ---------------------------------------------------------------------- what happened


def _event(event, shipment, full) -> dict:
    env = shipment.env
    title, _text = STATUS.get(event["code"], ("", ""))
    said = (event["text"] or "").strip()
    if not full:
        said = _masked(said, event["code"], shipment.signed_by)
    # of many scans on the way the carrier's words tell more than “on its way” each time
    title = env._(title) if title and not (said and event["code"] == "in_transit") else said
    return {
        "when": _when(env, event),
        "title": title,
        "text": said if said.casefold() != title.casefold() else "",
        "where": event["location"] or "",
    }


def _masked(text, code, name) -> str:
    """What carriers write when they hand over names the receiver: left out as a whole."""
    if code == "delivered":
        return ""
    text = mask_text(text)
    return text.replace(name, mask_name(name)) if name else text


def _when(env, event) -> str:
    """In the local time of the place, where that is known; what is guessed says so."""
    instant, source = event["occurred_at"], event["tz_source"]
    if source == "received":
        return env._("%s (when we heard of it)", say_moment(env, instant))
    place = place_time(event["local_time"], instant) if source in ("offset", "fixed") else None
    reader = fields.Datetime.context_timestamp(env["res.lang"], instant)
    if place is None or place.utcoffset() == reader.utcoffset():
        text = say_moment(env, instant)
        return env._("%s (time zone not stated)", text) if source == "assumed" else text
    local = place.astimezone(UTC).replace(tzinfo=None) + place.utcoffset()
    clock = format_time(env, local.time(), time_format="short")
    return join_moment(env, say_day(env, local.date()), f"{clock} ({place.tzname()})")
