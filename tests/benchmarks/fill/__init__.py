"""Fills a database with the history of several companies over four years, by SQL alone.

    fill.whole(env, orders)

gives ``orders`` orders (of three companies, 70, 20 and 10 %), and of each on average: 1.6 lines,
12 events in the journal, 7 milestones, a delivery, 1.5 parcels with 5 scans each, a receipt with
its
file, two notices, a link, an acceptance, a request for feedback; findings of checks for one in
five, feedback for one in six, exceptions one in twenty, complaints one in forty, returns one in
sixty-five, and the rarer rest; outcomes with their cases and daily figures; frozen reviews.

What is made up follows what companies know: a few customers and products make most of the sales
(Zipf and Mandelbrot), orders come in working hours, less on weekends, more before Christmas and 20
%
more each year; most are in time, and the late ones have a long tail. Everything is determined by
the number of the order, so that two databases of one size are alike. Orders of the last days are
under way: as a larger company has more history, it has more in hand.

Work for the jobs (``due``) is the same at each size, made by the product itself.
"""

from __future__ import annotations

import time

from . import bulk, due, outcomes, parcels, people, progress, service, times, trade, world

DAYS = 4 * 365 + 1
PARTS = (people, trade, progress, parcels, service, outcomes)


def whole(env, orders: int, days: int = DAYS, tell=print) -> dict[str, int]:
    """Fills and commits; ids of what a benchmark looks at, see :mod:`world`."""
    began = time.perf_counter()
    ids = world.make(env)
    values = {"size": orders, "days": days, "far": times.FAR, **ids}
    env.cr.execute("SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '128MB'")
    # Rows are not checked one by one against what they refer to: it exists.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    tables = [table for part in PARTS for table in part.TABLES]
    times.make(env, values)
    with bulk.without_indexes(env, tables):
        for part in PARTS:
            started = time.perf_counter()
            part.make(env, values)
            tell(f"  {part.__name__.rpartition('.')[2]}: {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()  # what the block ends with
    tell(f"  indexes: {time.perf_counter() - started:.0f} s")
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.cr.commit()
    env.invalidate_all()
    env.registry.clear_all_caches()
    due.make(env, ids)
    env.cr.commit()
    seconds = time.perf_counter() - began
    tell(f"  filled: {seconds:.0f} s, {orders / seconds:,.0f} orders a second")
    return ids
