"""(m) Outcomes and reviews as the number of orders grows.

So many orders in one database, each with twelve events and all that follows from them; filled in
by SQL. At each size: outcomes of all orders are counted the first time, in the job's own batches;
then 1,000 of them again, unchanged and from nothing; the days they speak of; the job when nothing
happened. Then the figures of a month, beside hand-written SQL that counts the same figures from
the tables of orders (values are compared, too); and what the dashboard reads, beside Odoo's own
sales analysis. Elapsed time, the median of a few runs; CPU time with PostgreSQL's for ratios.
Usage: ``python bench_review.py CONFIG [sizes] [days=365]``; ``days=30``: all in one month.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from common import ADDON, Figure, database, measured, ratio  # isort: skip  (first: it starts Odoo)
import review_by_hand
import review_fill

from odoo.addons.order_tracking_feedback import figure_sql, metrics

SIZES = (10_000, 100_000, 1_000_000)
BATCH = 1000  # as the job has it
RUNS = 5
GOAL = 1.5
TOLD = 1e-9  # relative: sums of floats differ in their last digits by the order of adding


def fill(ids: dict[str, int], start: int, size: int, days: int) -> None:
    with database(ADDON, commit=True) as env:
        review_fill.orders(env, ids, start, size, days)
    with database(ADDON) as env:
        env.cr.execute("ANALYZE")
        env.cr.commit()


def first_time(start: int, size: int) -> tuple[float, float]:
    """Seconds to count the outcomes of the new orders, and the figures of all days."""
    begun = time.perf_counter()
    for first in range(start, size + 1, BATCH):
        with database(ADDON, commit=True) as env:
            last = min(first + BATCH, size + 1)
            env["order.outcome"]._refresh(range(review_fill.FAR + first, review_fill.FAR + last))
    counted = time.perf_counter() - begun
    begun = time.perf_counter()
    while days := _next_days():
        with database(ADDON, commit=True) as env:
            env["order.outcome.day"]._recount(days)
    with database(ADDON) as env:
        env.cr.execute("ANALYZE order_outcome, order_outcome_part, order_outcome_day")
        env.cr.commit()
    return counted, time.perf_counter() - begun


def _next_days() -> dict:
    with database(ADDON, commit=True) as env:
        return env["order.outcome.due"]._take_days(31)


def again(size: int) -> dict:
    """What the job does about 1,000 orders: nothing changed, all is new, and their days."""
    middle = review_fill.FAR + size // 2
    chosen = list(range(middle, middle + BATCH))

    def anew(env):
        env.cr.execute("DELETE FROM order_outcome WHERE order_id = ANY (%s)", [chosen])
        return lambda: env["order.outcome"]._refresh(chosen)

    def day(env):
        env.cr.execute("SELECT ordered_on FROM order_outcome WHERE order_id = %s", [middle])
        (found,) = env.cr.fetchone()
        return lambda: env["order.outcome.day"]._recount({1: [found]})

    def nothing(env):
        env["order.outcome.mark"]._notice()
        env.cr.execute("DELETE FROM order_outcome_due")
        return env["order.outcome.mark"]._notice

    return {
        "1,000 orders, unchanged": lambda env: lambda: env["order.outcome"]._refresh(chosen),
        "1,000 orders, new": anew,
        "figures of one day": day,
        "nothing happened": nothing,
    }


def figures(env, month, as_of) -> dict:
    """The month's figures of everybody, as a review counts them: by (metric, what of it)."""
    found, spans = {}, (month, *metrics.compared(month))
    wanted = [replace(m, by=()) for m in figure_sql.wanted_metrics(review_by_hand.KEYS)]
    for alike in figure_sql.groups(wanted):
        rows = figure_sql.source(alike[0], 1, as_of)
        for row in env.execute_query(figure_sql.statement(alike, spans, rows, as_of)):
            for metric, _by, _subject, statistic, told in figure_sql.read(alike, row):
                _note(found, metric.key, statistic, told[0])
    return found


def _note(found, key, statistic, told) -> None:
    if statistic:
        found.setdefault((key, "quantiles"), []).append(told.value)
        return
    for what in ("n", "hits", "value"):
        found[key, what] = getattr(told, what)


def by_hand(env, month, as_of) -> dict:
    """The same of the same three periods, from the tables of orders; UTC is the company's zone."""
    counted = [
        review_by_hand.count(env.cr, span.first, span.last + timedelta(days=1), as_of)
        for span in (month, *metrics.compared(month))
    ]
    return counted[0]


def differing(ours: dict, theirs: dict) -> list:
    """What is not the same in both."""
    return [
        (key, ours.get(key), value)
        for key, value in theirs.items()
        if key[0] and not _same(ours.get(key), value)
    ]


def _same(ours, theirs) -> bool:
    if isinstance(theirs, (list, tuple)):
        return len(ours or ()) == len(theirs) and all(map(_same, ours, theirs))
    return abs(float(ours or 0) - float(theirs or 0)) <= TOLD * max(1.0, abs(float(theirs or 0)))


def month_ago(days: int) -> metrics.Period:
    """The last whole month; where all orders are of one month, these days."""
    today = datetime.now(UTC).date()
    if days < 100:
        return metrics.Period(today - timedelta(days=days + 10), today)
    return metrics.previous("month", metrics.period("month", today))


def reviews(days: int) -> tuple[Figure, Figure, Figure, list]:
    """Figures of the month as reviews count them, by hand, and the whole catalogue, all splits."""
    ours, hand, whole = Figure("review"), Figure("by hand"), Figure("catalogue")
    month, as_of, found = month_ago(days), datetime.now(UTC).replace(tzinfo=None), {}
    for run in range(RUNS + 1):
        with database(ADDON) as env:
            company = env["res.company"].browse(1)
            for figure, action in (
                (ours, lambda env=env: figures(env, month, as_of)),
                (hand, lambda env=env: by_hand(env, month, as_of)),
                (
                    whole,
                    lambda env=env, company=company: env["order.review"]._compute(
                        company, month.first, month.last, as_of
                    ),
                ),
            ):
                with measured(figure if run else Figure("warm"), env.cr, wall=True):
                    found[figure.name] = action()
    return ours, hand, whole, differing(found["review"], found["by hand"])


def dashboard() -> tuple[Figure, Figure]:
    """What the client asks for when “Figures” is opened, and Odoo's own “Sales Analysis”."""
    ours, theirs = Figure("figures"), Figure("sales analysis")
    chosen = ("metric", "in", ("kept_first", "perfect_order"))
    for run in range(RUNS + 1):
        with database(ADDON) as env:
            day = env["order.outcome.day"]
            for figure, action in (
                (
                    ours,
                    lambda day=day: day.formatted_read_group(
                        [chosen, ("day", ">=", "-1y"), ("day", "<=", "today")],
                        ["day:week", "metric"],
                        ["value:avg", "__count"],
                    ),
                ),
                (
                    theirs,
                    lambda env=env: env["sale.report"].formatted_read_group(
                        [("state", "=", "sale"), ("date", ">=", "-1y")],
                        ["date:month"],
                        ["product_uom_qty:sum", "__count"],
                    ),
                ),
            ):
                with measured(figure if run else Figure("warm"), env.cr, wall=True):
                    action()
    return ours, theirs


def repeated(actions: dict) -> dict[str, Figure]:
    """Each a few times, rolled back: time with PostgreSQL's."""
    found = {name: Figure(name) for name in actions}
    for run in range(RUNS + 1):
        for name, prepare in actions.items():
            with database(ADDON) as env:
                action = prepare(env)
                with measured(found[name] if run else Figure(name), env.cr, database=True):
                    action()
    return found


def report(size: int, days: int, smallest: dict[str, float]) -> None:
    for name, figure in repeated(again(size)).items():
        growth = figure.median / smallest.setdefault(name, figure.median)
        print(
            f"{name:26}{figure.median * 1000:9.1f} ms CPU, growth {growth:5.2f},"
            f" {figure.queries[-1]} queries",
            flush=True,
        )
    ours, hand, whole, wrong = reviews(days)
    print(
        f"review / by hand: ratio {ratio(ours, hand):.3f} ({ours.median * 1000:.0f} ms /"
        f" {hand.median * 1000:.0f} ms); goal {GOAL}; whole catalogue with all splits"
        f" {whole.median * 1000:.0f} ms; {len(wrong)} values differ",
        flush=True,
    )
    for key, mine, other in wrong:
        print(f"  {key}: {mine} by the review, {other} by hand")
    shown, analysis = dashboard()
    print(
        f"dashboard / sales analysis: ratio {ratio(shown, analysis):.3f}"
        f" ({shown.median * 1000:.1f} ms / {analysis.median * 1000:.1f} ms); goal 1",
        flush=True,
    )


def main() -> None:
    options = dict(word.split("=") for word in sys.argv[2:] if "=" in word)
    sizes = [int(word) for word in sys.argv[2:] if "=" not in word] or list(SIZES)
    days, smallest, present = int(options.get("days", 365)), {}, 0
    with database(ADDON, commit=True) as env:
        env["res.company"].browse(1).partner_id.tz = "UTC"
        ids = review_fill.seed(env)
    for size in sizes:
        begun = time.perf_counter()
        fill(ids, present + 1, size, days)
        print(f"== {size} orders (filled in {time.perf_counter() - begun:.0f} s)", flush=True)
        counted, daily = first_time(present + 1, size)
        each = 1e6 * counted / (size - present)
        print(f"first time: {counted:.0f} s, {each:.0f} ms per 1,000 orders; days {daily:.0f} s")
        report(size, days, smallest)
        present = size


if __name__ == "__main__":
    main()
