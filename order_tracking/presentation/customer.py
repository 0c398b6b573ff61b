"""The customer's tracking page as plain values: where is it, when does it arrive, what is next."""

from __future__ import annotations

import re

from odoo import fields

from ..timeline.projection import OPEN
from .arrival import late_since, read_arrival
from .frame import page_frame
from .live import live_values
from .shared import arrived_stage, is_pickup, label_of, say_together, stage_values
from .steps import customer_stages, read_address, read_history, read_items
from .words import BADGES, HEADLINES, PERSON_FIELDS, TONES


def customer_page(order, *, full: bool, token: str | None = None) -> dict:
    """Everything the tracking page shows, in the order in which a customer asks; texts ready.

    :param order: sale.order with superuser rights, in the reader's language and time zone,
        after :func:`read_people`.
    :param full: the reader is logged in and may read the order; otherwise (opened by token)
        names, phones and street are masked.
    :param token: how the reader came in; the page's own links keep it.
    """
    values = stage_values(order) if order.tracking_version_id else {}
    stages = customer_stages(order, values, full)
    seen = [stage for stage in stages if stage["visible"]]
    situation = _situation(order, stages)
    arrival = read_arrival(order, situation, stages)
    history = read_history(order, values, full) if values else []
    hero = _hero(order.env, situation, seen, late=bool(arrival and arrival["late"]))
    return {
        **page_frame(order, token, full),
        "title": f"{order.name} – {hero['title']}",
        "situation": situation,
        "live": live_values(order, token),
        "hero": hero,
        "last": _last(situation, seen, history),
        "arrival": arrival,
        "next": _next(order, situation, seen),
        "stages": seen,
        "items": read_items(order, situation),
        "history": history,
        "address": None if is_pickup(values) else read_address(order.partner_shipping_id, full),
    }


def customer_labels(orders) -> dict:
    """What Odoo's own list of a customer's orders says about each tracked order.

    :param orders: sale.order with superuser rights.
    :return: ``{order id: (text, whether it is late)}``
    """
    now = fields.Datetime.now()
    tracked = orders.filtered("tracking_version_id")
    return {order.id: (_customer_label(order), bool(late_since(order, now))) for order in tracked}


def _customer_label(order) -> str:
    """Where the order is, as on its page; a stage's name would say what is not yet true."""
    env, stage = order.env, order.tracking_stage_id
    if order.tracking_state != "running":
        return label_of(order, "tracking_state")
    if order.delivery_status == "partial":
        title, _text = HEADLINES["partly_left"]
        return env._(title)
    text = _first_sentence(stage.customer_text or "")[0] if stage.visible else ""
    return text or env._("In progress")


def read_people(order, reader) -> None:
    """Reads at once who the page speaks of and to, and no more of them than it needs.

    :param reader: res.partner whose language and time zone count.
    """
    company, seller = order.company_id, order.user_id
    company.fetch(["name", "phone", "email", "primary_color", "uses_default_logo", "partner_id"])
    seller.fetch(["partner_id"])
    people = company.partner_id | seller.partner_id | order.partner_shipping_id | reader.sudo()
    people.fetch(PERSON_FIELDS)


def _situation(order, stages) -> str:
    """One word for where the order is, of :data:`HEADLINES` (or running)."""
    if not stages:
        known = {"draft": "quotation", "sent": "quotation", "cancel": "cancelled"}
        return known.get(order.state, "untracked")
    if order.tracking_state in ("cancelled", "returned"):
        return order.tracking_state
    if arrived_stage(stages):
        left = any(stage["trigger"] == "left_warehouse" for stage in stages)
        return "delivered" if left else "collected"
    if not any(stage["state"] in OPEN and stage["visible"] for stage in stages):
        return "done"
    return _partial(stages) or "running"


def _partial(stages) -> str | None:
    """Goods on two sides of a step: the headline must not speak of one side only."""
    for trigger, word in (("delivered", "partly_delivered"), ("left_warehouse", "partly_left")):
        stage = next((s for s in stages if s["trigger"] == trigger), None)
        if stage and stage["state"] in OPEN and stage["done"] > 0:
            return word
    return None


def _hero(env, situation, seen, *, late) -> dict:
    title, text = _headline(env, situation, seen)
    word = "late" if late else situation if situation in BADGES else "running"
    counted = ("reached",) if situation == "cancelled" else ("reached", "skipped")
    done = [s for s in seen if s["state"] in counted]
    return {
        "title": title,
        "text": text,
        "tone": TONES.get(word, "running"),
        "badge": env._(BADGES[word]),
        "progress": env._("%(done)s of %(total)s steps done", done=len(done), total=len(seen)),
    }


def _last(situation, seen, history) -> dict | None:
    """The last proven fact: a step, or what happened beside the steps."""
    if situation in ("cancelled", "returned", "partly_left", "partly_delivered"):
        steps = ("left_warehouse", "delivered", "goods_returned", "order_cancelled")
        return next((f for f in history if f["kind"] in steps and not f["voided"]), None)
    reached = [stage for stage in seen if stage["reached"]]
    return max(reversed(reached), key=lambda stage: stage["reached"], default=None)


def _headline(env, situation, seen) -> tuple[str, str]:
    if situation in HEADLINES:
        title, text = (env._(part) for part in HEADLINES[situation])
        return title, _partial_text(env, situation, seen) or text
    current = next((s for s in seen if s["state"] == "current"), None)
    current = current or next(s for s in seen if s["state"] in OPEN)
    title, rest = _first_sentence(current["text"])
    title = title or env._("Current step: %s", current["name"])
    return title, say_together(env, (rest, current["progress"]))


def _partial_text(env, situation, seen) -> str:
    trigger = {"partly_left": "left_warehouse", "partly_delivered": "delivered"}.get(situation)
    stage = next((s for s in seen if s["trigger"] == trigger), None)
    if not stage or not stage["progress"]:
        return ""
    return env._("%s so far. The rest follows.", stage["progress"])


def _first_sentence(text: str) -> tuple[str, str]:
    """
    >>> _first_sentence("Ready. Bring your number."), _first_sentence("请稍候。马上好。")
    (('Ready', 'Bring your number.'), ('请稍候', '马上好。'))
    """
    first, _end, rest = re.match(r"(.*?)(?:([.。](?:\s+|$|(?<=。)))(.*))?$", text, re.S).groups()
    return first.strip(), (rest or "").strip()


def _next(order, situation, seen) -> dict | None:
    """The next step and its day; the step being worked on when it is the last one."""
    if situation in ("quotation", "untracked", "cancelled", "returned"):
        return None
    steps = [s for s in seen if s["state"] == "pending"] or [
        s for s in seen if s["state"] == "current"
    ]
    return steps[0] if steps else None
