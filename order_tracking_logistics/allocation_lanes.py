"""How long parcels were on the way, for places that orders are sent between."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from odoo.tools import SQL

from .allocation import Place
from .forecast.lanes import key, part, zone

DEPTHS = (3, 2)  # postcode area, state: wider circles say less than the distance does
WEEK = 7
Way = tuple[int | None, Place, Place]  # delivery method, from, to
_LANES = """
SELECT key, usual_until, days, count FROM order_lane
 WHERE company_id = %s AND key = ANY (%s) AND usual_until IS NOT NULL"""


def learned_days(company, ways: Iterable[Way]) -> dict[Way, tuple[int, int]]:
    """Whole days in which nine of ten parcels arrived, and how many parcels there were; only
    of ways with enough history. One query."""
    names = {way: _names(*way) for way in ways if way[0]}
    every = sorted({name for some in names.values() for name in some})
    rows = company.env.execute_query(SQL(_LANES, company.id, every)) if every else ()
    known = {name: (_days(hours, clock), count) for name, hours, clock, count in rows}
    found = {way: next((n for n in some if n in known), None) for way, some in names.items()}
    return {way: known[name] for way, name in found.items() if name}


def _names(method, start, end):
    """Keys of the statistics, the best first."""
    origin, destination = (zone(one.country, one.state, one.postcode) for one in (start, end))
    if not origin or not destination:
        return []
    parts = [(part(origin, depth), part(destination, depth)) for depth in DEPTHS]
    return [key("transit", f"m{method}", *some, "shipped") for some in parts]


def _days(hours, clock):
    """Hours of a week that has ``clock`` days, as days of a whole week."""
    return max(ceil(hours * WEEK / clock / 24), 1)
