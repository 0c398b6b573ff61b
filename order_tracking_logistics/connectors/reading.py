"""Careful reading of what comes from outside: any shape of JSON, never an exception but ours."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

from .errors import BadMessage

MAX_BYTES = 1_000_000
MAX_TEXT = 2000


def unpacked(body: bytes) -> bytes:
    """A body that was sent compressed (gzip), up to a little more than may be read of it.

    :raise BadMessage: broken.
    """
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error:
        raise BadMessage.ours("compressed") from None


def as_json(body: bytes, *, what: str) -> Any:
    """:raise BadMessage: too long, not UTF-8 or not JSON."""
    body = unpacked(body)
    if len(body) > MAX_BYTES:
        raise BadMessage.ours("too_long", what=what, size=MAX_BYTES)
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadMessage.ours("not_json", what=what, found=type(error).__name__) from None


def is_list(body: bytes) -> bool:
    """Does it look like a JSON list?"""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["


def as_object(body: bytes, *, what: str) -> dict:
    """:raise BadMessage: as :func:`as_json`, or the JSON is no object."""
    value = as_json(body, what=what)
    if not isinstance(value, dict):
        raise BadMessage.ours("not_object", what=what, found=type(value).__name__)
    return value


def form_field(body: bytes, name: str) -> bytes | None:
    """The value of ``name`` in a form body; None when it is no form or lacks the field."""
    try:
        body = unpacked(body)
        if len(body) > MAX_BYTES or body.lstrip()[:1] in (b"{", b"["):
            return None
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=50)
    except (BadMessage, ValueError):
        return None
    return found[name][0].encode() if name in found else None


def decoded(value: bytes) -> bytes:
    """A JSON object, also where it was encoded once more."""
    twice = value.lstrip()[:3].upper() == b"%7B"
    return unquote_to_bytes(value.replace(b"+", b" ")) if twice else value


def field_object(body: bytes, name: str, *, what: str) -> dict:
    """The JSON object in the form field ``name``; also where the body is that object itself,
    a JSON object that holds it, or a form that was encoded twice.

    :raise BadMessage: as :func:`as_object`.
    """
    found = form_field(body, name)
    value = as_object(body if found is None else decoded(found), what=what)
    inside = value.get(name)
    if isinstance(inside, str):
        return as_object(inside.encode(errors="replace"), what=what)
    return mapping(inside) or value


def header(headers: Mapping[str, str] | None, name: str) -> str:
    """A header's value whatever its spelling; empty when missing."""
    wanted = name.lower()
    return next((str(v) for k, v in (headers or {}).items() if str(k).lower() == wanted), "")


def text(value: Any) -> str:
    """Plain text of a scalar, without control characters, at most 2,000 characters."""
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    plain = str(value)[:MAX_TEXT]
    if not plain.isprintable():
        plain = "".join(c if c.isprintable() else " " for c in plain)
    return " ".join(plain.split())


def mapping(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict]:
    """The objects of a list; anything else in it is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def listed(value: Any) -> list[dict]:
    """As :func:`objects`; an object where a list is expected is its only item."""
    return [value] if isinstance(value, dict) else objects(value)


def one(value: Any) -> dict:
    """An object; the first one where a list came instead; else an empty one."""
    return next(iter(listed(value)), {})


def truth(value: Any) -> bool:
    """Yes or no, in any spelling: true, "true", 1, "1", "Y"."""
    return str(value).strip().lower() in {"true", "1", "y", "yes"}


def number(value: Any) -> int:
    """A whole number, also as a text; 0 for what is none."""
    told = text(value)
    digits = told.removeprefix("-")
    return int(told) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else 0


def first(*values: Any) -> str:
    """The first that has a text."""
    return next(filter(None, map(text, values)), "")


def texts(named: Mapping[str, Any]) -> dict[str, str]:
    """Those that have a text, by name."""
    return {name: told for name, value in named.items() if (told := text(value))}


def joined(rows: Any, name: str) -> str:
    """The texts that the objects of a list have under ``name``: ``One; another``."""
    return "; ".join(filter(None, (text(row.get(name)) for row in listed(rows))))


def place(city: Any = "", state: Any = "", postcode: Any = "", country: Any = "") -> str:
    """``Holbrook, NY 11741, US``, of what is there."""
    region = " ".join(filter(None, (text(state), text(postcode))))
    return ", ".join(filter(None, (text(city), region, text(country))))


def plain_markup(value: Any) -> str:
    """Text without tags and entities, of sources that write HTML into their values."""
    return text(html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,300}>", "", text(value))))


def retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Seconds; None when not told, or told as a date."""
    told = header(headers, "Retry-After").strip()
    return float(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None
