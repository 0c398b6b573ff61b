"""Whether a difference is more than chance: tests that need nothing but counts and rank sums.

All are one-sided (worse, not only different), so that a review speaks of what got worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import erfc, exp, lgamma, sqrt

LEVEL = 0.05  # of all findings of a review that rest on a test, so many may be chance
MIN_CASES = 30  # on both sides; with fewer the normal approximation is none


def mann_whitney(rank_sum: float, n: int, other_n: int, ties: int) -> float:
    """Probability that chance alone ranks ``n`` values as high as they are among all.

    :param rank_sum: of the n values among all n + other_n, equal values with their mean rank.
    :param ties: sum of t³ - t over the groups of t equal values among all.

    H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947), p. 50-60: normal
    approximation, with the tie correction of E. L. Lehmann, “Nonparametrics” (1975), p. 20, and
    half a step for continuity.

    >>> round(mann_whitney(32.0, 5, 4, 0), 4)
    0.0557
    """
    if not n or not other_n:
        return 1.0
    total = n + other_n
    greater = rank_sum - n * (n + 1) / 2
    variance = n * other_n / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:  # all values are equal
        return 1.0
    return erfc((greater - n * other_n / 2 - 0.5) / sqrt(2 * variance)) / 2


def more_often(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Probability that chance alone puts so many of all hits among these ``n`` cases, or more.

    R. A. Fisher's exact test (“The Design of Experiments”, 1935, chapter II), one-sided: the upper
    tail of the hypergeometric distribution. Exact for few and for many cases alike.

    >>> round(more_often(3, 4, 1, 4), 4)
    0.2429
    """
    if not (0 <= hits <= n and 0 <= other_hits <= other_n):
        raise ValueError(f"{hits} of {n}, {other_hits} of {other_n}")
    all_hits = hits + other_hits
    term = exp(_choose(n, hits) + _choose(other_n, other_hits) - _choose(n + other_n, all_hits))
    total = 0.0
    for more in range(hits, min(n, all_hits) + 1):
        total += term
        left = all_hits - more
        ratio = (n - more) * left / ((more + 1) * (other_n - left + 1))
        term *= ratio
        if ratio < 1 and term < total * 1e-17:
            break
    return min(total, 1.0)


def benjamini_hochberg(chances: Iterable[float]) -> list[float]:
    """Each test's probability adjusted for all tests that were made, in the order given.

    Those up to 0.05 are the findings of which at most 5 % are expected to be chance.
    Y. Benjamini, Y. Hochberg, “Controlling the False Discovery Rate”, Journal of the Royal
    Statistical Society B 57 (1995), p. 289-300. It holds for tests that depend on each other
    positively, as the stages of one order do (Benjamini, Yekutieli, Annals of Statistics 29, 2001).

    >>> benjamini_hochberg([0.01, 0.5, 0.02])
    [0.03, 0.5, 0.03]
    """
    chances = list(chances)
    adjusted, least = [0.0] * len(chances), 1.0
    falling = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    for before, at in enumerate(falling):
        least = min(least, chances[at] * len(chances) / (len(chances) - before))
        adjusted[at] = least
    return adjusted


def beyond_chance(tests: Sequence) -> list[tuple]:
    """(test, adjusted probability) of those that hold among all tests, and are large enough to
    matter; a test has ``chance`` (its own probability) and ``matters``."""
    adjusted = benjamini_hochberg(test.chance for test in tests)
    found = zip(tests, adjusted, strict=True)
    return [(test, q) for test, q in found if q <= LEVEL and test.matters]


def _choose(n: int, k: int) -> float:
    """Logarithm of n over k."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
