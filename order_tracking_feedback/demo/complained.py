"""What customers of delivered demo orders complain about, and how far that has come."""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo.addons.order_tracking.demo.orders import back
from odoo.addons.order_tracking.models.order_receipt_answer import Teller

from .. import complaints

_MODULE = "order_tracking_feedback"


class Complained(NamedTuple):
    """``age``: hours of working time ago; ``problem``: of one item, empty for the whole order;
    ``answer``: of ours, empty: there is none yet; ``then``: state that it has come to."""

    category: str
    age: float
    text: str
    problem: str = ""
    answer: str = ""
    then: str = "open"
    resolution: str = ""


COMPLAINED = (
    Complained("category_damaged", 2, "The corner of one of them is dented.", "damaged"),
    Complained("category_missing", 9, "We count one less than on the delivery note.", "missing"),
    Complained(
        "category_late",
        5,
        "It came two days after the day you promised. What about the rest?",
        answer="I have asked the carrier and call you this afternoon.",
        then="progress",
    ),
    Complained(
        "category_defective",
        12,
        "The height cannot be adjusted any more.",
        "defective",
        answer="Sorry for that. Could you send us a photo of the lever?",
        then="waiting",
    ),
    Complained(
        "category_wrong",
        26,
        "We ordered the lighter wood.",
        "wrong",
        answer="You are right, that was our mistake. The right one leaves tomorrow.",
        then="resolved",
        resolution="The right one has been sent; the driver takes the wrong one back.",
    ),
    Complained(
        "category_invoice",
        40,
        "The delivery is on the invoice twice.",
        answer="I have told our accounting.",
        then="resolved",
        resolution="You get a credit note for one delivery.",
    ),
)


def create_all(env, orders):
    """One complaint for each of these orders, as far as :data:`COMPLAINED` goes."""
    for told, order in zip(COMPLAINED, orders, strict=False):
        found = _open(env, told, order)
        _age(found, told.age)
        if told.answer:
            _answer(found, told)


def out_of_feedback(env):
    """Of low scores staff have made a complaint, or they belong to the one that is open."""
    known = env["order.complaint"].search([("state", "!=", "resolved")]).order_id
    unhappy = env["order.feedback"].search([("mood", "=", "unhappy"), ("text", "!=", False)])
    (unhappy.filtered(lambda one: one.order_id in known) | unhappy[:1])._complain()


def _open(env, told, order):
    category = env.ref(f"{_MODULE}.{told.category}")
    teller = Teller(order.partner_id.name, "order", order.partner_id)
    line = order._complaint_items()[:1]
    lines = order._complaint_lines([(line, 1, told.problem, False)]) if told.problem else []
    values = {"description": told.text, "author_name": teller.name, "via": teller.via}
    return env["order.complaint"]._open(order, category, values, lines)


def _age(found, hours):
    """Told so many hours of working time ago."""
    clock = found._clock(found.company_id, found.team_id)
    at = back(clock, datetime.now().replace(microsecond=0), hours)
    category = found.category_id
    standing = complaints.begin(at, category.answer_hours, category.resolve_hours, clock)
    values = {name: getattr(standing, name) for name in ("answer_due", "resolve_due")}
    found.write({**values, "opened_at": at, "escalate_at": complaints.escalation(standing)[0]})


def _answer(found, told):
    author = found.user_id.partner_id or found.env.user.partner_id
    found.message_post(
        body=told.answer,
        author_id=author.id,
        subtype_xmlid="mail.mt_comment",
        message_type="comment",
    )
    found.answered_at = min(found.opened_at + timedelta(hours=2), found.answered_at)
    if told.then == "waiting":
        found._step("wait")
    elif told.then == "resolved":
        problem = found.line_ids[:1].problem
        fault = found.line_ids[:1].fault or found.category_id.fault
        found._resolve(complaints.reason_of(problem), fault, told.resolution)
