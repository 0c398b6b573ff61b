"""Complaints on the customer's page: what becomes of them, until when, and the form."""

from __future__ import annotations

from urllib.parse import quote

from odoo import fields
from odoo.tools import consteq, html2plaintext
from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.presentation.receipt_words import TOO_MANY
from odoo.addons.order_tracking.presentation.shared import label_of, say_moment, say_number
from odoo.addons.order_tracking.receipt.photos import PHOTOS

from .. import complaints
from .acceptance import MISTAKES as COUNTING
from .acceptance import PROBLEMS
from .form import form_values

_lt = LazyTranslate(__name__)
_KEPT = 4000  # characters of a field that are shown again
SHOWN, MESSAGES = 50, 20  # complaints of a page, messages of each
STATES = {
    "open": _lt("We have it"),
    "progress": _lt("We are working on it"),
    "waiting": _lt("We need your answer"),
    "resolved": _lt("Resolved"),
}
NEXT = {
    "open": _lt("We answer by %(answer)s."),
    "progress": _lt("We want to have it resolved by %(resolve)s."),
    "waiting": _lt("Please answer our message below. Then we go on."),
    "resolved": _lt("Resolved on %(resolved)s."),
}
LATE = {
    "open": _lt("We should have answered by %(answer)s. We are sorry; it has been passed on."),
    "progress": _lt("It should have been resolved by %(resolve)s. We are sorry and stay on it."),
}
MISTAKES = {
    **COUNTING,
    "choose": _lt("Please choose what it is about."),
    "choose_item": _lt("Please choose an item of this order, or the whole order."),
    "empty": _lt("Please describe what is wrong."),
    "too_many_items": _lt("Please enter more than 0, and not more than were ordered."),
    "full": _lt("There are many open complaints about this order already. Please call us."),
}
SURPLUS = _lt("More than expected")


def complaint_hint(order, token, full, role) -> dict | None:
    """What the tracking page says of open complaints, and the way to complain; None for those
    who cannot.

    :param order: sale.order with superuser rights, in the reader's language.
    :param role: of the personal link that opened the page; empty without one.
    """
    if not _may_read(order, token, full, role):
        return None
    open_ = order.complaint_ids.filtered(lambda c: c.state != "resolved")
    key = f"?access_token={quote(token, safe='')}" if token else ""
    url = f"/my/orders/{order.id}/complaints{key}"
    return {
        "rows": [
            {"name": c.name, "state": order.env._(STATES[c.state]), "next": say_next(c)}
            for c in open_[:3]
        ],
        "url": url,
        "new_url": f"{url}{'&' if key else '?'}new=1",
    }


def _may_read(order, token, full, role):
    own = token and token.isascii() and consteq(order.access_token or "", token)
    return bool(full or own or role == "buyer")


def say_next(complaint) -> str:
    """What happens next and until when; that it is late is said."""
    env = complaint.env
    late = complaint.overdue and LATE.get(complaint.state)
    return str(env._(late or NEXT[complaint.state])) % {
        "answer": say_moment(env, complaint.answer_due),
        "resolve": say_moment(env, complaint.resolve_due),
        "resolved": say_moment(env, complaint.resolved_at or complaint.opened_at),
    }


def complaint_page(reader, *, csrf, sent=None, problem="", errors=None, new=False):
    """Everything the page shows, texts ready.

    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param sent: texts by field name of a form that was refused; ``errors``: why, a code or
        (code, name of a file) by field.
    :param new: with the form.
    """
    order, env, sent = reader.order, reader.order.env, sent or {}
    reads = reader.may_answer or reader.full
    found = order.complaint_ids.sorted("id", reverse=True)[:SHOWN] if reads else []
    path = f"/my/orders/{order.id}/complaints"
    title = env._("Complaints")
    said = _messages(found) if found else {}
    wrong = {name: _say_mistake(env, code) for name, code in (errors or {}).items()}
    return {
        **page_frame(order, reader.token, reader.full),
        "title": f"{title} – {order.name}",
        "heading": title if found and not new else env._("Something is not right?"),
        "text": env._("Tell us what happened. We answer, and you see here what becomes of it."),
        "problem": problem,
        "path": path,
        "back": f"/my/orders/{order.id}/tracking{reader.key}",
        "new_url": f"{path}{reader.key}{'&' if reader.key else '?'}new=1",
        "may": reader.may_answer,
        "form": reader.may_answer and (new or not found),
        "rows": [_row(reader, complaint, said.get(complaint.id, [])) for complaint in found],
        "errors": wrong,
        "typed": {name: (text or "")[:_KEPT] for name, text in sent.items()},
        "categories": [(str(c.id), c.name) for c in order._complaint_offered()],
        "items": [(str(line.id), _item(line)) for line in order._complaint_items()],
        **form_values(reader, sent, csrf),
        "text_size": complaints.TEXT,
    }


def _item(line) -> str:
    name = (line.name or line.product_id.display_name).partition("\n")[0]
    return f"{name} ({say_number(line.env, line.product_uom_qty)} {line.product_uom_id.name})"


def _row(reader, complaint, messages) -> dict:
    env, days = complaint.env, complaint.company_id.order_complaint_reopen_days
    standing = complaint._standing()
    again = complaints.may_reopen(standing, fields.Datetime.now(), days)
    until = complaints.reopen_until(standing, days)
    done = (complaint.state == "resolved" and complaint.resolution) or ""
    return {
        "id": complaint.id,
        "name": complaint.name,
        "category": complaint.category_id.name or "",
        "state": env._(STATES[complaint.state]),
        "tone": "late" if complaint.overdue else "good" if again else "calm",
        "next": say_next(complaint),
        "told": say_moment(env, complaint.opened_at),
        "text": complaint.description or "",
        "lines": say_lines(complaint),
        "photos": len(complaint.photo_ids),
        "resolution": done,
        "messages": [one for one in messages if one["text"] != done.strip()],
        "reply": reader.may_answer and complaint.state != "resolved",
        "again": reader.may_answer and again,
        "until": env._("Possible until %s.", say_moment(env, until)) if again else "",
    }


def say_lines(complaint) -> list[str]:
    """What it is about, in words."""
    return [_line(complaint.env, line) for line in complaint.line_ids]


def _line(env, line) -> str:
    name = (line.sale_line_id.name or line.product_id.display_name or "").partition("\n")[0]
    quantity = f"{say_number(env, line.quantity)} {line.uom_id.name or ''} {name}".strip()
    if not line.problem:
        return quantity
    return f"{quantity}: {env._(PROBLEMS.get(line.problem, SURPLUS))}"


def _messages(found) -> dict:
    """What was said to and by the customer, by complaint id; internal notes are not."""
    told = found.env.ref("mail.mt_comment")
    messages = found.env["mail.message"].search(
        [
            ("model", "=", found._name),
            ("res_id", "in", found.ids),
            ("subtype_id", "=", told.id),
            ("message_type", "in", ("comment", "email")),
            ("is_internal", "=", False),
        ],
        order="id",
    )
    said: dict[int, list] = {}
    for message in messages:
        said.setdefault(message.res_id, []).append(
            {
                "who": found.env._("You") if message.author_id.partner_share else found.env._("We"),
                "at": say_moment(found.env, message.date),
                "text": html2plaintext(message.body or "").strip()[:_KEPT],
            }
        )
    return {number: rows[-MESSAGES:] for number, rows in said.items()}


def _say_mistake(env, code) -> str:
    """:param code: or (code, name of a file)."""
    code, name = code if isinstance(code, tuple) else (code, "")
    if code == "too_many":
        return str(env._(TOO_MANY["photos"])) % {"count": PHOTOS}
    values = {"number": say_number(env, 8), "limit": complaints.TEXT, "name": name}
    return str(env._(MISTAKES[code])) % values


def say_complaint(env, data) -> str:
    """A row of the journal about a complaint, for people who work here: what it is about."""
    complaint = env["order.complaint"].sudo().browse(data["complaint"]).exists()
    return ", ".join(filter(None, [complaint.category_id.name, label_of(complaint, "severity")]))
