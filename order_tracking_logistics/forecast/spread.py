"""How long it took before: order statistics, and intervals for the next one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 10  # fewer cases give no figure
SHARE = 0.8  # of the parcels shall arrive within the interval
MOST = 99  # values that are kept of a large sample: its percentiles
_ENOUGH_TO_CHOOSE, _CLEARLY = 30, 0.95
_ENOUGH_TO_AIM = 100


@dataclass(frozen=True, slots=True)
class Spread:
    """What is kept of a sample.

    ``values``: hours, ascending: the sample itself, or its 99 percentiles when it is larger;
    ``count``: size of the sample; ``days``: of the clock that the hours were measured with
    (:class:`.clock.DayClock`).
    """

    values: tuple[float, ...]
    count: int
    days: int = 7

    def quantile(self, share: float) -> float:
        """The value that a further case stays below with probability ``share``.

        A further case is as likely to fall into any of the n + 1 gaps between n earlier ones
        (exchangeability), so that P(X ≤ x₍ₖ₎) = k / (n + 1): S. S. Wilks, “Determination of
        sample sizes for setting tolerance limits”, Ann. Math. Statist. 12 (1941); the same
        correction as in conformal prediction: V. Vovk, A. Gammerman, G. Shafer, “Algorithmic
        Learning in a Random World” (2005), J. Lei et al., JASA 113 (2018). Between two order
        statistics linearly: R. Beran, P. Hall, J. R. Statist. Soc. B 55 (1993), the sixth
        definition of R. Hyndman, Y. Fan, “Sample quantiles”, Am. Stat. 50 (1996). Beyond the
        sample nothing is known: the smallest and the largest value are the limits.
        """
        place = min(max(share * (len(self.values) + 1), 1.0), float(len(self.values)))
        below = int(place)
        low = self.values[below - 1]
        high = self.values[min(below, len(self.values) - 1)]
        return low + (place - below) * (high - low)

    def beyond(self, hours: float) -> Spread:
        """The cases that took longer than ``hours``: those a parcel is still like that has
        been waiting for ``hours``."""
        rest = self.values[bisect_right(self.values, hours) :]
        exact = len(self.values) == self.count
        count = len(rest) if exact else self.count * len(rest) // (len(self.values) + 1)
        return Spread(rest, count, self.days)

    def interval(
        self, after: float | None = None, share: float = SHARE
    ) -> tuple[float, float] | None:
        """(from, until) in hours in which ``share`` of such cases end, equal tails; of the
        cases longer than ``after`` only. None when fewer than :data:`LEAST` are left."""
        left = self if after is None else self.beyond(after)
        if left.count < LEAST or not left.values:
            return None
        tail = (1 - share) / 2
        return left.quantile(tail), left.quantile(1 - tail)

    @property
    def width(self) -> float:
        """Length of the unconditional interval, in hours of the week."""
        low, high = self.interval() or (0.0, float("inf"))
        return (high - low) * 7 / self.days


def grid() -> list[float]:
    """Shares of the percentiles that are kept of a large sample."""
    return [i / (MOST + 1) for i in range(1, MOST + 1)]


def shown(hours: Iterable[float], days: int = 7) -> Spread:
    """A sample as it is kept: whole up to 99 values, else its percentiles."""
    values = tuple(sorted(hours))
    whole = Spread(values, len(values), days)
    if len(values) <= MOST:
        return whole
    return Spread(tuple(whole.quantile(share) for share in grid()), len(values), days)


def best_days(candidates: Mapping[int, Spread] | Sequence[Spread]) -> int:
    """Which clock tells a sample best: the one with the narrowest interval.

    Every hour counts (7) unless leaving out Sundays (6) or weekends (5) makes the interval at
    least 5 % narrower on at least 30 cases: a clock that merely fits better by chance would
    promise too much.
    """
    found = dict(candidates) if isinstance(candidates, Mapping) else {s.days: s for s in candidates}
    elapsed = found[7]
    if elapsed.count < _ENOUGH_TO_CHOOSE:
        return 7
    best = min(found.values(), key=lambda spread: (spread.width, -spread.days))
    return best.days if best.width < elapsed.width * _CLEARLY else 7


def aimed(inside: int, told: int) -> float:
    """The share to aim at so that :data:`SHARE` is reached, from how the last forecasts fared.

    Times drift, and parcels of one day are not independent: intervals learned from the past
    then hold less than they state. What they missed lately is added (adaptive conformal
    inference: I. Gibbs, E. Candès, “Adaptive conformal inference under distribution shift”,
    NeurIPS 2021), between 70 and 90 %, once a hundred forecasts can be judged.

    :param inside: of ``told`` forecasts made at shipping, how many parcels arrived within.
    """
    if told < _ENOUGH_TO_AIM:
        return SHARE
    return min(max(2 * SHARE - inside / told, SHARE - 0.1), SHARE + 0.1)
