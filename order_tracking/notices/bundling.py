"""One message out of several pieces of news for one reader, and why something is not told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .news import News

STALE = timedelta(days=2)  # older news, of an import for example, are no news to anybody
ALL, CHOSEN, PROBLEMS, NONE = "all", "chosen", "problems", "none"
_STRICTNESS = (ALL, CHOSEN, PROBLEMS, NONE)
# Why a piece of news is not told.
UNTRUE, OLD, PASSED, UNWANTED, RECEIPT = "untrue", "stale", "superseded", "choice", "receipt"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to hear: all, chosen (``topics``), problems or none; ``person``: what
    they said about every order. ``receipts``: kinds of events that their receipts tell."""

    level: str = ALL
    topics: frozenset[str] = frozenset()
    person: str = ALL
    receipts: frozenset[str] = frozenset()

    def refuses(self, news: News) -> str | None:
        """Why this reader is not told, if so."""
        if news.event in self.receipts:
            return RECEIPT
        level = max(self.level, self.person, key=_STRICTNESS.index)
        wanted = {
            ALL: True,
            CHOSEN: news.topic in self.topics,
            PROBLEMS: news.problem,
            NONE: False,
        }[level]
        return None if wanted else UNWANTED


@dataclass(frozen=True, slots=True)
class Bundle:
    """``told``: in one message, the newest first, its first one leads; ``dropped``: reason by
    key of what is not told; ``held``: what waits, and until when, by key."""

    told: tuple[News, ...]
    dropped: Mapping[str, str]
    held: Mapping[str, datetime]


def bundle(keys: Iterable[str], news: Mapping[str, News], now: datetime, choice: Choice) -> Bundle:
    """What one message to one reader says.

    :param keys: of what waits for this reader.
    :param news: what is true now, by key.

    What something later made history is told only beside something that is not.
    """
    told: list[News] = []
    dropped: dict[str, str] = {}
    held: dict[str, datetime] = {}
    for key in keys:
        found = news.get(key)
        reason = _refusal(found, now, choice)
        if reason:
            dropped[key] = reason
        elif found.hold and found.hold > now and not found.over:
            held[key] = found.hold
        else:
            told.append(found)
    if all(item.over for item in told):
        dropped.update({item.key: PASSED for item in told})
        told = []
    told.sort(key=lambda item: (not item.over, item.at, item.rank, item.key), reverse=True)
    return Bundle(tuple(told), dropped, held)


def _refusal(found: News | None, now: datetime, choice: Choice) -> str | None:
    if found is None:
        return UNTRUE
    if now - found.at > STALE:
        return OLD
    return choice.refuses(found)
