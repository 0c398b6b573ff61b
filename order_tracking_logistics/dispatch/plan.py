"""What leaves a warehouse today, in which order it is worked on, and what will not make it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .cutoffs import Cutoff, local_day, next_departure

WARN = timedelta(hours=2)  # before a cut-off
_FAR = datetime.max


@dataclass(frozen=True, slots=True)
class Work:
    """One transfer that shall leave.

    ``carrier``: id of the delivery method; ``leave_by``: instant after which the promise cannot
    be kept any more; ``zone``: where it goes; ``priority``, ``customer``: the higher the more
    urgent; ``ready``: the goods are there to be picked; ``picked``: only the truck is missing;
    ``batch``: id of the wave it is in; ``kind``: operation type, waves do not mix them.
    """

    id: int
    carrier: int | None = None
    leave_by: datetime | None = None
    zone: str = ""
    priority: int = 0
    customer: int = 0
    ready: bool = True
    picked: bool = False
    batch: int | None = None
    kind: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """``departure``: the cut-off it can still make, None where its carrier has none; ``urgency``:
    late (its promise is broken by now), must (a later departure would break it), can; ``state``:
    picked, fits, over (more than the warehouse can do today), later (leaves on another day) or
    waiting (for goods)."""

    work: Work
    departure: datetime | None
    urgency: str
    state: str

    @property
    def hot(self) -> bool:
        return self.urgency != "can"


@dataclass(frozen=True, slots=True)
class Wave:
    """Transfers to be picked together: of one operation type, for one carrier and departure."""

    kind: int
    carrier: int | None
    departure: datetime | None
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Warning:
    """``total`` transfers leave with ``carrier`` by ``at``; ``open_`` of them are not picked, and
    ``over`` of these are more than the warehouse can do. ``soon``: it is a matter of hours."""

    carrier: int | None
    at: datetime
    total: int
    open_: int
    over: int
    soon: bool


def plan(
    works: Iterable[Work],
    cutoffs: Mapping[int | None, Sequence[Cutoff]],
    zone: str,
    now: datetime,
    capacity: int | None = None,
) -> list[Planned]:
    """All works in the order in which they are to be done.

    First what would break its promise otherwise, then the rest; each by departure (earliest
    deadline first: no other order gets more of them done in time, J. R. Jackson 1955), what is
    late already, priority, customer, zone of the destination, time left, and number. What waits
    for goods and what leaves on another day comes last.

    :param cutoffs: by delivery method. :param zone: time zone of the warehouse.
    :param capacity: how many more can be picked today; None: all of them.
    """
    timetable = _Timetable(cutoffs, zone, now)
    found = sorted((timetable.placed(work) for work in works), key=_key)
    planned, left = [], capacity
    for item in found:
        if item.state == "fits" and left is not None:
            item = item if left > 0 else Planned(item.work, item.departure, item.urgency, "over")
            left -= 1
        planned.append(item)
    return planned


class _Timetable:
    """Departures by carrier, each found once however many transfers there are."""

    def __init__(self, cutoffs, zone: str, now: datetime):
        self._cutoffs, self._zone, self.now = cutoffs, zone, now
        self._today = local_day(zone, now)
        self._next: dict[int | None, tuple[datetime | None, datetime | None]] = {}

    def placed(self, work: Work) -> Planned:
        departure, following = self._departures(work.carrier)
        today = departure is None or local_day(self._zone, departure) == self._today
        urgency = self._urgency(work, following)
        return Planned(work, departure, urgency, _state(work, today))

    def _urgency(self, work: Work, following: datetime | None) -> str:
        if work.leave_by is None:
            return "can"
        if work.leave_by < self.now:
            return "late"
        if following is None:
            return "must" if local_day(self._zone, work.leave_by) <= self._today else "can"
        return "must" if work.leave_by < following else "can"

    def _departures(self, carrier: int | None) -> tuple[datetime | None, datetime | None]:
        if carrier not in self._next:
            own = self._cutoffs.get(carrier, ())
            first = next_departure(own, self._zone, self.now)
            after = next_departure(own, self._zone, first) if first else None
            self._next[carrier] = first, after
        return self._next[carrier]


def _state(work: Work, today: bool) -> str:
    if not work.ready:
        return "waiting"
    if work.picked:
        return "picked" if today else "later"
    return "fits" if today else "later"


def _key(item: Planned) -> tuple:
    work = item.work
    return (
        {"waiting": 2, "later": 1}.get(item.state, 0),
        not item.hot,
        item.departure or _FAR,
        item.urgency != "late",
        -work.priority,
        -work.customer,
        work.zone,
        work.leave_by or _FAR,
        work.id,
    )


def waves(planned: Iterable[Planned], most: Mapping[int, int], default: int = 25) -> list[Wave]:
    """Proposals in the order of work: what fits into today and is in no wave yet.

    :param most: transfers in one wave by operation type; ``default`` where none is set.
    """
    groups: dict[tuple, list[int]] = defaultdict(list)
    for item in planned:
        if item.state == "fits" and not item.work.batch:
            groups[item.work.kind, item.work.carrier, item.departure].append(item.work.id)
    found = []
    for (kind, carrier, departure), ids in groups.items():
        size = most.get(kind) or default
        parts = (ids[first : first + size] for first in range(0, len(ids), size))
        found += [Wave(kind, carrier, departure, tuple(part)) for part in parts]
    return found


def warnings(planned: Iterable[Planned], now: datetime, ahead: timedelta = WARN) -> list[Warning]:
    """Departures of today that something is missing for, the next one first: those that are less
    than ``ahead`` away with work left, and those that the day is too short for."""
    groups: dict[tuple, list[Planned]] = defaultdict(list)
    for item in planned:
        if item.departure and item.state in ("picked", "fits", "over"):
            groups[item.departure, item.work.carrier].append(item)
    found = []
    for (at, carrier), items in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1] or 0)):
        left = [item for item in items if item.state != "picked"]
        over = sum(item.state == "over" for item in left)
        soon = at - now <= ahead
        if left and (soon or over):
            found.append(Warning(carrier, at, len(items), len(left), over, soon))
    return found
