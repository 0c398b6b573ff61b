"""Counting what arrived, on the customer's page: the question, the form, the answer."""

from __future__ import annotations

from urllib.parse import quote

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.presentation.receipt_words import TOO_MANY
from odoo.addons.order_tracking.presentation.shared import say_day, say_number
from odoo.addons.order_tracking.receipt.photos import PHOTOS

from ..acceptance import NOTE
from .arrived import goods_arrived
from .form import form_values

_lt = LazyTranslate(__name__)
_KEPT = 2000  # characters of a field that are shown again
PROBLEMS = {
    "missing": _lt("Missing"),
    "damaged": _lt("Damaged"),
    "defective": _lt("Does not work"),
    "wrong": _lt("Wrong item"),
    "other": _lt("Something else"),
}
MISTAKES = {
    "nothing": _lt("Say at least of one item what is wrong, or go back and accept everything."),
    "no_number": _lt("Please enter a number, e.g. %(number)s."),
    "negative": _lt("Please enter 0 or more."),
    "choose": _lt("Please choose what is wrong."),
    "how_many": _lt("Please enter how many are good."),
    "all_good": _lt("All of them are good? Then nothing is wrong: leave the item empty."),
    "too_long": _lt("Please use at most %(limit)s characters."),
    "empty": _lt("Please describe what is wrong."),
    "too_big": _lt("The photo “%(name)s” is larger than 5 MB. Take a smaller one."),
    "not_a_photo": _lt("“%(name)s” is no photo that we can read: JPEG, PNG, WebP or GIF."),
}
ANSWERED = {
    "accepted": (
        _lt("Thank you"),
        _lt(
            "You have confirmed that everything is in order. Should something turn up later, tell "
            "us on the order's page."
        ),
    ),
    "silence": (
        _lt("Accepted"),
        _lt(
            "We did not hear from you in time, so the goods count as accepted. If something is "
            "wrong with them, tell us on the order's page."
        ),
    ),
    "differs": (
        _lt("Thank you for telling us"),
        _lt("We are looking into it and get back to you."),
    ),
}


def acceptance_hint(order, token) -> dict | None:
    """What the tracking page says while goods wait for the customer's word; else None.

    :param order: sale.order with superuser rights, in the reader's language.
    """
    if not goods_arrived(order):
        return None
    waiting = order.acceptance_ids.filtered(lambda a: a.state == "open")
    if not waiting:
        return None
    key = f"?access_token={quote(token, safe='')}" if token else ""
    return {
        "title": order.env._("Has everything arrived well?"),
        "text": say_silence(waiting),
        "silence": waiting.due_at
        and order.env._("On %s if we hear nothing", say_day(order.env, waiting.due_at)),
        "url": f"/my/orders/{order.id}/acceptance{key}",
    }


def say_silence(waiting) -> str:
    """What happens when the customer does not answer."""
    env = waiting.env
    if not waiting.due_at:
        return env._("Please tell us whether everything is there and in good condition.")
    return env._(
        "Please tell us by %(day)s. If we do not hear from you, the goods count as accepted.",
        day=say_day(env, waiting.due_at),
    )


def acceptance_page(reader, found, *, csrf, sent=None, problem="", errors=None, wrong=False):
    """Everything the page shows, texts ready.

    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param found: order.acceptance, the open one or the last; may be empty.
    :param sent: texts by field name of a form that was refused; ``errors``: why, a text or
        (code, name of a file) by (key of the place, part).
    :param wrong: the reader says that something is wrong: the form is shown.
    """
    order, env, sent = reader.order, reader.order.env, sent or {}
    title, text = _heading(env, found, wrong)
    path = f"/my/orders/{order.id}/acceptance"
    open_ = found.state == "open" and reader.may_answer
    return {
        **page_frame(order, reader.token, reader.full),
        "title": f"{title} – {order.name}",
        "heading": title,
        "text": text,
        "problem": problem,
        "path": path,
        "wrong_url": f"{path}{reader.key}{'&' if reader.key else '?'}wrong=1",
        "back": f"/my/orders/{order.id}/tracking{reader.key}",
        "complaints_url": f"/my/orders/{order.id}/complaints{reader.key}"
        if found.state == "differs" and reader.may_answer
        else None,
        "open": open_,
        "wrong": wrong and open_,
        "preview": found.state == "open" and not reader.may_answer,
        "acceptance": found.id,
        **form_values(reader, sent, csrf),
        "name": (sent.get("name") or "")[:_KEPT],
        "note_size": NOTE,
        **_lines(env, found, sent, errors or {}),
    }


def _heading(env, found, wrong) -> tuple[str, str]:
    if not found:
        return env._("Nothing to confirm yet"), env._("Confirm here once your goods are there.")
    if found.state == "open" and wrong:
        return env._("What is wrong?"), env._(
            "Tell us about each item that is not right. We look into it, and you see on the "
            "order's page what becomes of it."
        )
    if found.state == "open":
        return env._("Has everything arrived well?"), say_silence(found)
    title, text = ANSWERED["silence" if found.answered_by == "silence" else found.state]
    return env._(title), env._(text)


def _lines(env, found, sent, errors) -> dict:
    lines = {f"line{line.id}": line for line in found.line_ids}
    rows = [_line(env, place, lines[place.key], sent, errors) for place in found._places()]
    if len(rows) == 1:  # nobody has to choose which item it is about
        rows[0]["open"] = True
    summary = [
        {"field": f"{row['key']}-{part}", "text": f"{row['name']}: {text}"}
        for row in rows
        for part, text in row["errors"].items()
    ]
    whole = [{"field": "", "text": say_mistake(env, *errors[key])} for key in errors if not key[0]]
    return {"lines": rows, "errors": [*whole, *summary]}


def _line(env, place, line, sent, errors) -> dict:
    typed = {
        part: (sent.get(f"{place.key}-{part}") or "")[:_KEPT]
        for part in ("good", "problem", "note")
    }
    wrong = {
        part: say_mistake(env, *mistake)
        for (key, part), mistake in errors.items()
        if key == place.key
    }
    unit = line.uom_id.name
    return {
        **typed,
        "key": place.key,
        "name": (line.sale_line_id.name or line.product_id.display_name).partition("\n")[0],
        "quantity": f"{say_number(env, line.quantity)} {unit}",
        "unit": unit,
        "found": _say_found(env, line),
        "problems": [
            {"code": code, "name": env._(name), "chosen": code == typed["problem"]}
            for code, name in PROBLEMS.items()
        ],
        "errors": wrong,
        "open": bool(wrong) or any(typed.values()),
    }


def _say_found(env, line) -> str:
    """What the customer said about a line, empty where nothing is wrong."""
    if not line.problem:
        return ""
    return env._(
        "%(problem)s: %(good)s of %(all)s are good.",
        problem=env._(PROBLEMS[line.problem]),
        good=say_number(env, line.good_quantity),
        all=say_number(env, line.quantity),
    )


def say_mistake(env, code, name="") -> str:
    """One mistake of the form in words. :param name: of a file."""
    if code == "too_many":
        return str(env._(TOO_MANY["photos"])) % {"count": PHOTOS}
    return str(env._(MISTAKES[code])) % {"number": say_number(env, 8), "limit": NOTE, "name": name}


def say_answered(env, data) -> str:
    """A row of the journal about an answer, for people who work here."""
    bad = sum(data["lines"].values()) - sum(data["good"].values())
    if data["by"] == "silence":
        return env._("No answer in time")
    who = data.get("name") or env._("the customer")
    if bad > 0:
        return env._("%(who)s: %(bad)s are not good", who=who, bad=say_number(env, bad))
    return env._("%s: everything is good", who)
