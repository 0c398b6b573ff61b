"""What all benchmarks share: two databases in one process, paired runs, figures as ratios."""

from __future__ import annotations

import contextlib
import math
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import odoo.init  # noqa: F401  (makes the namespace package importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.tools import config

STOCK, ADDON = "bench_stock", "bench_addon"


# First argument: Odoo's configuration. Read here, so that benchmarks can import the addon.
config.parse_config(["-c", sys.argv[1], "--log-level=error", "--no-http"])
initialize_sys_path()


@contextlib.contextmanager
def database(name: str, commit: bool = False):
    """An environment of the superuser on ``name``; rolled back unless ``commit``.

    Orders are not verified unless a benchmark asks for it: most have orders too plain to pass.
    """
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": False})
        verification(env, "off")
        yield env
        if commit:
            cr.commit()
        else:
            cr.rollback()


def verification(env, mode: str) -> None:
    """Switches verification in all companies: off, advise or enforce."""
    companies = env["res.company"].search([])
    if "order_verification_mode" in companies._fields:  # not in stock Odoo
        companies.order_verification_mode = mode
        env.flush_all()


@dataclass
class Figure:
    """Measurements of one thing: seconds and number of queries of each run."""

    name: str
    seconds: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@contextlib.contextmanager
def measured(figure: Figure, cr=None, wall: bool = False, database: bool = False):
    """Adds the time and queries of the block to ``figure``.

    :param wall: elapsed time, where the database's work is part of what is compared;
        otherwise CPU time of this process.
    :param database: CPU time of this process and of the one that PostgreSQL runs for it.
    """
    clock = time.perf_counter if wall else time.process_time
    if database:
        backend = Path(f"/proc/{cr._cnx.info.backend_pid}/schedstat")

        def clock():  # finer than the 10 ms in which processor time is counted elsewhere
            return time.process_time() + int(backend.read_text().split()[0]) / 1e9

    before = cr.sql_log_count if cr else 0
    started = clock()
    yield
    figure.seconds.append(clock() - started)
    figure.queries.append(cr.sql_log_count - before if cr else 0)


def ratio(ours: Figure, theirs: Figure) -> float:
    """Median of the pairwise ratios: holds when the machine's speed drifts."""
    return statistics.median(a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True))


def interval(ours: Figure, theirs: Figure) -> tuple[float, float]:
    """Between which ratios their median lies with 95 % (sign test: order statistics)."""
    ratios = sorted(a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True))
    aside = max(math.floor((len(ratios) - 1.96 * math.sqrt(len(ratios))) / 2), 0)
    return ratios[aside], ratios[-1 - aside]


def report(title: str, ours: Figure, theirs: Figure, goal: str) -> None:
    low, high = interval(ours, theirs)
    more = statistics.median(ours.queries) - statistics.median(theirs.queries)
    print(
        f"{title}: CPU ratio {ratio(ours, theirs):.3f} (95 %: {low:.3f} to {high:.3f}) "
        f"({ours.median * 1000:.1f} ms / {theirs.median * 1000:.1f} ms, n={len(ours.seconds)}), "
        f"{more:+.0f} queries ({statistics.median(ours.queries):.0f} / "
        f"{statistics.median(theirs.queries):.0f}); goal {goal}"
    )
