"""When a quantity is out of the ordinary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# makes the median absolute deviation of a normal distribution its standard deviation
_NORMAL = 0.6745
# Croux and Rousseeuw, Time-Efficient Algorithms for Two Highly Robust Estimators of Scale (1992):
# the MAD of few values is too small by these factors, of n > 9 values by n / (n - 0.8)
_FEW = {2: 1.196, 3: 1.495, 4: 1.363, 5: 1.206, 6: 1.2, 7: 1.14, 8: 1.129, 9: 1.107}
_LARGEST = math.log(1e300)


@dataclass(frozen=True, slots=True)
class Usual:
    """What was usual: natural logarithms of the median and of the factor of spread around it."""

    middle: float
    spread: float

    def score(self, quantity: float) -> float:
        """How far a positive quantity is from what was usual: its modified z-score.

        Iglewicz and Hoaglin, *How to Detect and Handle Outliers* (1993):
        0.6745 (x - median) / MAD; beyond 3.5 a value counts as an outlier.
        """
        return _NORMAL * (math.log(quantity) - self.middle) / self.spread

    def quantity(self, score: float) -> float:
        """The quantity that has this score."""
        return math.exp(min(self.middle + score * self.spread / _NORMAL, _LARGEST))


def usual(history: Sequence[float], factor: float, score: float) -> Usual:
    """What positive quantities of the past say; of their logarithms, for they spread by factors.

    :param factor: who has always ordered the same has a quantity with ``score`` at so many
        times as much: the smallest spread that any history gets.
    """
    logs = [math.log(quantity) for quantity in history]
    middle = median(logs)
    few = _FEW.get(len(logs)) or (len(logs) / (len(logs) - 0.8) if len(logs) > 1 else 1.0)
    floor = _NORMAL * math.log(factor) / score if factor > 1 and score > 0 else _LARGEST
    return Usual(middle, max(few * median(abs(x - middle) for x in logs), floor))
