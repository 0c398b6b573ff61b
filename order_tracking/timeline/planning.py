"""When each stage of an order is planned to be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from .clock import WorkingClock
from .flow import Stage


def plan(
    stages: Iterable[Stage], start: datetime, clock_of: Callable[[int | None], WorkingClock]
) -> dict[int, datetime]:
    """Planned instant by stage key.

    Each stage follows the one before it by its lead in the working time of its owner
    (``clock_of(team)``). A stage that follows the goods waits for the goods stage before
    it; invoicing and payment count from the stage before them but do not hold up goods.

    :param start: naive UTC instant of the confirmation.
    """
    planned: dict[int, datetime] = {}
    goods_at = before = start
    for stage in stages:
        after = goods_at if stage.follows_goods else before
        before = clock_of(stage.team).add(after, stage.lead_hours)
        planned[stage.key] = before
        if stage.follows_goods:
            goods_at = before
    return planned
