"""Parts of the requests that sources want."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from . import keys
from .values import Account, Parcel

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

Item = TypeVar("Item")


def address(account: Account, default: str, path: str) -> str:
    return (account.base_url or default).rstrip("/") + path


def in_path(text: str) -> str:
    """Text that cannot leave its place in the path."""
    return quote(text, safe="")


def basic(user: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def json_body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def form_body(**fields: str) -> bytes:
    return urlencode(fields).encode()


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def plain_number(parcel: Parcel) -> str:
    """As sources want it: without blanks and hyphens."""
    return keys.number(parcel.tracking_number)


def numbers(parcels: Sequence[Parcel]) -> tuple[str, ...]:
    """As the caller knows them."""
    return tuple(parcel.tracking_number for parcel in parcels)


def unknown_purpose(name: str, purpose: str) -> ValueError:
    return ValueError(f"{name} has no request to {purpose!r}.")
