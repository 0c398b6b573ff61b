"""Having a source follow a parcel: what it must know first, and when it is told again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=30)  # a source that gave up is not asked again at once
PER_MONTH = 4  # times that a parcel is subscribed to, where the source states no number


def lacking(
    wanted: Mapping[str, tuple[str, ...]], carrier_code: str, known: Mapping[str, str | None]
) -> tuple[str, ...]:
    """Names of the fields without which the source does not answer about a parcel.

    :param wanted: fields by carrier code, ``*`` for all carriers.
    :param known: what is known of the parcel, by field.

    >>> lacking({"shunfeng": ("phone",)}, "shunfeng", {"phone": ""})
    ('phone',)
    """
    names = (*wanted.get("*", ()), *wanted.get(carrier_code or "", ()))
    return tuple(dict.fromkeys(name for name in names if not known.get(name)))


def counted(subscriptions: int, subscribed_at: datetime | None, now: datetime) -> int:
    """How often a parcel was subscribed to in the month of ``now``."""
    same = subscribed_at and (subscribed_at.year, subscribed_at.month) == (now.year, now.month)
    return subscriptions if same else 0


def take_up(
    again: str,
    *,
    subscriptions: int,
    subscribed_at: datetime | None,
    resumed: bool,
    per_month: int | None,
    now: datetime,
) -> datetime | None:
    """When to have a source go on that stopped following; None: never. Naive UTC.

    :param again: purpose of the request for it; ``retrack`` works once (17TRACK, AfterShip).
    :param per_month: how often the source lets a parcel be subscribed to.
    """
    if not again or (again == "retrack" and resumed):
        return None
    soon = now + PAUSE
    if counted(subscriptions, subscribed_at, now) < (per_month or PER_MONTH):
        return soon
    return (now.replace(day=1, hour=0, minute=0, second=0) + timedelta(days=32)).replace(day=1)


def renewal(days: int | None, now: datetime) -> datetime | None:
    """When a subscription that lasts so many ``days`` is made again: half a day before."""
    return now + timedelta(days=days) - timedelta(hours=12) if days else None
