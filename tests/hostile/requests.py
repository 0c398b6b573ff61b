"""Requests that nobody should send: strategies made from a route and what a page's form holds."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes, urlencode

from hypothesis import strategies as st

from . import world
from .site import BOUNDARY

EVIL = (
    *(b"", b"\0", b"a\0b", b"\xff\xfe", b"\xed\xa0\x80", "\u202eevil\u2066".encode(), b"\r\nX: y"),
    *(b"<script>alert(1)</script>", b'"><img src=x onerror=alert(1)>', b"' OR 1=1 --", b"=1+1"),
    *(b"{{7*7}}", b"%s%n", b"../../../../etc/passwd", b"..\\..\\x", b"-1", b"1e999", b"nan"),
    *("１２".encode(), "٣".encode(), "é".encode(), b"99999999999999999999", b"0", b"1", b"true"),
    *(b"en_US", b"zh_CN", b"A" * 5000, b"9" * 4400, b"[" * 2000, b"lookup.", b"voice.", b"line1"),
)
NUMBERS = (
    "0",
    "-1",
    "-9999999999",
    "1",
    "2147483647",
    "2147483648",
    "9223372036854775808",
    "9" * 40,
)
ODD_NAMES = (b"access_token[]", b"__class__", b"self", b"kw", b"context", b"db", b"a\0b")
FILES = (world.picture(), b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff", b"%PDF-1.4", b"MZ\0\0")
FILE_NAMES = (b"photo.png", b"../../evil.html", b"a\0b", "\u202egnp.exe".encode(), b"<b>.svg", b"")
TYPES = (
    *("application/x-www-form-urlencoded", "application/json", "text/xml", "multipart/form-data"),
    *("application/x-www-form-urlencoded; charset=nope", "multipart/form-data; boundary=", "x"),
)
DEEP = (b"[" * 20_000, b'{"a":' * 20_000, b"<a>" * 20_000, b'"\\ud800"', b"1" * 10_000)
evil = st.sampled_from(EVIL) | st.binary(max_size=12)


@dataclass(frozen=True)
class Sent:
    """A request; ``right``: whether it carries anything that opens something."""

    method: str
    path: str
    body: bytes | None
    headers: tuple


@st.composite
def requests(draw, rule, names, known, *, right: bool):
    """A request to a route: right in some parts and anything in the others.

    :param names: of fields that its page's forms have, or its controller takes.
    :param known: values by name, of one's own order.
    :param right: whether it may carry what opens the order.
    """
    method = draw(st.sampled_from(sorted((rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"})))
    path = draw(paths(rule, known, right))
    fields = draw(forms(names, known, right))
    if method == "GET" and draw(st.integers(0, 5)):
        return Sent(method, path + "?" + _query(fields), None, draw(odd_headers()))
    body, kind = draw(bodies(fields))
    if draw(st.booleans()):
        path += "?" + _query(draw(forms(names, known, right)))
    return Sent(method, path, body, (("Content-Type", kind), *draw(odd_headers())))


@st.composite
def paths(draw, rule, known, right):
    """The path of a rule with something in its placeholders."""
    built, pair = "", draw(st.sampled_from(known["pairs"])) if right else None
    for is_placeholder, text in rule._trace:
        if not is_placeholder:
            built += text.lstrip("|")
        elif pair and text in ("code", "token") and "code" in rule.arguments:
            built += quote(pair[text == "token"], safe="")
        else:
            built += draw(placeholders(rule, text, known, right))
    return built


def placeholders(rule, name, known, right):
    """What stands for ``name``: usually what is really there, or else anything of its kind."""
    converter = rule._converters[name]
    kind = type(converter).__name__
    secret = name == "token"
    real = [known["receipt"] if secret else known.get(name, 1)]
    if kind == "AnyConverter":
        return st.sampled_from(sorted(converter.items))
    if "Int" in kind:
        return st.sampled_from([str(real[0])] * 8 + list(NUMBERS))
    usual = [quote(str(real[0]), safe="")] * 8 if right or not secret else []
    return st.sampled_from(usual + [_in_path(text) for text in EVIL])


def _in_path(text):
    return quote_from_bytes(text, safe="") or "%20"


@st.composite
def forms(draw, names, known, right):
    """Fields as (name, value) in bytes; one that opens the order only if ``right``."""
    opening = ("access_token", "token", "csrf_token")
    chosen = draw(st.lists(st.sampled_from(sorted(set(names) - set(opening))), max_size=6))
    fields = [(name.encode("utf-8", "replace"), draw(evil)) for name in chosen]
    fields += [(draw(st.sampled_from(ODD_NAMES)), draw(evil))] if draw(st.booleans()) else []
    tokens = [known["access_token"], known["link"]] if right else ["", "\0", "é", "x" * 30, "1"]
    if draw(st.integers(0, 4)):
        fields.append((b"access_token", draw(st.sampled_from(tokens)).encode()))
    stop = known["stop"] if right else "voice.x"
    return [*fields, (b"token", draw(st.sampled_from([stop.encode(), *EVIL[:6]])))]


@st.composite
def bodies(draw, fields):
    """(body, content type)."""
    way = draw(st.sampled_from(["form", "form", "files", "files", "json", "other"]))
    if way == "form":
        return _query(fields).encode(), TYPES[0]
    if way == "files":
        as_files = draw(st.sets(st.sampled_from(range(len(fields)))))
        parts = [_part(draw, f, number in as_files) for number, f in enumerate(fields)]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), (
            f"multipart/form-data; boundary={BOUNDARY}"
        )
    if way == "json":
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in fields}
        return json.dumps(told).encode(), "application/json"
    raw = draw(st.sampled_from(DEEP) | st.binary(max_size=60))
    raw = gzip.compress(raw) if draw(st.booleans()) else raw
    return raw, draw(st.sampled_from(TYPES))


def _part(draw, field, as_file):
    name, value = (text.replace(b"\r", b"").replace(b"\n", b"") for text in field)
    head = b'Content-Disposition: form-data; name="' + name.replace(b'"', b"%22") + b'"'
    if as_file:
        file = draw(st.sampled_from(FILE_NAMES))
        head += b'; filename="' + file + b'"\r\nContent-Type: image/png'
        value = draw(st.sampled_from(FILES))
    return b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + value + b"\r\n"


@st.composite
def odd_headers(draw):
    """Some headers that a server looks at, with anything in them."""
    names = ("Cookie", "Accept-Language", "If-None-Match", "Range", "X-Forwarded-For", "Referer")
    names += ("Content-Encoding", "X-Forwarded-Host", "X-Forwarded-Proto", "Authorization")
    names += ("X-Hmac-Signature", "sign", "fdx-signature", "aftership-hmac-sha256", "User-Agent")
    chosen = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    return tuple((name, _in_header(draw(evil))) for name in chosen)


def _in_header(text):
    return text.decode("latin-1").translate(dict.fromkeys(range(32), None))


def _query(fields):
    return urlencode(fields)
