"""What all benchmarks share: two databases in one process, paired runs, figures as ratios."""

from __future__ import annotations

import contextlib
import statistics
import time
from dataclasses import dataclass, field

import odoo.init  # noqa: F401  (makes the namespace package importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

STOCK, ADDON = "bench_stock", "bench_addon"


def start(config_file: str) -> None:
    """Reads Odoo's configuration; call once, before opening a database."""
    config.parse_config(["-c", config_file, "--log-level=error", "--no-http"])


@contextlib.contextmanager
def database(name: str, commit: bool = False):
    """An environment of the superuser on ``name``; rolled back unless ``commit``."""
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": False})
        yield env
        if commit:
            cr.commit()
        else:
            cr.rollback()


@dataclass
class Figure:
    """Measurements of one thing: CPU seconds and number of queries of each run."""

    name: str
    cpu: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)


@contextlib.contextmanager
def measured(figure: Figure, cr=None):
    """Adds the CPU time (this process) and queries of the block to ``figure``."""
    before = cr.sql_log_count if cr else 0
    started = time.process_time()
    yield
    figure.cpu.append(time.process_time() - started)
    figure.queries.append(cr.sql_log_count - before if cr else 0)


def ratio(ours: Figure, theirs: Figure) -> float:
    """Median of the pairwise ratios: holds when the machine's speed drifts."""
    return statistics.median(a / b for a, b in zip(ours.cpu, theirs.cpu, strict=True))


def report(title: str, ours: Figure, theirs: Figure, goal: str) -> None:
    more = statistics.median(ours.queries) - statistics.median(theirs.queries)
    print(
        f"{title}: CPU ratio {ratio(ours, theirs):.3f} "
        f"({ours.median * 1000:.1f} ms / {theirs.median * 1000:.1f} ms, n={len(ours.cpu)}), "
        f"{more:+.0f} queries ({statistics.median(ours.queries):.0f} / "
        f"{statistics.median(theirs.queries):.0f}); goal {goal}"
    )
