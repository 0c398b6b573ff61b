"""What may still be spent at a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ledger:
    """Requests made on ``day`` (UTC) and in its month."""

    day: date | None = None
    today: int = 0
    month: int = 0

    def on(self, day: date) -> Ledger:
        """The ledger as it stands on ``day``."""
        if day == self.day:
            return self
        same = self.day and (self.day.year, self.day.month) == (day.year, day.month)
        return Ledger(day, 0, self.month if same else 0)

    def spent(self, requests: int, day: date) -> Ledger:
        now = self.on(day)
        return Ledger(day, now.today + requests, now.month + requests)

    def left(self, day: date, *, daily: int | None, monthly: int | None) -> int | None:
        """Requests that may still be made; None: as many as one likes."""
        now = self.on(day)
        limits = [(daily, now.today), (monthly, now.month)]
        return min((max(limit - used, 0) for limit, used in limits if limit), default=None)
