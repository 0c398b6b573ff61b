"""Everything that a carrier or aggregator, or whoever claims to be one, makes us read."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import connectors
from connectors import handshake, statuses, times
from connectors.errors import ConnectorError
from connectors.values import TZ_SOURCES

SAMPLES = Path(__file__).resolve().parents[1] / "carrier_samples"
SECRET = "a secret that nobody guesses"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# The field in which a source's form carries its message, and the one with the signature.
FORMS = {"kuaidi100": ("param", "sign"), "kdniao": ("RequestData", "DataSign")}
ENVELOPES = ("content", "msgData", "xml")  # of SF Express


def targets():
    """(run, seeds) by name: parse, verify and log in, of every connector."""
    found = {}
    for code in connectors.codes():
        connector, said = connectors.get(code), list(samples(code))
        found[f"parse-{code}"] = partial(parse, connector), [*said, *_wrapped(said, code)]
        found[f"verify-{code}"] = partial(verify, connector), _pushes(said, code)
    found["log-in"] = log_in, _log_ins()
    found["times"] = read_times, [b"2024-08-20T12:41:57-04:00\n-5:00", b"20240820 124157\n0530"]
    return found


def samples(code):
    """What the source really sent."""
    for path in sorted((SAMPLES / code).iterdir()):
        if path.suffix in (".json", ".xml"):
            yield path.read_bytes()


def parse(connector, body):
    """All that is read of a body, as an answer and as a push."""
    for kind in ("query", "push"):
        with contextlib.suppress(ConnectorError):
            _check(connector.parse(body, kind=kind, headers={"Retry-After": "x"}))
    for read in (connector.detected, connector.quota, getattr(connector, "read_token", None)):
        if read:
            with contextlib.suppress(ConnectorError):
                read(body)
    connector.delivery_id(body, {})
    for ok in (True, False):
        assert (connector.acknowledge(body, ok=ok).status == 200) is ok


def _check(updates):
    """What may be relied on in everything that is parsed."""
    for update in updates:
        assert update.tracking_number or len(updates) == 1
        assert update.status in (None, *statuses.CODES)
        instants = [event.occurred_at for event in update.events if event.occurred_at]
        assert instants == sorted(instants)
        assert all(instant.utcoffset() == timedelta(0) for instant in instants)
        for place, event in enumerate(update.events):
            assert event.sequence == place
            assert event.code in (None, *statuses.CODES) and event.tz_source in TZ_SOURCES
            assert len(event.key) == 40
            for text in (event.text, event.location, event.raw_code):
                assert len(text) <= 10_000 and text.encode(errors="replace").isascii is not None


def verify(connector, data):
    """A signature over the first part of ``data`` (up to an empty line) does not fit the rest;
    nor does what somebody put into the headers."""
    head, _line, body = data.partition(b"\n\n")
    headers = _headers(head)
    assert connector.verify(body, headers, SECRET) in (True, False)
    assert connector.verify(body, headers, "") is False
    assert connector.verify(body, headers, "another secret") is False
    connector.delivery_id(body, headers)


def _headers(head):
    pairs = (line.partition(b":") for line in head.split(b"\n"))
    return {name.decode("latin-1"): value.decode("latin-1").strip() for name, _c, value in pairs}


def log_in(data):
    """Who logs in before they push, and what they come with afterwards."""
    head, _line, body = data.partition(b"\n\n")
    reply = handshake.reply(body, _headers(head), SECRET, NOW)
    assert reply.status in (200, 400, 401)
    assert SECRET.encode() not in reply.body
    handshake.valid(_headers(head), SECRET, NOW)


def read_times(data):
    """A time and the offset beside it."""
    text, _line, offset = data.decode("utf-8", "replace").partition("\n")
    for instant, source in (times.read(text), times.read_utc(text), times.read(text, times.CHINA)):
        assert (instant is None) == (source == "received")
        if instant:
            times.place_time(text, instant.replace(tzinfo=None))
    times.read_beside(text, offset)
    times.stated_offset(text)
    times.span(text)


def _wrapped(bodies, code):
    """The same in a form, where the source sends forms."""
    fields = (FORMS[code][0],) if code in FORMS else ENVELOPES if code == "sf_express" else ()
    return [urlencode({field: body}).encode() for field in fields for body in bodies[:3]]


def _pushes(bodies, code):
    """Pushes that carry every signature that any source uses."""
    found = []
    for body in bodies[:4]:
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        headers = {
            "sign": hashlib.sha256(body + b"/" + SECRET.encode()).hexdigest(),
            "aftership-hmac-sha256": base64.b64encode(digest).decode(),
            "X-Hmac-Signature": f"hmac-sha256-hex={digest.hex()}",
            "fdx-signature": digest.hex(),
        }
        if code in FORMS:
            field, sign = FORMS[code]
            signed = hashlib.md5(body + SECRET.encode(), usedforsecurity=False)
            body = urlencode({field: body, sign: signed.hexdigest()}).encode()
        head = "\n".join(f"{name}: {value}" for name, value in headers.items())
        found.append(head.encode() + b"\n\n" + body)
    return found


def _log_ins():
    basic = base64.b64encode(f"me:{SECRET}".encode()).decode()
    form = urlencode({"grant_type": "client_credentials", "client_secret": SECRET})
    bearer = "Authorization: Bearer 1795392000.00ff\n\n"
    return [
        f"Authorization: Basic {basic}\n\ngrant_type=client_credentials".encode(),
        f"\n\n{form}".encode(),
        bearer.encode(),
    ]
