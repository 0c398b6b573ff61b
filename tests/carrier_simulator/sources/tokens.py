"""Access tokens of those who want OAuth 2 client credentials. They end after a while."""

from __future__ import annotations

import secrets
import threading
import time

LIFETIME = 600  # real seconds


class Tokens:
    def __init__(self):
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def new(self) -> dict:
        """What a token endpoint answers."""
        token = secrets.token_hex(16)
        with self._lock:
            self._until[token] = time.monotonic() + LIFETIME
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}

    def valid(self, authorization: str | None) -> bool:
        token = (authorization or "").removeprefix("Bearer ")
        with self._lock:
            return self._until.get(token, 0.0) > time.monotonic()
