"""When to ask about a parcel again."""

from __future__ import annotations

from datetime import datetime, timedelta

from .state import TERMINAL

MOVING, SOON, NOTHING_YET = timedelta(hours=2), timedelta(minutes=30), timedelta(hours=4)
AFTER_END, GIVE_UP = timedelta(days=7), timedelta(days=60)
LONGEST = timedelta(hours=24)
SAFETY_NET = timedelta(hours=12)  # between two questions about a parcel whose news are pushed
_SOON = frozenset({"out_for_delivery", "available_for_pickup", "attempt_failed"})
_NOT_MOVING = frozenset({"unknown", "pending", "info_received"})


def next_poll(
    *,
    status: str,
    now: datetime,
    changed_at: datetime,
    ended_at: datetime | None,
    quiet: int,
    interval: int,
    pushed: bool = False,
) -> datetime | None:
    """Instant of the next question, None for never again. All instants are naive UTC.

    :param changed_at: when something new was last told (or when following began).
    :param ended_at: when the parcel reached a terminal status.
    :param quiet: questions in a row that brought nothing new.
    :param interval: the source's shortest time between two questions about a parcel, seconds.
    :param pushed: the source tells what is new by itself.

    In transit at most 2 hours, out for delivery at most 30 minutes, doubled for each three
    questions that brought nothing; never below the source's interval; a week after the end
    (proof of delivery, returns), 60 days after the last news nobody asks any more.
    """
    if now - changed_at > GIVE_UP:
        return None
    least = max(timedelta(seconds=interval), SAFETY_NET if pushed else timedelta())
    if status in TERMINAL:
        over = not ended_at or now - ended_at > AFTER_END
        return None if over else now + max(LONGEST, least)
    base = SOON if status in _SOON else NOTHING_YET if status in _NOT_MOVING else MOVING
    wait = min(base * 2 ** min(quiet // 3, 10), LONGEST)
    return now + max(wait, least)
