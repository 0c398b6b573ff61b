"""Figures as texts: values with units, numbers and dates as the reader's language has them."""

from __future__ import annotations

from dataclasses import dataclass

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from odoo.tools.misc import babel_locale_parse, format_amount, format_date, get_lang

from odoo.addons.order_tracking.presentation.shared import say_percent

from ..metrics import BY_KEY
from ..metrics.comparison import Change, compare
from ..metrics.verdict import Measured
from .metric_words import metric_definition, metric_name
from .review_words import DIMENSIONS, NO_DATA, codes_of

_DAYS_FROM = 72  # hours: longer elapsed times are told in days
_COUNTED = ("orders", "cases")  # units of figures that are their own number of cases


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a review read once: its record, and what it is compared with."""

    record: object
    now: Measured
    previous: Measured
    year: Measured

    @property
    def key(self) -> str:
        """Metric and statistic, ``cycle_hours.p50``."""
        return f"{self.record.metric}.{self.record.statistic or ''}".rstrip(".")

    @property
    def better(self) -> str:
        """``more``, ``less`` or, where neither is, empty: of numbers of cases neither is, there are
        more of them in a period with more orders."""
        metric = BY_KEY.get(self.record.metric)
        return metric.better if metric and metric.unit not in _COUNTED else ""

    def changes(self) -> dict[tuple, Change | None]:
        """What it can be compared with, by (key, ``previous`` or ``year``)."""
        sides = {"previous": self.previous, "year": self.year}
        return {(self.key, side): compare(self.now, before) for side, before in sides.items()}


def unit_of(metric: str, statistic: str, unit: str) -> str:
    """The unit in which a figure is told: ``elapsed`` for times by the clock of a single case, of
    which long ones are told in days. Working hours and sums stay hours."""
    single = statistic and unit == "hours" and "working" not in metric
    return "elapsed" if single else unit


def read_figure(record) -> Reading:
    """:param record: ``order.review.figure``."""
    now = (record.n, record.value, record.low, record.high) if record.has_value else (record.n,)
    return Reading(
        record,
        _measured(*now),
        _measured(*_compared(record, "previous")),
        _measured(*_compared(record, "year")),
    )


def _compared(record, side) -> tuple:
    names = ("n", "value", "low", "high")
    values = tuple(record[f"{side}_{name}"] for name in names)
    return values if values[0] else (0,)


def _measured(n, value=None, low=None, high=None) -> Measured:
    """No interval is stored as two zeros; one of no width at zero there is not."""
    return Measured(n, value, low, high) if low or high else Measured(n, value)


class Sayer:
    """Says values in one language.

    :param env: of the reader. :param currency: ``res.currency`` of the company.
    """

    def __init__(self, env, currency):
        self.env, self.currency = env, currency
        self.locale = babel_locale_parse(get_lang(env).code)

    def number(self, value, digits: int = 0) -> str:
        """With at most so many decimals."""
        return format_decimal(round(value, digits), f"#,##0.{'#' * digits}", locale=self.locale)

    def percent(self, value, digits: int = 1) -> str:
        """:param value: 0 to 100."""
        return say_percent(self.env, round(value, digits))

    def value(self, value: float | None, unit: str) -> str:
        """A value of a figure with its unit; “no data” without one."""
        if value is None:
            return self.env._(NO_DATA)
        if unit == "percent":
            return self.percent(value)
        if unit in ("hours", "elapsed"):
            return self._hours(value, unit)
        if unit == "money":
            return format_amount(self.env, value, self.currency)
        return self.number(value, 0 if unit in _COUNTED else 1)

    def _hours(self, hours, unit) -> str:
        if unit == "elapsed" and abs(hours) >= _DAYS_FROM:
            return self.env._("%s days", self.number(hours / 24, 1))
        return self.env._("%s h", self.number(hours, 1 if abs(hours) < 1000 else 0))

    def figure(self, record, value) -> str:
        """A value of this figure, its own or one that it is compared with."""
        return self.value(value, unit_of(record.metric, record.statistic, record.unit))

    def between(self, measured: Measured, unit: str) -> str:
        """The 95 % interval; empty where there is none.

        :param unit: of :func:`unit_of`, or the figure's own.
        """
        if measured.low is None or measured.high is None:
            return ""
        low, high = (self.value(end, unit) for end in (measured.low, measured.high))
        return self.env._("%(low)s to %(high)s", low=low, high=high)

    def day(self, day) -> str:
        return format_date(self.env, day, date_format="medium")

    def period(self, review) -> str:
        """“March 2026”, “Q1 2026”, or from day to day."""
        skeleton = {"month": "yMMMM", "quarter": "yQQQ"}.get(review.kind)
        if skeleton:
            return format_skeleton(skeleton, review.date_from, locale=self.locale)
        first, last = self.day(review.date_from), self.day(review.date_to)
        return self.env._("%(first)s to %(last)s", first=first, last=last)

    def short_period(self, review) -> str:
        """What stands below a point of a line."""
        skeleton = {"month": "yMMM", "quarter": "yQQQ"}.get(review.kind, "MMMd")
        return format_skeleton(skeleton, review.date_from, locale=self.locale)

    def name(self, record) -> str:
        """What a figure is called."""
        return self.metric(record.metric, record.statistic)

    def metric(self, key, statistic="") -> str:
        return metric_name(self.env, key, statistic or "")

    def definition(self, record) -> str:
        return metric_definition(self.env, record.metric)

    def dimension(self, name) -> str:
        """What a figure is split by."""
        return self.env._(DIMENSIONS[name]) if name in DIMENSIONS else name

    def subject(self, record) -> str:
        """What a figure is of, in the reader's language, called as it was then.

        Reviews frozen before names were kept in each language know the company's alone.
        """
        known = code_name(self.env, record) or (record.subject_names or {}).get(self.env.lang)
        return known or record.subject_name or record.subject or ""


def code_name(env, record) -> str:
    """What the code that a figure or finding is split by means, in the reader's language; empty
    where it is no code."""
    metric = BY_KEY.get(record.metric)
    where = codes_of(metric.source, record.dimension) if metric else None
    if not where:
        return ""
    labels = dict(env[where[0]]._fields[where[1]]._description_selection(env))
    return labels.get(record.subject, "")
