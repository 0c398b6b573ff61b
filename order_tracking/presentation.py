"""What people are shown about an order, as plain values: the staff panel and the customer's page.

Texts are in the language of the order's environment. Staff values are JSON with ISO instants
in UTC, formatted by the browser; the customer's are texts, in the language and time zone of
the order's environment.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote as url_quote
from urllib.parse import urlencode

from babel.numbers import format_decimal

from odoo import fields
from odoo.tools.misc import babel_locale_parse, format_date, format_time, get_lang
from odoo.tools.translate import LazyTranslate

from .models.order_tracking_event import CUSTOMER_KINDS
from .timeline.masking import mask_name, mask_phone, mask_street
from .timeline.projection import OPEN

_lt = LazyTranslate(__name__)

# What the customer's page shows at most: it costs the same for 10 and for 10,000 events.
HISTORY, ITEMS, FIRST_ITEMS, CHANGES = 30, 100, 6, 5
ACCENT, DARK_ENOUGH = "#1f4f8f", 0.16  # luminance: contrast 4.6 to 1 on our light grey
_ICONS = (
    "order_confirmed",
    "stock_reserved",
    "picked",
    "packed",
    "left_warehouse",
    "delivered",
    "invoiced",
    "paid",
)
ORDER_FIELDS = [
    "name",
    "state",
    "client_order_ref",
    "access_token",
    "company_id",
    "user_id",
    "partner_id",
    "partner_shipping_id",
    "tracking_state",
    "tracking_version_id",
    "promise_requested_at",
    "promise_first_at",
    "promise_last_at",
]
_PERSON_FIELDS = [
    "lang",
    "tz",
    "name",
    "commercial_company_name",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
]
_MILESTONE_FIELDS = [
    "stage_id",
    "state",
    "due_at",
    "promised_at",
    "reached_at",
    "evidence",
    "done_qty",
    "total_qty",
]
_STATES = {
    "reached": _lt("Done"),
    "current": _lt("In progress"),
    "pending": _lt("To come"),
    "skipped": _lt("Not needed"),
    "failed": _lt("Came back"),
}
_STOPPED = {**_STATES, "failed": _lt("Cancelled"), "skipped": _lt("Not done")}
_PLANNED = {  # by (promised, late)
    (False, False): _lt("Planned for %s"),
    (False, True): _lt("Late: was planned for %s"),
    (True, False): _lt("Promised for %s"),
    (True, True): _lt("Late: was promised for %s"),
}
_PROOFS = {
    "system": _lt("Proof: document in our books"),
    "scan": _lt("Proof: scanned"),
    "carrier": _lt("Proof: told by the carrier"),
    "staff": _lt("Proof: told by our staff"),
    "customer": _lt("Proof: confirmed by you"),
}
_PROOF_RECEIVER = _lt("Proof: confirmed by the receiver")
_WAREHOUSE = ("stock_reserved", "picked", "packed", "left_warehouse", "delivered", "goods_returned")
_PROOF_DOCUMENTS = {
    "order_confirmed": _lt("Proof: your order"),
    **dict.fromkeys(_WAREHOUSE, _lt("Proof: warehouse document")),
}
_HAPPENED = {
    "order_confirmed": _lt("Order confirmed"),
    "order_cancelled": _lt("Order cancelled"),
    "stock_reserved": _lt("All goods set aside"),
    "picked": _lt("Picked"),
    "packed": _lt("Packed"),
    "left_warehouse": _lt("Left our warehouse"),
    "backorder_created": _lt("The rest follows in a later delivery"),
    "delivered": _lt("Delivered"),
    "goods_returned": _lt("Came back to us"),
    "promise_made": _lt("New date"),
}
# The word on the hero's badge; colour and symbol beside it where they are not the usual ones.
_BADGES = {
    "quotation": _lt("Quotation"),
    "untracked": _lt("Confirmed"),
    "running": _lt("In progress"),
    "late": _lt("Late"),
    "delivered": _lt("Delivered"),
    "collected": _lt("Handed over"),
    "done": _lt("Done"),
    "cancelled": _lt("Cancelled"),
    "returned": _lt("Came back"),
}
_TONES = {
    "quotation": "calm",
    "untracked": "calm",
    "late": "late",
    "delivered": "good",
    "collected": "good",
    "done": "good",
    "cancelled": "bad",
    "returned": "bad",
}
# Headline and the sentence below it; a running order has those of its current step.
_HEADLINES = {
    "quotation": (
        _lt("This is a quotation, not an order yet"),
        _lt("Once it is confirmed, this page tells where your goods are and when they arrive."),
    ),
    "untracked": (
        _lt("Your order is confirmed"),
        _lt("It has no step-by-step tracking. Below you see what has left so far."),
    ),
    "cancelled": (
        _lt("This order was cancelled"),
        _lt("Nothing more will be sent. If you did not expect this, please ask us."),
    ),
    "returned": (
        _lt("Your order came back to us"),
        _lt("The goods returned before they reached you. Please ask us what happens now."),
    ),
    "delivered": (
        _lt("Your order has been delivered"),
        _lt("If something is missing or damaged, please tell us."),
    ),
    "collected": (
        _lt("Your order has been handed over"),
        _lt("If something is missing or damaged, please tell us."),
    ),
    "done": (_lt("Your order is complete"), _lt("If something is not right, please tell us.")),
    "partly_left": (_lt("Part of your order is on its way"), _lt("The rest follows.")),
    "partly_delivered": (_lt("Part of your order has been delivered"), _lt("The rest follows.")),
}


def staff_timeline(order) -> dict | bool:
    """The panel on the sale order; False when the order has no timeline.

    ``{"state", "late", "promise": {"requested", "first", "last", "changed"}, "next": {...},
    "can": {"mark", "promise"}, "stages": [{"id", "milestone", "name", "state", "late",
    "planned", "promised", "reached", "since", "evidence", "evidence_label", "done", "total",
    "team", "owner", "elapsed_hours", "working_hours", "markable", "visible"}]}``
    """
    if not order.tracking_version_id:
        return False
    values = _stage_values(order)
    # sudo: the names of teams and owners are part of the timeline that the reader may see
    stages = [_staff_stage(m, values[m.stage_id.id]) for m in _milestones(order)]
    current = next((s for s in stages if s["state"] == "current"), None)
    return {
        "state": order.tracking_state,
        "state_label": _label(order, "tracking_state"),
        "late": order.tracking_late,
        "flow": order.tracking_flow_id.sudo().name,
        "promise": {
            "requested": _iso(order.promise_requested_at),
            "first": _iso(order.promise_first_at),
            "last": _iso(order.promise_last_at),
            "changed": order.promise_first_at != order.promise_last_at,
        },
        "next": current and {key: current[key] for key in ("id", "name", "team", "owner", "due")},
        "can": _staff_rights(order),
        "stages": stages,
    }


def _staff_rights(order) -> dict:
    """Which buttons the reader gets; the methods behind them check again."""
    env = order.env
    promise = order.tracking_state == "running" and order.has_access("write")
    return {
        "mark": env.user.has_group("order_tracking.group_user"),
        "promise": promise and env["order.tracking.repromise"].has_access("create"),
    }


def _staff_stage(milestone, stage) -> dict:
    open_ = milestone.state in OPEN
    return {
        "id": milestone.stage_id.id,
        "milestone": milestone.id,
        "name": _spoken(stage.names, milestone.env) or milestone.stage_id.name,
        "state": milestone.state,
        "state_label": _label(milestone, "state"),
        "late": milestone.late,
        "planned": _iso(milestone.planned_at),
        "promised": _iso(milestone.promised_at),
        "due": _iso(milestone.due_at),
        "reached": _iso(milestone.reached_at),
        "since": _iso(milestone.started_at),
        "evidence": milestone.evidence or None,
        "evidence_label": _label(milestone, "evidence"),
        "done": milestone.done_qty,
        "total": milestone.total_qty,
        "team": milestone.team_id.name or None,
        "owner": milestone.user_id.name or None,
        "elapsed_hours": milestone.elapsed_hours if milestone.state != "pending" else None,
        "working_hours": milestone.working_hours if milestone.reached_at else None,
        "markable": open_ and _markable(milestone, stage),
        "visible": stage.visible,
    }


# ---------------------------------------------------------------------- the customer's page


def _markable(milestone, stage) -> bool:
    """Whether staff may say that an open stage is done: what arrives must have left before."""
    if stage.trigger == "delivered":
        return any(line.qty_delivered > 0 for line in milestone.order_id.order_line)
    return stage.trigger == "manual"


def customer_page(order, *, full: bool, token: str | None = None) -> dict:
    """Everything the tracking page shows, in the order in which a customer asks; texts ready.

    :param order: sale.order with superuser rights, in the reader's language and time zone,
        after :func:`read_people`.
    :param full: the reader is logged in and may read the order; otherwise (opened by token)
        names, phones and street are masked.
    :param token: how the reader came in; the page's own links keep it.
    """
    values = _stage_values(order) if order.tracking_version_id else {}
    stages = _customer_stages(order, values, full)
    seen = [stage for stage in stages if stage["visible"]]
    situation = _situation(order, stages)
    arrival = _arrival(order, situation, stages)
    history = _history(order, values, full) if values else []
    hero = _hero(order.env, situation, seen, late=bool(arrival and arrival["late"]))
    return {
        **_frame(order, token, full),
        "title": f"{order.name} – {hero['title']}",
        "hero": hero,
        "last": _last(situation, seen, history),
        "arrival": arrival,
        "next": _next(order, situation, seen),
        "stages": seen,
        "items": _items(order, situation),
        "history": history,
        "address": None if _collects(values) else _address(order.partner_shipping_id, full),
    }


def customer_labels(orders) -> dict:
    """What Odoo's own list of a customer's orders says about each tracked order.

    :param orders: sale.order with superuser rights.
    :return: ``{order id: (text, whether it is late)}``
    """
    now = fields.Datetime.now()
    tracked = orders.filtered("tracking_version_id")
    return {order.id: (_customer_label(order), bool(_late_since(order, now))) for order in tracked}


def customer_frame(env) -> dict:
    """Frame of a page that belongs to no order: nothing in it depends on what was asked for."""
    lang = get_lang(env)
    return {
        "lang": lang.code.replace("_", "-"),
        "dir": lang.direction,
        "accent": _accent(None),
        "title": env._("This link is not valid (any more)"),
    }


def _customer_label(order) -> str:
    """Where the order is, as on its page; a stage's name would say what is not yet true."""
    env, stage = order.env, order.tracking_stage_id
    if order.tracking_state != "running":
        return _label(order, "tracking_state")
    if order.delivery_status == "partial":
        title, _text = _HEADLINES["partly_left"]
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
    people.fetch(_PERSON_FIELDS)


def _frame(order, token, full) -> dict:
    company = order.company_id
    path = f"/my/orders/{order.id}"
    key = f"?access_token={url_quote(token, safe='')}" if token else ""
    own = full or (token and token == order.access_token)
    return {
        **customer_frame(order.env),
        "accent": _accent(company.primary_color),
        "company": company.name,
        "logo": None if company.uses_default_logo else f"/logo.png?company={company.id}",
        "number": order.name,
        "reference": order.client_order_ref or None,
        "languages": _languages(order.env, token),
        "zone": order.env._("Times in %s", order.env.context.get("tz") or "UTC"),
        "full": full,
        "orders_url": "/my/orders" if full else None,
        # Odoo's own page of the order shows everything: only for those who may open it
        "order_url": f"{path}{'' if full else key}" if own else None,
        "contact": order.user_id.partner_id.name or None,
        "phone": company.phone or None,
        "phone_url": f"tel:{re.sub(r'[^0-9+]', '', company.phone or '')}",
        "email": company.email or None,
        "email_url": _mail_url(company.email or "", order.name),
    }


def _mail_url(address, subject) -> str:
    return f"mailto:{url_quote(address, safe='@')}?subject={url_quote(subject)}"


def _languages(env, token) -> list[dict]:
    """Links to this page in the installed languages; none where there is no choice."""
    installed = env["res.lang"].get_installed()
    if len(installed) < 2:
        return []
    # “Chinese (Simplified) / 简体中文”: people look for their language in its own name
    names = [name.rpartition(" / ")[2] for _code, name in installed]
    short = [name.partition(" (")[0] for name in names]
    names = short if len(set(short)) == len(short) else names
    key = {"access_token": token} if token else {}
    return [
        {
            "name": name,
            "code": code.replace("_", "-"),
            "url": f"?{urlencode({'lang': code, **key})}",
            "current": code == get_lang(env).code,
        }
        for (code, _name), name in zip(installed, names, strict=True)
    ]


def _accent(colour) -> str:
    """The company's colour, as dark as text on white needs (WCAG 2.2: contrast 4.5 to 1)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour or ""):
        return ACCENT
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    while _luminance(channels) > DARK_ENOUGH:
        channels = [channel * 0.95 for channel in channels]
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(channels) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# ---------------------------------------------------------------------- where is it


def _situation(order, stages) -> str:
    """One word for where the order is, of :data:`_HEADLINES` (or running)."""
    if not stages:
        known = {"draft": "quotation", "sent": "quotation", "cancel": "cancelled"}
        return known.get(order.state, "untracked")
    if order.tracking_state in ("cancelled", "returned"):
        return order.tracking_state
    if _arrived(stages):
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


def _arrived(stages) -> dict | None:
    reached = (s for s in stages if s["trigger"] == "delivered" and s["state"] == "reached")
    return next(reached, None)


def _hero(env, situation, seen, *, late) -> dict:
    title, text = _headline(env, situation, seen)
    word = "late" if late else situation if situation in _BADGES else "running"
    done = [s for s in seen if s["state"] in ("reached", "skipped")]
    return {
        "title": title,
        "text": text,
        "tone": _TONES.get(word, "running"),
        "badge": env._(_BADGES[word]),
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
    if situation in _HEADLINES:
        title, text = (env._(part) for part in _HEADLINES[situation])
        return title, _partial_text(env, situation, seen) or text
    current = next((s for s in seen if s["state"] == "current"), None)
    current = current or next(s for s in seen if s["state"] in OPEN)
    title, rest = _first_sentence(current["text"])
    title = title or env._("Current step: %s", current["name"])
    return title, " ".join(part for part in (rest, current["progress"]) if part)


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


# ---------------------------------------------------------------------- when does it arrive


def _arrival(order, situation, stages) -> dict | None:
    """When the goods come or came; a missed date is never hidden."""
    if situation in ("quotation", "untracked", "cancelled", "returned"):
        return None
    arrived = _arrived(stages)
    if arrived:
        found = _arrival_past(order, arrived["reached"])
    elif order.promise_last_at:
        found = _arrival_to_come(order, fields.Datetime.now())
    else:
        return None if situation == "done" else _arrival_unknown(order.env)
    return {**found, "changes": _changes(order)}


def _arrival_past(order, reached) -> dict:
    env, promise = order.env, order.promise_last_at
    note = ""
    if promise and reached <= promise:
        note = env._("On time. Promised for %s.", _day(env, promise))
    elif promise:
        note = env._("Later than promised. Promised for %s.", _day(env, promise))
    label = env._("Arrived on")
    return {"late": False, "label": label, "day": _day(env, reached, "full"), "note": note}


def _arrival_to_come(order, now) -> dict:
    env, promise = order.env, order.promise_last_at
    since = _late_since(order, now)
    found = {"late": bool(since), "day": _day(env, since or promise, "full"), "note": ""}
    if not since:
        return {**found, "label": env._("Expected by")}
    note = env._("The date has passed and there is no new one yet. Please ask us.")
    if promise > now:
        note = env._("New date: %s", _day(env, promise, "full"))
    return {**found, "label": env._("Late since"), "note": note}


def _arrival_unknown(env) -> dict:
    note = env._("No date has been promised yet.")
    return {
        "late": False,
        "label": env._("Expected by"),
        "day": env._("Not known yet"),
        "note": note,
    }


def _late_since(order, now):
    """The first date that was missed while the goods are not there. A date put off by us stays
    missed; before a date that the customer asked for nothing is late."""
    if order.tracking_state != "running" or not order.promise_last_at:
        return None
    first = max(order.promise_first_at, order.promise_requested_at or order.promise_first_at)
    missed = min(order.promise_last_at, first)
    return missed if missed < now else None


def _changes(order) -> list[str]:
    """The dates that no longer hold, newest change first, and why."""
    if order.promise_first_at == order.promise_last_at:
        return []
    promises = order.env["order.tracking.promise"].search_fetch(
        [("order_id", "=", order.id), ("kind", "!=", "requested")],
        ["date", "given_at", "reason"],
        order="given_at desc, id desc",
        limit=CHANGES + 1,
    )
    pairs = zip(promises, promises[1:], strict=False)
    return [_change(new, old) for new, old in pairs if new.date != old.date]


def _change(new, old) -> str:
    env = new.env
    dates = {"old": _day(env, old.date), "new": _day(env, new.date)}
    if new.reason:
        return env._("Moved from %(old)s to %(new)s. Reason: %(why)s", why=new.reason, **dates)
    return env._("Moved from %(old)s to %(new)s. No reason was given.", **dates)


# ---------------------------------------------------------------------- what is next


def _next(order, situation, seen) -> dict | None:
    """The next step and its day; the step being worked on when it is the last one."""
    if situation in ("quotation", "untracked", "cancelled", "returned"):
        return None
    steps = [s for s in seen if s["state"] == "pending"] or [
        s for s in seen if s["state"] == "current"
    ]
    return steps[0] if steps else None


# ---------------------------------------------------------------------- the steps


def _customer_stages(order, values, full) -> list[dict]:
    if not values:
        return []
    milestones = order.env["order.tracking.milestone"].search_fetch(
        [("order_id", "=", order.id)], _MILESTONE_FIELDS, order="sequence"
    )
    now, cancelled = fields.Datetime.now(), order.tracking_state == "cancelled"
    return [
        _customer_stage(m, values[m.stage_id.id], now=now, cancelled=cancelled, full=full)
        for m in milestones
    ]


def _customer_stage(milestone, stage, *, now, cancelled, full) -> dict:
    env, due = milestone.env, milestone.due_at
    name = _spoken(stage.customer_names, env) or _spoken(stage.names, env)
    reached = milestone.reached_at
    open_ = milestone.state in OPEN
    return {
        "name": name,
        "text": _spoken(stage.texts, env),
        "trigger": stage.trigger,
        "icon": stage.trigger if stage.trigger in _ICONS else "manual",
        "visible": stage.visible,
        "state": milestone.state,
        "label": env._((_STOPPED if cancelled else _STATES)[milestone.state]),
        "reached": reached,
        "late": bool(open_ and due and due < now),
        "when": _moment(env, reached) if reached else _planned(milestone, now) if open_ else "",
        "proof": env._(_proof(milestone.evidence, stage.trigger, full)) if reached else "",
        "done": milestone.done_qty,
        "progress": _progress(milestone) if open_ else "",
        "percent": round(100 * milestone.done_qty / milestone.total_qty)
        if milestone.total_qty
        else 0,
    }


def _planned(milestone, now) -> str:
    env, due = milestone.env, milestone.due_at
    if not due:
        return ""
    word = _PLANNED[bool(milestone.promised_at), due < now]
    return env._(word) % _day(env, due)


def _progress(milestone) -> str:
    env, done, total = milestone.env, milestone.done_qty, milestone.total_qty
    if not 0 < done < total:
        return ""
    return env._("%(done)s of %(total)s items", done=_number(env, done), total=_number(env, total))


def _proof(evidence, trigger, full):
    """What a step rests on, in words that need no knowledge of our software."""
    if evidence == "system":
        return _PROOF_DOCUMENTS.get(trigger, _PROOFS["system"])
    if evidence == "customer" and not full:
        return _PROOF_RECEIVER
    return _PROOFS[evidence]


# ---------------------------------------------------------------------- history, items, address


def _history(order, values, full) -> list[dict]:
    events = order.env["order.tracking.event"].search_fetch(
        [("order_id", "=", order.id), ("kind", "in", CUSTOMER_KINDS)],
        ["kind", "occurred_at", "evidence", "source", "dedup_key", "data"],
        limit=HISTORY,
    )
    voided = _voided(order, events)
    return [
        {
            "kind": event.kind,
            "name": _event_label(event, values),
            "when": _moment(event.env, event.occurred_at),
            "detail": _event_detail(event),
            "proof": _event_proof(event, full),
            "voided": (event.source, event.dedup_key) in voided,
        }
        for event in events
        if _for_customer(event, values)
    ]


def _voided(order, events) -> set:
    """Identities of the withdrawn ones of ``events``; by key, however long the journal is."""
    keys = [f"void:{event.source}:{event.dedup_key}" for event in events]
    voids = order.env["order.tracking.event"].search_fetch(
        [("order_id", "=", order.id), ("dedup_key", "in", keys), ("kind", "=", "voided")],
        ["data"],
    )
    return {tuple(void.data["voids"]) for void in voids}


def _for_customer(event, values) -> bool:
    """What the customer may know: no fact of a step that the flow keeps to ourselves."""
    if event.kind == "promise_made":
        return event.data["promise"] == "later"
    if event.kind == "stage_marked":
        stage = values.get(event.data["stage"])
        return bool(stage and stage.visible)
    return all(stage.visible for stage in values.values() if stage.trigger == event.kind)


def _event_label(event, values) -> str:
    env = event.env
    if event.kind == "stage_marked":
        stage = values[event.data["stage"]]
        return _spoken(stage.customer_names, env) or _spoken(stage.names, env)
    if event.kind == "delivered" and _collects(values):
        return env._("Handed over")
    return env._(_HAPPENED[event.kind])


def _event_detail(event) -> str:
    env, data = event.env, event.data
    if event.kind == "promise_made":
        day = _day(env, datetime.fromisoformat(data["date"]))
        reason = data.get("reason")
        return env._("%(day)s. Reason: %(why)s", day=day, why=reason) if reason else day
    quantity = sum((data.get("lines") or {}).values())
    if event.kind == "stock_reserved" or not quantity:
        return ""
    if quantity < 0:
        return env._("Correction of the quantity: %s", _number(env, quantity))
    return env._("Quantity: %s", _number(env, quantity))


def _event_proof(event, full) -> str:
    if event.kind in ("promise_made", "order_cancelled", "backorder_created"):
        return ""
    return event.env._(_proof(event.evidence, event.kind, full))


def _items(order, situation) -> dict:
    """Goods with what was ordered and what has left; by the line's own words, as agreed."""
    lines = order.env["sale.order.line"].search_fetch(
        [
            ("order_id", "=", order.id),
            ("display_type", "=", False),
            ("qty_delivered_method", "=", "stock_move"),
        ],
        ["name", "product_uom_qty", "qty_delivered", "product_uom_id"],
        limit=ITEMS + 1,
    )
    rows = [
        {
            "name": (line.name or "").partition("\n")[0],
            "quantity": _quantity(line, ordered_only=situation == "quotation"),
        }
        for line in lines[:ITEMS]
    ]
    return {"rows": rows[:FIRST_ITEMS], "rest": rows[FIRST_ITEMS:], "more": len(lines) > ITEMS}


def _quantity(line, *, ordered_only) -> str:
    env, unit = line.env, line.product_uom_id.name
    ordered = _number(env, line.product_uom_qty)
    if ordered_only:
        return f"{ordered} {unit}"
    left = _number(env, line.qty_delivered)
    return env._(
        "Left so far: %(left)s of %(ordered)s %(unit)s", left=left, ordered=ordered, unit=unit
    )


def _address(person, full) -> dict:
    name = person.name or person.commercial_company_name
    if full:
        lines = person._display_address(without_company=True).split("\n")
        phone = person.phone or ""
    else:
        name, phone = mask_name(name), mask_phone(person.phone)
        lines = [mask_street(person.street), person.city, person.country_id.name]
    return {
        "name": name,
        "lines": [line.strip() for line in lines if line and line.strip()],
        "phone": phone,
    }


def _collects(values) -> bool:
    """The customer comes for the goods: nothing in the flow leaves the warehouse."""
    triggers = {stage.trigger for stage in values.values()}
    return "delivered" in triggers and "left_warehouse" not in triggers


def _day(env, instant, style="medium") -> str:
    return format_date(env, instant, date_format=style)


def _moment(env, instant) -> str:
    zone = env.context.get("tz") or "UTC"
    return f"{_day(env, instant)}, {format_time(env, instant, tz=zone, time_format='short')}"


def _number(env, quantity) -> str:
    locale = babel_locale_parse(get_lang(env).code)
    return format_decimal(quantity, "#,##0.###", locale=locale)


# ---------------------------------------------------------------------- both


def _milestones(order):
    return (
        order.env["order.tracking.milestone"]
        .sudo()
        .search([("order_id", "=", order.id)], order="sequence")
    )


def _stage_values(order) -> dict:
    flow = order.env["order.tracking.flow.version"].browse(order.tracking_version_id.id)._value()
    return {stage.key: stage for stage in flow.stages}


def _spoken(texts, env) -> str:
    """The text in the reader's language, else in English, else in any."""
    lang = env.context.get("lang") or env.user.lang or "en_US"
    return texts.get(lang) or texts.get("en_US") or next(iter(texts.values()), "")


def _label(record, name) -> str:
    field = record._fields[name]
    return dict(field._description_selection(record.env)).get(record[name], "")


def _iso(value) -> str | None:
    return value.isoformat() + "Z" if value else None
