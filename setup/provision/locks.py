"""Several commands may run at once in one folder: these locks keep them apart."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .progress import say


@contextmanager
def alone(path: Path, waiting_for: str) -> Iterator[None]:
    """Hold a lock that only one process can hold; wait for it if need be."""
    with opened(path) as descriptor:
        if not try_lock(descriptor, fcntl.LOCK_EX):
            say(f"Waiting for {waiting_for} ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def opened(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take or convert a lock without waiting; on failure a lock held before is gone."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
