"""Telling those who asked to be told: at the parcel's time, again until somebody says yes."""

from __future__ import annotations

import base64
import heapq
import http.client
import itertools
import json
import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from .clock import Clock
from .mischief import Dice, Mischief
from .sources.base import CUSTOMER, FORM, Push, Source
from .truth import Told, World

_logger = logging.getLogger(__name__)
TIMEOUT = 20


@dataclass(slots=True)
class Delivery:
    """One push on its way. ``attempt``: how often it was tried."""

    source: Source
    url: str
    push: Push
    number: str
    attempt: int = 0


class Pusher:
    """Sends pushes at their time, ``workers`` side by side.

    ``counts``: scheduled, duplicates, reordered, sent, accepted, refused, given_up. What is
    scheduled waits in memory: when the simulator ends, it is lost.
    """

    def __init__(self, world: World, clock: Clock, mischief: Mischief, dice: Dice, workers=16):
        self.world, self.clock, self.mischief, self.dice = world, clock, mischief, dice
        self.counts: Counter[str] = Counter()
        self.retry_speed: float | None = None  # of the sources' schedules; None: the clock's
        self._heap: list[tuple[float, int, Delivery]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._busy = 0
        self._pool = ThreadPoolExecutor(workers, "push")
        self._room = threading.Semaphore(2 * workers)
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="pusher", daemon=True)
        self._thread.start()

    # ---- what is to be told

    def follow(self, source: Source, number: str, url: str, secret: str, *, all_scans=False):
        """Plans a push for each scan to come (``all_scans``: for those that have been, too)."""
        parcel = self.world.parcel(number, chinese=source.chinese)
        now = self.clock.now()
        for scan in parcel.scans if parcel else ():
            if (all_scans or scan.told > now) and source.means(scan.code or "") is not None:
                told = self.world.told(number, scan.told, chinese=source.chinese)
                self._plan(source, url, secret, told, scan)

    def _plan(self, source: Source, url: str, secret: str, told: Told, scan) -> None:
        if source.incremental:
            told = Told(told.parcel, (scan,))
        delivery = f"{told.number}-{next(self._numbers)}"
        good = source.push(told, scan.told, delivery=delivery, secret=secret)
        at = time.monotonic() + max(0.0, self.clock.seconds_until(scan.told))
        if self.dice.falls(self.mischief.reordered):
            self._count("reordered")
            at += self.dice.between(6, 60) * 3600 / max(self.clock.speed, 1)
        self._put(at, Delivery(source, url, good, told.number))
        if self.dice.falls(self.mischief.duplicates):
            self._count("duplicates")
            self._put(at + self.dice.between(0, 1), Delivery(source, url, good, told.number))
        if self.dice.falls(self.mischief.bad_signatures):
            self._count("bad_signatures")
            bad = source.push(told, scan.told, delivery=delivery, secret="not the secret")
            self._put(at, Delivery(source, url, bad, told.number, len(source.retries)))

    def leave(self, source: Source, number: str) -> None:
        """Nothing more is told of this number; what is on its way arrives."""
        with self._changed:
            rest = [e for e in self._heap if (e[2].source, e[2].number) != (source, number)]
            self._heap[:] = rest
            heapq.heapify(self._heap)

    def _put(self, at: float, delivery: Delivery) -> None:
        with self._changed:
            self._count("scheduled")
            heapq.heappush(self._heap, (at, next(self._numbers), delivery))
            self._changed.notify()

    def _count(self, *names: str) -> None:
        with self._changed:  # several workers count
            self.counts.update(names)

    @property
    def waiting(self) -> int:
        """Pushes to come, or on their way."""
        with self._changed:
            return len(self._heap) + self._busy

    # ---- telling it

    def _run(self) -> None:
        while delivery := self._next():
            self._room.acquire()
            self._pool.submit(self._send, delivery)

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._ended:
                wait = self._heap[0][0] - time.monotonic() if self._heap else None
                if self.mischief.dead:
                    wait = 0.2
                if wait is not None and wait <= 0:
                    self._busy += 1
                    return heapq.heappop(self._heap)[2]
                self._changed.wait(wait)
            return None

    def _send(self, delivery: Delivery) -> None:
        try:
            taken = self._deliver(delivery)
            self._count("sent", "accepted" if taken else "refused")
            if not taken:
                self._again(delivery)
        finally:
            self._room.release()
            with self._changed:
                self._busy -= 1

    def _deliver(self, delivery: Delivery) -> bool:
        try:
            push = delivery.push
            if delivery.source.logs_in and push.secret:
                push = with_token(delivery.url, push)
            status, body = post(delivery.url, push)
        except (OSError, http.client.HTTPException) as error:
            _logger.info("%s: no answer (%s)", delivery.source.code, type(error).__name__)
            return False
        taken = delivery.source.accepted(status, body)
        _logger.info("%s pushed: %s%s", delivery.source.code, status, "" if taken else " refused")
        return taken

    def _again(self, delivery: Delivery) -> None:
        if delivery.attempt >= len(delivery.source.retries):
            self._count("given_up")
            return
        seconds = delivery.source.retries[delivery.attempt]
        seconds /= max(self.retry_speed or self.clock.speed, 1)
        delivery.attempt += 1
        with self._changed:
            number = next(self._numbers)
            heapq.heappush(self._heap, (time.monotonic() + seconds, number, delivery))
            self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._pool.shutdown(wait=False, cancel_futures=True)


def with_token(url: str, push: Push) -> Push:
    """The push with the access token that its receiver gives; without one where it gives none."""
    pair = base64.b64encode(f"{CUSTOMER}:{push.secret}".encode()).decode()
    wish = Push(b"grant_type=client_credentials", FORM | {"Authorization": f"Basic {pair}"})
    status, body = post(f"{url}/token", wish)
    if status != 200:
        return push
    bearer = f"Bearer {json.loads(body)['access_token']}"
    return Push(push.body, {**push.headers, "Authorization": bearer})


def post(url: str, push: Push) -> tuple[int, bytes]:
    """(status, body) of the receiver's answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", parts.path, push.body, dict(push.headers))
        answer = connection.getresponse()
        return answer.status, answer.read(100_000)
    finally:
        connection.close()
