"""Facts that another record tells and may tell anew: what to add to the journal, what to void."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from .facts import Event, active, voided


def reconciled(
    journal: Iterable[Event], wanted: Iterable[Event], *, source: str, reason: str
) -> list[Event]:
    """Events to append so that the standing facts of ``source`` are exactly ``wanted``.

    :param wanted: events of ``source`` whose keys name the fact; the journal's key gets a
        number behind it, because a fact that was voided may become true again.
    :param reason: why facts that are not wanted any more are voided.
    :return: missing events and voids, the events first; nothing when all is as wanted.
    """
    told = list(journal)
    known = [e for e in told if e.source == source or e.kind == "voided"]
    own = [e for e in known if e.kind != "voided"]
    times = Counter(_name(e) for e in own)
    standing = {(_name(e), *_said(e)): e for e in active(known)}
    asked = {(e.key, *_said(e)): e for e in wanted}
    refused = _refused(told, own, source)
    missing = [e for what, e in asked.items() if what not in standing and what not in refused]
    gone = [e for what, e in standing.items() if what not in asked]
    added = [replace(e, key=f"{e.key}#{times[e.key]}") for e in missing]
    return added + [voided(at=e.occurred_at, event=e, reason=reason, source=source) for e in gone]


def _refused(told: list[Event], own: list[Event], source: str) -> set[tuple]:
    """What somebody else voided: it is not told again."""
    voids = {tuple(e.data["voids"]) for e in told if e.kind == "voided" and e.source != source}
    return {(_name(e), *_said(e)) for e in own if e.identity in voids}


def _name(event: Event) -> str:
    return event.key.rpartition("#")[0]


def _said(event: Event) -> tuple:
    return event.kind, event.occurred_at, repr(sorted(event.lines.items()))
