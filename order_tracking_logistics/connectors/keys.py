"""Keys by which an event told twice is one event."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

_DRESS = re.compile(r"[\s\-\u2010-\u2015]")


def event_key(source: str, parcel: str, *parts: object) -> str:
    """Hex SHA-1 of what identifies an event; the same whoever tells it, in whatever spelling."""
    texts = [source, number(parcel), *(_text(part) for part in parts)]
    return hashlib.sha1("|".join(texts).encode(), usedforsecurity=False).hexdigest()


def number(text: object) -> str:
    """A tracking number as it is compared: no blanks or hyphens, upper case, plain width."""
    return _number(str(text or ""))


@lru_cache(maxsize=4096)
def _number(text: str) -> str:
    return _DRESS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _text(part: object) -> str:
    if isinstance(part, datetime):
        return (part.astimezone(UTC) if part.tzinfo else part).isoformat()
    return " ".join(unicodedata.normalize("NFKC", str(part or "")).split())
