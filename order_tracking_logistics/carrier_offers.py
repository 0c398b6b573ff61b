"""Rates, history and forecasts of all delivery methods for one order → ``dispatch.Offer``.

The decision is in :mod:`.dispatch`; here is what it is fed with. A fixed number of queries
whatever the number of methods.
"""

from __future__ import annotations

from datetime import datetime

from odoo.tools import SQL

from .carrier_record import RECORDS, keys_of, record_of
from .dispatch import Offer, Share, next_departure
from .forecast import LEAST, DayClock, Parcel, forecast
from .forecast.lanes import arrival_keys, zone
from .forecasting import spreads_of


def read_offers(order, rates, now: datetime) -> list[Offer]:
    """What every rated method offers for ``order``.

    :param order: sale.order with superuser rights.
    :param rates: ``order.carrier.offer`` records of it with an answer.
    :param now: naive UTC.
    """
    env, company = order.env, order.company_id
    tz = company.partner_id.tz or "UTC"
    origin, destination = _zone(order.warehouse_id.partner_id), _zone(order.partner_shipping_id)
    cutoffs = env["order.dispatch.cutoff"]._of(order.warehouse_id)
    place = order.warehouse_id._dispatch_tz()
    parcels = {}
    for rate in rates:
        method = rate.carrier_id
        leaves = next_departure(cutoffs[method.id], place, now) or now
        code = method.tracking_carrier_code or ""
        parcels[rate] = Parcel("picked_up", method.id, code, origin, destination, leaves)
    spreads = spreads_of(env, [(company.id, tz, p) for p in parcels.values()]).get(company.id, {})
    records = _records(env, company.id, parcels.values())
    promise = promise_of(order)
    return [_offer(rate, parcel, spreads, records, promise, tz) for rate, parcel in parcels.items()]


def promise_of(order) -> datetime | None:
    """What the customer was told, or asked for: naive UTC."""
    return order.promise_last_at or order.commitment_date or order.requested_date or None


def _zone(partner) -> str:
    return zone(partner.country_id.code, partner.state_id.code, partner.zip)


def _records(env, company: int, parcels) -> dict[str, Share]:
    names = sorted({name for parcel in parcels for name in keys_of(parcel)})
    query = SQL(
        "SELECT key, values, count FROM order_lane"
        " WHERE company_id = %s AND kind = ANY (%s) AND key = ANY (%s)",
        company,
        list(RECORDS),
        names,
    )
    return {key: Share(values[0], count) for key, values, count in env.execute_query(query)}


def _offer(rate, parcel: Parcel, spreads, records, promise, tz: str) -> Offer:
    leaves = parcel.shipped_at
    arrival = forecast(parcel, spreads, leaves, tz)
    known = {kind: record_of(parcel, kind, records) for kind in RECORDS}
    days = rate.carrier_id.stated_days
    return Offer(
        method=rate.carrier_id.id,
        name=rate.carrier_id.name,
        price=rate.price if rate.state == "told" else None,
        currency=rate.currency_id.name,
        arrival=(arrival.start, arrival.until) if arrival.until else None,
        arrival_count=arrival.count,
        stated=DayClock(5, tz).add(leaves, 24 * days) if days else None,
        in_time=_in_time(parcel, spreads, promise, tz),
        error=rate.error or "",
        **known,
    )


def _in_time(parcel: Parcel, spreads, promise: datetime | None, tz: str) -> Share:
    """Of earlier parcels like this one, how many would have kept the promise: those that took no
    longer than is left from its departure on."""
    names = [name for circle, name in arrival_keys(parcel) if circle != "eta"]
    found = [spreads[name] for name in names if name in spreads]
    best = max(found, key=lambda spread: spread.count, default=None)
    spread = next((s for s in found if s.count >= LEAST), best)
    if not spread or not promise:
        return Share()
    left = DayClock(spread.days, tz).hours(parcel.shipped_at, max(promise, parcel.shipped_at))
    return Share(spread.count - spread.beyond(left).count, spread.count)
