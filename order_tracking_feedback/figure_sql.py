"""The SQL that counts the figures of reviews, and finds the rows behind each.

Figures that read the same rows by the same days and are split alike are counted in one statement,
for the period and the two that it is compared with. The conditions come from the catalogue.
"""

from dataclasses import replace
from itertools import groupby, islice

from odoo.tools import SQL

from . import metrics
from .metrics import statistics
from .metrics.metric import OUTCOME

SUBJECTS = 50  # of each split: those with the most cases
_SPANS = range(3)  # the period, the one before, last year's
# what each statistic needs of each span, beside the count: FILTER follows
_SUMS = {
    "share": ("COUNT(*) FILTER (WHERE c{i} AND s{k} AND h{i})",),
    "quantiles": ("ARRAY_AGG(v{i}::float8 ORDER BY v{i}::float8) FILTER (WHERE c{i} AND s{k})",),
    "count": (),
    "sum": ("SUM(v{i}) FILTER (WHERE c{i} AND s{k})",),
    "rate": (
        "SUM(h{i}) FILTER (WHERE c{i} AND s{k})",
        "SUM(v{i}) FILTER (WHERE c{i} AND s{k})",
    ),
    "nps": (
        "COUNT(*) FILTER (WHERE c{i} AND s{k} AND v{i} >= 9)",
        "COUNT(*) FILTER (WHERE c{i} AND s{k} AND v{i} <= 6)",
    ),
}
_HALF = f"({statistics.Z95!r}::float8 * SQRT({{n}}::float8 * {{q}} * (1 - {{q}})))"
# as ``statistics.rank`` and ``interval_ranks`` have it; beyond the ends an array has NULL
_RANKS = (
    "GREATEST(CEIL({n}::float8 * {q}), 1)",
    f"FLOOR({{n}}::float8 * {{q}} - {_HALF} + 0.5)",
    f"FLOOR(1 + {{n}}::float8 * {{q}} + {_HALF} + 0.5)",
)


def raw(text, **parameters):
    """Text of this module or of the catalogue as SQL; nothing of it comes from outside."""
    return SQL(text, **parameters)  # pylint: disable=sql-injection


def source(metric, company_id, as_of, partner_id=None):
    """``FROM … WHERE …``: the rows of a metric's kind as they were known at ``as_of``.

    :param partner_id: of a commercial entity: only orders of it and its contacts.
    """
    parts = SQL()
    if metric.source != OUTCOME:
        parts = SQL(
            "JOIN order_outcome_part p ON p.outcome_id = o.id AND p.company_id = %s"
            " AND p.kind = %s",
            company_id,
            metric.source,
        )
    theirs = SQL()
    if partner_id:
        theirs = SQL(
            "AND o.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)",
            partner_id,
        )
    return SQL(
        "FROM order_outcome o %s WHERE o.company_id = %s AND o.known_from <= %s"
        " AND (o.known_until IS NULL OR o.known_until > %s) %s",
        parts,
        company_id,
        as_of,
        as_of,
        theirs,
    )


def within(metric, span):
    """Condition: a row belongs to the days of a ``metrics.Period``."""
    return SQL("%s BETWEEN %s AND %s", raw(metric.day), span.first, span.last)


def groups(wanted):
    """Metrics that one statement counts, in lists."""

    def alike(metric):
        return metric.source, metric.day, metric.by

    return [list(found) for _key, found in groupby(sorted(wanted, key=alike), key=alike)]


def statement(wanted, spans, rows, as_of):
    """Counts metrics that are alike: a row for everybody and one for each subject.

    :param wanted: one of :func:`groups`. :param spans: three ``metrics.Period``.
    :param rows: their :func:`source`. :return: SQL whose rows :func:`read` reads.
    """
    days = [within(wanted[0], span) for span in spans]
    dimensions = range(len(wanted[0].by))
    counted = SQL(
        "SELECT %s, %s FROM (SELECT %s %s AND (%s)) cases GROUP BY GROUPING SETS (()%s)",
        raw(_subject(wanted[0].by)),
        raw(", ".join(_aggregates(wanted))),
        SQL(", ").join(_columns(wanted, days, as_of)),
        rows,
        SQL(" OR ").join(days),
        raw("".join(f", (d{i})" for i in dimensions)),
    )
    ranks = ", ".join(
        f"ROW_NUMBER() OVER (PARTITION BY dimension ORDER BY n{i}_0 DESC, subject) AS r{i}"
        for i in range(len(wanted))
    )
    return SQL(
        "SELECT dimension, subject, %s FROM (SELECT *, %s FROM (%s) counted"
        " WHERE dimension IS NULL OR subject IS NOT NULL) ranked"
        " WHERE dimension IS NULL OR LEAST(%s) <= %s",
        raw(", ".join(_results(wanted))),
        raw(ranks),
        counted,
        raw(", ".join(f"r{i}" for i in range(len(wanted)))),
        SUBJECTS,
    )


def _columns(wanted, days, as_of):
    """Of each row: whether it is in each span, its subjects, and what each metric says of it."""
    yield from (SQL("%s AS %s", day, SQL.identifier(f"s{k}")) for k, day in enumerate(days))
    for i, dimension in enumerate(wanted[0].by):
        yield raw(f"({wanted[0].subject(dimension)})::text AS d{i}")
    for i, metric in enumerate(wanted):
        yield raw(f"({metric.counted}) AS c{i}", as_of=as_of)
        if metric.hit:
            yield raw(f"({metric.hit}) AS h{i}", as_of=as_of)
        if metric.value:
            yield raw(f"({metric.value}) AS v{i}", as_of=as_of)


def _subject(by):
    """Which split a row of the result belongs to, and of whom it tells."""
    if not by:
        return "NULL::text AS dimension, NULL::text AS subject"
    dimension = " ".join(f"WHEN GROUPING(d{i}) = 0 THEN '{name}'" for i, name in enumerate(by))
    subject = " ".join(f"WHEN GROUPING(d{i}) = 0 THEN d{i}" for i in range(len(by)))
    return f"CASE {dimension} END AS dimension, CASE {subject} END AS subject"


def _aggregates(wanted):
    for i, metric in enumerate(wanted):
        for k in _SPANS:
            yield f"COUNT(*) FILTER (WHERE c{i} AND s{k}) AS n{i}_{k}"
            for j, text in enumerate(_SUMS[metric.statistic]):
                yield f"{text.format(i=i, k=k)} AS a{i}_{k}_{j}"


def _results(wanted):
    """What :func:`read` takes: of each metric its rank, then of each span what was counted."""
    for i, metric in enumerate(wanted):
        yield f"r{i}"
        for k in _SPANS:
            yield f"n{i}_{k}"
            if metric.statistic == "quantiles":
                yield from _quantiles(f"a{i}_{k}_0", f"n{i}_{k}")
            else:
                yield from (f"a{i}_{k}_{j}::float8" for j in range(len(_SUMS[metric.statistic])))


def _quantiles(values, n):
    for q in statistics.QUANTILES.values():
        for place in _RANKS:
            yield f"({values})[{place.format(n=n, q=f'{q!r}::float8')}::int]"


def read(wanted, row):
    """Yield (metric, dimension, subject, statistic, three ``Figure``) of a row of a statement.

    Statistic is the quantile's key, else None; the figures are of the three spans.
    """
    dimension, subject, *rest = row
    values = iter(rest)
    for metric in wanted:
        place = next(values)
        spans = [dict(_figures(metric.statistic, values)) for _span in _SPANS]
        if dimension and (place > SUBJECTS or not next(iter(spans[0].values())).n):
            continue
        for statistic in spans[0]:
            yield metric, dimension, subject, statistic, [span[statistic] for span in spans]


def _figures(statistic, values):
    """(quantile or None, ``Figure``) of the next values of a row."""
    n = next(values)
    if statistic == "quantiles":
        for key in statistics.QUANTILES:
            yield key, statistics.quantile(n, *islice(values, len(_RANKS)))
        return
    sums = list(islice(values, len(_SUMS[statistic])))
    make = {
        "share": statistics.share,
        "count": statistics.count,
        "sum": statistics.total,
        "rate": statistics.rate,
        "nps": statistics.promoters,
    }
    yield None, make[statistic](*sums, n)


def behind(metric, span, rows, as_of, *, split=None, hit=None, orders=False):
    """SQL of the ids of the rows that are a figure's ``n``.

    :param span: ``metrics.Period``. :param rows: its :func:`source`.
    :param split: (dimension, subject) that the figure is of. :param hit: True: only what counts as
        a hit of a share, False: only the others. :param orders: ids of outcomes, also of parts.
    """
    conditions = [within(metric, span), raw(metric.counted, as_of=as_of)]
    if split:
        conditions.append(SQL("(%s)::text = %s", raw(metric.subject(split[0])), split[1]))
    if hit is not None and metric.statistic == "share":
        found = raw(f"({metric.hit})", as_of=as_of)
        conditions.append(found if hit else SQL("NOT %s", found))
    wanted = SQL(" AND ").join(SQL("(%s)", condition) for condition in conditions)
    alias = "o" if orders or metric.source == OUTCOME else "p"
    return SQL("SELECT %s %s AND %s", SQL.identifier(alias, "id"), rows, wanted)


def wanted_metrics(keys=None, without=(), apps=()):
    """Yield the metrics with these keys (None: all), not split by the dimensions ``without``; of
    other apps' work only that of ``apps``."""
    hidden = set(without)
    for metric in metrics.CATALOGUE:
        if metric.app and metric.app not in apps:
            continue
        if keys is None or metric.key in keys:
            yield replace(metric, by=tuple(name for name in metric.by if name not in hidden))
