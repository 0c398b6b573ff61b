"""The review as a document: ready texts in the reader's language, summary and outlook first."""

from __future__ import annotations

from markupsafe import Markup

from odoo.fields import Domain
from odoo.tools.misc import get_lang

from odoo.addons.order_tracking.presentation.frame import accent
from odoo.addons.order_tracking.presentation.shared import say_moment, say_together

from .. import charts
from ..metrics import SECTION_OF
from . import review_charts
from .review_summary import (
    Judged,
    actions,
    causes,
    certainty,
    headline,
    improved,
    moved,
    outlook,
    stands_out,
    state_of_promises,
    worsened,
)
from .review_values import Sayer, read_figure, unit_of
from .review_words import CHANGES, SECTIONS, STATISTICS

# What a customer reads about their own orders: no costs, nothing by person, no other customer.
CUSTOMER_FIGURES = (
    *("orders", "cancelled", "perfect_order", "in_full", "kept_first", "kept_requested"),
    *("kept_last", "shipped_in_time", "documents_right", "condition_good", "cycle_hours"),
    *("receipt_in_time", "parcel_in_time", "transit_hours", "complaint_rate", "complaints"),
    *("complaint_answer_hours", "complaint_resolve_hours", "return_rate", "returns", "held_hours"),
    *("csat_product", "csat_delivery", "csat_service", "nps"),
)
_CUSTOMER_SPLITS = {"holder"}
_SIDES = ("now", "previous", "year")
_BELOW = ("p90", "p99")  # stand below the median of the same figure
_CASES = ("orders", "cases")  # units of figures that are their own number of cases


def review_document(review, facts) -> dict:
    """Everything the document says; texts ready, in the language of the review's environment.

    :param review: ``order.review``, frozen, with superuser rights and the reader's language.
    :param facts: of ``order.review._gather_facts``: what else was known then.
    """
    env, own = review.env, bool(review.partner_id)
    say, figures = Sayer(env, review.company_id.currency_id), _shown(review)
    overall = [read_figure(f) for f in figures if not f.dimension]
    judged = Judged(say, {reading.key: reading for reading in overall})
    findings = review.finding_ids[:0] if own else review.finding_ids
    title = headline(say, judged)
    return {
        **_frame(review, say),
        "headline": title,
        "state": _state(say, judged, title, own),
        "summary": _summary(say, judged, findings, facts, own),
        "lost": _lost(say, findings),
        "lines": review_charts.lines(say, review._document_series(), judged.readings),
        "sections": _sections(say, judged, overall, figures.filtered("dimension")),
        "method": _method(env, own),
    }


def _state(say, judged, title, own) -> str:
    """What stands below the headline: how the promises were kept, and, for people who work here,
    how sure that is."""
    told = state_of_promises(say, judged)
    parts = ("" if told == title else told, "" if own else certainty(say, judged))
    return say_together(say.env, parts)


def _shown(review):
    """The figures of this edition: everybody's, and the splits that are drawn."""
    drawn = [place for places in review_charts.SPLITS.values() for place in places]
    dimensions = {dimension for _key, dimension, _kind in drawn}
    if review.partner_id:
        dimensions &= _CUSTOMER_SPLITS
    asked = Domain("dimension", "=", False) | Domain("dimension", "in", list(dimensions))
    asked &= Domain("review_id", "=", review.id)
    if review.partner_id:
        asked &= Domain("metric", "in", CUSTOMER_FIGURES) & Domain("unit", "!=", "money")
    return review.env["order.review.figure"].search(asked)


def _frame(review, say) -> dict:
    env, lang = review.env, get_lang(review.env)
    title = env._("Your Orders in Review") if review.partner_id else env._("Order Review")
    return {
        "lang": lang.code.replace("_", "-"),
        "dir": lang.direction,
        "title": title,
        "period": say.period(review),
        "days": env._(
            "%(first)s to %(last)s", first=say.day(review.date_from), last=say.day(review.date_to)
        ),
        "company": review.company_id.name,
        "customer": review.partner_id.name or "",
        "edition": _edition(review),
        "as_of": env._("As known on %s", say_moment(env, review.as_of)) if review.as_of else "",
    }


def _edition(review) -> str:
    if review.partner_id:
        return review.env._("For %(customer)s", customer=review.partner_id.name)
    return review.env._("Internal")


def _summary(say, judged, findings, facts, own) -> list[dict]:
    """The questions that a reader has, in this order, each with its sentences."""
    env = say.env
    parts = [
        (env._("What was good"), "good", improved(say, judged, own)),
        (env._("What got worse"), "late", worsened(say, judged, own)),
        (env._("What stands out"), "late", stands_out(findings)),
        (env._("What else moved"), "calm", moved(say, judged, own)),
    ]
    if not own:
        parts.append((env._("Where most hours were lost"), "calm", causes(say, findings)))
    parts.append((env._("What is due next"), "calm", outlook(say, facts, findings)))
    if not own:
        parts.append((env._("Actions and what came of them"), "calm", actions(say, facts)))
    return [
        {"title": title, "tone": tone, "sentences": sentences}
        for title, tone, sentences in parts
        if sentences
    ]


def _lost(say, findings) -> dict | None:
    bars = review_charts.lost_bars(say, findings)
    if not bars:
        return None
    title = say.env._("Hours lost beyond the plan")
    return {"title": title, "bars": bars, "svg": charts.bars(bars, title)}


def _sections(say, judged, overall, split) -> list[dict]:
    """The figures of each section; one without any figure is left out."""
    found = []
    for key, title in SECTIONS.items():
        rows = [
            _row(say, judged, one) for one in overall if SECTION_OF.get(one.record.metric) == key
        ]
        if rows:
            drawn = review_charts.splits(say, split, key)
            found.append(
                {
                    "key": key,
                    "title": say.env._(title),
                    "rows": rows,
                    "charts": drawn,
                }
            )
    return found


def _row(say, judged, reading) -> dict:
    """A row of the table: of several statistics of one figure the first explains and draws it."""
    record, way = reading.record, judged.way((reading.key, "previous"))
    unit = unit_of(record.metric, record.statistic, record.unit)
    below = record.statistic in _BELOW
    return {
        "below": below,
        "title": say.name(record),
        "name": say.env._(STATISTICS[record.statistic]) if below else say.name(record),
        "definition": "" if below else say.definition(record),
        "between": say.between(reading.now, unit),
        "change": _change(say, way, reading),
        "tone": {"better": "good", "worse": "late"}.get(way, "calm"),
        "svg": "" if below or reading.now.value is None else review_charts.of_figure(say, reading),
        **{side: _cell(say, record, getattr(reading, side)) for side in _SIDES},
    }


def _change(say, way, reading) -> str:
    """Better, worse, or why neither is said; nothing where there is nothing to compare."""
    if not way:
        known = (reading.now.value, reading.previous.value)
        few = None not in known and not (reading.now.known and reading.previous.known)
        sampled = reading.now.low is not None or reading.previous.low is not None
        return say.env._("too few cases to compare") if few and sampled else ""
    sign, words = CHANGES[way]
    return f"{sign} {say.env._(words)}"


def _cell(say, record, measured) -> dict:
    """A value with its number of cases, where it is not that number itself."""
    cases = f"n = {say.number(measured.n)}" if measured.n and record.unit not in _CASES else ""
    return {"value": say.figure(record, measured.value), "n": cases}


def _method(env, own) -> list[str]:
    """How to read the figures."""
    return [
        env._(
            "n is the number of cases. The true value lies in the interval with 95% certainty; "
            "in the charts it is the line through the dot, above the period before and the same "
            "period last year (hollow dots)."
        ),
        env._(
            "Better or worse is said only where a difference is more than chance: the intervals "
            "of both periods taken together, for all figures of this review at once (Newcombe; "
            "Benjamini and Hochberg, 5%), with at least 30 cases on both sides. Everything else "
            "is “no clear change”."
        ),
        env._("These figures were stored on the day named above and do not change.")
        if own
        else env._(
            "The figures were stored when the review was frozen and do not change; each can be "
            "opened in the review, down to its orders as they were known then."
        ),
    ]


def review_mail(review, document) -> dict:
    """What the mail says that brings a review.

    :param document: of :func:`review_document`.
    """
    env, company = review.env, review.company_id
    why = env._("You get this mail because you follow the reviews of %s.", company.name)
    if review.partner_id:
        why = env._("You get this mail because you order from %s.", company.name)
    lost = document["lost"]
    return {
        **document,
        "subject": env._(
            "%(title)s, %(period)s: %(headline)s",
            **{name: document[name] for name in ("title", "period", "headline")},
        ),
        "bars": Markup(charts.mail_bars(lost["bars"][:5])) if lost else "",
        "url": "" if review.partner_id else review._notify_get_action_link("view"),
        "why": why,
        "colour": accent(company.primary_color),
    }
