"""What a company takes back, for how long and on which terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .quantities import EPSILON


@dataclass(frozen=True, slots=True)
class Policy:
    """``days``: after arrival. ``approves_up_to``: a return worth at most so much, taxes included,
    is approved without anybody looking; 0: never."""

    returnable: bool = True
    days: int = 14
    approves_up_to: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Decision:
    """``code``: why goods may not go back, empty where they may: no_policy, not_returnable,
    on_the_way, too_late, nothing_left. ``until``: the last day, where there is one."""

    code: str = ""
    until: date | None = None

    @property
    def allowed(self) -> bool:
        return not self.code


def closest(chain: Sequence[int], policies: Mapping[int | None, Any]) -> Any:
    """The policy of a product: of its category, of the nearest category above, else the general
    one; None where there is none.

    :param chain: ids of the product's category and those above, nearest first.
    :param policies: by category id; None: the general one.
    """
    return next((policies[c] for c in (*chain, None) if c in policies), None)


def decide(
    policy: Policy | None, arrived: date, left: float, today: date, *, on_the_way: bool = False
) -> Decision:
    """Whether goods may go back today.

    :param arrived, today: days where the customer is.
    :param left: how many may still be asked about. :param on_the_way: the customer has none of
        them yet.
    """
    if policy is None:
        return Decision("no_policy")
    if not policy.returnable:
        return Decision("not_returnable")
    if on_the_way and left > EPSILON:
        return Decision("on_the_way")
    until = arrived + timedelta(days=policy.days)
    if today > until:
        return Decision("too_late", until)
    return Decision("" if left > EPSILON else "nothing_left", until)


def approves_itself(parts: Iterable[tuple[Policy, Decimal]]) -> bool:
    """Whether a return needs nobody's approval: worth no more in total than each of its policies
    allows.

    :param parts: policy and value of each line, all in one currency.
    """
    parts = list(parts)
    total = sum(value for _policy, value in parts)
    return bool(parts) and all(0 < policy.approves_up_to >= total for policy, _value in parts)
