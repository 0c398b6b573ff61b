"""Are forecasts that are shown as advice right afterwards? On a public order history.

Usage: ``python bench_demand.py`` (needs ``statsmodels``, neither Odoo nor a database). At the
end of each of several months everything known is judged as the product does it: the last three
months foretold without knowing them. Then the months that follow tell.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist, fmean

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "order_tracking_feedback"), str(ROOT / "tests" / "order_history")]

import convert  # noqa: E402

from demand import has_smoothing, judge, later, moved, naive, series, smoothed  # noqa: E402
from metrics.testing import beyond_chance  # noqa: E402

CUTS = [date(2017, month, 1) for month in (1, 3, 5, 7, 9, 10)]  # what is known ends before them
AFTER = 3  # months that tell
SERVICE = 0.95


@dataclass(frozen=True, slots=True)
class Case:
    """A series at a cut: whether its forecast was advice; mean errors afterwards."""

    advised: bool
    ours: float
    naive: float
    covered: bool  # the first month's demand by forecast and safety stock


def read(column: str) -> dict[str, list[tuple[date, int]]]:
    found = defaultdict(list)
    for line in convert.lines():
        day = date(*(int(line[f"Order {part}"]) for part in ("Year", "Month", "Day")))
        found[line[column]].append((day, int(line["Order Quantity"])))
    return dict(found)


def cases(name: str, sold: dict) -> tuple[list[Case], dict[str, int]]:
    """(what was foretold and came, how often nothing was and why)."""
    found, without = [], defaultdict(int)
    for pairs in sold.values():
        for cut in CUTS:
            known = series("month", pairs, later("month", cut, -1))
            values = series("month", pairs, later("month", cut, AFTER - 1))
            judged = judge(known, AFTER, smoothed(12))
            if judged.ahead:
                found.append(_case(judged, known, values[len(known) :]))
            else:
                without[judged.why_not] += 1
    print(f"{name}: {len(found)} forecasts, none of {dict(without)}")
    return found, without


def _case(judged, known, came) -> Case:
    simple = naive(known, AFTER)
    safety = NormalDist().inv_cdf(SERVICE) * judged.sigma
    return Case(
        not judged.why_not,
        fmean(abs(a - b) for a, b in zip(judged.ahead, came, strict=True)),
        fmean(abs(a - b) for a, b in zip(simple, came, strict=True)),
        came[0] <= judged.ahead[0] + safety,
    )


def show(title: str, some: list[Case]) -> None:
    """One line: cases; how often better than naive; all errors as a share of naive's."""
    if not some:
        print(f"  {title:22} {0:5}")
        return
    better = fmean(case.ours < case.naive for case in some)
    ratio = sum(case.ours for case in some) / (sum(case.naive for case in some) or 1.0)
    covered = fmean(case.covered for case in some)
    print(f"  {title:22} {len(some):5} {better:8.1%} {ratio:8.2f} {covered:9.1%}")


def changes(sold: dict, ends: Iterable[date]) -> None:
    """How many tests say that demand moved: each alone; what a review of that month would tell."""
    for end in ends:
        known = {key: series("month", pairs, end) for key, pairs in sold.items()}
        tests = moved(known, 12)
        alone = [test for test in tests if test.chance < 0.05]
        told = beyond_chance(tests)
        print(f"  {end:%Y-%m}: {len(tests)} tests, {len(alone)} below 5 %, {len(told)} findings")


def main() -> int:
    if not has_smoothing():
        print("statsmodels is not installed")
        return 1
    lost = False
    print(f"{'':24} {'cases':>5} {'better':>8} {'error':>8} {'covered':>9}")
    for name, column in (("category", "Product Category"), ("product", "Product Name")):
        sold = read(column)
        found, _without = cases(name, sold)
        show("shown as advice", [case for case in found if case.advised])
        show("not shown", [case for case in found if not case.advised])
        advised = [case for case in found if case.advised]
        lost |= sum(case.ours for case in advised) >= sum(case.naive for case in advised)
    changes(read("Product Category"), (date(2017, month, 28) for month in range(6, 13)))
    print(f"advice was better than naive afterwards: {'NO' if lost else 'yes'}")
    return int(lost)


if __name__ == "__main__":
    sys.exit(main())
