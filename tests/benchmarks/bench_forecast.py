"""Does the stated 80 % hold on a later period? On a public order history, against simpler ways.

Usage: ``python bench_forecast.py`` (needs neither Odoo nor a database). The history
(``tests/forecast_history``) has no delivery dates: the time from order to shipping stands in for
the time from shipping to delivery. The service is the shipping mode, the lane a pair of countries.
"""

from __future__ import annotations

import csv
import gzip
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "order_tracking_logistics"))

from forecast import SHARE, DayClock, Parcel, aimed, best_days, forecast, shown  # noqa: E402
from forecast.lanes import circles, key  # noqa: E402

HISTORY = ROOT / "tests" / "forecast_history" / "orders.csv.gz"
LONGEST = timedelta(days=60)  # as the job: longer is no transit time
WINDOW = timedelta(days=365)
Z = 1.2816  # 80 % of a normal distribution lie within mean ± Z · sd
SERVICES = ("Same Day", "First Class", "Second Class", "Standard Class")
Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Case:
    service: str
    promised: float  # hours
    origin: str
    destination: str
    start: datetime
    end: datetime

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600

    def parcel(self, **known) -> Parcel:
        return Parcel(
            "in_transit",
            method=SERVICES.index(self.service) + 1,
            origin=self.origin,
            destination=self.destination,
            shipped_at=self.start,
            **known,
        )


def read() -> tuple[list[Case], int]:
    """(usable cases by start, rows that are not usable)."""
    with gzip.open(HISTORY, "rt", encoding="utf-8") as lines:
        found = [_case(row) for row in csv.DictReader(lines)]
    usable = [case for case in found if timedelta(0) < case.end - case.start <= LONGEST]
    return sorted(usable, key=lambda case: case.start), len(found) - len(usable)


def _case(row: dict) -> Case:
    start = datetime.fromisoformat(row["ordered_at"])
    midnight = datetime(start.year, start.month, start.day)
    promised = midnight + timedelta(days=int(row["promised_days"]) + 1) - start
    return Case(
        row["service"],
        promised.total_seconds() / 3600,
        row["origin"] + "/-/-",
        row["destination"] + "/-/-",
        start,
        datetime.fromisoformat(row["shipped_on"]) + timedelta(days=1),  # by the end of that day
    )


def learn(cases: Iterable[Case]) -> dict:
    """Statistics as the nightly job makes them."""
    samples: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for _circle, *route in circles(case.parcel()):
            samples[key("transit", *route, "shipped")].append(case)
    return {name: _spread(found) for name, found in samples.items()}


def _spread(cases: list[Case]):
    kept = {
        days: shown((DayClock(days).hours(c.start, c.end) for c in cases), days)
        for days in (7, 6, 5)
    }
    return kept[best_days(kept)]


def ours(spreads: dict, waited: float = 0.0, share: float = SHARE) -> Callable[[Case], Interval]:
    def interval(case: Case) -> Interval:
        now = case.start + timedelta(hours=waited)
        found = forecast(case.parcel(), spreads, now, share=share)
        if not found.until:
            return None
        return tuple((at - case.start).total_seconds() / 3600 for at in (found.start, found.until))

    return interval


def naive(cases: Iterable[Case]) -> Callable[[Case], Interval]:
    """Mean ± z · sd of the service: what most tools that state an interval do."""
    hours = defaultdict(list)
    for case in cases:
        hours[case.service].append(case.hours)
    spread = {s: (statistics.mean(h), Z * statistics.stdev(h)) for s, h in hours.items()}
    return lambda c: (spread[c.service][0] - spread[c.service][1], sum(spread[c.service]))


def promise(case: Case) -> Interval:
    return 0.0, case.promised


def figures(cases: list[Case], interval: Callable[[Case], Interval]) -> tuple[float, float, float]:
    """(share of cases with an interval, coverage, median width in hours)."""
    told = [(case, found) for case in cases if (found := interval(case))]
    inside = sum(low <= case.hours <= high for case, (low, high) in told)
    widths = [high - low for _case, (low, high) in told]
    return len(told) / len(cases), inside / len(told), statistics.median(widths)


def show(title: str, cases: list[Case], interval: Callable[[Case], Interval]) -> float:
    told, coverage, width = figures(cases, interval)
    print(f"{title:34} {len(cases):6} {told:6.1%} {coverage:9.1%} {width:9.1f} h")
    return coverage


def split(cases: list[Case], cut: datetime) -> float:
    """Everything known at ``cut``, judged on what was ordered later."""
    known = [c for c in cases if c.end <= cut and c.start >= cut - WINDOW]
    later = [c for c in cases if c.start >= cut]
    spreads = learn(known)
    print(f"\nlearned from {len(known)} cases of the year before {cut:%Y-%m-%d}, judged on later")
    coverage = show("own history (stated: 80 %)", later, ours(spreads))
    show("naive: mean ± 1.28 sd (80 %)", later, naive(known))
    show("the carrier's promise", later, promise)
    for service in SERVICES:
        some = [c for c in later if c.service == service]
        show(f"  own history, {service}", some, ours(spreads))
        show(f"  naive, {service}", some, naive(known))
    for days in (2, 4):
        waiting = [c for c in later if c.hours > 24 * days]
        show(f"  still under way after {days} days", waiting, ours(spreads, 24.0 * days))
    clocks = defaultdict(int)
    for spread in spreads.values():
        clocks[spread.days] += 1
    print(f"clocks chosen (days of the week: statistics): {dict(clocks)}")
    return coverage


def rolling(cases: list[Case]) -> float:
    """As in production: learned anew each month, aimed by how the last 90 days' forecasts
    fared, judged on the month that follows."""
    judged: list[tuple[datetime, bool]] = []
    for month in range(24):
        cut = datetime(2016 + month // 12, month % 12 + 1, 1)
        spreads = learn(c for c in cases if c.end <= cut and c.start >= cut - WINDOW)
        lately = [inside for end, inside in judged if cut - timedelta(days=90) <= end <= cut]
        interval = ours(spreads, share=aimed(sum(lately), len(lately)))
        for case in cases:
            if cut <= case.start < cut + timedelta(days=30) and (found := interval(case)):
                judged.append((case.end, found[0] <= case.hours <= found[1]))
    return sum(inside for _end, inside in judged) / len(judged)


def main() -> int:
    cases, unusable = read()
    print(f"{len(cases)} usable shipments, {unusable} not (before the order, or > 60 days)")
    print(f"{'':34} {'cases':>6} {'told':>6} {'coverage':>9} {'width':>11}")
    found = [split(cases, datetime(2016, 7, 1)), split(cases, datetime(2017, 1, 1))]
    found.append(rolling(cases))
    print(f"\nlearned anew each month, 2016 and 2017: coverage {found[-1]:.1%}")
    held = all(0.75 <= coverage <= 0.85 for coverage in found)
    print(f"stated 80 % covers 75–85 % on later periods: {'yes' if held else 'NO'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
