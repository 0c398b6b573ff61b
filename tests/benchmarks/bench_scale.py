"""(d) Back-fill and late-milestone sweep at growing size, and how their cost grows.

At each size: so many open orders without a timeline are added to the same database, the
post-init hook's back-fill gives them one (500 a batch, each committed), then all their
milestones fall due and the sweep marks them. Usage: ``python bench_scale.py CONFIG [sizes]``.
"""

from __future__ import annotations

import resource
import sys
import time

from common import ADDON, database  # isort: skip  (first: it starts Odoo)
import populate

from odoo.addons.order_tracking import hooks


def backfill(count: int) -> float:
    with database(ADDON, commit=True) as env:
        populate.orders(env, count)
    with database(ADDON) as env:
        env.cr.execute("ANALYZE")
        started = time.perf_counter()
        done = hooks.backfill(env, commit=True)
    assert done >= count, done
    return time.perf_counter() - started


def sweep() -> tuple[int, float]:
    """(milestones marked, seconds); a batch of 5,000 is committed as the cron does."""
    with database(ADDON, commit=True) as env:
        env.cr.execute(
            "UPDATE order_tracking_milestone SET due_at = now() AT TIME ZONE 'UTC'"
            " - interval '1 hour', late = FALSE WHERE state = 'current'"
        )
    marked, started = 0, time.perf_counter()
    with database(ADDON) as env:
        while found := env["order.tracking.milestone"]._mark_late(5000):
            marked += found
            env.cr.commit()
    return marked, time.perf_counter() - started


def main() -> None:
    sizes = [int(size) for size in sys.argv[2:]] or [1_000, 10_000, 100_000]
    for size in sizes:
        seconds = backfill(size)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"back-fill of {size} orders: {seconds:.1f} s, {seconds / size * 1000:.2f} ms an order,"
            f" peak memory {memory:.0f} MB",
            flush=True,
        )
        marked, seconds = sweep()
        print(
            f"sweep of {marked} late milestones: {seconds:.1f} s, "
            f"{seconds / marked * 1e6:.0f} µs each",
            flush=True,
        )


if __name__ == "__main__":
    main()
