"""Asking several sources at once: each as fast as it allows, none waits for another.

No Odoo and no database here: parcels in, answers out. A :class:`Lane` is one account at one
source; :func:`gather` runs lanes side by side and hands back their answers in portions. While one
portion is stored the next questions are under way, and a lane that runs low is given more work.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

from .connectors import Account, Connector, Parcel, Request
from .connectors.errors import (
    AccountError,
    BadMessage,
    ConnectorError,
    NothingLeft,
    Throttled,
    TokenExpired,
    Unavailable,
)
from .transport import READ, Answer, send

SECRET_LENGTH = 8  # what is shorter may be part of anything
TOKEN_MARGIN, TOKEN_LEAST = 60, 30  # seconds before its end; at least
REGISTERING = ("subscribe", "retrack")
LOW = 20  # requests left for each that may be under way: a lane with fewer is given more work
HELD = 50_000_000  # bytes of answers that wait to be stored; asking waits then
PORTION, LARGEST = 100, 500  # answers handed over together; as many when more wait


@dataclass(frozen=True, slots=True)
class Pace:
    """How a source may be asked: ``requests`` in all, None for any number; ``seconds``: how long
    requests are made; ``patience``: failures in a row after which there is no use in going on;
    ``timeout``: seconds to wait for an answer."""

    concurrency: int = 1
    per_second: float = 1.0
    requests: int | None = None
    seconds: float = 50.0
    patience: int = 5
    timeout: float = READ


class Lane:
    """``work``: parcels by purpose. After the run: ``token`` (text, aware instant of its end)
    if a new one was fetched; ``left``: (purpose, tracking number) of what was not asked;
    ``impossible``: of what this source cannot be asked at all. A lane that is ``open`` waits for
    more work when it has done its own, until :meth:`close`."""

    def __init__(
        self,
        key: int,
        source: Connector,
        account: Account,
        work: Mapping[str, Sequence[Parcel]],
        pace: Pace,
        *,
        local: bool = False,
        open: bool = False,
    ):
        self.key, self.source, self.pace, self.local = key, source, pace, local
        self.token: tuple[str, datetime] | None = None
        self.threads: list[threading.Thread] = []
        self._account = account
        self._parcels = {
            (purpose, parcel.tracking_number): parcel
            for purpose, parcels in work.items()
            for parcel in parcels
        }
        self._purposes = list(work)
        self._todo: deque[Request] | None = None  # None: not made yet
        self._unasked = set(self._parcels)
        self.impossible: set[tuple[str, str]] = set()
        # the gate is held while a request waits for its turn, the other two never for long
        self._gate, self._lock = threading.RLock(), threading.Lock()
        self._fed = threading.Condition(self._gate)
        self._open = open
        self._token_lock = threading.Lock()
        self._stopped = threading.Event()
        self._nothing_left = False  # to be spent on registering
        self._failures = 0
        self._made = 0
        self._ends = time.monotonic() + pace.seconds
        self._next_at = time.monotonic()

    @property
    def left(self) -> set[tuple[str, str]]:
        return set(self._unasked)

    @property
    def hungry(self) -> bool:
        """Whether it would take more work: little is left, and there is time to do it."""
        alive = self._open and not self._stopped.is_set() and time.monotonic() < self._ends
        begun = self._todo is not None
        return alive and begun and len(self._todo) <= LOW * self.pace.concurrency

    def feed(self, work: Mapping[str, Sequence[Parcel]]) -> None:
        """More parcels by purpose, beside those it has."""
        with self._gate:
            fresh = {
                (purpose, parcel.tracking_number): parcel
                for purpose, parcels in work.items()
                for parcel in parcels
            }
            self._purposes += [purpose for purpose in work if purpose not in self._purposes]
            self._parcels |= fresh
            self._unasked |= fresh.keys()
            if self._todo is not None:
                self._plan(set(fresh))
            self._fed.notify_all()

    def close(self) -> None:
        """Nothing more will come."""
        with self._gate:
            self._open = False
            self._fed.notify_all()

    def start(self, out: Basin) -> None:
        for _ in range(max(1, self.pace.concurrency)):
            thread = threading.Thread(target=self._run, args=(out,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """No more requests; those that are under way still bring their answers."""
        self._stopped.set()

    # --------------------------------------------------------------------------- one worker

    def _run(self, out: Basin) -> None:
        try:
            while (request := self._next(out)) is not None:
                for answer in self._ask(request):
                    out.put((self, answer))
        finally:
            out.put((self, None))

    def _next(self, out: Basin) -> Request | None:
        """The next request, when its time has come; None: there is nothing more to ask."""
        with self._gate:
            if self._todo is None:
                self._begin(out)
            while not self._todo and self._open and not self._stopped.wait(0):
                self._fed.wait(0.1)
            while self._todo and self._nothing_left and self._todo[0].purpose in REGISTERING:
                self._todo.popleft()  # it stays unasked
            if not self._todo or not self._may_ask():
                return None
            request = self._todo.popleft()
            self._unasked -= {(request.purpose, number) for number in request.parcels}
            return request

    def _begin(self, out: Basin) -> None:
        self._todo = deque()
        refused = self._renewed("")
        if refused:
            self._learn(refused)
            out.put((self, refused))
            return
        if "quota" in self._purposes:
            self._todo.extend(self.source.requests_for([], self._account, purpose="quota"))
        self._plan(self._unasked)

    def _plan(self, wanted: set[tuple[str, str]]) -> None:
        """Requests about ``wanted``; what the source cannot be asked is set apart."""
        made = self._requests(wanted)
        self._todo.extend(made)
        impossible = wanted - {(r.purpose, n) for r in made for n in r.parcels}
        self.impossible |= impossible
        self._unasked -= impossible

    def _may_ask(self) -> bool:
        """Waits until another request may go out; False: no more may."""
        used_up = self.pace.requests is not None and self._made >= self.pace.requests
        now = time.monotonic()
        wait = max(0.0, self._next_at - now)
        if self._stopped.is_set() or used_up or now + wait >= self._ends:
            return False
        gap = 1 / self.pace.per_second if self.pace.per_second > 0 else 0.0
        self._next_at = now + wait + gap
        self._made += 1
        return not self._stopped.wait(wait)

    def _ask(self, request: Request) -> Iterator[Answer]:
        """The answer; several where a batch that was not understood is asked one by one."""
        token = self._account.token
        answer = self._judged(self._sent(request))
        if isinstance(answer.error, TokenExpired):
            answer = self._asked_again(request, token, answer)
        self._learn(answer)
        if isinstance(answer.error, BadMessage) and len(request.parcels) > 1:
            yield from self._one_by_one(request)
        else:
            yield answer

    def _one_by_one(self, request: Request) -> Iterator[Answer]:
        """One bad number must not stop the others of its batch."""
        for number in request.parcels:
            with self._gate:
                may = self._may_ask()
            for single in self._requests({(request.purpose, number)}) if may else ():
                answer = self._judged(self._sent(single))
                self._learn(answer)
                yield answer

    def _sent(self, request: Request) -> Answer:
        """Without the secrets that sources repeat in what they say: answers are kept, and their
        errors shown."""
        answer = send(request, local=self.local, patience=self.pace.timeout)
        body = answer.body
        for secret in self._secrets():
            body = body.replace(secret, b"***")
        return answer if body is answer.body else replace(answer, body=body)

    def _secrets(self) -> list[bytes]:
        own = self._account
        named = (own.key, own.secret, own.token, own.push_secret, own.callback_url)
        return [text.encode() for text in named if len(text) >= SECRET_LENGTH]

    def _judged(self, answer: Answer) -> Answer:
        """With the error that the body tells, if any."""
        nothing = not answer.body and 200 <= answer.status < 300
        if answer.error or (nothing and answer.request.purpose == self.source.ends):
            return answer
        try:
            updates = self.source.parse(answer.body, kind="query", headers=answer.headers)
        except ConnectorError as error:
            return replace(answer, error=error)
        except Exception as error:  # a parser's fault must not end the worker
            return replace(
                answer, error=BadMessage.ours("not_understood", found=type(error).__name__)
            )
        return replace(answer, updates=tuple(updates))

    def _learn(self, answer: Answer) -> None:
        with self._lock:
            error = answer.error
            if isinstance(error, NothingLeft):
                self._nothing_left = True
            elif isinstance(error, (AccountError, Throttled, TokenExpired)):
                self.stop()
            elif isinstance(error, Unavailable):
                self._failures += 1
                if self._failures >= self.pace.patience:
                    self.stop()
            else:
                self._failures = 0

    # --------------------------------------------------------------------------- requests

    def _requests(self, wanted: set[tuple[str, str]]) -> deque[Request]:
        made: deque[Request] = deque()
        for purpose in self._purposes:
            parcels = [p for key, p in self._parcels.items() if key in wanted and key[0] == purpose]
            if parcels:
                now = datetime.now(UTC)
                made.extend(
                    self.source.requests_for(parcels, self._account, purpose=purpose, now=now)
                )
        return made

    def _asked_again(self, request: Request, used: str, answer: Answer) -> Answer:
        """With another token, once."""
        if not self.source.wants_token:
            return replace(answer, error=AccountError.like(answer.error))
        refused = self._renewed(used)
        if refused:
            return refused
        wanted = {(request.purpose, number) for number in request.parcels}
        for again in self._requests(wanted):
            answer = self._judged(self._sent(again))
        if isinstance(answer.error, TokenExpired):
            return replace(answer, error=AccountError.like(answer.error))
        return answer

    def _renewed(self, used: str) -> Answer | None:
        """Has another token than ``used`` fetched, by whoever comes first; the refusal, if any."""
        with self._token_lock:
            if not self.source.wants_token or self._account.token != used:
                return None
            (request,) = self.source.requests_for([], self._account, purpose="token")
            answer = send(request, local=self.local, patience=self.pace.timeout)
            try:
                token, seconds = _token(self.source, answer)
            except ConnectorError as error:
                return replace(answer, error=error)
            valid = timedelta(seconds=max(seconds - TOKEN_MARGIN, TOKEN_LEAST))
            self.token = token, datetime.now(UTC) + valid
            self._account = replace(self._account, token=token)
        if used:
            self._with_new_token()
        return None

    def _with_new_token(self) -> None:
        """What is still to be asked is asked with it."""
        with self._gate:
            wanted = {(r.purpose, number) for r in self._todo or () for number in r.parcels}
            self._todo = self._requests(wanted)


def _token(source: Connector, answer: Answer) -> tuple[str, float]:
    """A key that is not accepted is the account's fault, whatever the status says."""
    if isinstance(answer.error, TokenExpired):
        raise AccountError.like(answer.error)
    if answer.error:
        raise answer.error
    return source.read_token(answer.body)


def ask(lane: Lane) -> Answer | None:
    """The answer to the only request of a lane; None: there is nothing to ask."""
    answers = [answer for _lane, some in gather([lane]) for answer in some]
    return answers[0] if answers else None


class Basin:
    """Answers on their way from those who ask to the one who stores them: as many as come, up to
    a weight in bytes."""

    def __init__(self, capacity: int = HELD):
        self._queue: SimpleQueue = SimpleQueue()
        self._room = threading.Condition()
        self._capacity, self._held = capacity, 0

    def put(self, told: tuple[Lane, Answer | None]) -> None:
        """Waits while too much is held."""
        with self._room:
            self._room.wait_for(lambda: self._held <= self._capacity)
            self._held += _weight(told[1])
        self._queue.put(told)

    def get(self, patience: float) -> tuple[Lane | None, Answer | None]:
        """(None, None) when nothing comes within ``patience`` seconds."""
        try:
            lane, answer = self._queue.get(timeout=patience)
        except Empty:
            return None, None
        with self._room:
            self._held -= _weight(answer)
            self._room.notify_all()
        return lane, answer

    def empty(self) -> bool:
        return self._queue.empty()


def _weight(answer: Answer | None) -> int:
    return len(answer.body) if answer else 0


def gather(
    lanes: Sequence[Lane],
    *,
    more: Callable[[Lane], Mapping[str, Sequence[Parcel]]] | None = None,
    patience: float = 1.0,
) -> Iterator[tuple[Lane, list[Answer]]]:
    """Answers as they come, kept no longer than ``patience`` seconds. An empty portion tells that
    a lane has come to its end.

    :param more: work for a lane that runs low, asked for in the caller's own thread; nothing
        closes the lane.
    """
    out = Basin()
    for lane in lanes:
        lane.start(out)
    try:
        yield from _portions(lanes, out, more, patience)
    finally:
        _end(lanes, out)


def _portions(lanes, out: Basin, more, patience: float):
    running = {lane: len(lane.threads) for lane in lanes}
    kept: dict[Lane, list[Answer]] = {lane: [] for lane in lanes}
    since: dict[Lane, float] = {}
    while running:
        lane, answer = out.get(patience)
        if answer is not None:
            kept[lane].append(answer)
            since.setdefault(lane, time.monotonic())
        elif lane is not None:
            running[lane] -= 1
        for each in list(running):
            _refill(each, more)
            ended = not running[each]
            old = time.monotonic() - since.get(each, time.monotonic()) >= patience
            if kept[each] and (ended or old or _enough(kept[each], out)):
                told, kept[each] = kept[each], []
                since.pop(each, None)
                yield each, told
            if ended:
                del running[each]
                yield each, []


def _enough(kept: list[Answer], out: Basin) -> bool:
    """Larger portions are stored with less work each, when more are there anyway."""
    return len(kept) >= (PORTION if out.empty() else LARGEST)


def _refill(lane: Lane, more) -> None:
    if not lane.hungry:
        return
    work = more(lane) if more else {}
    if any(work.values()):
        lane.feed(work)
    else:
        lane.close()


def _end(lanes: Sequence[Lane], out: Basin) -> None:
    """No thread outlives the round: whoever waits to hand in an answer is let go."""
    for lane in lanes:
        lane.stop()
    for thread in [thread for lane in lanes for thread in lane.threads]:
        while thread.is_alive():
            out.get(0.05)
