"""HTTP to the sources, one request at a time.

No Odoo and no database here: a request in, an answer out. TLS is always verified, every call has
time-outs, redirects are not followed, answers are read up to a size, and nothing is sent to an
address inside the company's own network.
"""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .connectors import ParcelUpdate, Request
from .connectors.errors import AccountError, ConnectorError, Throttled, TokenExpired, Unavailable

CONNECT, READ = 5.0, 20.0  # seconds to connect; to wait for the next bytes
WHOLE = 40.0  # seconds for a whole answer, however slowly it drips
MAX_BYTES = 5_000_000
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Answer:
    """``error`` None: ``body`` is for the connector's parser, ``updates`` what that read in it.
    ``seconds``: how long it took."""

    request: Request
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    status: int = 0
    seconds: float = 0.0
    error: ConnectorError | None = None
    updates: tuple[ParcelUpdate, ...] = ()


def send(request: Request, *, local: bool = False, patience: float = READ) -> Answer:
    """One request; every failure is an answer with an error, nothing is raised.

    :param local: this machine itself may be asked (for tests and demonstrations).
    :param patience: seconds to wait for the source.
    """
    started = time.monotonic()
    try:
        response = _session(local).request(
            request.method,
            request.url,
            params=dict(request.params),
            headers=dict(request.headers),
            data=request.body,
            proxies=_proxies(request.url),
            verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
            timeout=patience,
            allow_redirects=False,
            stream=True,
        )
        with response:
            body = _read(response, started + WHOLE)
        seconds = time.monotonic() - started
        headers = {k.lower(): v for k, v in response.headers.items()}
        error = refusal(response.status_code, headers)
        return Answer(request, body, headers, response.status_code, seconds, error)
    except (requests.RequestException, OSError, ValueError) as error:
        # the exception's text may hold the address with its key: only its kind is told
        told = Unavailable.ours("no_answer", found=type(error).__name__)
        return Answer(request, seconds=time.monotonic() - started, error=told)


def refusal(status: int, headers: dict[str, str]) -> ConnectorError | None:
    """What an HTTP status means before anybody reads the body; None: read it.

    400, 404, 409 and 422 speak of the parcel: sources explain them in the body.
    """
    if status == 429:
        error = Throttled.ours("too_often", "429", status=429)
        error.retry_after = retry_after(headers.get("retry-after"))
        return error
    if status == 401:
        return TokenExpired.ours("credentials", "401", status=401)
    if status in (402, 403):
        return AccountError.ours("forbidden", str(status), status=status)
    if status >= 500:
        seconds = retry_after(headers.get("retry-after"))
        error = (Throttled if seconds else Unavailable).ours("broken", str(status), status=status)
        if seconds:
            error.retry_after = seconds
        return error
    if 300 <= status < 400:
        return Unavailable.ours("elsewhere", str(status), status=status)
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


def _session(local: bool) -> requests.Session:
    """One pool of connections per thread; no cookies, no passwords from files of the machine."""
    name = f"session_{local}"
    if not hasattr(_local, name):
        session = requests.Session()
        session.trust_env = False  # a .netrc would replace the connector's own credentials
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter(local))
        setattr(_local, name, session)
    session = getattr(_local, name)
    session.cookies.clear()
    return session


def _proxies(url: str) -> dict[str, str]:
    """Of the environment, which is read once by each thread for each host: a third of what a
    request costs, else."""
    known = _local.__dict__.setdefault("proxies", {})
    host = urlsplit(url)[:2]
    if host not in known:
        known[host] = get_environ_proxies(url)
    return known[host]


def _read(response: requests.Response, deadline: float) -> bytes:
    response.raw.enforce_content_length = True  # half an answer is none, in any urllib3
    parts, size = [], 0
    for part in response.iter_content(65_536):
        size += len(part)
        if size > MAX_BYTES or time.monotonic() > deadline:
            raise ValueError("too long")
        parts.append(part)
    return b"".join(parts)


# Where requests may go. Names are resolved once, by the connection that is then used: what is
# checked is the address at its other end, before anything is sent.


class _Public:
    """A connection to public addresses only."""

    def _new_conn(self):
        sock = super()._new_conn()
        if not ipaddress.ip_address(sock.getpeername()[0].partition("%")[0]).is_global:
            sock.close()
            raise OSError("not a public address")
        return sock


class _PublicHTTP(_Public, HTTPConnection):
    pass


class _PublicHTTPS(_Public, HTTPSConnection):
    pass


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _Adapter(HTTPAdapter):
    def __init__(self, local: bool):
        self.local = local
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        made = super().init_poolmanager(*args, **kwargs)
        if not self.local:
            pools = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}
            self.poolmanager.pool_classes_by_scheme = pools
        return made

    def send(self, request, *args, timeout=READ, **kwargs):
        return super().send(request, *args, timeout=(CONNECT, timeout), **kwargs)
