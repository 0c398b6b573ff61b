"""The charts of a review: which figures are drawn, and how."""

from __future__ import annotations

from math import ceil, floor

from .. import charts
from .review_summary import lost_stages
from .review_words import NO_DATA

PERIODS = 12  # of a line
ROWS = 8  # of a chart
_BOUNDS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}
_LINES = ("kept_first", "kept_last", "cycle_hours.p50")  # the first two of them that are known
# What is also shown by subject, by section: figure, dimension, how it is drawn.
SPLITS = {
    "orders": (("orders", "channel", "stacked"),),
    "time": (
        ("held_hours", "holder", "stacked"),
        ("stage_hours.p50", "stage_id", "bars"),
        ("supplier_delay_hours.p50", "supplier_id", "bars"),
    ),
    "trouble": (("exceptions", "cause", "bars"),),
    "carriers": (
        ("parcel_in_time", "carrier_id", "bars"),
        ("parcel_damaged", "package_type_id", "bars"),
    ),
    "afterwards": (("complaints", "cause", "bars"), ("return_rate", "product_id", "bars")),
}
_ENOUGH = 10  # cases of a subject before its share is drawn


def of_figure(say, reading, width=190) -> str:
    """A figure above the period before and last year; its values stand beside it, as text."""
    sides = (reading.now, reading.previous, reading.year)
    rows = [charts.Estimate("", one.value, one.low, one.high, "") for one in sides]
    title = say.name(reading.record)
    return charts.intervals(rows, title, bounds=_BOUNDS.get(reading.record.unit), width=width)


def lines(say, reviews, readings) -> list[dict]:
    """The last periods of the most telling figures, of reviews frozen before and this one.

    :param reviews: ``order.review`` of one kind and edition, the oldest first, this one last.
    """
    found = []
    for key in [key for key in _LINES if key in readings and readings[key].now.value is not None]:
        points = [_point(say, *place) for place in _series(reviews, key)]
        if sum(point.value is not None for point in points) > 2:
            found.append(_line(say, readings[key].record, points))
    return found[:2]


def _line(say, record, points) -> dict:
    bounds = _around(points) if record.unit == "percent" else charts.bounds_of(points)
    ends = tuple(say.figure(record, end) for end in bounds)
    title = say.name(record)
    return {"title": title, "svg": charts.trend(points, title, bounds=bounds, ends=ends)}


def _around(points) -> tuple[float, float]:
    """The tens of percent that the values and their intervals are between: a line tells how they
    move, not how large they are, and need not begin at 0."""
    seen = [v for point in points for v in (point.value, point.low, point.high) if v is not None]
    low, high = floor(min(seen) / 10 - 0.1), ceil(max(seen) / 10 + 0.1)
    return max(10.0 * low, 0.0), min(10.0 * high, 100.0)


def _series(reviews, key) -> list[tuple]:
    """Each review with its figure, maybe none."""
    metric, _dot, statistic = key.partition(".")
    asked = [("review_id", "in", reviews.ids), ("metric", "=", metric), ("dimension", "=", False)]
    found = reviews.env["order.review.figure"].search(
        [*asked, ("statistic", "=", statistic or False)]
    )
    of = {figure.review_id: figure for figure in found}
    return [(review, of.get(review, found[:0])) for review in reviews]


def _point(say, review, figure):
    label = say.short_period(review)
    if not figure.has_value:
        return charts.Point(label, None, None, None, say.figure(figure, None))
    sure = (figure.low, figure.high) if figure.low or figure.high else (None, None)
    return charts.Point(label, figure.value, *sure, say.figure(figure, figure.value))


def lost_bars(say, findings) -> list:
    """The hours that stages lost, as rows of a chart."""
    return [
        charts.Bar(
            finding._subject_label(),
            finding.data["hours"],
            say.value(finding.data["hours"], "hours"),
        )
        for finding in lost_stages(findings)[:ROWS]
        if (finding.data or {}).get("hours")
    ]


def splits(say, figures, section) -> list[dict]:
    """The charts by subject of a section.

    :param figures: ``order.review.figure`` with a dimension.
    """
    found = []
    for key, dimension, kind in SPLITS.get(section, ()):
        metric, _dot, statistic = key.partition(".")
        rows = figures.filtered(
            lambda f, m=metric, s=statistic, d=dimension: (
                (f.metric, f.statistic or "", f.dimension) == (m, s, d) and f.has_value
            )
        )
        if rows := _ranked(rows):
            found.append(_split(say, rows, dimension, kind))
    return found


def _ranked(rows) -> list:
    """Those of enough cases, the worst or the most first."""
    counted = [row for row in rows if row.unit != "percent" or row.n >= _ENOUGH]
    good_first = counted and counted[0].metric == "parcel_in_time"
    return sorted(counted, key=lambda row: row.value, reverse=not good_first)[:ROWS]


def _split(say, rows, dimension, kind) -> dict:
    title = say.env._(
        "%(figure)s, by %(dimension)s", figure=say.name(rows[0]), dimension=say.dimension(dimension)
    )
    empty = say.env._(NO_DATA)
    if kind == "stacked":
        parts = [charts.Part(say.subject(row), row.value, _part(say, row, rows)) for row in rows]
        return {"title": title, "svg": charts.stacked(parts, title, empty=empty)}
    bars = [charts.Bar(say.subject(row), row.value, _bar(say, row)) for row in rows]
    return {"title": title, "svg": charts.bars(bars, title, empty=empty)}


def _part(say, row, rows) -> str:
    whole = sum(one.value for one in rows if one.value > 0)
    share = say.percent(100 * row.value / whole, 0) if whole else ""
    return f"{say.figure(row, row.value)} · {share}"


def _bar(say, row) -> str:
    said = say.figure(row, row.value)
    if row.unit in ("orders", "cases"):
        return said
    return say.env._("%(value)s (of %(n)s)", value=said, n=say.number(row.n))
