"""Access tokens that we hand out: to sources that log in with us before they push (OAuth 2 client
credentials, RFC 6749 §4.4). Nothing is stored: a token states its end, and is signed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs

from . import reading, requesting, signing
from .values import Reply

LIFETIME = 3600  # seconds


def reply(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> Reply:
    """The answer to a request for a token. ``now``: aware.

    The secret alone decides, in the header (Basic) or in the form; whatever the client is called.
    """
    form = _form(body)
    given = _basic(reading.header(headers, "Authorization")) or form.get("client_secret", "")
    if not secret or not signing.same(secret, given):
        return _refused("invalid_client", 401)
    if form.get("grant_type") != "client_credentials":
        return _refused("unsupported_grant_type", 400)
    end = int(now.timestamp()) + LIFETIME
    answer = {"access_token": _token(end, secret), "token_type": "Bearer", "expires_in": LIFETIME}
    return Reply(body=requesting.json_body(answer))


def valid(headers: Mapping[str, str], secret: str, now: datetime) -> bool:
    """Does a push carry a token that we handed out and that has not ended? ``now``: aware."""
    kind, _space, given = reading.header(headers, "Authorization").strip().partition(" ")
    end = reading.number(given.partition(".")[0])
    if not secret or kind.lower() != "bearer" or end <= now.timestamp():
        return False
    return signing.same(_token(end, secret), given.strip())


def _token(end: int, secret: str) -> str:
    return f"{end}.{signing.hmac_sha256(secret, f'push {end}'.encode()).hex()}"


def _basic(header: str) -> str:
    """The password in it; empty for what is no such header."""
    kind, _space, told = header.strip().partition(" ")
    try:
        pair = base64.b64decode(told, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return pair.partition(":")[2]


def _form(body: bytes) -> dict[str, str]:
    try:
        found = parse_qs(body[:10_000].decode(), max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _refused(error: str, status: int) -> Reply:
    return Reply(status=status, body=requesting.json_body({"error": error}))
