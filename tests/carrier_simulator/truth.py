"""What really happened to the parcels: made from a seed, the same in every run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

UNKNOWN = "00"  # numbers that begin so are known to no source
# (status, hours since the scan before: shortest, longest)
_BEGIN = (("info_received", 0, 2), ("picked_up", 2, 8), ("in_transit", 1, 6), ("in_transit", 4, 14))
_END = (("in_transit", 4, 12), ("out_for_delivery", 1, 8), ("delivered", 1, 6))
_TO_DOOR = (*_BEGIN, *_END)
_FAILED = (*_TO_DOOR[:-1], ("attempt_failed", 1, 5))
JOURNEYS = {
    "straight": _TO_DOOR,
    "far": (*_BEGIN, ("in_transit", 6, 20), ("in_transit", 6, 20), *_END),
    "abroad": (*_BEGIN, ("customs", 8, 30), ("customs", 4, 40), *_END),
    "second_attempt": (*_FAILED, ("out_for_delivery", 16, 24), ("delivered", 1, 6)),
    "pickup_point": (*_TO_DOOR[:-1], ("available_for_pickup", 1, 4), ("delivered", 6, 50)),
    "returned": (*_FAILED, ("returning", 2, 20), ("returned", 40, 90)),
    "damaged": (*_BEGIN, ("exception", 5, 15)),
    "silent": _BEGIN,
    "cancelled": (("info_received", 0, 2), ("cancelled", 2, 20)),
}
USUAL = {"straight": 50, "far": 20, "abroad": 8, "second_attempt": 8, "pickup_point": 6}
RARE = {"returned": 4, "damaged": 2, "silent": 2}
# English words are chosen so that no source's connector reads anything but its code in them
WORDS = {
    "info_received": ("Shipping label created", "电子面单已生成"),
    "picked_up": ("Package accepted", "【{city}】已揽收"),
    "in_transit": ("Processed at facility", "快件到达【{city}】分拣中心"),
    "customs": ("Clearance in progress", "【{city}】清关中"),
    "out_for_delivery": ("Out for delivery", "【{city}】派送中"),
    "available_for_pickup": ("Available for pickup at the station", "【{city}】快件已到驿站"),
    "attempt_failed": ("Delivery attempted - notice left", "【{city}】派送不成功，无法联系收件人"),
    "delivered": ("Delivered", "【{city}】已签收"),
    "exception": ("Package damage reported", "【{city}】快件外包装破损"),
    "returning": ("Return to sender", "【{city}】快件正在退回寄件地"),
    "returned": ("Delivered to sender after return to sender", "【{city}】退件已由寄件人签收"),
    "cancelled": ("Label voided", "已取消寄件"),
    None: ("Record updated", "【{city}】信息更新"),
}
# city, state, postcode, country, zone
PLACES = (
    ("Berlin", "BE", "10115", "DE", "Europe/Berlin"),
    ("Leipzig", "SN", "04103", "DE", "Europe/Berlin"),
    ("Hamburg", "HH", "20095", "DE", "Europe/Berlin"),
    ("London", "ENG", "EC1A", "GB", "Europe/London"),
    ("Chicago", "IL", "60601", "US", "America/Chicago"),
    ("Denver", "CO", "80202", "US", "America/Denver"),
    ("New York", "NY", "10001", "US", "America/New_York"),
    ("Mumbai", "MH", "400001", "IN", "Asia/Kolkata"),
)
HOMES = ("DE", "US")  # where parcels begin; each has three places
CHINESE = (
    ("深圳市", "广东", "518000", "CN", "Asia/Shanghai"),
    ("杭州市", "浙江", "310000", "CN", "Asia/Shanghai"),
    ("上海市", "上海", "200000", "CN", "Asia/Shanghai"),
    ("无锡市", "江苏", "214000", "CN", "Asia/Shanghai"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """``at``: aware UTC, whole seconds. ``code``: of the common vocabulary, None for one that no
    table knows. ``place``: of ``PLACES``. ``told``: when the source learns of it. ``zoned``:
    whether its time is told with a zone."""

    at: datetime
    code: str | None
    text: str
    place: tuple[str, str, str, str, str]
    told: datetime
    zoned: bool = True


@dataclass(frozen=True, slots=True)
class Parcel:
    """``scans`` oldest first; ``earlier``: of the parcel that had this number before."""

    number: str
    journey: str
    scans: tuple[Scan, ...]
    eta: datetime
    signed_by: str = ""
    earlier: tuple[Scan, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A parcel as far as its source knows it at an instant."""

    parcel: Parcel
    scans: tuple[Scan, ...]

    @property
    def number(self) -> str:
        return self.parcel.number

    @property
    def status(self) -> str:
        """By the newest scan that says one."""
        return next((scan.code for scan in reversed(self.scans) if scan.code), "pending")

    @property
    def signed_by(self) -> str:
        return self.parcel.signed_by if self.status == "delivered" else ""


@dataclass(slots=True)
class Oddities:
    """Shares (0 to 1) of scans that are told hours late, told without a zone, or followed by one
    with a code that nobody knows; of numbers that another parcel had before."""

    late: float = 0.0
    no_zone: float = 0.0
    unknown_codes: float = 0.0
    reused: float = 0.0


class World:
    """All parcels there are: any number, from the moment somebody asks about it.

    :param start: aware UTC; journeys begin within ``spread`` after it.

    ``hour``: how long an hour of a journey takes. ``begin``: None, or a function of a number that
    says when its journey begins, in place of the seed.
    """

    def __init__(self, seed: int, start: datetime, spread: timedelta):
        self.seed, self.start, self.spread = seed, start, spread
        self.hour = timedelta(hours=1)
        self.begin: Callable[[str], datetime] | None = None
        self.oddities = Oddities()
        self._parcels: dict[tuple[str, bool], Parcel] = {}
        self._lock = threading.Lock()

    def parcel(self, number: str, *, chinese: bool = False) -> Parcel | None:
        """The parcel with a number; ``chinese``: as told by a source that speaks Chinese."""
        if not number or number.startswith(UNKNOWN):
            return None
        with self._lock:
            found = self._parcels.get((number, chinese))
            if not found:
                found = self._parcels[number, chinese] = self._make(number, chinese)
            return found

    def place(
        self,
        number: str,
        *,
        journey: str,
        began: datetime,
        chinese: bool = False,
        country: str | None = None,
    ) -> Parcel:
        """A parcel on a given journey since ``began``, whatever the seed says; ``country``: in
        which it begins."""
        with self._lock:
            made = self._make(number, chinese, journey, began, country)
            self._parcels[number, chinese] = made
            return made

    def resume(self, number: str, told: Iterable[Scan], journey: str, now: datetime) -> Parcel:
        """A parcel of which so much was told before; from ``now`` on its journey goes on behind
        the status that it has reached.

        :raise ValueError: a journey in which there is no such status.
        """
        past = tuple(told)
        country = past[-1].place[3] if past else None
        parcel = self.place(number, journey=journey, began=now, country=country)
        codes = [scan.code for scan in parcel.scans]
        reached = len(codes) - codes[::-1].index(past[-1].code) if past else 0
        rest = parcel.scans[reached:]
        late = now - rest[0].at + self.hour if rest else timedelta()
        moved = tuple(replace(scan, at=scan.at + late, told=scan.at + late) for scan in rest)
        with self._lock:
            parcel = replace(parcel, scans=past + moved)
            self._parcels[number, False] = parcel
            return parcel

    def told(self, number: str, now: datetime, *, chinese: bool = False) -> Told | None:
        parcel = self.parcel(number, chinese=chinese)
        if not parcel:
            return None
        return Told(parcel, tuple(scan for scan in parcel.scans if scan.told <= now))

    def _make(self, number, chinese, journey=None, began=None, country=None) -> Parcel:
        chance = Random(f"{self.seed}:{number}")
        usual = USUAL | RARE
        drawn = chance.choices(list(usual), weights=list(usual.values()))[0]
        offset = timedelta(seconds=int(chance.random() * self.spread.total_seconds()))
        journey = journey or drawn
        began = began or (self.begin(number) if self.begin else self.start + offset)
        scans = self._scans(chance, journey, began, chinese, country)
        earlier = ()
        if chance.random() < self.oddities.reused:
            long_ago = scans[0].at - timedelta(days=400)
            earlier = _told_in_time(self._scans(chance, "straight", long_ago, chinese))
        eta = _whole_hour(scans[-1].at + timedelta(hours=chance.randint(-10, 20)))
        return Parcel(number, journey, scans, eta, chance.choice(_SIGNERS), earlier)

    def _scans(
        self, chance: Random, journey: str, at: datetime, chinese: bool, country: str | None = None
    ) -> tuple[Scan, ...]:
        route = _route(chance, journey, chinese, country)
        stops, scans = JOURNEYS[journey], []
        for index, (code, shortest, longest) in enumerate(stops):
            hours = chance.randint(int(shortest * 3600), int(longest * 3600)) / 3600
            at = (at + hours * self.hour).replace(microsecond=0) + timedelta(seconds=1)
            place = route[min(index * 3 // len(stops), 2)]
            scans.append(self._scan(chance, at, code, place, chinese))
            if chance.random() < self.oddities.unknown_codes:
                at += timedelta(minutes=5)
                scans.append(self._scan(chance, at, None, place, chinese))
        return tuple(scans)

    def _scan(self, chance: Random, at, code, place, chinese: bool) -> Scan:
        late = chance.random() < self.oddities.late
        zoned = chance.random() >= self.oddities.no_zone
        told = at + timedelta(hours=chance.randint(3, 30) if late else 0)
        text = WORDS[code][chinese].format(city=place[0])
        return Scan(at, code, text, place, told, zoned)


_SIGNERS = ("J. Weber", "Front desk", "Neighbour", "M. Okafor")


def _route(chance: Random, journey: str, chinese: bool, country: str | None) -> list[tuple]:
    """Three places: of one country, but for a parcel that goes abroad."""
    if chinese:
        return chance.sample(CHINESE, 3)
    country = country or chance.choice(HOMES)
    home = [place for place in PLACES if place[3] == country]
    if journey != "abroad":
        return chance.sample(home, 3)
    foreign = [place for place in PLACES if place[3] != country]
    return [*chance.sample(home, 2), chance.choice(foreign)]


def _told_in_time(scans: tuple[Scan, ...]) -> tuple[Scan, ...]:
    return tuple(replace(scan, told=scan.at) for scan in scans)


def _whole_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0)
