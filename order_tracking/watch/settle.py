"""What to open, change and close, given what stands open and what is wrong now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .values import Trouble


@dataclass(frozen=True, slots=True)
class Standing:
    """An exception that is kept. ``settled``: a person closed it although it was not cured."""

    id: int
    order_id: int
    kind: str
    key: str
    since: datetime
    settled: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[int, str, str]:
        return self.order_id, self.kind, self.key


@dataclass(frozen=True, slots=True)
class Verdict:
    """``changed``: standing id with the trouble as it is now."""

    opened: tuple[Trouble, ...] = ()
    changed: tuple[tuple[int, Trouble], ...] = ()
    closed: tuple[int, ...] = ()


def settle(standing: Iterable[Standing], wanted: Iterable[Trouble]) -> Verdict:
    """Idempotent: after its verdict is carried out, the same troubles give an empty one.

    What a person has settled is not opened again for the same reason; it is when the trouble
    begins anew (another ``since``).
    """
    rows = list(standing)
    known = {row.identity: row for row in rows if not row.settled}
    settled = {(*row.identity, row.since) for row in rows if row.settled}
    asked = _once(wanted)
    opened = [
        trouble
        for identity, trouble in asked.items()
        if identity not in known and (*identity, trouble.since) not in settled
    ]
    changed = [
        (row.id, asked[row.identity])
        for row in known.values()
        if row.identity in asked and _differs(row, asked[row.identity])
    ]
    closed = [row.id for row in known.values() if row.identity not in asked]
    return Verdict(tuple(opened), tuple(sorted(changed, key=_id)), tuple(sorted(closed)))


def share(loads: dict[int, int], members: Iterable[int]) -> int:
    """The member with the smallest load, whose load grows by one in ``loads``."""
    chosen = min(members, key=lambda member: (loads[member], member))
    loads[chosen] += 1
    return chosen


def _once(wanted: Iterable[Trouble]) -> dict[tuple, Trouble]:
    """One trouble per identity, the earliest, in an order that does not depend on the input's."""
    ordered = sorted(wanted, key=lambda t: (t.identity, t.since, repr(sorted(t.data.items()))))
    return {trouble.identity: trouble for trouble in reversed(ordered)}


def _differs(row: Standing, trouble: Trouble) -> bool:
    return row.since != trouble.since or dict(row.data) != dict(trouble.data)


def _id(change: tuple[int, Trouble]) -> int:
    return change[0]
