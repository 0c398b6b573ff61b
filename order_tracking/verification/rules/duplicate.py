"""Whether the order is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..texts import folded
from ..values import Earlier, Order


class DuplicateReference(Rule):
    """The customer's own number stands on an earlier order of the last ``days``. ``found``: the
    number; ``detail``: ``order`` (id) and ``name`` of the earlier one.
    """

    code = "duplicate_reference"
    subject = "duplicate"
    parameters = {"days": 30.0}
    problems = ("reference_repeated",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        wanted = folded(order.reference)
        span = timedelta(days=min(settings.parameters["days"], 36500))
        for earlier in _earlier(order, span) if wanted else ():
            if folded(earlier.reference) == wanted:
                yield self.finding(
                    settings,
                    "reference_repeated",
                    "client_order_ref",
                    found=order.reference,
                    detail={"order": earlier.id, "name": earlier.name},
                )
                return


class DuplicateContent(Rule):
    """The same goods for the same amount within ``hours``. ``detail``: ``order`` (id) and
    ``name`` of the earlier one.
    """

    code = "duplicate_content"
    subject = "duplicate"
    parameters = {"hours": 48.0}
    problems = ("content_repeated",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        content = content_of(order)
        span = timedelta(hours=min(settings.parameters["hours"], 876000))
        for earlier in _earlier(order, span) if content else ():
            same = earlier.content == content and abs(earlier.amount - order.amount) < 0.01
            if same:
                yield self.finding(
                    settings,
                    "content_repeated",
                    "order_line",
                    detail={"order": earlier.id, "name": earlier.name},
                )
                return


def content_of(order: Order) -> tuple[tuple[int, float], ...]:
    """What is ordered of each product, whatever the lines."""
    total: dict[int, float] = defaultdict(float)
    for line in order.lines:
        if line.product is not None:
            total[line.product.id] += line.base_quantity
    return tuple(sorted((product, round(q, 4)) for product, q in total.items()))


def _earlier(order: Order, span: timedelta) -> Iterator[Earlier]:
    for earlier in order.history.earlier:
        if earlier.id != order.id and abs(order.now - earlier.ordered_at) <= span:
            yield earlier


RULES = (DuplicateReference, DuplicateContent)
