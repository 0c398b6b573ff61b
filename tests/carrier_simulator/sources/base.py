"""What every source has in common: questions in, bytes out, pushes made."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from ..truth import Scan, Told

JSON = {"Content-Type": "application/json;charset=UTF-8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Everybody's credentials here.
KEY, SECRET, CUSTOMER, PUSH_SECRET = "sim-key", "sim-secret", "sim-customer", "sim-push-secret"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to a source. ``path``: without the source's own beginning; ``headers``: names
    in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"null")

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


@dataclass(frozen=True, slots=True)
class Push:
    body: bytes
    headers: Mapping[str, str]
    secret: str = ""  # of a source that logs in


class Desk(Protocol):
    """What a source can look up, and where it notes who wants to be told."""

    def told(self, number: str) -> Told | None: ...

    def follow(self, number: str, url: str | None = None, secret: str | None = None) -> None: ...

    def follows(self, number: str) -> bool: ...

    def leave(self, number: str) -> None: ...

    def now(self) -> datetime: ...


class Source(ABC):
    """``retries``: seconds after which a push that was not acknowledged is sent again;
    ``coarse``: what the source cannot tell apart, by the status of the truth;
    ``silent_on``: statuses that it cannot tell at all."""

    code: str
    chinese = False
    pushes = False
    retries: tuple[float, ...] = ()
    coarse: Mapping[str, str] = {}
    incremental = False
    logs_in = False  # it gets a token at the address, followed by /token, before it pushes

    @abstractmethod
    def answer(self, asked: Asked, desk: Desk) -> Answer:
        """What the source says to a request."""

    def push(self, told: Told, now: datetime, *, delivery: str, secret: str) -> Push:
        """What it sends to whom wants to be told. ``delivery``: its number of this push."""
        raise NotImplementedError

    def accepted(self, status: int, body: bytes) -> bool:
        """Whether a push counts as received."""
        return 200 <= status < 300

    def means(self, code: str | None) -> str | None:
        """A status of the truth as far as this source can say it."""
        return self.coarse.get(code, code)


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def said(value: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, dumped(value), JSON | headers)


def local(scan: Scan) -> datetime:
    return scan.at.astimezone(ZoneInfo(scan.place[4]))


def offset(at: datetime) -> str:
    """``+08:00``"""
    return at.isoformat()[-6:]


def iso(scan: Scan) -> str:
    """Local time with its offset; without one where the scan has none."""
    at = local(scan)
    return at.isoformat() if scan.zoned else at.replace(tzinfo=None).isoformat()


def shanghai(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
