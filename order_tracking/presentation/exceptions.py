"""What an exception says and asks for, in the reader's language.

An addon that registers a kind adds its words to these tables. Values of a kind whose names end
with ``_at`` are instants.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from odoo.tools.translate import LazyTranslate

from .shared import iso_utc, label_of, say_moment, say_number

_lt = LazyTranslate(__name__)
SHOWN = 3  # in the band above the timeline; the smart button leads to the rest
TEXTS = {
    "late": _lt("Promised for %(promised_at)s. The goods have not arrived."),
    "unconfirmed": _lt(
        "Promised for %(promised_at)s. The goods have left; nobody has said that they arrived."
    ),
    "at_risk": _lt("Promised for %(promised_at)s; as things stand it will be %(expected_at)s."),
    "stalled": _lt("“%(stage)s” should have been done on %(since)s."),
    "shortage": _lt("%(missing)s of %(total)s items are not reserved; planned for %(since)s."),
}
NEXT_STEPS = {
    "late": _lt(
        "Find out when the goods arrive, tell the customer and give a new promise. "
        "The current stage is “%(stage)s”."
    ),
    "unconfirmed": _lt(
        "Ask the customer or the carrier whether the goods arrived. If so, mark “%(stage)s” on the "
        "order; if not, tell the customer when they will."
    ),
    "at_risk": _lt(
        "Speed up “%(stage)s”, or tell the customer now and give a new promise before the old "
        "one is broken."
    ),
    "stalled": _lt(
        "Find out what holds up “%(stage)s”, and do it or hand it on. If it is done, say so: "
        "validate the document or mark the stage."
    ),
    "shortage": _lt(
        "Buy, make or move the missing goods, or offer the customer a part of them or another date."
    ),
}


def say_text(exception) -> str:
    """What is wrong."""
    return _said(exception, TEXTS)


def say_next_step(exception) -> str:
    """What to do about it; empty when it is over."""
    return _said(exception, NEXT_STEPS) if exception.state != "closed" else ""


def _said(exception, table) -> str:
    if exception.kind not in table:
        return ""
    text = exception.env._(table[exception.kind])
    return text % _values(exception)


def _values(exception) -> dict[str, str]:
    """Everything a text may name; what is not known is empty."""
    env, told = exception.env, defaultdict(str)
    for name, value in (exception.data or {}).items():
        told[name] = _say(env, name, value)
    # sudo: the stage's name is part of the timeline that the reader may see
    told["stage"] = exception.sudo().stage_id.name or ""
    told["since"] = say_moment(env, exception.since) if exception.since else ""
    return told


def _say(env, name, value) -> str:
    if name.endswith("_at") and value:
        return say_moment(env, datetime.fromisoformat(value))
    if isinstance(value, int | float):
        return say_number(env, value)
    return str(value or "")


def staff_exceptions(order) -> list[dict]:
    """Open exceptions for the band of the staff's panel, the most urgent first:
    ``[{"id", "label", "text", "next", "owner", "deadline"}]``"""
    model = order.env["order.exception"]
    if not model.has_access("read"):
        return []
    found = model.search(
        [("order_id", "=", order.id), ("state", "=", "open")],
        order="deadline, id",
        limit=SHOWN,
    )
    return [
        {
            "id": exception.id,
            "label": label_of(exception, "kind"),
            "text": say_text(exception),
            "next": say_next_step(exception),
            "owner": exception.user_id.sudo().name or exception.team_id.sudo().name or None,
            "deadline": iso_utc(exception.deadline),
        }
        for exception in found
    ]
