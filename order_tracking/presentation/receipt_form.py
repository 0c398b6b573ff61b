"""The form for what is wrong with a receipt, as plain values: empty, or as it was sent."""

from __future__ import annotations

from datetime import timedelta

from odoo import fields
from odoo.tools.misc import format_date, get_lang

from ..receipt import parse, utc_value
from ..receipt.dispute_form import (
    LINE_PROBLEMS,
    NOTE,
    VALUE,
    Manner,
    Place,
    Reading,
    places_of,
)
from ..receipt.photos import PHOTOS
from .frame import page_frame
from .receipt_page import page_addresses, read_document, receipt_label
from .receipt_words import MISTAKES, PROBLEMS, TOO_MANY
from .shared import say_number

ALL_LINES = 30  # of a longer receipt only the lines that were chosen are shown: 100 KB a page
_KEPT = 5000  # characters of a field that are shown again


def receipt_form(reader, receipt, *, key, csrf, chosen="", sent=None, reading=None) -> dict:
    """Everything the form shows, texts ready.

    :param reader: ``models.sale_order_receipt_page.Reader``.
    :param key: by which a form that comes twice is known.
    :param csrf: the sign of the reader's session.
    :param chosen: reference of the line that the reader came from.
    :param sent: texts by field name of a form that was refused; ``reading``: why.
    """
    sent, reading = sent or {}, reading or Reading()
    places = _shown_places(reader, receipt, chosen, sent, reading)
    title = receipt.env._("What is wrong?")
    return {
        **page_frame(reader.order, reader.token, reader.full),
        **page_addresses(reader),
        "title": f"{title} – {reader.order.name}",
        "heading": title,
        "receipt": receipt_label(receipt),
        "revision": receipt.revision,
        "form_key": key,
        "csrf": csrf,
        **places,
        "errors": _summary(receipt.env, places, reading),
        "value_size": VALUE,
        "note_size": NOTE,
        "photo_hint": receipt.env._(
            "JPEG, PNG, WebP or GIF, up to 5 MB each, %s in one message.", PHOTOS
        ),
        "name": (sent.get("name") or "")[:_KEPT],
    }


def _shown_places(reader, receipt, chosen, sent, reading) -> dict:
    """The places of the form that are shown, of lines and of the whole order; whether there
    are more lines."""
    document = read_document(reader, receipt)
    rows = {str(line["id"]): line for line in document["lines"] if line["type"] == "product"}
    few = len(rows) <= ALL_LINES
    shown = [
        _place(receipt.env, place, rows, document, sent, reading)
        for place in read_places(receipt, reader)
        if few or not place.line or _is_used(place, chosen, sent, reading)
    ]
    for place in shown:
        place["open"] = place["open"] or place["line"] == chosen != ""
    return {
        "line_places": [place for place in shown if place["line"]],
        "order_places": [place for place in shown if not place["line"]],
        "partial": not few,
    }


def read_places(receipt, reader) -> list[Place]:
    """Where in a receipt something can be wrong: its lines, and what belongs to all of it."""
    agreement = parse(receipt.content)["agreement"]
    lines = [
        Place(f"line{line['id']}", line=str(line["id"]), present=_figures(line, reader))
        for line in agreement["lines"]
        if line["type"] == "product"
    ]
    promise, whole = agreement["promise"], {}
    if promise["promised"]:
        at = fields.Datetime.context_timestamp(
            receipt.with_context(tz=promise["zone"]), utc_value(promise["promised"])
        )
        whole["date"] = at.date()
    if reader.sees_prices:
        whole["total"] = float(agreement["totals"]["total"])
    return places_of(lines, whole)


def manner_of(env) -> Manner:
    """How numbers and days are written in the language of ``env``; today in its time zone."""
    lang = get_lang(env)
    day, month = (lang.date_format.find(sign) for sign in ("%d", "%m"))
    return Manner(
        today=fields.Date.context_today(env.user),
        decimal=lang.decimal_point,
        day_first=0 <= day < month,
    )


def _figures(line, reader) -> dict[str, float]:
    names = ("quantity", "price") if reader.sees_prices else ("quantity",)
    return {name: float(line[name]) for name in names if line[name] is not None}


def _is_used(place, chosen, sent, reading) -> bool:
    typed = any(sent.get(f"{place.key}-{part}") for part in ("problem", "value", "note"))
    return place.line == chosen or typed or any(key == place.key for key, _part in reading.errors)


def _place(env, place, rows, document, sent, reading) -> dict:
    row, parts = rows.get(place.line), ("problem", "value", "note")
    typed = {part: (sent.get(f"{place.key}-{part}") or "")[:_KEPT] for part in parts}
    errors = {
        part: say_mistake(env, part, *mistake)
        for (key, part), mistake in reading.errors.items()
        if key == place.key
    }
    return {
        **typed,
        "key": place.key,
        "line": place.line,
        "name": row["name"] if row else env._(PROBLEMS[place.problem]),
        "says": _says_line(row) if row else _says(document, place.problem),
        "problems": _choices(env, typed["problem"]) if row else [],
        "long": place.problem == "address",
        "errors": errors,
        "open": bool(errors) or any(typed.values()),
    }


def _choices(env, chosen) -> list[dict]:
    return [
        {"code": code, "name": env._(PROBLEMS[code]), "chosen": code == chosen}
        for code in LINE_PROBLEMS
    ]


def _says_line(row) -> str:
    quantity = " ".join(filter(None, (row["quantity"], row["unit"])))
    return " × ".join(filter(None, (quantity, row["price"])))


def _says(document, problem) -> str:
    delivery = document["delivery"]
    total = next((row["amount"] for row in document["totals"] if row["strong"]), "")
    return {
        "address": ", ".join(filter(None, (delivery["name"], *delivery["lines"]))),
        "date": document["promised"],
        "total": total,
    }.get(problem, "")


def _summary(env, places, reading) -> list[dict]:
    """Every mistake with the field that it is in, in the order of the page."""
    found = [
        {"field": f"{place['key']}-{part}", "text": f"{place['name']}: {text}"}
        for place in (*places["line_places"], *places["order_places"])
        for part, text in place["errors"].items()
    ]
    whole = (
        {"field": "", "text": say_mistake(env, part, *mistake)}
        for (key, part), mistake in reading.errors.items()
        if not key
    )
    return [*whole, *found]


def say_mistake(env, part, code, name) -> str:
    """One mistake of a form in words.

    :param part: the field's part, form for the whole.
    :param code, name: of ``dispute_form.Reading.errors``.
    """
    if code == "too_many":
        text = env._(TOO_MANY[part])
        return text % {"count": PHOTOS}
    day = format_date(env, fields.Date.context_today(env.user) + timedelta(days=14))
    text = env._(MISTAKES[code])
    return text % {
        "number": say_number(env, 12.5),
        "day": day,
        "limit": VALUE if part == "value" else NOTE,
        "name": name,
    }
