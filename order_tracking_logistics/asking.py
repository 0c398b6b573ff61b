"""Asking several sources at once: each as fast as it allows, none waits for another.

No Odoo and no database here: parcels in, answers out. A :class:`Lane` is one account at one
source; :func:`gather` runs lanes side by side and hands back their answers in portions.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue

from .connectors import Account, Connector, Parcel, Request
from .connectors.errors import (
    AccountError,
    BadMessage,
    ConnectorError,
    Throttled,
    TokenExpired,
    Unavailable,
)
from .transport import READ, Answer, send

SECRET_LENGTH = 8  # what is shorter may be part of anything
TOKEN_MARGIN, TOKEN_LEAST = 60, 30  # seconds before its end; at least


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
    ``impossible``: of what this source cannot be asked at all."""

    def __init__(
        self,
        key: int,
        source: Connector,
        account: Account,
        work: Mapping[str, Sequence[Parcel]],
        pace: Pace,
        *,
        local: bool = False,
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
        self._token_lock = threading.Lock()
        self._stopped = threading.Event()
        self._failures = 0
        self._made = 0
        self._ends = time.monotonic() + pace.seconds
        self._next_at = time.monotonic()

    @property
    def left(self) -> set[tuple[str, str]]:
        return set(self._unasked)

    def start(self, out: Queue) -> None:
        for _ in range(max(1, self.pace.concurrency)):
            thread = threading.Thread(target=self._run, args=(out,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """No more requests; those that are under way still bring their answers."""
        self._stopped.set()

    # --------------------------------------------------------------------------- one worker

    def _run(self, out: Queue) -> None:
        try:
            while (request := self._next(out)) is not None:
                for answer in self._ask(request):
                    out.put((self, answer))
        finally:
            out.put((self, None))

    def _next(self, out: Queue) -> Request | None:
        """The next request, when its time has come; None: there is nothing more to ask."""
        with self._gate:
            if self._todo is None:
                self._begin(out)
            if not self._todo or not self._may_ask():
                return None
            request = self._todo.popleft()
            self._unasked -= {(request.purpose, number) for number in request.parcels}
            return request

    def _begin(self, out: Queue) -> None:
        self._todo = deque()
        refused = self._renewed("")
        if refused:
            self._learn(refused)
            out.put((self, refused))
            return
        if "quota" in self._purposes:
            self._todo.extend(self.source.requests_for([], self._account, purpose="quota"))
        made = self._requests(self._unasked)
        self._todo.extend(made)
        self.impossible = self._unasked - {(r.purpose, n) for r in made for n in r.parcels}
        self._unasked -= self.impossible

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
        if answer.error:
            return answer
        try:
            updates = self.source.parse(answer.body, kind="query", headers=answer.headers)
        except ConnectorError as error:
            return replace(answer, error=error)
        except Exception as error:  # a parser's fault must not end the worker
            return replace(answer, error=BadMessage(f"Not understood ({type(error).__name__})."))
        return replace(answer, updates=tuple(updates))

    def _learn(self, answer: Answer) -> None:
        with self._lock:
            error = answer.error
            if isinstance(error, (AccountError, Throttled, TokenExpired)):
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
            return replace(answer, error=AccountError(str(answer.error), answer.error.code))
        refused = self._renewed(used)
        if refused:
            return refused
        wanted = {(request.purpose, number) for number in request.parcels}
        for again in self._requests(wanted):
            answer = self._judged(self._sent(again))
        if isinstance(answer.error, TokenExpired):
            return replace(answer, error=AccountError(str(answer.error), answer.error.code))
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
        raise AccountError(str(answer.error), answer.error.code)
    if answer.error:
        raise answer.error
    return source.read_token(answer.body)


def ask(lane: Lane) -> Answer | None:
    """The answer to the only request of a lane; None: there is nothing to ask."""
    answers = [answer for _lane, some in gather([lane]) for answer in some]
    return answers[0] if answers else None


def gather(
    lanes: Sequence[Lane], *, portion: int = 100, patience: float = 1.0
) -> Iterator[tuple[Lane, list[Answer]]]:
    """Answers as they come, at most ``portion`` together, kept no longer than ``patience``
    seconds. An empty portion tells that a lane has come to its end."""
    out: Queue = Queue(maxsize=4 * portion)
    for lane in lanes:
        lane.start(out)
    try:
        yield from _portions(lanes, out, portion, patience)
    finally:
        _end(lanes, out)


def _portions(lanes, out: Queue, portion: int, patience: float):
    running = {lane: len(lane.threads) for lane in lanes}
    kept: dict[Lane, list[Answer]] = {lane: [] for lane in lanes}
    since: dict[Lane, float] = {}
    while running:
        lane, answer = _soon(out, patience)
        if answer is not None:
            kept[lane].append(answer)
            since.setdefault(lane, time.monotonic())
        elif lane is not None:
            running[lane] -= 1
        for each in list(running):
            ended = not running[each]
            old = time.monotonic() - since.get(each, time.monotonic()) >= patience
            if kept[each] and (ended or old or len(kept[each]) >= portion):
                told, kept[each] = kept[each], []
                since.pop(each, None)
                yield each, told
            if ended:
                del running[each]
                yield each, []


def _soon(out: Queue, patience: float):
    try:
        return out.get(timeout=patience)
    except Empty:
        return None, None


def _end(lanes: Sequence[Lane], out: Queue) -> None:
    """No thread outlives the round: whoever waits to hand in an answer is let go."""
    for lane in lanes:
        lane.stop()
    for thread in [thread for lane in lanes for thread in lane.threads]:
        while thread.is_alive():
            _soon(out, 0.05)
