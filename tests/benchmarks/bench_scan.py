"""Are seeded pick errors caught at the scan station, and what does a scan cost?

tests/benchmarks/run scan               1,000 picks, 5 % with a mistake
tests/benchmarks/run scan -- 200 10     200 picks, 10 %
"""

import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from common import ADDON, database  # noqa: E402

from tests.order_tracking_logistics import pick_errors  # noqa: E402


def main(picks: int, percent: float) -> int:
    with database(ADDON) as env:
        times, queries = _timed(env)
        figures = pick_errors.run(env, picks, percent / 100)
    made, caught = sum(figures.made.values()), sum(figures.caught.values())
    print(f"{figures.picks} picks, {figures.scans} scans, {made} mistakes: {dict(figures.made)}")
    print(
        f"caught {caught} of {made}; false alarms {len(figures.false_alarms)}; transfers that "
        f"ended wrong {len(figures.wrong)}"
    )
    print(
        f"a scan: median {statistics.median(times) * 1000:.0f} ms elapsed, "
        f"p95 {statistics.quantiles(times, n=20)[-1] * 1000:.0f} ms, "
        f"{statistics.median(queries):.0f} queries"
    )
    return int(caught != made or bool(figures.false_alarms) or bool(figures.wrong))


def _timed(env):
    """Time and queries of each scan, gathered while the picks run."""
    times, queries = [], []
    model = type(env["stock.picking"])
    take = model.scan_station_take

    def timed(self, *args, **options):
        before, started = self.env.cr.sql_log_count, time.perf_counter()
        answer = take(self, *args, **options)
        self.env.cr.flush()
        times.append(time.perf_counter() - started)
        queries.append(self.env.cr.sql_log_count - before)
        return answer

    model.scan_station_take = timed
    return times, queries


if __name__ == "__main__":
    numbers = [float(word) for word in sys.argv[2:]]
    picks, percent = [*numbers, *(1000, 5)[len(numbers) :]]
    sys.exit(main(int(picks), percent))
