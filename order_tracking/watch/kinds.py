"""The kinds of exceptions; an addon above registers its own."""

from __future__ import annotations

from dataclasses import dataclass

# Who has to act, unless the company says otherwise.
CUSTOMER, STAGE, LEADER = "customer", "stage", "leader"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of exception and what holds for it by default.

    ``owner``: whose it is – ``customer``: whoever speaks with the customer, ``stage``: the
    team of the order's current stage, ``leader``: the leader of that team.
    ``hours``: working hours of that team in which somebody should have acted.
    ``tolerance``: working hours that pass before it counts as one.
    ``opened_by`` / ``cured_by``: kinds of events in the journal that bring or end it.
    """

    code: str
    owner: str = STAGE
    hours: float = 8.0
    tolerance: float = 0.0
    opened_by: tuple[str, ...] = ()
    cured_by: tuple[str, ...] = ()


_PROGRESS = (
    "purchase_ordered",
    "purchase_received",
    "production_confirmed",
    "production_started",
    "production_done",
    "stock_reserved",
    "picked",
    "packed",
    "ready_for_pickup",
    "left_warehouse",
    "delivered",
    "invoiced",
    "paid",
    "stage_marked",
    "promise_made",
)
# What ends every exception of an order.
ENDS = ("order_cancelled", "goods_returned", "voided")

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("late", CUSTOMER, 4, cured_by=("delivered", "stage_marked", "promise_made")),
        Kind("unconfirmed", STAGE, 16, 8, cured_by=("delivered", "stage_marked", "promise_made")),
        Kind("at_risk", CUSTOMER, 8, 2, cured_by=_PROGRESS),
        Kind("stalled", LEADER, 8, 2, cured_by=_PROGRESS),
        Kind("shortage", LEADER, 8, opened_by=("stock_short",), cured_by=_PROGRESS),
    )
}


def add_kind(kind: Kind) -> None:
    """Registers the kind of an addon above."""
    KINDS[kind.code] = kind
