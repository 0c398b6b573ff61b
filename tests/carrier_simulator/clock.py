"""Compressed time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """``speed``: simulated seconds in a real one. Begins at ``start``, aware UTC."""

    def __init__(self, start: datetime, speed: float):
        self._lock = threading.Lock()
        self._start, self._began, self._speed = start, time.monotonic(), speed

    def now(self) -> datetime:
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        passed = (time.monotonic() - self._began) * self._speed
        return self._start + timedelta(seconds=passed)

    def set(self, *, speed: float | None = None, now: datetime | None = None) -> None:
        """Goes on at another speed, or from another instant."""
        with self._lock:
            self._start = now or self._now()
            self._began = time.monotonic()
            self._speed = self._speed if speed is None else speed

    def seconds_until(self, instant: datetime) -> float:
        """Real seconds; negative when it has passed."""
        with self._lock:
            left = (instant - self._now()).total_seconds()
            return left / self._speed if self._speed else (0.0 if left <= 0 else float("inf"))

    @property
    def speed(self) -> float:
        return self._speed


def utc_now() -> datetime:
    return datetime.now(UTC)
