"""Why so much is to be kept in stock, or why nothing is advised: a sentence and a picture."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_skeleton
from markupsafe import Markup

from odoo.tools.misc import babel_locale_parse, formatLang, get_lang
from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.shared import say_together

from .. import charts, demand

_lt = LazyTranslate(__name__)
SHOWN, AHEAD = 24, 6  # months in the picture
_Z95 = 1.96
WHY_NOT = {
    "short": _lt("No advice: orders of %(months)s months are known, %(least)s are needed."),
    "unsold": _lt("No advice: nothing was ordered for a year."),
    "failed": _lt("No advice: no forecast could be made of these orders."),
    "naive": _lt(
        "No advice: in the last three months the forecast was no better than the same month of "
        "the year before."
    ),
    "long": _lt(
        "No advice: lead time and the days that an order lasts are %(days)s days together; the "
        "forecast reaches a year. Check the lead time."
    ),
    "same": _lt("Nothing to change: the reordering rule keeps about as much as is needed."),
    "refused": _lt("The same was refused before; nobody is asked again."),
}
_LEVELS = _lt(
    "%(demand)s %(unit)s are expected in %(days)s days (lead time %(lead)s, an order lasts "
    "%(cycle)s); %(safety)s are safety stock, so that %(service)s%% of orders of goods come in "
    "time."
)
_ERRORS = _lt(
    "In the last three months the forecast was off by %(wape)s%%, the same month of the year "
    "before by %(naive)s%%."
)
_ASSUMED = _lt("Odoo knows no lead time of it: %(lead)s days are assumed, see the settings.")


def sentence(proposal) -> str:
    """Of an order.restock.proposal, in the language of its environment."""
    parts = []
    if proposal.why_not:
        parts.append(WHY_NOT[proposal.why_not])
    if proposal.suggested_max:
        parts.append(_LEVELS)
        parts += [] if proposal.lead_known else [_ASSUMED]
    if proposal.has_wape and (proposal.suggested_max or proposal.why_not == "naive"):
        parts.append(_ERRORS)
    words = _words(proposal)
    texts = [proposal.env._(part) for part in parts]
    return say_together(proposal.env, (text % words for text in texts))


def nothing(env) -> Markup:
    """What an empty list says."""
    title = env._("Nothing is proposed")
    text = env._(
        "Once a month a forecast is made of each storable product of each warehouse that was "
        "ordered in the last year. Only those that would have foretold the last three months "
        "better than the same month of the year before are proposed; the others, and why not, "
        "are under “No Advice”."
    )
    if not demand.has_smoothing():
        text = env._(
            "No advice: forecasts need the Python package statsmodels, which is not installed. "
            "Have it installed beside Odoo (pip install statsmodels) and restart Odoo; the first "
            "proposals are made the night after."
        )
    return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (title, text)


def _words(proposal):
    env = proposal.env
    sold = proposal.sold or {}
    days = proposal.lead_days + proposal.cycle_days
    return {
        "months": len(_history(sold, proposal.month)) if sold else 0,
        "least": demand.LEAST,
        "unit": proposal.uom_id.name or "",
        **{
            name: formatLang(env, value, digits=0)
            for name, value in {
                "demand": proposal.demand,
                "safety": proposal.safety,
                "days": days,
                "lead": proposal.lead_days,
                "cycle": proposal.cycle_days,
                "wape": proposal.wape,
                "naive": proposal.naive_wape,
            }.items()
        },
        "service": formatLang(env, proposal.service, digits=0 if proposal.service % 1 == 0 else 1),
    }


def picture(proposal) -> Markup:
    """The chart, below what it shows: where the past ends is seen nowhere else."""
    title = Markup('<p class="text-muted mb-1">%s</p>') % _title(proposal)
    return title + Markup(chart(proposal))


def _title(proposal) -> str:
    env = proposal.env
    return env._(
        "Ordered each month, and foretold from %(month)s", month=_named(env, proposal.month)
    )


def chart(proposal) -> str:
    """Two years of orders and half a year foretold with its 95 % band, as SVG text."""
    env = proposal.env
    history = _history(proposal.sold or {}, proposal.month)[-SHOWN:]
    told = proposal.told or {}
    ahead = list(told.get("ahead") or told.get("naive") or ())[:AHEAD]
    points = [_point(env, first, value, 0.0) for first, value in history]
    for place, value in enumerate(ahead):
        first = demand.later("month", proposal.month, place)
        points.append(_point(env, first, value, _Z95 * proposal.sigma))
    low, high = charts.bounds_of(points)
    ends = (formatLang(env, low, digits=0), formatLang(env, high, digits=0))
    return charts.trend(points, _title(proposal), bounds=(low, high), ends=ends)


def _history(sold, month):
    """(first day, quantity) of each month with orders or after one, up to the last one before
    ``month``."""
    last = month - timedelta(days=1)
    values = demand.series("month", [(date.fromisoformat(d), q) for d, q in sold.items()], last)
    count = len(values)
    return [(demand.later("month", month, i - count), v) for i, v in enumerate(values)]


def _point(env, first, value, half):
    low, high = max(value - half, 0.0), value + half
    return charts.Point(_named(env, first), value, low, high, formatLang(env, value, digits=0))


def _named(env, first):
    """“Jan 2026”, “2026年1月”: as the reader's language orders them."""
    return format_skeleton("yMMM", first, locale=babel_locale_parse(get_lang(env).code))
