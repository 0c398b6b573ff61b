"""What goes wrong on the way: set from outside, drawn from a seed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields
from random import Random


@dataclass(slots=True)
class Mischief:
    """Shares are 0 to 1, of pushes or of answers.

    Pushes: ``duplicates`` sent twice, ``reordered`` sent after later ones, ``bad_signatures``.
    Answers: ``throttled`` 429 with ``retry_after`` seconds, ``errors`` 5xx, ``hangs`` for
    ``hang_seconds``, ``halves`` cut in the middle. ``dead``: connections are closed without a
    word, nothing is pushed. ``delay``: seconds that every answer takes.
    """

    duplicates: float = 0.0
    reordered: float = 0.0
    bad_signatures: float = 0.0
    throttled: float = 0.0
    retry_after: int = 2
    errors: float = 0.0
    hangs: float = 0.0
    hang_seconds: float = 60.0
    halves: float = 0.0
    dead: bool = False
    delay: float = 0.0

    def change(self, wanted: dict) -> None:
        """:raise ValueError: a name or a value that there is not."""
        known = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"{name}: one of {', '.join(known)} is expected.")
            setattr(self, name, known[name](value))


class Dice:
    """Chances from a seed; safe to be thrown by several threads."""

    def __init__(self, seed: int):
        self._random, self._lock = Random(seed), threading.Lock()

    def falls(self, share: float) -> bool:
        if share <= 0:
            return False
        with self._lock:
            return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        with self._lock:
            return self._random.uniform(low, high)
