"""What a demo order is, and the steps that may happen to it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """``do``: function of ``steps``; ``detail``: its arguments."""

    do: str
    after: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """``wanted`` / ``promised``: when, after ordering, the customer wants the goods and we
    commit to them. ``house``: bayside (three steps), main (one) or pudong (two). ``shows``: the
    rule of verification that has something to say about it."""

    key: str
    customer: str
    house: str
    age: float
    lines: tuple[tuple[str, float], ...]
    steps: tuple[Step, ...] = ()
    by: str = "demo"
    receiver: str | None = None
    reference: str | None = None
    flow: str | None = None
    wanted: float | None = None
    promised: float | None = None
    shows: str | None = None


def _step(do):
    return lambda after=0.0, **detail: Step(do, after, detail)


send, confirm, receive, pick, pack, ship, deliver, mark, repromise = map(
    _step, "send confirm receive pick pack ship deliver mark repromise".split()
)
invoice, pay, cancel, confirm_again, give_back, join = map(
    _step, "invoice pay cancel confirm_again give_back join".split()
)
