"""When a customer is asked how it was, and when not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HOLD = timedelta(hours=12)  # until we look again whether something is still in the way
STALE = timedelta(days=45)  # after it was due nobody remembers well
AGAIN = timedelta(days=1)  # a person's requests are counted in days of this length


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known when a request is looked at; instants in naive UTC.

    ``due_at``: when it was to be sent: acceptance plus the company's delay.
    ``chance_at``: the first instant from now on at which the reader is not left in peace
    (``notices.next_chance``). ``asked_at``: when this person was asked last about anything.
    ``gap_days``: so many days between two requests to one person. ``waiting``: goods of the
    order are on their way or to be counted. ``complaint``: a complaint of the order is open.
    ``channel``: mail, or empty without an address that works.
    """

    due_at: datetime
    chance_at: datetime
    asked_at: datetime | None = None
    gap_days: int = 0
    enabled: bool = True
    told: bool = False
    unsubscribed: bool = False
    waiting: bool = False
    complaint: bool = False
    channel: str = "mail"


@dataclass(frozen=True, slots=True)
class Decision:
    """``action``: ask now, wait ``until``, or drop it for ``reason``."""

    action: str
    until: datetime | None = None
    reason: str = ""


def decide(asking: Asking, now: datetime) -> Decision:
    """Whether to send a request now.

    What can never come right is dropped first; somebody who was asked lately is not asked later
    about an order that is long over, but not at all.
    """
    if reason := _obstacle(asking, now):
        return Decision("drop", reason=reason)
    if now < asking.due_at:
        return Decision("wait", asking.due_at)
    if asking.complaint or asking.waiting:
        return Decision("wait", now + HOLD)
    if asking.chance_at > now:
        return Decision("wait", asking.chance_at)
    return Decision("ask")


def _obstacle(asking: Asking, now: datetime) -> str:
    """Why this will not be asked any more; empty otherwise."""
    if not asking.enabled:
        return "off"
    if asking.told:
        return "told"
    if asking.unsubscribed:
        return "unsubscribed"
    if not asking.channel:
        return "address"
    if now > asking.due_at + STALE:
        return "stale"
    if asking.asked_at and now < asking.asked_at + asking.gap_days * AGAIN:
        return "asked"
    return ""
