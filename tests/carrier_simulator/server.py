"""The HTTP server: ``/<source>/…`` as the source would answer, ``/control/…`` for those who
direct the play."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from .clock import Clock, utc_now
from .mischief import Dice, Mischief
from .pushing import Pusher
from .sources import SOURCES
from .sources.base import PUSH_SECRET, Answer, Asked, said
from .truth import PLACES, Oddities, Scan, Told, World

_logger = logging.getLogger(__name__)


class Desk:
    """What one source can look up and note; see :class:`.sources.base.Desk`."""

    def __init__(self, simulator: Simulator, code: str):
        self.simulator, self.source = simulator, SOURCES[code]
        self.followed: set[str] = set()

    def now(self) -> datetime:
        return self.simulator.clock.now()

    def told(self, number: str) -> Told | None:
        return self.simulator.world.told(number, self.now(), chinese=self.source.chinese)

    def follows(self, number: str) -> bool:
        return number in self.followed

    def follow(self, number: str, url: str | None = None, secret: str | None = None, **options):
        """Each number once; without an ``url`` the one of the source's console counts."""
        if number in self.followed:
            return
        self.followed.add(number)
        console = self.simulator.webhooks.get(self.source.code, ("", ""))
        url, secret = url or console[0], secret or console[1]
        if url and self.source.pushes:
            self.simulator.pusher.follow(self.source, number, url, secret, **options)

    def leave(self, number: str) -> None:
        """Nobody wants to be told of this number any more."""
        self.followed.discard(number)
        self.simulator.pusher.leave(self.source, number)


class Simulator:
    """All sources in one world. ``speed``: simulated seconds in a real one."""

    def __init__(self, *, seed: int = 1, speed: float = 1.0, start: datetime | None = None,
                 spread: timedelta = timedelta(days=1), workers: int = 16):  # fmt: skip
        self.clock = Clock(start or utc_now(), speed)
        self.world = World(seed, self.clock.now(), spread)
        self.mischief = Mischief()
        self.dice = Dice(seed)
        self.pusher = Pusher(self.world, self.clock, self.mischief, self.dice, workers)
        self.webhooks: dict[str, tuple[str, str]] = {}
        self.desks = {code: Desk(self, code) for code in SOURCES}
        self.asked: Counter[str] = Counter()

    def answer(self, code: str, asked: Asked) -> Answer:
        """What a source says, with its whims."""
        self.asked[code] += 1
        time.sleep(self.mischief.delay)
        if self.dice.falls(self.mischief.hangs):
            time.sleep(self.mischief.hang_seconds)
        if self.dice.falls(self.mischief.throttled):
            return Answer(429, b"", {"Retry-After": str(self.mischief.retry_after)})
        if self.dice.falls(self.mischief.errors):
            return Answer(503, b"<html><h1>Service Unavailable</h1></html>",
                          {"Content-Type": "text/html"})  # fmt: skip
        try:
            return SOURCES[code].answer(asked, self.desks[code])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            _logger.warning("%s was asked wrongly: %r", code, error)
            return Answer(400, b"")

    # ---- the director's side

    def control(self, what: str, wish: dict) -> Answer:
        """``mischief``, ``oddities``, ``clock``, ``webhooks``, ``parcels``, ``resume``,
        ``follow``, ``truth``, ``counts``: what is wished changes, the answer tells how it is now.

        :raise ValueError, KeyError: nonsense.
        """
        return said(getattr(self, f"_control_{what}")(wish))

    def _control_mischief(self, wish: dict) -> dict:
        self.mischief.change(wish)
        return {name: getattr(self.mischief, name) for name in Mischief.__slots__}

    def _control_oddities(self, wish: dict) -> dict:
        """Only of parcels that nobody asked about yet."""
        for name, share in wish.items():
            if name not in Oddities.__slots__:
                raise ValueError(f"{name}: one of {', '.join(Oddities.__slots__)} is expected.")
            setattr(self.world.oddities, name, float(share))
        return {name: getattr(self.world.oddities, name) for name in Oddities.__slots__}

    def _control_clock(self, wish: dict) -> dict:
        now = datetime.fromisoformat(wish["now"]) if "now" in wish else None
        self.clock.set(speed=wish.get("speed"), now=now)
        self.pusher.retry_speed = wish.get("retry_speed", self.pusher.retry_speed)
        return {"now": self.clock.now().isoformat(), "speed": self.clock.speed}

    def _control_webhooks(self, wish: dict) -> dict:
        """``{source: {"url", "secret"}}``: what a customer enters in the source's console."""
        for code, console in wish.items():
            if code not in SOURCES:
                raise ValueError(f"{code}: one of {', '.join(SOURCES)} is expected.")
            self.webhooks[code] = (console["url"], console.get("secret", PUSH_SECRET))
        return {code: url for code, (url, _secret) in self.webhooks.items()}

    def _control_parcels(self, wish: dict) -> dict:
        """``{source: [{"number", "journey", "began"}]}``: parcels on a given journey."""
        for code, parcels in wish.items():
            for parcel in parcels:
                self.world.place(
                    parcel["number"],
                    journey=parcel["journey"],
                    began=datetime.fromisoformat(parcel["began"]),
                    chinese=SOURCES[code].chinese,
                )
        return {}

    def _control_resume(self, wish: dict) -> dict:
        """``{number: {"journey", "told": [{"at", "code", "text"}]}}``: what was told before, and
        how it goes on."""
        for number, story in wish.items():
            told = [
                Scan(at, row["code"], row["text"], PLACES[4], at)
                for row in story["told"]
                for at in [datetime.fromisoformat(row["at"])]
            ]
            self.world.resume(number, told, story["journey"], self.clock.now())
        return {}

    def _control_follow(self, wish: dict) -> dict:
        """``{source: [number]}``: as if somebody had subscribed."""
        everything = bool(wish.pop("all_scans", False))
        for code, numbers in wish.items():
            for number in numbers:
                self.desks[code].follow(number, all_scans=everything)
        return self._control_counts({})

    def _control_truth(self, wish: dict) -> dict:
        """``{source: [number]}``: everything that is, or will be, told about these parcels."""
        return {
            code: {number: self._truth(code, number) for number in numbers}
            for code, numbers in wish.items()
        }

    def _truth(self, code: str, number: str) -> list[dict]:
        source = SOURCES[code]
        parcel = self.world.parcel(number, chinese=source.chinese)
        scans = parcel.scans if parcel else ()
        return [
            {"at": scan.at.isoformat(), "code": source.means(scan.code), "text": scan.text}
            for scan in scans
            if source.means(scan.code or "") is not None
        ]

    def _control_counts(self, _wish: dict) -> dict:
        return {
            "waiting": self.pusher.waiting,
            "pushes": dict(self.pusher.counts),
            "asked": dict(self.asked),
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body would wait 40 ms for the header's receipt
    simulator: Simulator

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        code, _slash, rest = parts.path.lstrip("/").partition("/")
        if code == "control":
            self._tell(self._control(rest, body))
        elif self.simulator.mischief.dead:
            self.close_connection = True
        elif code in SOURCES:
            asked = Asked(
                self.command,
                "/" + unquote(rest),
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
                body,
            )
            answer = self.simulator.answer(code, asked)
            half = self.simulator.dice.falls(self.simulator.mischief.halves)
            self._tell(answer, half=half)
        else:
            self._tell(said({"sources": list(SOURCES)}, 404))

    do_GET = do_DELETE = do_PUT = do_POST

    def _control(self, what: str, body: bytes) -> Answer:
        try:
            return self.simulator.control(what, json.loads(body or b"{}"))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            return said({"error": str(error)}, 400)

    def _tell(self, answer: Answer, *, half: bool = False) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)
        self.close_connection = self.close_connection or half

    def log_message(self, format, *args):
        """Addresses may hold keys: nothing is logged."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def serving(simulator: Simulator, port: int = 0, host: str = "127.0.0.1"):
    """Serves for the time of the block; yields the address."""
    handler = type("Handler", (_Handler,), {"simulator": simulator})
    server = _Server((host, port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        simulator.pusher.stop()
        server.shutdown()
        server.server_close()
