"""What strangers can send us: for each reader a function of bytes that must survive anything.

A target takes any bytes and ends without an exception, or raises: then the reader has a fault. The
readers' own refusals are no faults. :data:`TARGETS` holds each with the samples to begin with; the
connectors' are made from the list of connectors, so that a new one is there without a word here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import connector_targets, reader_targets


@dataclass(frozen=True, slots=True)
class Target:
    """``run``: of any bytes; ``seeds``: what such bytes look like when nobody means harm."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _all() -> dict[str, Target]:
    found = {**connector_targets.targets(), **reader_targets.targets()}
    return {name: Target(run, tuple(seeds)) for name, (run, seeds) in found.items()}


TARGETS = _all()
