"""How far it is: between coordinates, or roughly by country, state and postcode."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from .values import Reach

EARTH = 6371.0  # mean radius in km (IUGG)
DETOUR = 1.3  # roads against the straight line: 1.2 to 1.4 in most countries
DAY_KM = 600  # what a parcel travels in a day
# Where there are no coordinates; only their order and rough size matter.
NEAR, STATE, COUNTRY, ABROAD = 50.0, 250.0, 1000.0, 5000.0


@dataclass(frozen=True, slots=True)
class Place:
    """Latitude and longitude in degrees, both None when unknown; country and state by code."""

    country: str | None = None
    state: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def reach(start: Place, end: Place, learned: tuple[int, int] | None = None) -> Reach:
    """Kilometres, and days on the way, at least one.

    :param learned: days on the way and of how many parcels, where there is enough history.
    """
    km = _straight(start, end)
    km = _zones(start, end) if km is None else km * DETOUR
    days, parcels = learned or (1 + int(km // DAY_KM), 0)
    return Reach(round(km, 1), days, parcels)


def _straight(start, end):
    """Great circle by the haversine formula."""
    if None in (start.latitude, start.longitude, end.latitude, end.longitude):
        return None
    one, two = radians(start.latitude), radians(end.latitude)
    across = radians(end.longitude - start.longitude)
    half = sin((two - one) / 2) ** 2 + cos(one) * cos(two) * sin(across / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(half, 1.0)))


def _zones(start, end):
    if not start.country or start.country != end.country:
        return ABROAD if start.country and end.country else COUNTRY
    if start.postcode and end.postcode and start.postcode[:2] == end.postcode[:2]:
        return NEAR
    return STATE if start.state and start.state == end.state else COUNTRY
