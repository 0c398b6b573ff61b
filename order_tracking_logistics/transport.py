"""HTTP to the sources: several requests side by side, never faster than a source allows.

No Odoo and no database here: requests in, answers out. TLS is always verified, every call has a
time-out, redirects are not followed, and answers are read up to a size.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import requests

from .connectors import Request
from .connectors.errors import AccountError, ConnectorError, Throttled, TokenExpired, Unavailable

TIMEOUT = (5, 20)  # seconds to connect, to answer
MAX_BYTES = 5_000_000
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Answer:
    """``error`` None: ``body`` is for the connector's parser. ``seconds``: how long it took."""

    request: Request
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    status: int = 0
    seconds: float = 0.0
    error: ConnectorError | None = None


def fetch(
    asked: Iterable[Request], *, concurrency: int, per_second: float, timeout=TIMEOUT
) -> Iterator[Answer]:
    """Answers as they come. ``asked`` is drawn from only as fast as requests may go out, and no
    more once the caller stops drawing from the answers."""
    pace = _Pace(per_second)
    with ThreadPoolExecutor(max(1, concurrency), "tracking-fetch") as pool:
        running: set[Future] = set()
        for request in asked:
            pace.wait()
            running.add(pool.submit(send, request, timeout))
            if len(running) >= 2 * concurrency:  # one waits behind each: nobody idles
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


def send(request: Request, timeout=TIMEOUT) -> Answer:
    """One request; every failure is an answer with an error, nothing is raised."""
    started = time.monotonic()
    try:
        response = _session().request(
            request.method,
            request.url,
            params=dict(request.params),
            headers=dict(request.headers),
            data=request.body,
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        )
        with response:
            body = _read(response)
        seconds = time.monotonic() - started
        headers = {k.lower(): v for k, v in response.headers.items()}
        error = refusal(response.status_code, headers)
        return Answer(request, body, headers, response.status_code, seconds, error)
    except (requests.RequestException, OSError, ValueError) as error:
        # the exception's text may hold the address with its key: only its kind is told
        told = Unavailable(f"No answer ({type(error).__name__}).")
        return Answer(request, seconds=time.monotonic() - started, error=told)


def refusal(status: int, headers: dict[str, str]) -> ConnectorError | None:
    """What an HTTP status means before anybody reads the body; None: read it.

    400, 404, 409 and 422 speak of the parcel: sources explain them in the body.
    """
    if status == 429:
        return Throttled("Asked too often (429).", "429", retry_after(headers.get("retry-after")))
    if status == 401:
        return TokenExpired("The credentials are not accepted (401).", "401")
    if status in (402, 403):
        return AccountError(f"The account may not ask this ({status}).", str(status))
    if status >= 500:
        seconds = retry_after(headers.get("retry-after"))
        error = Unavailable(f"The source has a problem ({status}).", str(status))
        return Throttled(str(error), str(status), seconds) if seconds else error
    if 300 <= status < 400:
        return Unavailable(f"The source sends us elsewhere ({status}).", str(status))
    return None


def retry_after(text: str | None) -> float | None:
    """Seconds of a Retry-After header, in either form of RFC 9110 §10.2.3."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _session() -> requests.Session:
    """One connection pool per thread; no environment proxies with credentials, no cookies."""
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    _local.session.cookies.clear()
    return _local.session


def _read(response: requests.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(65_536):
        size += len(part)
        if size > MAX_BYTES:
            raise ValueError("too long")
        parts.append(part)
    return b"".join(parts)


class _Pace:
    """At most so many requests a second, evenly."""

    def __init__(self, per_second: float):
        self.gap = 1 / per_second if per_second > 0 else 0.0
        self.next = time.monotonic()

    def wait(self) -> None:
        now = time.monotonic()
        if self.next > now:
            time.sleep(self.next - now)
        self.next = max(now, self.next) + self.gap
