"""What all presentations share: texts in the reader's language, dates in their zone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent

from odoo import fields
from odoo.tools.misc import babel_locale_parse, format_date, format_time, get_lang

_HOURS = timedelta(hours=8)


def is_pickup(values) -> bool:
    """The customer comes for the goods: nothing in the flow leaves the warehouse."""
    triggers = {stage.trigger for stage in values.values()}
    return "delivered" in triggers and "left_warehouse" not in triggers


def say_day(env, instant, style="medium") -> str:
    return format_date(env, instant, date_format=style)


def say_weekday(env, day) -> str:
    """A date of these weeks: “Wed, Nov 25”, “11月25日周三”."""
    return format_skeleton("MMMEd", day, locale=babel_locale_parse(get_lang(env).code))


def say_moment(env, instant) -> str:
    zone = env.context.get("tz") or "UTC"
    clock = format_time(env, instant, tz=zone, time_format="short")
    return join_moment(env, say_day(env, instant), clock)


def join_moment(env, day, clock) -> str:
    """A day and a time of it, in the order and with the sign that the reader's language has
    between them: “Mar 1, 2026, 2:15 PM”, “2026年3月1日 14:15”."""
    locale = babel_locale_parse(get_lang(env).code)
    return str(locale.datetime_formats["medium"]).replace("'", "").format(clock, day)


def say_span(env, start, until) -> str:
    """When something is expected, in the reader's language and days: with times only where it
    is a matter of hours.

    :param start: naive UTC, like ``until``.
    """
    record = env["res.lang"]
    first, last = (fields.Datetime.context_timestamp(record, at) for at in (start, until))
    locale = babel_locale_parse(get_lang(env).code)
    day = format_interval(first.date(), last.date(), "yMMMEd", locale=locale)
    if first.date() != last.date() or last - first > _HOURS:
        return day
    begin, end = (format_time(env, at.time(), time_format="short") for at in (first, last))
    return join_moment(env, day, begin if begin == end else f"{begin}–{end}")


def say_number(env, quantity) -> str:
    locale = babel_locale_parse(get_lang(env).code)
    return format_decimal(quantity, "#,##0.###", locale=locale)


def say_percent(env, value: float | Decimal) -> str:
    """“42%”, “42,5 %”: as the reader's language writes it, with the decimals that it has.

    :param value: 42 for 42%.
    """
    share = Decimal(str(value)) / 100
    locale = babel_locale_parse(get_lang(env).code)
    return format_percent(share, locale=locale, decimal_quantization=False)


def milestones_of(order):
    return (
        order.env["order.tracking.milestone"]
        .sudo()
        .search([("order_id", "=", order.id)], order="sequence")
    )


def stage_values(order) -> dict:
    flow = order.env["order.tracking.flow.version"].browse(order.tracking_version_id.id)._value()
    return {stage.key: stage for stage in flow.stages}


def spoken_in(texts, env) -> str:
    """The text in the reader's language, else in English, else in any."""
    lang = env.context.get("lang") or env.user.lang or "en_US"
    return texts.get(lang) or texts.get("en_US") or next(iter(texts.values()), "")


def label_of(record, name) -> str:
    field = record._fields[name]
    return dict(field._description_selection(record.env)).get(record[name], "")


def say_together(env, sentences) -> str:
    """Sentences one after the other: Chinese and Japanese have no space between them.

    :param sentences: in the reader's language; empty ones are left out.
    """
    gap = "" if get_lang(env).code[:2] in ("zh", "ja") else " "
    return gap.join(str(sentence) for sentence in sentences if sentence)


def iso_utc(value) -> str | None:
    return value.isoformat() + "Z" if value else None


def name_in_greeting(person) -> str:
    """Whom a mail greets: an address need not have a name, then whose address it is."""
    return person.name or person.commercial_partner_id.name or person.email or ""


def arrived_stage(stages) -> dict | None:
    reached = (s for s in stages if s["trigger"] == "delivered" and s["state"] == "reached")
    return next(reached, None)
