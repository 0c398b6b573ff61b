"""When to stop asking a source that fails, and when to try again (circuit breaker, M. Nygard,
*Release It!*, 2007)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

THRESHOLD = 5  # failures in a row that open the circuit
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Circuit:
    """``failures``: in a row; ``open_until``: naive UTC, None while closed."""

    failures: int = 0
    open_until: datetime | None = None

    def state(self, now: datetime) -> str:
        """``closed``: ask; ``open``: do not; ``half_open``: one request tries."""
        if not self.open_until:
            return "closed"
        return "open" if now < self.open_until else "half_open"

    def succeeded(self) -> Circuit:
        return Circuit()

    def failed(self, now: datetime, retry_after: float | None = None) -> Circuit:
        """After a failure that is the source's; ``retry_after``: seconds that it asked for."""
        failures = self.failures + 1
        if failures < THRESHOLD and not retry_after:
            return Circuit(failures)
        doubled = FIRST_PAUSE * 2 ** min(max(failures - THRESHOLD, 0), 10)
        asked = timedelta(seconds=min(retry_after or 0, 86_400))
        return Circuit(failures, now + max(min(doubled, LONGEST_PAUSE), asked))
