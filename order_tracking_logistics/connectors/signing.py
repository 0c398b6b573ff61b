"""Signatures over a push: computed and compared on bytes, in constant time."""

from __future__ import annotations

import hashlib
import hmac


def as_bytes(value: object) -> bytes:
    """Bytes of a secret or a header, whatever characters somebody put into it."""
    return value if isinstance(value, bytes) else str(value).encode(errors="backslashreplace")


def hmac_sha256(secret: str | bytes, body: bytes) -> bytes:
    return hmac.new(as_bytes(secret), body, hashlib.sha256).digest()


def md5(*parts: object):
    """Hash of all parts, one after the other; several sources sign with nothing better."""
    return hashlib.md5(b"".join(map(as_bytes, parts)), usedforsecurity=False)


def sha256(*parts: object):
    """As :func:`md5`."""
    return hashlib.sha256(b"".join(map(as_bytes, parts)))


def same(expected: object, given: object) -> bool:
    """Takes the same time wherever the two differ."""
    return hmac.compare_digest(as_bytes(expected), as_bytes(given))
