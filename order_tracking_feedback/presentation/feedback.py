"""Telling how it was, on the customer's page: the question, the form, what was said."""

from __future__ import annotations

from urllib.parse import quote

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.frame import page_frame

from ..voice import TEXT
from .arrived import goods_arrived

_lt = LazyTranslate(__name__)
_KEPT = TEXT + 1000  # characters of a field that are shown again
QUESTIONS = {
    "product": _lt("The products"),
    "delivery": _lt("The delivery"),
    "service": _lt("Our service"),
}
SCORES = {
    1: _lt("Very bad"),
    2: _lt("Bad"),
    3: _lt("All right"),
    4: _lt("Good"),
    5: _lt("Very good"),
}
MISTAKES = {
    "nothing": _lt("Please choose at least one answer, or write something."),
    "no_number": _lt("Please choose one of the answers."),
    "out_of_range": _lt("Please choose one of the answers."),
    "too_long": _lt("Please use at most %(limit)s characters."),
}


def feedback_hint(order, token) -> dict | None:
    """What the tracking page asks after the goods were accepted; else None.

    :param order: sale.order with superuser rights, in the reader's language.
    """
    if not goods_arrived(order):
        return None
    counted = any(found.state != "open" for found in order.acceptance_ids)
    if not counted or order.feedback_ids:
        return None
    key = f"?access_token={quote(token, safe='')}" if token else ""
    return {
        "title": order.env._("How was it?"),
        "text": order.env._("Tell us about the products, the delivery and our service."),
        "url": f"/my/orders/{order.id}/feedback{key}",
    }


def feedback_page(reader, told, changeable, *, csrf, sent=None, problem="", errors=None) -> dict:
    """Everything the page shows, texts ready.

    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param told: order.feedback, the one that counts; may be empty. ``changeable``: it may still
        be corrected.
    :param sent: texts by field name of a form that was refused; ``errors``: code by field.
    """
    order, env = reader.order, reader.order.env
    by_request = reader.role == "feedback"
    frame = page_frame(order, reader.token, reader.full)
    path = f"/my/orders/{order.id}"
    title, text = _heading(env, told, changeable)
    return {
        **frame,
        # the link of a request opens this page and nothing else
        "receipt_url": None if by_request else frame["receipt_url"],
        "title": f"{title} – {order.name}",
        "heading": title,
        "text": text,
        "problem": problem,
        "path": f"{path}/feedback",
        "back": None if by_request else f"{path}/tracking{reader.key}",
        "open": changeable and (reader.may_answer or by_request),
        "preview": reader.internal,
        "again": bool(told),
        "token": reader.token,
        "chosen_lang": reader.lang,
        "csrf": csrf,
        "text_size": TEXT,
        **_fields(env, _typed(told) if sent is None else sent, errors or {}),
    }


def _heading(env, told, changeable) -> tuple[str, str]:
    if not told:
        return env._("How was it?"), env._(
            "It takes a minute, and every answer is optional. We read all of them."
        )
    if changeable:
        return (
            env._("Thank you for your feedback"),
            env._("You can still correct what you said for one day."),
        )
    return env._("Thank you for your feedback"), env._("We have read it and learn from it.")


def _typed(told) -> dict[str, str]:
    """What was said, as the form would have sent it."""
    if not told:
        return {}
    scores = {name: told[f"{name}_score"] for name in QUESTIONS}
    typed = {name: str(score) for name, score in scores.items() if score}
    nps = {"nps": str(told.nps)} if told.nps_told else {}
    return {**typed, **nps, "text": told.text or ""}


def _fields(env, sent, errors) -> dict:
    texts = {name: say_mistake(env, code) for name, code in errors.items()}
    return {
        "scales": [
            _scale(env, name, question, sent, texts) for name, question in QUESTIONS.items()
        ],
        "nps": [{"value": str(n), "chosen": sent.get("nps") == str(n)} for n in range(11)],
        "nps_error": texts.get("nps"),
        "words": (sent.get("text") or "")[:_KEPT],
        "words_error": texts.get("text"),
        "errors": [
            {"field": "" if name == "form" else name, "text": text} for name, text in texts.items()
        ],
    }


def say_mistake(env, code) -> str:
    """One mistake of the form in words."""
    text = env._(MISTAKES[code])
    return text % {"limit": TEXT}


def _scale(env, name, question, sent, texts) -> dict:
    chosen = sent.get(name)
    return {
        "name": name,
        "question": env._(question),
        "error": texts.get(name),
        "answers": [
            {"value": str(score), "label": env._(label), "chosen": chosen == str(score)}
            for score, label in SCORES.items()
        ],
    }


def stop_page(order, token, done) -> dict:
    """The page on which somebody unsubscribes from requests.

    :param done: they are unsubscribed.
    """
    env, frame = order.env, page_frame(order, "", full=False)
    name = order.company_id.name
    return {
        **frame,
        "languages": [],
        "receipt_url": None,
        "title": env._("Requests for feedback"),
        "text": env._("%s will not ask you for feedback any more.", name)
        if done
        else env._("Shall %s stop asking you for feedback by mail?", name),
        "done": done,
        "stop_token": token,
    }
