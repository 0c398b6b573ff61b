"""Plain values: what is looked at, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OPEN = ("pending", "current")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs somebody, as it stands now.

    ``key`` tells troubles of one kind and order apart (a stage, a parcel); ``since``: when it
    began, naive UTC; ``cause``: root cause, where the facts say it; ``data``: the kind's own
    values (JSON); ``document``: the record it is about, beside the order.
    """

    order_id: int
    kind: str
    key: str
    since: datetime
    cause: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    document: tuple[str, int] | None = None

    @property
    def identity(self) -> tuple[int, str, str]:
        return self.order_id, self.kind, self.key


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a running order. ``lead_hours``: planned working hours of its ``team``."""

    key: int
    trigger: str
    state: str
    planned_at: datetime | None = None
    promised_at: datetime | None = None
    started_at: datetime | None = None
    done: float = 0.0
    total: float = 0.0
    lead_hours: float = 0.0
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its stages in the order of its flow.

    ``state``: running, delivered (only money is open), done, returned or cancelled.
    ``followed``: somebody tells when the goods arrive, whoever sends them. ``expected_at``:
    when they arrive, by whoever carries them.
    """

    id: int
    state: str
    stages: tuple[Stage, ...] = ()
    followed: bool = True
    expected_at: datetime | None = None

    @property
    def current(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.state == "current"), None)

    @property
    def target(self) -> Stage | None:
        """The stage that the promise speaks of, while it is open."""
        found = (s for s in self.stages if s.promised_at and s.state in OPEN)
        return next(found, None)
