"""Daily figures from outcomes: SQL made from the catalogue of metrics.

Each figure of a day is kept as what can be added up: ``n`` cases, ``hits`` and ``base``, so that
of any days, channels and countries together the figure is the sum of ``hits`` over the sum of
``base``. Where there is no base it is the sum of ``hits``. Of quantiles the mean is kept:
quantiles of days do not add up to those of a month.

Of each day there is also a row of all channels and countries (``whole``): what does not ask for
them reads one row of a figure and a day, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

_OUTCOME = "outcome"  # a metric of orders; the others are of their parts, by kind
_COUNTED = """
INSERT INTO order_outcome_day
       (company_id, day, channel, country_id, whole, metric, n, hits, base, value)
SELECT s.company_id, s.day, s.channel, s.country_id, s.whole, v.metric, v.n, v.hits, v.base,
       CASE WHEN v.base IS NULL THEN v.hits ELSE v.hits / NULLIF(v.base, 0) END
  FROM (SELECT o.company_id, {day} AS day, o.channel, o.country_id,
               GROUPING(o.channel) = 1 AS whole, {sums}
          FROM {source}
         WHERE o.known_until IS NULL AND o.company_id = %(company)s
           AND {day} = ANY (%(days)s)
         GROUP BY GROUPING SETS (
               (o.company_id, {day}, o.channel, o.country_id), (o.company_id, {day}))) s
 CROSS JOIN LATERAL (VALUES {rows}) v (metric, n, hits, base)
 WHERE v.n > 0"""
_OUTCOMES = "order_outcome o"
_PARTS = """order_outcome_part p JOIN order_outcome o ON o.id = p.outcome_id
           AND p.company_id = %(company)s AND p.kind = '{kind}'"""
FORGET = "DELETE FROM order_outcome_day WHERE company_id = %(company)s AND day = ANY (%(days)s)"


class Metric(Protocol):
    """What the catalogue says of a figure: see ``metrics.Metric``."""

    key: str
    source: str
    day: str
    statistic: str
    hit: str
    value: str
    counted: str


def sums(metric: Metric) -> tuple[str, str, str]:
    """SQL of a group's cases, hits and base (“NULL”: a plain sum). Shares, rates and the Net
    Promoter Score are in percent."""
    counts = f"FILTER (WHERE {metric.counted})"
    n, value = f"COUNT(*) {counts}", f"SUM({metric.value}) {counts}"
    hits, base = {
        "count": (n, "NULL"),
        "sum": (value, "NULL"),
        "quantiles": (value, n),
        "share": (f"100 * COUNT(*) FILTER (WHERE {metric.counted} AND ({metric.hit}))", n),
        "rate": (f"100 * SUM({metric.hit}) {counts}", value),
        "nps": (f"100 * ({_answers(metric, '>= 9')} - {_answers(metric, '<= 6')})", n),
    }[metric.statistic]
    return n, f"({hits})::numeric", f"({base})::numeric"


def _answers(metric: Metric, which: str) -> str:
    return f"COUNT(*) FILTER (WHERE {metric.counted} AND ({metric.value}) {which})"


def statements(metrics: Iterable[Metric]) -> tuple[str, ...]:
    """SQL that counts some days of a company anew: the first forgets what was counted, each other
    reads once what its figures have in common. Parameters: ``company``, ``days``, ``as_of``."""
    groups = defaultdict(list)
    for metric in metrics:
        groups[metric.source, metric.day].append(metric)
    return FORGET, *(_statement(*where, found) for where, found in groups.items())


def _statement(source: str, day: str, metrics: list[Metric]) -> str:
    columns, rows = [], []
    for place, metric in enumerate(metrics):
        names = [f"{name}{place}" for name in ("n", "hits", "base")]
        columns += [f"{sql} AS {name}" for sql, name in zip(sums(metric), names, strict=True)]
        rows.append(f"('{metric.key}', {', '.join(f's.{name}' for name in names)})")
    return _COUNTED.format(
        day=day,
        sums=", ".join(columns),
        source=_OUTCOMES if source == _OUTCOME else _PARTS.format(kind=source),
        rows=", ".join(rows),
    )
