"""When it is wanted and promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Line, Order

_DAY = timedelta(days=1)


class CommitmentPast(Rule):
    """Promised for a time that is over. ``hours``: how long over is still accepted."""

    code = "date_commitment_past"
    subject = "date"
    parameters = {"hours": 1.0}
    problems = ("commitment_past",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        promised = order.commitment_at
        over = order.now - timedelta(hours=settings.parameters["hours"])
        if promised and until(promised, order.zone) < over:
            yield self.finding(
                settings, "commitment_past", "commitment_date", found=promised.isoformat()
            )


class RequestedPast(Rule):
    """Wanted for a time that is over. ``hours``: how long over is still accepted."""

    code = "date_requested_past"
    subject = "date"
    severity = "warning"
    parameters = {"hours": 1.0}
    problems = ("requested_past",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        wanted = order.requested_at
        over = order.now - timedelta(hours=settings.parameters["hours"])
        if wanted and until(wanted, order.zone) < over:
            yield self.finding(
                settings, "requested_past", "requested_date", found=wanted.isoformat()
            )


class CommitmentTooSoon(Rule):
    """Promised sooner than the lead times of the goods allow. ``hours``: by how much is still
    accepted: a quotation lies for some hours before it is confirmed. ``expected``: the earliest
    time; ``detail``: ``lines``, the numbers of the lines that take longer, ``days``.
    """

    code = "date_too_soon"
    subject = "date"
    parameters = {"hours": 12.0}
    problems = ("commitment_too_soon",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        if not order.commitment_at or order.commitment_at < order.now - _DAY:
            return  # what is past has its own rule
        granted = until(order.commitment_at, order.zone)
        granted += timedelta(hours=settings.parameters["hours"])
        slow = [line for line in _goods(order) if order.now + _lead(line) > granted]
        if slow:
            lead = max(_lead(line) for line in slow)
            yield self.finding(
                settings,
                "commitment_too_soon",
                "commitment_date",
                found=order.commitment_at.isoformat(),
                expected=(order.now + lead).isoformat(),
                detail={"lines": sorted(line.number for line in slow), "days": lead / _DAY},
            )


def until(moment: datetime, zone: str) -> datetime:
    """The end of what a date and time stands for: of the day when it is midnight, in UTC or
    where the order is handled, for so a mere day comes in; else the moment itself.
    """
    if moment.time() == time() or _local(moment, zone).time() == time():
        return moment + _DAY
    return moment


def _local(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(_zone(zone))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | type[UTC]:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone on this machine
        return UTC


def _lead(line: Line) -> timedelta:
    return timedelta(days=min(max(line.lead_days, 0), 36500))


def _goods(order: Order) -> Iterator[Line]:
    for line in order.lines:
        if line.product is not None and line.product.kind == "consu" and not line.free:
            yield line


RULES = (CommitmentPast, RequestedPast, CommitmentTooSoon)
