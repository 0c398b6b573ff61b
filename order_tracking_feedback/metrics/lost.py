"""Hours lost beyond the plan, by cause: where to look first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .metric import OUTCOME, Metric

_PLAN = "p.planned_hours > 0 AND p.working_hours IS NOT NULL"
_OVER = "p.working_hours > p.planned_hours"
_MORE = "GREATEST(p.working_hours - p.planned_hours, 0)"
_ARRIVED = "COALESCE(o.delivered_at, %(as_of)s)"
_DUE = "o.delivery_known AND o.state <> 'cancelled' AND o.last_due_at <= %(as_of)s"
_AFTER = f"GREATEST(EXTRACT(EPOCH FROM {_ARRIVED} - o.last_due_at) / 3600, 0)"
# Where hours are lost, by how they are split: whose cases, which of them lost hours, how many.
BEYOND = {
    "stage_id": Metric("lost_stage", "stage", "p.day", "share", _PLAN, _OVER, _MORE),
    "holder": Metric("lost_holder", "stage", "p.day", "share", _PLAN, _OVER, _MORE),
    "cause": Metric("lost_exception", "exception", "p.day", "share", "TRUE", "TRUE", "p.hours"),
    "": Metric(
        "lost_promise",
        OUTCOME,
        "o.last_due_on",
        "share",
        _DUE,
        f"{_ARRIVED} > o.last_due_at",
        _AFTER,
    ),
}
MOST = 0.8  # causes are named until they explain so much (V. Pareto's rule of thumb) …
AT_MOST = 3  # … and not more than so many


@dataclass(frozen=True, slots=True)
class Lost:
    """What one cause cost: ``cases`` of ``n`` that lost hours, and how many ``hours`` in all."""

    subject: str
    n: int
    cases: int
    hours: float


def largest(causes: Iterable[Lost]) -> list[tuple[Lost, float]]:
    """The causes that lost most, with their share of all that was lost, the largest first.

    >>> [(c.subject, s) for c, s in largest([Lost("a", 9, 2, 10.0), Lost("b", 9, 5, 90.0)])]
    [('b', 0.9)]
    """
    ranked = sorted(
        (cause for cause in causes if cause.hours > 0), key=lambda c: (-c.hours, c.subject)
    )
    total, explained, named = sum(cause.hours for cause in ranked), 0.0, []
    for cause in ranked[:AT_MOST]:
        if explained >= MOST:
            break
        share = cause.hours / total
        named.append((cause, share))
        explained += share
    return named
