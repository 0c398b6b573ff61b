"""Progress lines: a long step says that it began, that it still runs and how long it took."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK_SECONDS = 10


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, tick while it takes long, and print its duration when it succeeds."""
    began = time.monotonic()
    done = threading.Event()
    say(f"-- {title} ...")
    ticker = threading.Thread(target=_tick, args=(title, began, done), daemon=True)
    ticker.start()
    try:
        yield
        say(f"-- {title}: done in {elapsed(began)}")
    finally:
        done.set()
        ticker.join()


def elapsed(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"


def _tick(title: str, began: float, done: threading.Event) -> None:
    while not done.wait(TICK_SECONDS):
        say(f"   {title}: {elapsed(began)} so far")
