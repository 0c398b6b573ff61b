"""Parts of the requests that sources want."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from . import keys
from .values import Account, Parcel, Request

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

Item = TypeVar("Item")


def address(account: Account, default: str, path: str) -> str:
    return (account.base_url or default).rstrip("/") + path


def in_path(text: str) -> str:
    """Text that cannot leave its place in the path (HTTP clients resolve ``..`` themselves)."""
    return quote(text.replace(".", ""), safe="")


def basic(user: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def json_text(value: Any) -> str:
    """As it is signed and sent: serialised once."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_body(value: Any) -> bytes:
    return json_text(value).encode()


def form_body(**fields: str) -> bytes:
    return urlencode(fields).encode()


def form_post(url: str, fields: Mapping[str, str], parcels: Sequence[Parcel], purpose: str):
    """A request of form fields."""
    return Request(
        "POST", url, FORM, body=form_body(**fields), parcels=numbers(parcels), purpose=purpose
    )


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are not empty."""
    return {name: value for name, value in fields.items() if value not in ("", None)}


def grouped(
    parcels: Sequence[Parcel], size: int, by: Callable[[Parcel], str]
) -> Iterator[Sequence[Parcel]]:
    """Batches of parcels that have the same ``by``."""
    for _value, group in groupby(sorted(parcels, key=by), key=by):
        yield from batches(list(group), size)


def last_digits(phone: str, count: int = 4) -> str:
    """Of a telephone number, which several carriers ask for."""
    return "".join(character for character in phone if character.isdigit())[-count:]


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
